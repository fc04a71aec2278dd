"""Meetings and their participants as tables."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.models import Meeting, Participation
from networks.models import Network
from roadmap.models import Goal
from tehran_diplomacy.exchange.columns import (
    ChoiceColumn,
    Column,
    Found,
    LinkColumn,
    LinksColumn,
    PartialDateColumn,
)
from tehran_diplomacy.exchange.sheets import Outcome, Sheet
from tehran_diplomacy.languages.translated import LANGUAGES
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City, Organisation
from tehran_diplomacy.publishing import versions
from tehran_diplomacy.publishing.history import did
from tehran_diplomacy.publishing.revisions import Step
from tehran_diplomacy.publishing.snapshots import keys_of_parts
from tehran_diplomacy.publishing.verbs import may_write
from tehran_diplomacy.sources.sheets import SourcesColumn


class MeetingSheet(Sheet):
    """One meeting a row."""

    model = Meeting
    related = ("place", "partners", "networks", "goals", "sources")
    columns = (
        Column("title", gettext_lazy("title"), "fa"),
        Column("title", gettext_lazy("title"), "en"),
        ChoiceColumn("kind", gettext_lazy("kind"), Meeting.Kind),
        PartialDateColumn("held_on", gettext_lazy("held on")),
        PartialDateColumn("held_until", gettext_lazy("until")),
        LinkColumn("place", gettext_lazy("place"), City),
        Column("venue", gettext_lazy("venue"), "fa"),
        Column("venue", gettext_lazy("venue"), "en"),
        LinksColumn("partners", gettext_lazy("cities met"), City),
        LinksColumn("networks", gettext_lazy("networks"), Network),
        LinksColumn("goals", gettext_lazy("related goals"), Goal),
        Column("note", gettext_lazy("about the meeting"), "fa"),
        Column("note", gettext_lazy("about the meeting"), "en"),
        SourcesColumn(),
    )
    telling = ("held_on", "partners")


class PersonName(Column):
    """The name of the person who took part."""

    def of(self, record: Participation) -> str | None:
        """Return the name in the column's language."""
        return getattr(record.person, f"name_{self.language}")


class ParticipantSheet(Sheet):
    """One person at one meeting a row; a person not yet known is entered.

    What changes the participants of a published meeting goes into that meeting's version in work.
    """

    model = Participation
    related = ("meeting", "person", "city", "organisation")
    columns = (
        LinkColumn("meeting", gettext_lazy("meeting"), Meeting),
        PersonName("person", gettext_lazy("person"), "fa"),
        PersonName("person", gettext_lazy("person"), "en"),
        Column("post", gettext_lazy("post"), "fa"),
        Column("post", gettext_lazy("post"), "en"),
        LinkColumn("city", gettext_lazy("city"), City),
        LinkColumn("organisation", gettext_lazy("organisation"), Organisation),
    )
    of_the_row = ("post_fa", "post_en", "city", "organisation")

    def _keys(self) -> dict[str, int]:
        return {}

    def _put(
        self,
        outcome: Outcome,
        used: list[Column],
        values: dict[str, Any],
        found: Found,
        seen: dict[Any, int],
        user: AbstractBaseUser,
    ) -> None:
        if not values.get("meeting"):
            raise ValidationError(_("Say which meeting."))
        meeting = Meeting._base_manager.select_for_update().get(pk=values["meeting"])
        person = self._person(values, found)
        outcome.name = f"{person} · {meeting}"
        place = (meeting.pk, person.pk)
        if (earlier := seen.setdefault(place, outcome.row)) != outcome.row:
            raise ValidationError(_("This record is already in row %(row)s.") % {"row": earlier})
        if not may_write(user, meeting):
            raise ValidationError(_("Your account cannot change this record in its current status."))
        used = [column for column in used if column.attribute in self.of_the_row]
        if not versions.has_versions(meeting):
            self._take_part(outcome, meeting, person, used, values)
            if outcome.kind != "same":
                did(meeting, Step.IMPORTED)
            return
        version, present, data = versions.in_work(meeting), keys_of_parts(meeting), None
        with versions.laid_over(meeting, version.data if version else None):
            self._take_part(outcome, meeting, person, used, values)
            if outcome.kind != "same":
                data = versions.data_of_new_version(meeting, present)
        if data is not None:
            versions.keep_in_work(meeting, data, user, Step.IMPORTED)

    def _person(self, values: dict[str, Any], found: Found) -> Person:
        names = {code: values.get(f"person_{code}") for code in LANGUAGES}
        for name in filter(None, names.values()):
            if key := found.known(Person, name):
                return Person.objects.get(pk=key)
        person = Person(name_fa=names["fa"], name_en=names["en"])
        person.full_clean()
        if not any(names.values()):
            raise ValidationError(_("Name the person in at least one of the two languages."))
        person.save()
        found.forget(Person)
        return person

    def _take_part(
        self, outcome: Outcome, meeting: Meeting, person: Person, used: list[Column], values: dict[str, Any]
    ) -> None:
        row = meeting.participations.filter(person=person).first()
        outcome.kind = "changed" if row else "new"
        row = row or Participation(meeting=meeting, person=person, position=meeting.participations.count())
        outcome.changes = self._differences(row, used, values)
        if row.pk and not outcome.changes:
            outcome.kind = "same"
            return
        for column in used:
            column.put(row, values[column.attribute])
        row.full_clean()
        row.save()
