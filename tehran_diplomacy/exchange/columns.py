"""The columns of a register's table: how each is headed, read and written."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import jdatetime
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from tehran_diplomacy.dates.display import show, show_day, show_other, show_other_day
from tehran_diplomacy.dates.forms import DayFormField
from tehran_diplomacy.dates.partial import Calendar, InvalidPartialDate, PartialDate
from tehran_diplomacy.exchange.cells import Fault, Formula, Fraction
from tehran_diplomacy.languages.folding import squeeze
from tehran_diplomacy.languages.number_fields import plain_number
from tehran_diplomacy.languages.translated import LANGUAGES, translated

_IN = {"fa": {"fa": "فارسی", "en": "انگلیسی"}, "en": {"fa": "Persian", "en": "English"}}
MOST_OFFERED = 2000  # names in a list to choose from
_SEPARATORS = re.compile(r"\s*[؛;\n]\s*")
_PERSIAN_TYPING = str.maketrans("يىك", "ییک")


def tidy(text: str) -> str:
    """Return a typed text with Persian ی and ک in the place of the Arabic letters."""
    return text.translate(_PERSIAN_TYPING).strip()


class Column:
    """A column of plain text. `name` is the attribute; `language` is that of a translated text, '' for a fact."""

    after_save = False  # whether the value can only be put on a record that has been saved

    def __init__(self, name: str, label: Any, language: str = "") -> None:
        self.name, self.label, self.language = name, label, language

    @property
    def attribute(self) -> str:
        """The attribute of the record."""
        return f"{self.name}_{self.language}" if self.language else self.name

    def heading(self, language: str) -> str:
        """Return the heading in a language."""
        with override(language):
            label = str(self.label)
        return f"{label} ({_IN[language][self.language]})" if self.language else label

    def headings(self) -> set[str]:
        """Every heading by which the column is known in a file, folded."""
        return {squeeze(self.heading(code)) for code in LANGUAGES} | {squeeze(self.attribute)}

    def read(self, cell: str, found: "Found") -> Any:
        """Return the value of a cell; raise ValidationError with the reason."""
        if isinstance(cell, Formula):
            raise ValidationError(_("This cell contains a formula; write the result itself."))
        if isinstance(cell, Fault):
            raise ValidationError(
                _("This cell contains the Excel error “%(name)s”; write the result itself.") % {"name": cell}
            )
        if isinstance(cell, Fraction):
            self.refuse_fraction(cell)
        return self.value(tidy(cell), found) if cell else self.empty()

    def refuse_fraction(self, cell: str) -> None:
        """Refuse a number with a fraction where it cannot be meant; raises ValidationError."""

    def same(self, before: Any, after: Any) -> bool:
        """Whether what was read says the same as the record, Arabic letters for Persian ones aside."""
        if isinstance(before, str) and isinstance(after, str):
            return tidy(before) == tidy(after)
        return before == after

    def empty(self) -> Any:
        """Return the value of an empty cell."""
        return None if self.language else ""

    def value(self, text: str, found: "Found") -> Any:
        """Return the value of a text that is not empty."""
        return text

    def of(self, record: models.Model) -> Any:
        """Return the record's present value, to be compared with what was read."""
        value = getattr(record, self.attribute)
        return self.empty() if value in (None, "") else value

    def put(self, record: models.Model, value: Any) -> None:
        """Give the record the value."""
        setattr(record, self.attribute, value)

    def write(self, record: models.Model, language: str) -> str:
        """Return what a file in `language` says of the record."""
        value = self.of(record)
        return "" if value is None else self.shown(value, language)

    def shown(self, value: Any, language: str) -> str:
        """Return a value as text."""
        return str(value)

    def in_words(self, value: Any, language: str) -> str:
        """Return how a cell was understood, where people want to see that; else nothing."""
        return ""

    def offers(self, language: str) -> list[str]:
        """Return what a cell may hold, where that is one of a list."""
        return []


class ChoiceColumn(Column):
    """One of a field's words, written in either language or as its code."""

    def __init__(self, name: str, label: Any, choices: type[models.TextChoices], blank: bool = False) -> None:
        super().__init__(name, label)
        self.choices, self.blank = choices, blank

    def value(self, text: str, found: "Found") -> str:
        """Return the code."""
        known = word_codes(self.choices)
        if (code := known.get(squeeze(text))) is None:
            offered = "، ".join(str(label) for label in self.choices.labels)
            raise ValidationError(
                _("“%(text)s” is not one of: %(words)s") % {"text": text[:60], "words": offered}
            )
        return code

    def shown(self, value: str, language: str) -> str:
        """Return the word."""
        with override(language):
            return str(self.choices(value).label) if value else ""

    def offers(self, language: str) -> list[str]:
        """Return the words."""
        with override(language):
            return [str(label) for label in self.choices.labels]


