"""The table of a register: out of it, and into it with every row's outcome said."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tehran_diplomacy.exchange.columns import Column, Found
from tehran_diplomacy.exchange.likeness import Like, Likeness
from tehran_diplomacy.exchange.part_columns import PartsColumn
from tehran_diplomacy.languages.folding import squeeze
from tehran_diplomacy.languages.texts import in_a_line, in_lines
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing import versions
from tehran_diplomacy.publishing.history import changes, did, nothing_kept
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.revisions import Step
from tehran_diplomacy.publishing.snapshots import keys_of_parts
from tehran_diplomacy.publishing.verbs import may_write


@dataclass
class Outcome:
    """What became, or would become, of a row: 'new', 'alike', 'changed', 'same' or 'wrong'; rows count as in Excel.

    An 'alike' row would be new and looks like the record `like`; `read` says of dates how they were read.
    """

    row: int
    kind: str
    name: str = ""
    like: Like | None = None
    read: list[tuple[str, str, str]] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Sheet:
    """A register as a table. A subclass names its model and columns."""

    model: type[models.Model]
    columns: tuple[Column, ...] = ()
    related: tuple[str, ...] = ()  # relations that an export reads, as for prefetch_related
    telling: tuple[str, ...] | None = (
        None  # columns that, beside the title, tell two records apart; None: not asked
    )

    def __init__(self) -> None:
        known = [Column("uid", gettext_lazy("permanent ID")), Column("slug", gettext_lazy("address"))]
        has = {f.name for f in self.model._meta.concrete_fields}
        self.all_columns = tuple(column for column in known if column.name in has) + tuple(self.columns)

    # -- Out -----------------------------------------------------------------------------------------------

    def headings(self, language: str) -> list[str]:
        """Return the headings in a language."""
        return [column.heading(language) for column in self.all_columns]

    def examples(self) -> list[tuple[str, str]]:
        """Return heading and example of the columns whose cells hold several things."""
        language = page_language()
        return [(one.heading(language), one.example) for one in self.columns if isinstance(one, PartsColumn)]

    def rows(self, records: models.QuerySet, language: str) -> Iterator[list[str]]:
        """Yield a row for each record."""
        for record in records.prefetch_related(*self.related).iterator(chunk_size=500):
            yield [column.write(record, language) for column in self.all_columns]

    # -- In ------------------------------------------------------------------------------------------------

    def columns_of(self, headings: list[str]) -> list[Column | None]:
        """Return the column under each heading; raise ValidationError for unknown or doubled ones."""
        by_heading = {name: column for column in self.all_columns for name in column.headings()}
        found: list[Column | None] = []
        unknown = []
        for heading in headings:
            column = by_heading.get(squeeze(heading)) if heading else None
            if heading and column is None:
                unknown.append(heading[:60])
            if column in found and column is not None:
                raise ValidationError(
                    _("The heading “%(heading)s” appears twice.") % {"heading": heading[:60]}
                )
            found.append(column)
        if unknown:
            offered = "، ".join(self.headings(page_language()))
            raise ValidationError(
                _("Unknown headings: %(unknown)s. Known headings: %(known)s")
                % {"unknown": "، ".join(unknown[:10]), "known": offered}
            )
        return found

    def bring_in(
        self, rows: list[list[str]], user: AbstractBaseUser, *, keep: bool, twice: bool = False
    ) -> Iterator[Outcome]:
        """Bring a table in, row by row, and yield each outcome: all of it, or with a wrong row nothing.

        Without `keep` everything is undone at the end. What it makes is a draft; what it changes of a published
        record goes into that record's version in work. New rows that look like a record are left out unless `twice`.
        """
        columns = self.columns_of(rows[0])
        found, seen, wrong = Found(), {}, False
        self.by_key = self._keys()
        self.leaves_out = keep and not twice
        with transaction.atomic():
            with changes(user, Step.IMPORTED) if keep else nothing_kept():
                for number, row in enumerate(rows[1:], 2):
                    if not any(row):
                        continue
                    outcome = self._row(number, columns, row, found, seen, user)
                    wrong = wrong or outcome.kind == "wrong"
                    yield outcome
            if wrong or not keep:
                transaction.set_rollback(True)

    def _keys(self) -> dict[str, int]:
        names = [column.name for column in self.all_columns[:2] if column.name in ("uid", "slug")]
        keys: dict[str, int] = {}
        for pk, *words in self.model._base_manager.values_list("pk", *names):
            keys |= dict.fromkeys(filter(None, words), pk)
        return keys

    def find(self, values: dict[str, Any]) -> models.Model | None:
        """Return the record that a row is about, by its identifier or address; None for a new one."""
        for name in ("uid", "slug"):
            if (word := values.get(name)) and (key := self.by_key.get(word)):
                return self.model._base_manager.select_for_update().get(pk=key)
        return None

    @cached_property
    def likeness(self) -> Likeness:
        """What new rows are compared with, read when the first one is."""
        telling = [column for column in self.columns if column.attribute in self.telling]
        return Likeness(self.model, getattr(self.model, "label", "name"), telling, self.related)

    def make(self, values: dict[str, Any]) -> models.Model:
        """Return a new record."""
        return self.model()

    def check(self, record: models.Model, values: dict[str, Any]) -> None:
        """Refuse a record that a form would refuse for more than one column; raises ValidationError."""

    def _row(
        self,
        number: int,
        columns: list[Column | None],
        row: list[str],
        found: Found,
        seen: dict[Any, int],
        user: AbstractBaseUser,
    ) -> Outcome:
        outcome, language = Outcome(number, "wrong"), page_language()
        values: dict[str, Any] = {}
        pairs = [(column, cell) for column, cell in zip(columns, row, strict=False) if column]
        outcome.name = next((cell[:120] for column, cell in pairs if column.language and cell), "")
        for column, cell in pairs:
            try:
                value = values[column.attribute] = self._as_kept(column, column.read(cell, found))
            except ValidationError as error:
                outcome.errors += [f"{column.heading(language)}: {text}" for text in error.messages]
            else:
                if cell and (words := column.in_words(value, language)):
                    outcome.read.append((column.heading(language), cell, words))
        if outcome.errors:
            return outcome
        used = [column for column, _cell in pairs]
        try:
            with transaction.atomic():
                self._put(outcome, used, values, found, seen, user)
        except ValidationError as error:
            outcome.kind = "wrong"
            outcome.errors += _said(error, self)
        return outcome

    def _as_kept(self, column: Column, value: Any) -> Any:
        """A value as the record will keep it: only long texts hold line breaks."""
        if not isinstance(value, str):
            return value
        return in_lines(value) if column.attribute in self._long_texts else in_a_line(value)

    @cached_property
    def _long_texts(self) -> set[str]:
        return {
            field.name for field in self.model._meta.concrete_fields if isinstance(field, models.TextField)
        }

    def _put(
        self,
        outcome: Outcome,
        used: list[Column],
        values: dict[str, Any],
        found: Found,
        seen: dict[Any, int],
        user: AbstractBaseUser,
    ) -> None:
        record = self.find(values)
        if record is not None:
            if (earlier := seen.setdefault(record.pk, outcome.row)) != outcome.row:
                raise ValidationError(_("This record is already in row %(row)s.") % {"row": earlier})
            self._change(outcome, record, used, values, user)
            outcome.name = str(record)
            return
        if uid := values.get("uid"):
            raise ValidationError(
                _(
                    "No record here has the ID “%(uid)s”. The portal assigns IDs: leave the cell empty "
                    "for a new record."
                )
                % {"uid": uid[:40]}
            )
        outcome.like = None if self.telling is None else self.likeness.of(values)
        outcome.kind = "alike" if outcome.like else "new"
        if outcome.like and self.leaves_out:
            return
        record = self.make(values)
        self._save(record, used, values)
        did(record, Step.IMPORTED)
        self.by_key |= {getattr(record, n): record.pk for n in ("uid", "slug") if hasattr(record, n)}
        found.forget(self.model)
        seen[record.pk] = outcome.row
        if self.telling is not None:
            self.likeness.add(record, outcome.row)
        outcome.name = str(record)

    def _change(
        self,
        outcome: Outcome,
        record: models.Model,
        used: list[Column],
        values: dict[str, Any],
        user: AbstractBaseUser,
    ) -> None:
        used = [column for column in used if column.name != "uid"]
        locked = isinstance(record, Record) and not may_write(user, record)
        if locked and self._differences(record, used, values):
            raise ValidationError(_("Your account cannot change this record in its current status."))
        if not (isinstance(record, Record) and versions.has_versions(record)):
            outcome.changes = self._differences(record, used, values)
            outcome.kind = "changed" if outcome.changes else "same"
            if outcome.changes:
                self._save(record, used, values)
                did(record, Step.IMPORTED)
            return
        version = versions.in_work(record)
        if version is None and not self._differences(record, used, values):
            outcome.kind = "same"
            return
        present = keys_of_parts(record)
        with versions.laid_over(record, version.data if version else None):
            outcome.changes = self._differences(record, used, values)
            outcome.kind = "changed" if outcome.changes else "same"
            data = None
            if outcome.changes:
                self._save(record, used, values)
                data = versions.data_of_new_version(record, present)
        if data is not None:
            versions.keep_in_work(record, data, user, Step.IMPORTED)

    def _differences(
        self, record: models.Model, used: list[Column], values: dict[str, Any]
    ) -> list[tuple[str, str, str]]:
        language = page_language()
        found = []
        for column in used:
            before, after = column.of(record), values[column.attribute]
            if column.name == "slug" and not after:
                continue
            if not column.same(self._as_kept(column, before), after):
                shown = ["" if v in (None, "", []) else column.shown(v, language) for v in (before, after)]
                found.append((column.heading(language), *shown))
        return found

    def _save(self, record: models.Model, used: list[Column], values: dict[str, Any]) -> None:
        self.check(record, values)
        for column in used:
            if column.name == "uid" or (column.name == "slug" and not values[column.attribute]):
                continue  # nobody chooses an identifier; an address left empty is made
            if not column.after_save:
                column.put(record, values[column.attribute])
        record.full_clean()
        record.save()
        for column in used:
            if column.after_save and column.of(record) != values[column.attribute]:
                column.put(record, values[column.attribute])


def _said(error: ValidationError, sheet: Sheet) -> list[str]:
    """The messages of an error, each after the heading of its column."""
    if not hasattr(error, "error_dict"):
        return error.messages
    names = {column.attribute: column.heading(page_language()) for column in sheet.all_columns}
    said = []
    for name, texts in error.message_dict.items():
        heading = names.get(name, "")
        said += [f"{heading}: {text}" if heading else text for text in texts]
    return said
