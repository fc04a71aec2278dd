"""Agreements, who is party to them, and what happened to them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agreements import states
from agreements.querysets import AgreementQuerySet
from networks.models import Network
from roadmap.fields import InFields
from roadmap.models import Goal
from tehran_diplomacy.dates.fields import PartialDateField, partial_date_constraints
from tehran_diplomacy.dates.ordering import NewestFirst
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.files.models import Documented
from tehran_diplomacy.languages.fields import FoldedTextField
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City, Organisation
from tehran_diplomacy.publishing.history import Part
from tehran_diplomacy.publishing.models import Record, label_required, sort_keys
from tehran_diplomacy.sources.models import Sourced


class Agreement(InFields, Sourced, Documented, Record):
    """A bilateral or multilateral agreement of the home city. Its state follows from its dates and events."""

    parts = ("parties", "signatories", "events", "commitments", "documents", "sources")

    class Kind(models.TextChoices):
        """Between two, or among several."""

        BILATERAL = "bilateral", _("Bilateral")
        MULTILATERAL = "multilateral", _("Multilateral")

    class Form(models.TextChoices):
        """The form in which it was concluded."""

        SISTER_CITY = "sister_city", _("Sister-city agreement")
        MOU = "mou", _("Memorandum of understanding")
        PROGRAMME = "programme", _("Programme of cooperation")
        DECLARATION = "declaration", _("Declaration")
        COOPERATION = "cooperation", _("Cooperation agreement")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.BILATERAL, db_index=True)
    form = models.CharField(_("form"), max_length=12, choices=Form, db_index=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    signed_on = PartialDateField(_("signed on"))
    signed_in = models.ForeignKey(
        City,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agreements_signed_here",
        verbose_name=_("signed in"),
    )
    effective_on = PartialDateField(
        _("in force from"), help_text=_("Empty where it takes effect with its signing.")
    )
    expires_on = PartialDateField(
        _("valid until"), help_text=_("The last day of its term, where one is agreed.")
    )
    subjects = models.TextField(_("subjects"), blank=True, help_text=_("One on each line."))
    note = models.TextField(_("about the agreement"), blank=True)
    goals = models.ManyToManyField(
        Goal, blank=True, related_name="agreements", verbose_name=_("related goals")
    )
    sort_fa, sort_en = sort_keys("title")
    words = FoldedTextField(sources=("title", "subjects", "note"))

    objects = AgreementQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = [NewestFirst("signed_on_first"), "-pk"]
        constraints = [
            label_required("title"),
            models.UniqueConstraint(fields=["slug"], name="agreement_slug_once"),
            *partial_date_constraints("signed_on"),
            *partial_date_constraints("effective_on"),
            *partial_date_constraints("expires_on"),
        ]
        # The orders of the public list: a page of it is read off an index, however many rows there are.
        indexes = [
            models.Index(
                "status", NewestFirst("signed_on_first"), models.F("id").desc(), name="agreements_in_time"
            ),
            models.Index("status", "changed_at", "id", name="agreements_as_they_changed"),
            models.Index("status", "sort_fa", "id", name="agreements_by_name_fa"),
            models.Index("status", "sort_en", "id", name="agreements_by_name_en"),
        ]

    def get_absolute_url(self) -> str:
        """Return the address of the agreement's page in the active language."""
        return reverse("agreements:detail", args=[self.slug])

    def lacks_for_readers(self) -> list[str]:
        """Say where the parties do not fit the kind."""
        if self.kind == self.Kind.BILATERAL and self.parties.count() > 2:
            return [gettext("It is marked as bilateral but has more than two parties.")]
        return []

    def clean(self) -> None:
        """Refuse a term that ends before it begins."""
        super().clean()
        begins, ends = self.effective_on or self.signed_on, self.expires_on
        if begins and ends and ends.last < begins.first:
            raise ValidationError({"expires_on": _("The agreement would end before it begins.")})

    @cached_property
    def life(self) -> states.Life:
        """The dates from which the state follows."""
        return states.Life(
            signed=states.Span.of(self.signed_on, gettext("Signed")),
            effective=states.Span.of(self.effective_on, gettext("In force from")),
            expires=states.Span.of(self.expires_on, gettext("Valid until")),
            events=tuple(event.as_event() for event in sorted(self.events.all(), key=lambda e: e.pk)),
        )

    def standing(self, on: date | None = None) -> states.Standing:
        """Return the state on a day (today if None), and which dates leave it open."""
        return states.standing_on(self.life, on or timezone.localdate())

    @property
    def extended_until(self) -> PartialDate | None:
        """The end of the last extension by today, None where there is none or its end is not known."""
        today = timezone.localdate()
        extensions = [e for e in self.events.all() if e.kind == states.EventKind.EXTENDED and e.day]
        past = sorted((e for e in extensions if e.day.first <= today), key=lambda e: (e.day.first, e.pk))
        return past[-1].until if past else None

    def refresh_states(self) -> None:
        """Store the state of every day anew; lists filter by these rows."""
        stored = Agreement._base_manager.filter(pk=self.pk).first()  # with the events as they stand now
        self.__dict__.pop("life", None)
        if stored is None:
            return
        self.periods.all().delete()
        StatePeriod.objects.bulk_create(
            StatePeriod(agreement=self, state=state, first_day=first, last_day=last)
            for state, first, last in states.periods(stored.life)
        )