class WordsColumn(ChoiceColumn):
    """Several of a vocabulary's words in one cell, as for the fields of a record."""

    def empty(self) -> list[str]:
        """No word."""
        return []

    def value(self, text: str, found: "Found") -> list[str]:
        """Return the codes in their fixed order."""
        codes = {
            super(WordsColumn, self).value(word, found) for word in re.split(r"\s*[،,؛;]\s*", text) if word
        }
        return [code for code in self.choices.values if code in codes]

    def of(self, record: models.Model) -> list[str]:
        """Return the record's codes."""
        return [str(word) for word in getattr(record, self.name)]

    def shown(self, value: list[str], language: str) -> str:
        """Return the words."""
        return "; ".join(super(WordsColumn, self).shown(code, language) for code in value)


def word_codes(choices: type[models.TextChoices]) -> dict[str, str]:
    """Return the codes of a vocabulary by every way of writing its words, folded."""
    known = {squeeze(code): code for code in choices.values}
    for language in LANGUAGES:
        with override(language):
            known |= {squeeze(str(word.label)): word.value for word in choices}
    return known


class DateColumn(Column):
    """A date, which a number with a fraction never is: of 1401/10 or 1401.10 Excel keeps 1401.1."""

    def refuse_fraction(self, cell: str) -> None:
        """Say how to write the date."""
        raise ValidationError(
            _(
                "Excel treats “%(text)s” as a number and drops a zero at its end. Write the date as "
                "text: 1401/10."
            )
            % {"text": cell[:60]}
        )


class PartialDateColumn(DateColumn):
    """A date as exact as known, in either calendar; Jalali ones are written as such in a Persian file."""

    def empty(self) -> None:
        """Not known."""
        return

    def value(self, text: str, found: "Found") -> PartialDate:
        """Return the date."""
        try:
            return PartialDate.parse(text)
        except InvalidPartialDate as error:
            raise ValidationError(error.message) from error

    def of(self, record: models.Model) -> PartialDate | None:
        """Return the date in its own calendar."""
        return getattr(record, self.attribute)

    def shown(self, value: PartialDate, language: str) -> str:
        """Return the date as digits, never converted: the source's calendar is part of it."""
        return str(value)

    def in_words(self, value: PartialDate, language: str) -> str:
        """Return the date in words, an exact one in both calendars."""
        return " = ".join(filter(None, (show(value, language), show_other(value, language))))


class DayColumn(DateColumn):
    """An exact day."""

    def empty(self) -> None:
        """Not known."""
        return

    def value(self, text: str, found: "Found") -> jdatetime.date:
        """Return the day."""
        return DayFormField(required=False).clean(text)

    def shown(self, value: jdatetime.date, language: str) -> str:
        """Return the day in the calendar of the file's language."""
        day = value.togregorian()
        return str(PartialDate.of_day(day, Calendar.JALALI if language == "fa" else Calendar.GREGORIAN))

    def in_words(self, value: jdatetime.date, language: str) -> str:
        """Return the day in words, in both calendars."""
        return f"{show_day(value, language)} = {show_other_day(value, language)}"


class NumberColumn(Column):
    """A decimal number, in digits of any script."""

    def empty(self) -> None:
        """None."""
        return

    def value(self, text: str, found: "Found") -> Decimal:
        """Return the number."""
        try:
            number = Decimal(plain_number(text))
        except InvalidOperation as error:
            raise ValidationError(_("“%(text)s” is not a number.") % {"text": text[:60]}) from error
        if not number.is_finite():
            raise ValidationError(_("“%(text)s” is not a number.") % {"text": text[:60]})
        return number

    def of(self, record: models.Model) -> Decimal | None:
        """Return the number as a Decimal."""
        value = getattr(record, self.attribute)
        return None if value is None else Decimal(str(value))

    def shown(self, value: Decimal, language: str) -> str:
        """Return the number without needless zeros."""
        return f"{value.normalize():f}"


