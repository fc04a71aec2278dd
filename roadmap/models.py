"""What the roadmap sets out, and what is reported on it."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roadmap.fields import AtLevels, InFields
from roadmap.querysets import GoalQuerySet, ReportQuerySet, RoadmapQuerySet
from tehran_diplomacy.dates.display import show_range
from tehran_diplomacy.dates.fields import DayField, PartialDateField, partial_date_constraints
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.dates.ranges import year_of
from tehran_diplomacy.files.models import Documented
from tehran_diplomacy.languages.fields import FoldedTextField
from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.publishing.history import Kept, Part
from tehran_diplomacy.publishing.models import Record, label_required, sort_keys
from tehran_diplomacy.sources.models import Sourced


class CouncilTerm(Kept):
    """A term of the city council, as the sixth (1400 to 1404). A later one stands beside it."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    slug = models.SlugField(_("address"), unique=True, help_text=_("As in the page's address: sixth"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    begins = PartialDateField(_("begins"))
    ends = PartialDateField(_("ends"))
    end_is_confirmed = models.BooleanField(
        _("the end is confirmed"),
        default=False,
        help_text=_("Until you tick this, pages say that the end of the term is not confirmed."),
    )

    class Meta:
        verbose_name = _("council term")
        verbose_name_plural = _("council terms")
        ordering = ["-number"]
        constraints = [
            label_required("name"),
            *partial_date_constraints("begins"),
            *partial_date_constraints("ends"),
        ]

    def __str__(self) -> str:
        return translated(self, "name").text

    def years(self) -> str:
        """Return from when to when, years in the page's calendar, and whether the end is confirmed."""
        language = page_language()
        ends = [
            date if date is None or date.is_exact else PartialDate(year_of(date.first, language))
            for date in (self.begins, self.ends)
        ]
        words = show_range(*ends, language)
        if words and self.ends and not self.end_is_confirmed:
            words = gettext("%(years)s (end not confirmed)") % {"years": words}
        return words


class Roadmap(Sourced, Documented, Record):
    """The roadmap of one council term: its title and key sentence; sections and goals hang on it."""

    parts = ("sections", "documents", "sources")

    term = models.OneToOneField(
        CouncilTerm, on_delete=models.PROTECT, related_name="roadmap", verbose_name=_("council term")
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    text_is_official = models.BooleanField(
        _("the sections are the official text"),
        default=False,
        help_text=_(
            "Tick when the sections contain the council's text word for word, and attach the "
            "document below. Until then the page says that they are a summary."
        ),
    )
    pull_quote = models.TextField(
        _("key sentence"), blank=True, help_text=_("Shown large, and on the home page.")
    )
    quote_is_official = models.BooleanField(
        _("the key sentence is a quotation"),
        default=False,
        help_text=_(
            "Tick if it appears word for word in the council's document. Only then is it shown "
            "in quotation marks."
        ),
    )
    sort_fa, sort_en = sort_keys("title")
    words = FoldedTextField(sources=("title",))

    objects = RoadmapQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("roadmap")
        verbose_name_plural = _("roadmaps")
        ordering = ["-term__number"]
        constraints = [
            label_required("title"),
            models.UniqueConstraint(fields=["slug"], name="roadmap_slug_once"),
        ]

    def get_absolute_url(self) -> str:
        """Return the address of this roadmap's page in the active language."""
        return reverse("roadmap:roadmap", args=[self.slug])


class NarrativeSection(Part):
    """A section of the roadmap's own text; public with its roadmap."""

    part_of = "roadmap"

    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="sections")
    slug = models.SlugField(
        _("anchor"), max_length=80, help_text=_("The part of the page's address after #.")
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("section of the narrative")
        verbose_name_plural = _("sections of the narrative")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["roadmap", "slug"], name="section_slug_once"),
            label_required("title"),
        ]

    def __str__(self) -> str:
        return translated(self, "title").text


