"""What the form of a progress report asks: what the report rests on, and which action of its goal it is about."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap.models import Action, Evidence
from tehran_diplomacy.desk.lookup import RecordField
from tehran_diplomacy.forms.untouched import UntouchedModelForm
from tehran_diplomacy.publishing.addresses import record_at


class EvidenceForm(UntouchedModelForm):
    """A record of the portal, or an address: one of a page of this portal becomes its record."""

    page = RecordField(label=gettext_lazy("record of this portal"), required=False)

    class Meta:
        model = Evidence
        fields = ["url", "title", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("page", self.instance.record if self.instance.object_id else None)

    def clean(self) -> dict[str, Any]:
        """Take one of the two; resolve an address of this portal."""
        cleaned = super().clean()
        record, url = cleaned.get("page"), cleaned.get("url", "")
        if {"page", "url"} & set(self.errors) or self._goes(cleaned):
            return cleaned
        if bool(record) == bool(url):
            raise ValidationError(
                _("Choose a record of this portal or give a web address elsewhere, not both.")
            )
        if record or (record := record_at(url)):
            cleaned["url"] = ""
            self.instance.record = record
        else:
            self.instance.content_type = self.instance.object_id = None
        return cleaned

    @staticmethod
    def _goes(cleaned: dict[str, Any]) -> bool:
        return bool(cleaned.get("DELETE"))


class ActionSelect(forms.Select):
    """Actions under their goals; each says to the page's script whose it is."""

    class Media:
        js = (forms.Script("js/admin/actions-of-goal.js", defer=True),)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Name the goal of an action."""
        option = super().create_option(name, value, *args, **kwargs)
        if instance := getattr(value, "instance", None):
            option["attrs"]["data-goal"] = instance.goal_id
        return option


class _ByGoal(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        yield "", self.field.empty_label
        for goal, actions in groupby(self.queryset, key=lambda action: action.goal):
            yield str(goal), [self.choice(action) for action in actions]


class ActionField(forms.ModelChoiceField):
    """An action, listed under its goal."""

    widget = ActionSelect
    iterator = _ByGoal

    def __init__(self, queryset: Any = None, **options: Any) -> None:
        listed = Action.objects.select_related("goal__roadmap__term")
        ordered = listed.order_by("-goal__roadmap__term__number", "goal__number", "position", "pk")
        super().__init__(ordered, **options)
