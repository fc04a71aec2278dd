"""One box that finds a record of any register, also one that is not public yet."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import get_select2_language
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.languages.fields import containing
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.registers import registers
from tehran_diplomacy.publishing.verbs import may

EACH = 8  # records of a register that are offered; more words find fewer


def record_of(uid: str) -> Record | None:
    """Return the record of a permanent identifier, of whichever register; None where there is none."""
    found = (one.model.objects.out_of_bin().filter(uid=uid).first() for one in registers())
    return next((record for record in found if record is not None), None)


def found_records(user: AbstractBaseUser, words: str) -> list[dict[str, Any]]:
    """Return the records that hold every word, grouped by register, as Select2 reads them.

    One query for each register that `user` may see.
    """
    groups = []
    for register in registers():
        if not may(user, "view", register.model):
            continue
        records = register.model.objects.out_of_bin().filter(containing("words", words))
        rows = records.select_related(*register.related).order_by("-changed_at")[:EACH]
        if children := [{"id": row.uid, "text": str(row)} for row in rows]:
            groups.append({"text": str(register.name), "children": children})
    return groups


def records(request: HttpRequest) -> JsonResponse:
    """Answer what is typed into such a box."""
    found = found_records(request.user, request.GET.get("term", ""))
    return JsonResponse({"results": found, "pagination": {"more": False}})


class RecordSelect(forms.Select):
    """A select that offers only what it holds; with scripts, whatever is found by what is typed."""

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Name the address that finds, as Django's autocomplete script reads it."""
        return super().build_attrs(base_attrs, extra_attrs) | {
            "class": "admin-autocomplete",
            "data-ajax--url": reverse("admin:records"),
            "data-ajax--delay": 250,
            "data-ajax--type": "GET",
            "data-theme": "admin-autocomplete",
            "data-allow-clear": "true",
            "data-placeholder": str(_("Agreement, meeting, network, goal, …")),
            "lang": get_select2_language(),
        }

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[tuple]:
        """Offer nothing, and the record that is chosen."""
        record = record_of(value[0]) if value and value[0] else None
        options = [self.create_option(name, "", "", record is None, 0)]
        if record is not None:
            options.append(self.create_option(name, record.uid, str(record), True, 1))
        return [(None, options, 0)]

    @property
    def media(self) -> forms.Media:
        """The scripts of the other look-ups."""
        language = get_select2_language()
        words = [f"admin/js/vendor/select2/i18n/{language}.js"] if language else []
        return forms.Media(
            js=[
                "admin/js/vendor/jquery/jquery.min.js",
                "admin/js/vendor/select2/select2.full.min.js",
                *words,
                "admin/js/jquery.init.js",
                "js/admin/lookup.js",
            ],
            css={"screen": ["admin/css/vendor/select2/select2.min.css", "admin/css/autocomplete.css"]},
        )


class RecordField(forms.Field):
    """A record of any register, chosen by its permanent identifier; gives the record or None."""

    widget = RecordSelect

    def prepare_value(self, value: Any) -> Any:
        """Return the identifier of a record that is there already."""
        return value.uid if isinstance(value, Record) else value

    def to_python(self, value: Any) -> Record | None:
        """Return the record; raise ValidationError where it is gone."""
        if not value:
            return None
        if (record := record_of(str(value)[:40])) is None:
            raise ValidationError(_("This record no longer exists."), code="gone")
        return record

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another record was chosen."""
        return (self.prepare_value(initial) or "") != (data or "")
