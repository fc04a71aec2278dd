"""What differs between two versions of a record, in words of the page's language."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

import jdatetime
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from modeltranslation.fields import TranslationField

from tehran_diplomacy.dates.display import show, show_any, show_moment
from tehran_diplomacy.dates.fields import DayField, PartialDateField
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.languages.digits import localise, show_decimal
from tehran_diplomacy.languages.translated import direction, page_language
from tehran_diplomacy.publishing.snapshots import kept_fields, many_names, part_fields, part_model, plain

NONE = "—"
_ITSELF = ("", 0)  # the record, not a part of it
_IN = {"fa": gettext_lazy("in Persian"), "en": gettext_lazy("in English")}


@dataclass(frozen=True)
class Piece:
    """A run of text: 'same', 'gone' or 'new'."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One thing that differs; `name` is its column or relation, `language` that of its text, '' for facts."""

    name: str
    label: str
    before: str
    after: str
    language: str = ""

    @property
    def direction(self) -> str:
        """'rtl' or 'ltr' for a text, 'auto' for a fact."""
        return direction(self.language) if self.language else "auto"

    @property
    def pieces(self) -> list[Piece]:
        """The two texts as one, with what went and what came marked word by word."""
        old, new = (_words(text) for text in (self.before, self.after))
        found = []
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                found.append(Piece("same", "".join(old[a:b])))
                continue
            if a < b:
                found.append(Piece("gone", "".join(old[a:b])))
            if c < d:
                found.append(Piece("new", "".join(new[c:d])))
        return found


def _words(text: str) -> list[str]:
    places = [0, *(n + 1 for n, letter in enumerate(text) if letter.isspace()), len(text)]
    return [text[a:b] for a, b in pairwise(sorted(set(places)))]


