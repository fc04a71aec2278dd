"""What waits for the office in every register: decisions, days that come, gaps in what is published."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator

from tehran_diplomacy.publishing.models import Revision
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.publishing.registers import Need, Register, registers
from tehran_diplomacy.publishing.status import Status


def untranslated(model: type[Model], language: str) -> Q:
    """Return the condition that a text is missing in `language` that the other language has."""
    other = "en" if language == "fa" else "fa"
    condition = Q(pk__in=[])
    for name in translator.get_options_for_model(model).fields:
        if name == "office_note":
            continue
        there, missing = f"{name}_{other}", f"{name}_{language}"
        condition |= (Q(**{f"{there}__isnull": False}) & ~Q(**{there: ""})) & (
            Q(**{f"{missing}__isnull": True}) | Q(**{missing: ""})
        )
    return condition


def _version(model: type[Model], **conditions: Any) -> Q:
    kept = Revision.objects.in_work().filter(
        content_type=ContentType.objects.get_for_model(model), object_id=OuterRef("pk"), **conditions
    )
    return Q(Exists(kept))


def _without_source(model: type[Model]) -> Q:
    sources = model._meta.get_field("sources").related_model
    named = sources.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id=OuterRef("pk")
    )
    return public_condition() & ~Q(Exists(named))


def needs_of(register: Register) -> list[Need]:
    """Return what can wait in a register: what all have in common, then its own."""
    model = register.model
    common = [
        Need(
            "review",
            _("submitted for review"),
            lambda user: Q(status=Status.IN_REVIEW) | _version(model, status=Status.IN_REVIEW),
            "task",
            writers=False,
        ),
        Need(
            "sent_back",
            _("sent back with a note"),
            lambda user: (
                (Q(status=Status.DRAFT, submitted_by=user) & ~Q(remark=""))
                | _version(model, step="sent_back", made_by=user)
            ),
            "task",
        ),
        Need(
            "versions",
            _("new versions in progress"),
            lambda user: _version(model, status=Status.DRAFT),
            "task",
        ),
        Need(
            "scheduled",
            _("scheduled"),
            lambda user: Q(status=Status.PUBLISHED, publish_at__gt=timezone.now()),
            "date",
        ),
        Need("no_fa", _("Persian missing"), lambda user: public_condition() & untranslated(model, "fa")),
        Need("no_en", _("English missing"), lambda user: public_condition() & untranslated(model, "en")),
    ]
    if any(field.name == "sources" for field in model._meta.private_fields):
        common.append(Need("no_source", _("no source"), lambda user: _without_source(model)))
    return [*common, *register.needs]


def register_of(model: type[Model]) -> Register | None:
    """Return the register of a model, None where it is none."""
    return next((one for one in registers() if one.model is model), None)
