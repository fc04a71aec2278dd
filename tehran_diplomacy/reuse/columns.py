"""The columns of a public register: how each is called in both languages, what it holds, how it is written.

A column gives its value as JSON has it. A table spreads that value over one or more cells (`Cell`), so that API,
CSV and Excel can never say different things.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import jdatetime
from django.db import models
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.dates.partial import Calendar, PartialDate, Precision
from tehran_diplomacy.languages.translated import LANGUAGES
from tehran_diplomacy.publishing.identifiers import LENGTH
from tehran_diplomacy.reuse.cells import Cell, Text, address, moment, said

UID = {"type": "string", "pattern": f"^[0-9a-hjkmnp-tv-z]{{{LENGTH}}}$"}
SEPARATOR = ";"  # between several values in one cell


def is_uid(text: str) -> bool:
    """Whether a text has the form of a permanent identifier."""
    return re.fullmatch(UID["pattern"][1:-1], text) is not None


class Column:
    """A text that is the same in both languages. `of` is an attribute's path, or a function of the record."""

    kind = "string"

    def __init__(
        self,
        name: str,
        title: Text,
        meaning: Text = "",
        *,
        of: str | Callable[[Any], Any] | None = None,
        required: bool = False,
        format: str = "",
    ) -> None:
        self.name, self.title, self.meaning = name, title, meaning
        self.required, self.format = required, format
        self._of = of if callable(of) else _follow(of or name)

    def found(self, record: models.Model) -> Any:
        """Return the record's own value."""
        return self._of(record)

    def value(self, record: models.Model) -> Any:
        """Return the value as JSON has it; None where nothing is known."""
        found = self.found(record)
        if found in (None, ""):
            return None
        return iri_to_uri(str(found)) if self.format == "uri" else str(found)

    def schema(self) -> dict[str, Any]:
        """Return the value's JSON Schema (2020-12)."""
        schema: dict[str, Any] = {"type": self._nullable(self.kind)}
        return schema | {"format": self.format} if self.format else schema

    def described(self) -> dict[str, Any]:
        """Return the schema with title and meaning in both languages."""
        return {
            "title": said(self.title, "en"),
            "x-title-fa": said(self.title, "fa"),
            **({"description": said(self.meaning, "en")} if self.meaning else {}),
            **({"x-description-fa": said(self.meaning, "fa")} if self.meaning else {}),
            **self.schema(),
        }

    def cells(self) -> list[Cell]:
        """Return the cells over which a table spreads the column."""
        kind = "string" if self.kind == "array" else self.kind
        return [Cell(self.name, self.title, self.meaning, kind, format=self.format, required=self.required)]

    def spread(self, value: Any) -> list[Any]:
        """Return the contents of those cells for a value as JSON has it."""
        return [value]

    def _nullable(self, kind: str) -> str | list[str]:
        return kind if self.required else [kind, "null"]


def _follow(path: str) -> Callable[[Any], Any]:
    def follow(record: Any) -> Any:
        for name in path.split("."):
            if record is None:
                return None
            record = getattr(record, name)
        return record

    return follow


class Uid(Column):
    """The permanent identifier of a record."""

    def schema(self) -> dict[str, Any]:
        """Return the schema: ten letters and digits."""
        return UID | {"type": self._nullable("string")}