def differences(model: type[models.Model], before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """Return what differs between two snapshots of a record of `model`, in the order of its form.

    One query for each model that a changed relation points to.
    """
    names = Names()
    found = found_differences(model, before, after, names)
    names.fetch()
    return told(found, names)


def found_differences(
    model: type[models.Model], before: dict[str, Any], after: dict[str, Any], names: "Names"
) -> list[tuple]:
    """Return what differs, not yet in words; what it names is noted in `names`.

    Each is (kind, column, prefix, old, new, place): kind is 'field', 'many', or 'row' for a part that came or went;
    place is ('', 0) or the part's (relation, key).
    """
    found: list[tuple] = []
    for field in kept_fields(model):
        old, new = held(before["fields"], after["fields"], field)
        if old != new:
            names.want(field, old, new)
            found.append(("field", field, "", old, new, _ITSELF))
    for name in after.get("many", {}):
        old, new = before["many"].get(name, []), after["many"][name]
        if old != new:
            field = model._meta.get_field(name)
            names.want_keys(field.related_model, [*old, *new])
            found.append(("many", field, "", old, new, _ITSELF))
    for name in after.get("parts", {}):
        found += _part_changes(model, name, before["parts"].get(name, []), after["parts"][name], names)
    return found


def held(before: dict[str, Any], after: dict[str, Any], field: models.Field) -> tuple[Any, Any]:
    """Return a column's values in two snapshots; one that is older than the column held what rows have by default."""
    if field.name in before and field.name in after:
        return before[field.name], after[field.name]
    if field.many_to_many or not (field.name in before or field.name in after):
        return before.get(field.name), after.get(field.name)
    default = plain(field.get_default())
    return before.get(field.name, default), after.get(field.name, default)


def told(found: list[tuple], names: "Names") -> list[Difference]:
    """Put differences into words of the page's language."""
    return [_told(*one[:5], names) for one in found]


def _part_changes(
    model: type[models.Model], name: str, before: list, after: list, names: "Names"
) -> list[tuple]:
    part, fields = part_model(model, name), part_fields(model, name)
    many = tuple(part._meta.get_field(one) for one in many_names(part))
    shown = (*(f for f in fields if f.editable), *many)
    old, new = ({row["pk"]: row for row in rows} for rows in (before, after))
    found = []
    for key in dict.fromkeys([*old, *new]):
        a, b = old.get(key), new.get(key)
        if a == b:
            continue
        prefix = str(part._meta.verbose_name)
        if a is None or b is None:
            for field in shown:
                names.want(field, (a or b).get(field.name))
            if (target := generic_target(part, a or b)) is not None:
                names.want_keys(target, [(a or b)["object_id"]])
            found.append(("row", (name, shown), prefix, a, b, (name, key)))
            continue
        place = list(new).index(key) + 1
        for field in shown:
            values = held(a, b, field)
            if values[0] != values[1]:
                names.want(field, *values)
                found.append(("field", field, f"{prefix} {names.number(place)}", *values, (name, key)))
    return found


def _told(kind: str, field: Any, prefix: str, old: Any, new: Any, names: "Names") -> Difference:
    if kind == "row":
        name, shown = field
        part = shown[0].model
        before, after = (_row(part, shown, row, names) if row else "" for row in (old, new))
        return Difference(name, prefix, before, after)
    if kind == "many":
        model = field.related_model
        before, after = (names.listed(model, keys) for keys in (old, new))
        return Difference(field.name, str(field.verbose_name), before, after)
    label, language = label_of(field)
    label = f"{prefix}: {label}" if prefix else label
    return Difference(field.name, label, names.shown(field, old), names.shown(field, new), language)


def _row(part: type[models.Model], shown: Iterable[models.Field], row: dict[str, Any], names: "Names") -> str:
    said = []
    if (target := generic_target(part, row)) is not None:
        said.append(names.named(target, row["object_id"]))
    for field in shown:
        value = row.get(field.name)
        if value not in (None, "", False, 0, []):
            said.append(f"{label_of(field)[0]}: {names.shown(field, value)}")
    return pgettext("between facts", "; ").join(said)


def generic_target(part: type[models.Model], row: dict[str, Any]) -> type[models.Model] | None:
    """Return the model of the record that a part points to in general (a report's evidence), else None."""
    if row.get("content_type") is None or row.get("object_id") is None:
        return None
    return ContentType.objects.get_for_id(row["content_type"]).model_class()


def label_of(field: models.Field) -> tuple[str, str]:
    """Return what a column is called, and the language of its text ('' for a fact)."""
    if isinstance(field, TranslationField):
        return f"{field.translated_field.verbose_name} ({_IN[field.language]})", field.language
    return str(field.verbose_name), ""


class Names:
    """The names of what relations point to, fetched with one query for each model."""

    def __init__(self) -> None:
        self.wanted: dict[type[models.Model], set[int]] = defaultdict(set)
        self.found: dict[type[models.Model], dict[int, str]] = {}

    @staticmethod
    def number(place: int) -> str:
        """Return a number in the digits of the page."""
        return localise(str(place), page_language())

    def want(self, field: models.Field, *values: Any) -> None:
        if field.is_relation:
            keys = [key for value in values for key in (value if isinstance(value, list) else [value])]
            self.want_keys(field.related_model, keys)

    def want_keys(self, model: type[models.Model], keys: Iterable[Any]) -> None:
        self.wanted[model].update(key for key in keys if key is not None)

    def know(self, rows: dict[type[models.Model], dict[int, models.Model]]) -> None:
        """Take over rows that were fetched already; of their models no others are fetched."""
        self.found |= {
            model: {key: str(row) for key, row in by_key.items()} for model, by_key in rows.items()
        }

    def fetch(self) -> None:
        """Fetch what is not known yet, one query for each model."""
        for model, keys in self.wanted.items():
            if keys and model not in self.found:
                rows = model._base_manager.filter(pk__in=keys)
                self.found[model] = {row.pk: str(row) for row in rows}

    def named(self, model: type[models.Model], key: int) -> str:
        return self.found.get(model, {}).get(key) or _("(no longer available)")

    def listed(self, model: type[models.Model], keys: list[int]) -> str:
        return pgettext("between names", ", ").join(self.named(model, key) for key in keys) or NONE

    def shown(self, field: models.Field, value: Any) -> str:
        """Return a stored value in words."""
        language = page_language()
        if value in (None, "", []):
            return NONE
        if isinstance(value, list) and field.is_relation:
            return self.listed(field.related_model, value)
        if field.is_relation:
            return self.named(field.related_model, value)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(field, PartialDateField):
            return show(PartialDate.parse(value), language)
        if isinstance(field, DayField):
            return show_any(jdatetime.date.fromgregorian(date=datetime.fromisoformat(value).date()), language)
        if isinstance(field, models.DateTimeField):
            return show_moment(datetime.fromisoformat(value), language)
        if isinstance(field, models.FileField):
            return str(value).rsplit("/", 1)[-1]
        if isinstance(field, models.DecimalField):
            return show_decimal(Decimal(str(value)), language)
        if isinstance(value, int | float):
            return localise(str(value), language)
        return str(value)