class UrlColumn(Column):
    """A web address; one without https:// is completed."""

    def value(self, text: str, found: "Found") -> str:
        """Return the whole address."""
        return forms.URLField(assume_scheme="https").clean(text)


class LinkColumn(Column):
    """Another record, by its address, identifier, code or name in either language."""

    def __init__(self, name: str, label: Any, model: type[models.Model]) -> None:
        super().__init__(name, label)
        self.model = model

    def empty(self) -> None:
        """None."""
        return

    def value(self, text: str, found: "Found") -> int:
        """Return the primary key."""
        return found.key(self.model, text)

    def of(self, record: models.Model) -> int | None:
        """Return the primary key of the present record."""
        return getattr(record, f"{self.name}_id")

    def put(self, record: models.Model, value: int | None) -> None:
        """Point to the record."""
        setattr(record, f"{self.name}_id", value)

    def shown(self, value: int, language: str) -> str:
        """Return the name of the record with this primary key."""
        return name_of(self.model._base_manager.get(pk=value), language)

    def write(self, record: models.Model, language: str) -> str:
        """Return the name of the record pointed to."""
        other = getattr(record, self.name)
        return name_of(other, language) if other else ""

    def offers(self, language: str) -> list[str]:
        """Return the names, in their order."""
        return [name_of(other, language) for other in self.model._default_manager.all()[:MOST_OFFERED]]


class LinksColumn(LinkColumn):
    """Several other records in one cell, with semicolons between."""

    after_save = True

    def empty(self) -> list[int]:
        """None."""
        return []

    def value(self, text: str, found: "Found") -> list[int]:
        """Return the primary keys in order."""
        return sorted({found.key(self.model, word) for word in _SEPARATORS.split(text) if word})

    def of(self, record: models.Model) -> list[int]:
        """Return the primary keys of the present records."""
        return sorted(other.pk for other in getattr(record, self.name).all()) if record.pk else []

    def put(self, record: models.Model, value: list[int]) -> None:
        """Point to exactly these records."""
        getattr(record, self.name).set(value)

    def shown(self, value: list[int], language: str) -> str:
        """Return the names of the records with these primary keys."""
        return "; ".join(name_of(other, language) for other in self.model._base_manager.filter(pk__in=value))

    def write(self, record: models.Model, language: str) -> str:
        """Return the names."""
        return "; ".join(name_of(other, language) for other in getattr(record, self.name).all())


def name_of(record: models.Model, language: str) -> str:
    """Return a record's name in a language, in the other one where that lacks it."""
    return translated(record, getattr(type(record), "label", "name"), language).text.replace(";", ",")


class Found:
    """Finds records by what people call them; each register is read once for a file."""

    def __init__(self) -> None:
        self._keys: dict[type[models.Model], dict[str, int]] = {}
        self._several: dict[type[models.Model], set[str]] = {}

    def key(self, model: type[models.Model], text: str) -> int:
        """Return the primary key of the record called `text`; raise ValidationError where it is not one."""
        if model not in self._keys:
            self._read(model)
        word = squeeze(text)
        if word in self._several[model]:
            raise ValidationError(
                _("Several records are called “%(text)s”; write the address.") % {"text": text[:80]}
            )
        if (key := self._keys[model].get(word)) is None:
            raise ValidationError(_("There is no “%(text)s” on the portal.") % {"text": text[:80]})
        return key

    def known(self, model: type[models.Model], text: str) -> int | None:
        """Return the primary key of the record called `text`, None where there is none or more than one."""
        try:
            return self.key(model, text)
        except ValidationError:
            return None

    def _read(self, model: type[models.Model]) -> None:
        label = getattr(model, "label", "name")
        sure = [name for name in ("uid", "slug", "code", "number", "acronym") if _has(model, name)]
        columns = ["pk", *sure, f"{label}_fa", f"{label}_en"]
        keys: dict[str, int] = {}
        several: set[str] = set()
        for pk, *words in model._base_manager.order_by("pk").values_list(*columns):
            for place, word in enumerate(words):
                if not word or not (folded := squeeze(str(word))):
                    continue
                if keys.setdefault(folded, pk) != pk and place >= len(sure):
                    several.add(folded)
        self._keys[model], self._several[model] = keys, several

    def forget(self, model: type[models.Model]) -> None:
        """Read a register anew when it is asked again: a row has added to it."""
        self._keys.pop(model, None)


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)