class Goal(InFields, AtLevels, Sourced, Documented, Record):
    """A goal of the roadmap. Its state is computed from its actions and reports, never typed in."""

    parts = ("actions", "documents", "sources")

    slug_scope = "roadmap_id"

    roadmap = models.ForeignKey(
        Roadmap, on_delete=models.PROTECT, related_name="goals", verbose_name=_("roadmap")
    )
    number = models.PositiveSmallIntegerField(
        _("number"), help_text=_("3 for goal G3; goals are listed in this order.")
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    sort_fa, sort_en = sort_keys("title")
    words = FoldedTextField(sources=("title", "summary", "code"))

    objects = GoalQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["roadmap", "number"]
        constraints = [
            label_required("title"),
            models.UniqueConstraint(
                fields=["roadmap", "number"],
                name="goal_number_once",
                violation_error_message=_("This roadmap already has a goal with this number."),
            ),
            models.UniqueConstraint(fields=["roadmap", "slug"], name="goal_slug_once"),
        ]

    @property
    def code(self) -> str:
        """The goal's code as the office writes it, as in G3."""
        return f"G{self.number}"

    def __str__(self) -> str:
        return f"{self.number}. {super().__str__()}"

    def get_absolute_url(self) -> str:
        """Return the address of the goal's page in the active language."""
        return reverse("roadmap:goal", args=[self.roadmap.slug, self.slug])


class Action(Part):
    """Something that the roadmap says will be done for a goal."""

    part_of = "goal"
    moves_on = frozenset({"state"})

    class State(models.TextChoices):
        """How far an action is, as the office reports it; empty while nothing is reported."""

        PLANNED = "planned", _("Planned")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="actions", verbose_name=_("goal"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    responsible = models.CharField(_("responsible office"), max_length=200, blank=True)
    planned_start = PartialDateField(_("planned start"))
    planned_end = PartialDateField(_("planned end"))
    state = models.CharField(
        _("status"),
        max_length=10,
        choices=State,
        blank=True,
        help_text=_("Leave empty if nothing has been reported; the page then says “Not reported”."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["position", "pk"]
        constraints = [
            label_required("title"),
            *partial_date_constraints("planned_start"),
            *partial_date_constraints("planned_end"),
        ]

    def __str__(self) -> str:
        return translated(self, "title").text

    def clean(self) -> None:
        """Refuse an end before the start."""
        super().clean()
        start, end = self.planned_start, self.planned_end
        if start and end and end.last < start.first:
            raise ValidationError({"planned_end": _("The end is before the start.")})


class ProgressReport(Documented, Record):
    """A dated statement of progress towards a goal; its evidence are records, addresses, and its documents."""

    parts = ("evidence", "documents")

    label = "statement"
    always_shown = True

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="reports", verbose_name=_("goal"))
    action = models.ForeignKey(
        Action,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
        verbose_name=_("action"),
    )
    day = DayField(_("date of the report"), db_index=True)
    statement = models.TextField(_("statement"), blank=True)
    percentage = models.PositiveSmallIntegerField(
        _("per cent done"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Only if the responsible office has given a figure; never your own estimate."),
    )
    sort_fa, sort_en = sort_keys("statement")
    words = FoldedTextField(sources=("statement",))

    objects = ReportQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-day", "-pk"]
        constraints = [
            label_required("statement"),
            models.UniqueConstraint(fields=["slug"], name="report_slug_once"),
            models.CheckConstraint(
                condition=Q(percentage=None) | Q(percentage__lte=100),
                name="report_percentage_at_most_100",
                violation_error_message=_("A percentage must be between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        text = super().__str__()
        return text if len(text) <= 80 else f"{text[:79]}…"

    def clean(self) -> None:
        """Refuse an action of another goal."""
        super().clean()
        if self.action and self.goal_id and self.action.goal_id != self.goal_id:
            raise ValidationError({"action": _("This action belongs to another goal.")})

    def _free_slug(self) -> str:
        return self.uid

    def get_absolute_url(self) -> str:
        """Return where the report stands on its goal's page."""
        return f"{self.goal.get_absolute_url()}#report-{self.uid}"


class Evidence(Part):
    """What a report rests on: a record of any register of this portal, or an address elsewhere."""

    part_of = "report"
    never_public = frozenset({"object_id"})

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="evidence")
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    record = GenericForeignKey()
    url = models.URLField(_("web address"), max_length=1000, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type__isnull=False, object_id__isnull=False, url="")
                | (Q(content_type=None, object_id=None) & ~Q(url="")),
                name="evidence_is_record_or_address",
                violation_error_message=_("Give either a page of this portal or a web address elsewhere."),
            )
        ]

    def __str__(self) -> str:
        return str(self.record) if self.object_id else self.title or self.url
