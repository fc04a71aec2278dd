"""What a table says of an agreement's signatories and events: one a line of a cell."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from agreements.models import Agreement, LifeEvent, Signatory
from agreements.states import EventKind
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.exchange.columns import Found, PartialDateColumn, name_of, word_codes
from tehran_diplomacy.exchange.part_columns import Part, PartsColumn, language_of, one_line
from tehran_diplomacy.languages.folding import squeeze
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City


def _either(row: Any, name: str) -> str:
    return one_line(getattr(row, f"{name}_fa") or getattr(row, f"{name}_en"))


class SignatoriesColumn(PartsColumn):
    """Person, post and city of each signatory; a person not yet known is entered."""

    most = 3
    example = gettext_lazy("person | post | city")

    def __init__(self) -> None:
        super().__init__("signatories", gettext_lazy("signatories"))

    def read_line(self, person: str, post: str, city: str, *, found: Found) -> Part:
        """Return the person (or the name of one not yet known), the post and the city."""
        if not person:
            raise ValidationError(_("A signatory needs a name: %(example)s") % {"example": self.example})
        return found.known(Person, person) or person, post, found.key(City, city) if city else None

    def told(self, row: Signatory) -> Part:
        """Return person, post and city."""
        return row.person_id, _either(row, "post"), row.city_id

    def make(self, record: Agreement, part: Part) -> Signatory:
        """Return a new signatory, of a new person where there is none of this name."""
        person, post, city = part
        if isinstance(person, str):
            known = Person.objects.filter(Q(name_fa=person) | Q(name_en=person)).first()
            person = (known or Person.objects.create(**{f"name_{language_of(person)}": person})).pk
        named = {f"post_{language_of(post)}": post} if post else {}
        return Signatory(agreement=record, person_id=person, city_id=city, **named)

    def words(self, part: Part, language: str) -> Iterable[Any]:
        """Return the names."""
        person, post, city = part
        if not isinstance(person, str):
            person = name_of(Person.objects.get(pk=person), language)
        return person, post, name_of(City.objects.get(pk=city), language) if city else ""


class EventsColumn(PartsColumn):
    """Kind, day, end of an extension and note of each event."""

    most = 4
    has_order = False
    example = gettext_lazy("extended | 1403/2/14 | 1408/2/14 | note")
    _dates = PartialDateColumn("day", "")

    def __init__(self) -> None:
        super().__init__("events", gettext_lazy("events"))

    def read_line(self, kind: str, day: str, until: str, note: str, *, found: Found) -> Part:
        """Return the event."""
        if (code := word_codes(EventKind).get(squeeze(kind))) is None:
            offered = "، ".join(str(label) for label in EventKind.labels)
            raise ValidationError(
                _("“%(text)s” is not one of: %(words)s") % {"text": kind[:60], "words": offered}
            )
        return code, self._day(day, found), self._day(until, found), note

    def _day(self, text: str, found: Found) -> str:
        return str(self._dates.value(text, found)) if text else ""

    def told(self, row: LifeEvent) -> Part:
        """Return kind, day, end and note."""
        return row.kind, str(row.day or ""), str(row.until or ""), _either(row, "note")

    def make(self, record: Agreement, part: Part) -> LifeEvent:
        """Return a new event."""
        kind, day, until, note = part
        dates = {name: PartialDate.parse(text) for name, text in (("day", day), ("until", until)) if text}
        named = {f"note_{language_of(note)}": note} if note else {}
        return LifeEvent(agreement=record, kind=kind, **dates, **named)

    def words(self, part: Part, language: str) -> Iterable[Any]:
        """Return the kind in words, the rest as it is."""
        with override(language):
            return str(EventKind(part[0]).label), *part[1:]