class Number(Column):
    """A number; `whole` for an integer."""

    def __init__(self, *args: Any, whole: bool = True, within: tuple = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.within = "integer" if whole else "number", within

    def value(self, record: models.Model) -> int | float | None:
        """Return the number."""
        found = self.found(record)
        if found is None:
            return None
        return float(found) if isinstance(found, Decimal | float) else int(found)

    def schema(self) -> dict[str, Any]:
        """Return the schema with its bounds."""
        bounds = {"minimum": self.within[0], "maximum": self.within[1]} if self.within else {}
        return super().schema() | bounds


class Amount(Column):
    """An exact decimal; a text in JSON, for a number there may lose digits, and a number in tables."""

    def value(self, record: models.Model) -> str | None:
        """Return the decimal as it is written, '1200.50'."""
        found = self.found(record)
        return None if found is None else f"{found:f}"

    def schema(self) -> dict[str, Any]:
        """Return the schema of a decimal as text."""
        return {"type": self._nullable("string"), "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}

    def cells(self) -> list[Cell]:
        """Return the one cell, a number."""
        return [Cell(self.name, self.title, self.meaning, "number", required=self.required)]

    def spread(self, value: str | None) -> list[Decimal | None]:
        """Return the exact number."""
        return [None if value is None else Decimal(value)]


class Flag(Column):
    """Yes or no."""

    kind = "boolean"

    def value(self, record: models.Model) -> bool:
        """Return whether it is so."""
        return bool(self.found(record))


class Choice(Column):
    """A word of a fixed vocabulary, by its code."""

    def __init__(self, *args: Any, choices: type[models.TextChoices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices

    def schema(self) -> dict[str, Any]:
        """Return the schema with every code."""
        codes = list(self.choices.values)
        return {"type": self._nullable("string"), "enum": codes if self.required else [*codes, None]}

    def cells(self) -> list[Cell]:
        """Return the one cell with its vocabulary."""
        return [Cell(self.name, self.title, self.meaning, choices=self.choices, required=self.required)]


class Choices(Choice):
    """Several words of a fixed vocabulary."""

    kind = "array"

    def value(self, record: models.Model) -> list[str]:
        """Return the codes in their fixed order."""
        return [str(code) for code in self.found(record)]

    def schema(self) -> dict[str, Any]:
        """Return the schema of a list of codes."""
        return {"type": "array", "items": {"type": "string", "enum": list(self.choices.values)}}

    def cells(self) -> list[Cell]:
        """Return the one cell; several codes stand in it with semicolons between."""
        return [Cell(self.name, self.title, self.meaning, choices=self.choices, kind="list")]

    def spread(self, value: list[str]) -> list[str | None]:
        """Return the codes as one text."""
        return [SEPARATOR.join(value) or None]


class Words(Column):
    """A text in both languages; None where one lacks it."""

    def __init__(self, name: str, title: Text, meaning: Text = "", *, of: str = "", format: str = "") -> None:
        super().__init__(name, title, meaning, format=format)
        self._follow_in = {code: _follow(f"{of or name}_{code}") for code in LANGUAGES}

    def value(self, record: models.Model) -> dict[str, str | None]:
        """Return the text by language."""
        return {code: self.found_in(record, code) or None for code in LANGUAGES}

    def found_in(self, record: Any, code: str) -> str | None:
        """Return the text in a language."""
        return self._follow_in[code](record)

    def schema(self) -> dict[str, Any]:
        """Return the schema: one text for each language."""
        text: dict[str, Any] = {"type": ["string", "null"]}
        if self.format:
            text["format"] = self.format
        return {
            "type": "object",
            "required": list(LANGUAGES),
            "properties": dict.fromkeys(LANGUAGES, text),
            "additionalProperties": False,
        }

    def cells(self) -> list[Cell]:
        """Return a cell for each language."""
        return [
            Cell(f"{self.name}_{code}", self.title, self.meaning, language=code, format=self.format)
            for code in LANGUAGES
        ]

    def spread(self, value: dict[str, str | None]) -> list[Any]:
        """Return the texts."""
        return [value[code] for code in LANGUAGES]


class Address(Words):
    """The address of the record's page in both languages."""

    def __init__(self) -> None:
        super().__init__(
            "url",
            _("address"),
            _("The record's page in each language; it may change with the slug."),
            format="uri",
        )

    def value(self, record: models.Model) -> dict[str, str | None]:
        """Return the page's addresses, which differ in the language alone: the first is looked up."""
        first = LANGUAGES[0]
        own = address(record, first)
        return {code: own.replace(f"/{first}/", f"/{code}/", 1) for code in LANGUAGES}


class Day(Column):
    """An exact day."""

    def value(self, record: models.Model) -> str | None:
        """Return the Gregorian day as ISO 8601."""
        found = self.found(record)
        if found is None:
            return None
        return (found.togregorian() if isinstance(found, jdatetime.date) else found).isoformat()

    def schema(self) -> dict[str, Any]:
        """Return the schema of a day."""
        return {"type": self._nullable("string"), "format": "date"}

    def cells(self) -> list[Cell]:
        """Return the one cell."""
        return [Cell(self.name, self.title, self.meaning, "date", required=self.required)]


class Moment(Column):
    """A moment in UTC."""

    def value(self, record: models.Model) -> str | None:
        """Return the moment as RFC 3339."""
        found = self.found(record)
        return moment(found) if found else None

    def schema(self) -> dict[str, Any]:
        """Return the schema of a moment."""
        return {"type": self._nullable("string"), "format": "date-time"}

    def cells(self) -> list[Cell]:
        """Return the one cell."""
        return [Cell(self.name, self.title, self.meaning, "datetime", required=self.required)]


class Partial(Column):
    """A date as exact as its source: as given, and the first and last Gregorian day that it can mean."""

    def value(self, record: models.Model) -> dict[str, str] | None:
        """Return the date, None where it is unknown."""
        found: PartialDate | None = self.found(record)
        if found is None:
            return None
        return {
            "given": str(found),
            "calendar": str(found.calendar),
            "precision": str(found.precision),
            "first": found.first.isoformat(),
            "last": found.last.isoformat(),
        }

    def schema(self) -> dict[str, Any]:
        """Return the schema of a partial date or nothing."""
        return {"anyOf": [{"$ref": "#/components/schemas/PartialDate"}, {"type": "null"}]}

    def cells(self) -> list[Cell]:
        """Return five cells: as given, its calendar and precision, first day, last day."""
        return [
            Cell(self.name, self.title, self.meaning or PARTIAL_MEANING),
            Cell(f"{self.name}_calendar", self.title, _("The calendar it is given in."), choices=_Calendars),
            Cell(f"{self.name}_precision", self.title, _("How precise it is."), choices=_Precisions),
            Cell(f"{self.name}_first", self.title, _("The earliest possible day (Gregorian)."), "date"),
            Cell(f"{self.name}_last", self.title, _("The latest possible day (Gregorian)."), "date"),
        ]

    def spread(self, value: dict[str, str] | None) -> list[Any]:
        """Return the five, empty where the date is unknown."""
        return [value and value[name] for name in ("given", "calendar", "precision", "first", "last")]


class _Calendars(models.TextChoices):
    JALALI = Calendar.JALALI, _("Iranian")
    GREGORIAN = Calendar.GREGORIAN, _("Gregorian")


class _Precisions(models.TextChoices):
    YEAR = Precision.YEAR, _("a year")
    MONTH = Precision.MONTH, _("a month")
    DAY = Precision.DAY, _("a day")


PARTIAL_MEANING = _(
    "As the source gives it: a year (1963), a month (2022-08) or a day. Years below 1700 "
    "are Iranian (Solar Hijri), others Gregorian. Empty if not known."
)
PARTIAL_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["given", "calendar", "precision", "first", "last"],
    "properties": {
        "given": {"type": "string", "pattern": r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
        "calendar": {"type": "string", "enum": [str(one) for one in Calendar]},
        "precision": {"type": "string", "enum": [str(one) for one in Precision]},
        "first": {"type": "string", "format": "date"},
        "last": {"type": "string", "format": "date"},
    },
    "additionalProperties": False,
}


class Link(Uid):
    """Another public record, by its identifier; None where it is not public. `to` is the other's resource."""

    def __init__(self, name: str, title: Text, meaning: Text = "", *, to: str, **options: Any) -> None:
        super().__init__(name, title, meaning, **options)
        self.to = to

    def value(self, record: models.Model) -> str | None:
        """Return the identifier of the other record, if it is public."""
        other = self.found(record)
        return other.uid if other is not None and other.is_public else None

    def schema(self) -> dict[str, Any]:
        """Return the schema, with the register in which the identifier is found."""
        return super().schema() | {"x-resource": self.to}

    def cells(self) -> list[Cell]:
        """Return the one cell."""
        return [Cell(self.name, self.title, self.meaning, required=self.required, refers_to=self.to)]


class Links(Column):
    """Other public records, by their identifiers; `of` leads to a list that was fetched public."""

    kind = "array"

    def __init__(self, name: str, title: Text, meaning: Text = "", *, to: str, **options: Any) -> None:
        super().__init__(name, title, meaning, **options)
        self.to = to

    def value(self, record: models.Model) -> list[str]:
        """Return the identifiers."""
        return [other.uid for other in self.found(record)]

    def schema(self) -> dict[str, Any]:
        """Return the schema of a list of identifiers."""
        return {"type": "array", "items": UID, "x-resource": self.to}

    def cells(self) -> list[Cell]:
        """Return the one cell; several identifiers stand in it with semicolons between."""
        return [Cell(self.name, self.title, self.meaning, kind="list")]

    def spread(self, value: list[str]) -> list[str | None]:
        """Return the identifiers as one text."""
        return [SEPARATOR.join(value) or None]


class Rows(Column):
    """Parts of a record, each with columns of its own; in tables they stand in a table of their own."""

    kind = "array"

    def __init__(
        self,
        name: str,
        title: Text,
        meaning: Text = "",
        *,
        columns: Iterable[Column],
        of: str | Callable[[Any], Iterable[Any]] | None = None,
    ) -> None:
        super().__init__(name, title, meaning, of=of)
        self.columns = tuple(columns)

    def value(self, record: models.Model) -> list[dict[str, Any]]:
        """Return the parts in their order."""
        found = self.found(record)
        rows = found.all() if hasattr(found, "all") else found
        return [{column.name: column.value(row) for column in self.columns} for row in rows]

    def schema(self) -> dict[str, Any]:
        """Return the schema of a list of parts."""
        return {"type": "array", "items": object_schema(self.columns)}

    def cells(self) -> list[Cell]:
        """Return nothing: the parts are a table of their own."""
        return []

    def spread(self, value: list[dict[str, Any]]) -> list[Any]:
        """Return nothing."""
        return []


def object_schema(columns: Iterable[Column]) -> dict[str, Any]:
    """Return the JSON Schema of an object with these columns."""
    columns = list(columns)
    return {
        "type": "object",
        "required": [column.name for column in columns],
        "properties": {column.name: column.described() for column in columns},
        "additionalProperties": False,
    }
