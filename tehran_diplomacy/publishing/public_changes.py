"""The public record of changes: what readers noticed, put into words of the page's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst

from tehran_diplomacy.languages.translated import Translated, translated
from tehran_diplomacy.publishing.comparison import Difference, Names, found_differences, told
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.public_view import Shown
from tehran_diplomacy.publishing.registers import Register, registers
from tehran_diplomacy.publishing.revisions import Revision, Weight
from tehran_diplomacy.publishing.trace import content_type_of

NOTICE = 30  # days for which a corrected page says so at its head


@dataclass(frozen=True)
class PublicChange:
    """One entry of the public record: never who made it, nor anything that is not public."""

    revision: Revision
    differences: list[Difference]
    register: Register | None

    @property
    def weight(self) -> str:
        """What it meant to readers, a word of `Weight`."""
        return self.revision.weight

    @property
    def label(self) -> str:
        """The same in the page's language."""
        return self.revision.get_weight_display()

    @property
    def at(self) -> datetime:
        """When readers could notice it."""
        return self.revision.public_from

    @property
    def is_folded(self) -> bool:
        """Whether it is mere spelling or wording."""
        return self.weight == Weight.MINOR

    @property
    def is_withdrawal(self) -> bool:
        """Whether the record left the portal with it."""
        return self.weight == Weight.WITHDRAWN

    @property
    def kind(self) -> str:
        """What readers call the register, or what it is if it is no record: a country, a person."""
        return str(
            self.register.name if self.register else capfirst(self.revision.register._meta.verbose_name)
        )

    @property
    def uid(self) -> str:
        """The record's permanent identifier; the key of what has none."""
        has_page = self.revision.data["fields"].get("uid") and not self.revision.is_of_hidden
        model = self.revision.content_type.model
        return self.revision.data["fields"]["uid"] if has_page else f"{model}-{self.revision.object_id}"

    @property
    def title(self) -> Translated | None:
        """The record's name then; None once it was withdrawn, for nothing of it is public, and of what has no name."""
        named = translated(self.revision, "title")
        if self.is_withdrawal or (not named and self.register is None):
            return None
        return named

    @property
    def reason(self) -> Translated:
        """The office's word to readers, '' where it gave none."""
        return translated(self.revision, "reason")

    @property
    def identifier(self) -> str:
        """What tells entries of a feed apart."""
        return f"{self.uid}-{self.revision.number}"


def noticed(record: Record | None = None, now: datetime | None = None) -> QuerySet:
    """Return what readers could notice, of one record or of all, the newest first."""
    found = Revision.objects.noticed(now)
    if record is not None:
        found = found.filter(content_type=content_type_of(type(record)), object_id=record.pk)
    return found.select_related("follows", "content_type")


def told_changes(revisions: Iterable[Revision]) -> list[PublicChange]:
    """Put entries into words; one query for each model that they name, however many they are."""
    revisions = list(revisions)
    pairs = [(one, one.content_type.model_class()) for one in revisions]
    shown, names = Shown(), Names()
    for one, model in pairs:
        for data in _both(one):
            shown.want(model, data)
    shown.ask()
    found = []
    for one, model in pairs:
        views = [shown.view(model, data) for data in _both(one)]
        found.append(found_differences(model, *views, names) if views else [])
    names.know(shown.public)
    names.fetch()
    by_model = {register.model: register for register in registers()}
    return [
        PublicChange(one, told(differences, names), None if one.is_of_hidden else by_model.get(model))
        for (one, model), differences in zip(pairs, found, strict=True)
    ]


def _both(revision: Revision) -> list[dict[str, Any]]:
    if revision.follows is None or revision.weight in (Weight.FIRST, Weight.WITHDRAWN):
        return []
    return [revision.follows.data, revision.data]


def is_newly_corrected(record: Record) -> bool:
    """Whether the record's page says at its head that it was corrected: by days, for pages are kept for a day."""
    if record.corrected_at is None or record.corrected_at > timezone.now():
        return False
    return (timezone.localdate() - timezone.localdate(record.corrected_at)).days < NOTICE


def reasons_of(model: type[models.Model], keys: list[int]) -> dict[int, dict[str, str | None]]:
    """Return the reasons, by language, for which records were withdrawn last; one query."""
    found = Revision.objects.noticed().filter(
        content_type=content_type_of(model), object_id__in=keys, weight=Weight.WITHDRAWN
    )
    rows = found.order_by("public_from").values_list("object_id", "reason_fa", "reason_en")
    return {key: {"fa": fa or None, "en": en or None} for key, fa, en in rows}


def withdrawal_of(model: type[models.Model], pk: int) -> PublicChange | None:
    """Return the last withdrawal of a record that is gone for readers, None where it was never public."""
    kept = Revision.objects.noticed().of_pages()
    last = kept.filter(content_type=content_type_of(model), object_id=pk).first()
    if last is None or last.weight != Weight.WITHDRAWN:
        return None
    return PublicChange(last, [], next((one for one in registers() if one.model is model), None))
