"""International networks of cities, and what the home city is in them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.querysets import NetworkQuerySet, RoleQuerySet
from roadmap.models import Goal
from tehran_diplomacy.dates.fields import PartialDateField, partial_date_constraints
from tehran_diplomacy.files.models import Documented
from tehran_diplomacy.languages.fields import FoldedTextField
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.places.models import City, wikidata_field
from tehran_diplomacy.publishing.history import Part
from tehran_diplomacy.publishing.models import Record, label_required, sort_keys
from tehran_diplomacy.sources.models import Sourced


class Network(Sourced, Documented, Record):
    """An international organisation of cities."""

    parts = ("roles", "committees", "documents", "sources")

    label = "name"

    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    summary = models.TextField(_("what the network does"), blank=True)
    founded = PartialDateField(_("founded"))
    seat = models.ForeignKey(
        City,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="networks",
        verbose_name=_("headquarters"),
    )
    website = models.URLField(_("website"), blank=True)
    wikidata = wikidata_field()
    goals = models.ManyToManyField(Goal, blank=True, related_name="networks", verbose_name=_("related goals"))
    sort_fa, sort_en = sort_keys("name")
    words = FoldedTextField(sources=("name", "acronym", "summary"))

    objects = NetworkQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["sort_fa"]
        constraints = [
            label_required("name"),
            models.UniqueConstraint(fields=["slug"], name="network_slug_once"),
            *partial_date_constraints("founded"),
        ]

    def get_absolute_url(self) -> str:
        """Return the address of the network's page in the active language."""
        return reverse("networks:detail", args=[self.slug])


class Held(Part):
    """Something held from a time to a time, each as exact as known.

    `as_of` is the last time for which a source shows it, where no end is known: it is not drawn as lasting
    until today.
    """

    part_of = "network"

    begins = PartialDateField(_("from"))
    ends = PartialDateField(_("until"))
    as_of = PartialDateField(
        _("as of"),
        help_text=_("The last day or month a source confirms, if the end is not known."),
    )
    note = models.TextField(_("note"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Part.Meta):
        abstract = True

    def clean(self) -> None:
        """Refuse an end before the beginning."""
        super().clean()
        if self.begins and self.ends and self.ends.last < self.begins.first:
            raise ValidationError({"ends": _("The end is before the beginning.")})


class Role(Held):
    """What the home city is in a network, from when to when."""

    class Kind(models.TextChoices):
        """The role itself."""

        FOUNDER_AND_HOST = "founder_and_host", _("Founder and host of the secretariat")
        PRESIDENT = "president", _("President")
        CO_PRESIDENT = "co_president", _("Co-president")
        VICE_PRESIDENT = "vice_president", _("Vice-president")
        CHAIR = "chair", _("Chair")
        VICE_CHAIR = "vice_chair", _("Vice-chair")
        BOARD_MEMBER = "board_member", _("Member of the board")
        MEMBER = "member", _("Member")
        OBSERVER = "observer", _("Observer")
        PARTICIPANT = "participant", _("Participant")

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=Kind)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = [models.F("begins_first").asc(nulls_last=True), "position", "pk"]
        constraints = [
            *partial_date_constraints("begins"),
            *partial_date_constraints("ends"),
            *partial_date_constraints("as_of"),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class Committee(Held):
    """A committee or working group of a network in which the home city sits."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="committees")
    name = models.CharField(_("name"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("committee or working group")
        verbose_name_plural = _("committees and working groups")
        ordering = ["position", "pk"]
        constraints = [
            label_required("name"),
            *partial_date_constraints("begins"),
            *partial_date_constraints("ends"),
            *partial_date_constraints("as_of"),
        ]

    def __str__(self) -> str:
        return translated(self, "name").text
