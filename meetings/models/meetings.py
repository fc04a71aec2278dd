"""Meetings: who met whom, where and when, and what came of it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from agreements.models import Agreement
from meetings.querysets import MeetingQuerySet, OutcomeQuerySet
from networks.models import Network
from roadmap.models import Goal
from tehran_diplomacy.dates.fields import DayField, PartialDateField, partial_date_constraints
from tehran_diplomacy.dates.ordering import NewestFirst
from tehran_diplomacy.files.models import Documented
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.fields import FoldedTextField
from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City, Organisation
from tehran_diplomacy.publishing.history import Part
from tehran_diplomacy.publishing.models import Record, label_required, sort_keys
from tehran_diplomacy.sources.models import Sourced


class Meeting(Sourced, Documented, Record):
    """A meeting, on a day or over several."""

    parts = (
        "photos",
        "participations",
        "accounts",
        "costs",
        "agenda",
        "outcomes",
        "agreement_links",
        "documents",
        "sources",
    )

    class Kind(models.TextChoices):
        """What sort of meeting it was."""

        COUNCIL = "council", _("Council session")
        VISIT_RECEIVED = "visit_received", _("Visit to Tehran")
        VISIT_MADE = "visit_made", _("Visit abroad")
        GATHERING = "gathering", _("International event")
        ONLINE = "online", _("Online meeting")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind, db_index=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    held_on = PartialDateField(_("held on"))
    held_until = PartialDateField(_("until"), help_text=_("Only for a meeting of several days."))
    place = models.ForeignKey(
        City,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings_here",
        verbose_name=_("place"),
    )
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    partners = models.ManyToManyField(City, blank=True, related_name="meetings", verbose_name=_("cities met"))
    note = models.TextField(_("about the meeting"), blank=True)
    agreements = models.ManyToManyField(
        Agreement, through="MeetingAgreement", related_name="meetings", verbose_name=_("agreements")
    )
    networks = models.ManyToManyField(
        Network, blank=True, related_name="meetings", verbose_name=_("networks")
    )
    goals = models.ManyToManyField(Goal, blank=True, related_name="meetings", verbose_name=_("related goals"))
    sort_fa, sort_en = sort_keys("title")
    words = FoldedTextField(sources=("title", "note", "venue"))

    objects = MeetingQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = [NewestFirst("held_on_first"), "-pk"]
        constraints = [
            label_required("title"),
            models.UniqueConstraint(fields=["slug"], name="meeting_slug_once"),
            *partial_date_constraints("held_on"),
            *partial_date_constraints("held_until"),
            models.CheckConstraint(
                condition=Q(held_until=None) | Q(held_on__isnull=False),
                name="meeting_until_needs_beginning",
                violation_error_message=_("A last day needs a first one."),
            ),
        ]
        # The order of public lists: a page of one is read off the index, however many rows there are.
        indexes = [
            models.Index("status", "changed_at", "id", name="meetings_as_they_changed"),
            models.Index(
                "status", NewestFirst("held_on_first"), models.F("id").desc(), name="meetings_in_time"
            ),
        ]

    def lacks_for_readers(self) -> list[str]:
        """Say which photos have no caption."""
        bare = [
            photo
            for photo in self.photos.all()
            if not photo.is_withdrawn and not translated(photo, "caption")
        ]
        if not bare:
            return []
        text = ngettext("%(count)s photo has no caption.", "%(count)s photos have no caption.", len(bare))
        return [localise(text % {"count": len(bare)}, page_language())]

    def get_absolute_url(self) -> str:
        """Return the address of the meeting's page in the active language."""
        return reverse("meetings:detail", args=[self.slug])

    @property
    def is_journey(self) -> bool:
        """Whether somebody travelled for it: a visit made, or a gathering in another city."""
        if self.kind == self.Kind.GATHERING:
            return self.place is not None and not self.place.is_home
        return self.kind == self.Kind.VISIT_MADE

    def clean(self) -> None:
        """Refuse an end before the beginning."""
        super().clean()
        if self.held_on and self.held_until and self.held_until.last < self.held_on.first:
            raise ValidationError({"held_until": _("The last day is before the first.")})


class MeetingAgreement(Part):
    """An agreement that a meeting was about, or that was signed there."""

    part_of = "meeting"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agreement_links")
    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="meeting_links", verbose_name=_("agreement")
    )
    signed_here = models.BooleanField(_("signed at this meeting"), default=False)

    class Meta:
        verbose_name = _("agreement of the meeting")
        verbose_name_plural = _("agreements of the meeting")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "agreement"], name="agreement_once_in_meeting")
        ]

    def __str__(self) -> str:
        return str(self.agreement)


class Participation(Part):
    """A person at a meeting, with the post held then and the city or body spoken for."""

    part_of = "meeting"

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="participations", verbose_name=_("meeting")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="participations", verbose_name=_("person")
    )
    post = models.CharField(_("post"), max_length=200, blank=True)
    city = models.ForeignKey(
        City, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("city")
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation"),
    )
    in_delegation = models.BooleanField(
        _("member of the delegation"),
        default=False,
        help_text=_("For a trip: this person travelled with the delegation and is named in the trip report."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="person_once_in_meeting")]

    def __str__(self) -> str:
        return str(self.person)


class AgendaItem(Part):
    """A point of a meeting's agenda."""

    part_of = "meeting"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    text = models.CharField(_("agenda item"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ["position", "pk"]
        constraints = [label_required("text")]

    def __str__(self) -> str:
        return translated(self, "text").text


class Outcome(Part):
    """What a meeting came to; one with somebody responsible or a due day can be followed up."""

    part_of = "meeting"
    always_shown = True
    moves_on = frozenset({"state"})

    class State(models.TextChoices):
        """How far it is; empty where nothing is recorded."""

        OPEN = "open", pgettext_lazy("task", "Open")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="outcomes")
    text = models.CharField(_("outcome"), max_length=500, blank=True)
    responsible = models.CharField(_("responsible"), max_length=200, blank=True)
    due_on = DayField(_("due on"), null=True, blank=True, db_index=True)
    state = models.CharField(_("status"), max_length=10, choices=State, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["position", "pk"]
        constraints = [label_required("text")]

    def __str__(self) -> str:
        return translated(self, "text").text