def store_states(record: models.Model) -> None:
    """Store the states of an agreement anew, whatever changed of it by whatever road."""
    if isinstance(record, Agreement):
        record.refresh_states()


class StatePeriod(models.Model):
    """The state of an agreement from a day to a day, computed; today's is found by an index."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="periods")
    state = models.CharField(max_length=10, choices=states.State)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        verbose_name = _("calculated status")
        verbose_name_plural = _("calculated statuses")
        ordering = ["first_day"]
        default_permissions = ()
        indexes = [models.Index(fields=["state", "first_day", "last_day"], name="state_on_day")]

    def __str__(self) -> str:
        return self.get_state_display()


class Party(Part):
    """A party: a city, a network or another organisation, exactly one of the three; and how it stands to the text."""

    part_of = "agreement"
    moves_on = frozenset({"state"})
    moves_along = frozenset({"state_on"})

    class State(models.TextChoices):
        """How a party of a multilateral agreement stands to it; empty where it is not known."""

        SIGNED = "signed", pgettext_lazy("party", "Signed")
        APPROVED = "approved", _("Approved")
        IN_FORCE = "in_force", _("In force")
        WITHDRAWN = "withdrawn", _("Withdrew")

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    city = models.ForeignKey(
        City, null=True, blank=True, on_delete=models.PROTECT, related_name="parties", verbose_name=_("city")
    )
    network = models.ForeignKey(
        Network,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parties",
        verbose_name=_("network"),
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parties",
        verbose_name=_("organisation"),
    )
    state = models.CharField(
        _("status of the party"),
        max_length=10,
        choices=State,
        blank=True,
        help_text=_("Only for a multilateral agreement. Leave empty if not known."),
    )
    state_on = PartialDateField(_("since"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(city__isnull=False, network=None, organisation=None)
                | Q(city=None, network__isnull=False, organisation=None)
                | Q(city=None, network=None, organisation__isnull=False),
                name="party_is_one_of_three",
                violation_error_message=_(
                    "Choose a city, a network or an organisation: exactly one of them."
                ),
            ),
            models.UniqueConstraint(fields=["agreement", "city"], name="city_once_in_agreement"),
            models.UniqueConstraint(fields=["agreement", "network"], name="network_once_in_agreement"),
            models.UniqueConstraint(
                fields=["agreement", "organisation"], name="organisation_once_in_agreement"
            ),
            *partial_date_constraints("state_on"),
            models.CheckConstraint(
                condition=Q(state_on=None) | ~Q(state=""),
                name="party_day_needs_state",
                violation_error_message=_("Say which status this date belongs to."),
            ),
        ]

    @property
    def who(self) -> City | Network | Organisation:
        """The party itself."""
        return self.city or self.network or self.organisation

    def __str__(self) -> str:
        return str(self.who or "")


class Signatory(Part):
    """A person who signed, with the post held then."""

    part_of = "agreement"

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatories")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="signatures", verbose_name=_("person")
    )
    post = models.CharField(_("post"), max_length=200, blank=True)
    city = models.ForeignKey(
        City,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("for the city"),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.person)


class LifeEvent(Part):
    """Something that happened to an agreement. Of two on one day, the one entered later wins."""

    part_of = "agreement"

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("event"), max_length=10, choices=states.EventKind)
    day = PartialDateField(_("when"))
    until = PartialDateField(
        _("extended until"), help_text=_("Only for an extension, if its end date is known.")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    act_number = models.CharField(
        _("number of the act"),
        max_length=60,
        blank=True,
        help_text=_("Only for an approval by the council: the number of its act."),
    )
    act_url = models.URLField(_("address of the act"), max_length=1000, blank=True)
    entered_on = models.DateField(_("entered on"), default=timezone.localdate, editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = [models.F("day_first").asc(nulls_first=True), "pk"]
        constraints = [
            *partial_date_constraints("day"),
            *partial_date_constraints("until"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(kind=states.EventKind.EXTENDED),
                name="only_extensions_have_until",
                violation_error_message=_("Only an extension can have an end date."),
            ),
            models.CheckConstraint(
                condition=Q(act_number="", act_url="") | Q(kind=states.EventKind.APPROVED),
                name="only_approvals_have_an_act",
                violation_error_message=_("Only an approval by the council can have an act."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def as_event(self) -> states.Event:
        """Return the event for the computation; one of unknown day happened at some time before its entry."""
        label = self.get_kind_display()
        day = states.Span.of(self.day, label) or states.Span(date.min, self.entered_on, label)
        return states.Event(self.kind, day, states.Span.of(self.until, gettext("Extended until")))
