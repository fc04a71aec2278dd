"""Sources: where a fact was read, and what other sources say of it. One table each for every register."""

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.dates.fields import DayField, PartialDateField, partial_date_constraints
from tehran_diplomacy.publishing.history import Part
from tehran_diplomacy.publishing.identifiers import new_uid
from tehran_diplomacy.sources.addresses import Answer, ask

FAILING = (Answer.GONE, Answer.TROUBLED, Answer.SILENT)


def kept_as(source: "Source", _name: str) -> str:
    """Return where a kept copy is stored: a name that nobody guesses, never the user's."""
    return f"source-copies/{new_uid()}{new_uid()}.pdf"


class Source(Part):
    """A source of one statement, or of the whole record where `statement` is empty.

    With a `fact` it is a rival: it says of that fact something else than the record, which holds the value that
    the office prefers; `day` or `text` is what it says.
    """

    part_of = "record"
    never_public = frozenset({"object_id", "quotation", "copy"})  # the words and works of others

    class Fact(models.TextChoices):
        """Of which fact of the record."""

        SIGNED_ON = "signed_on", _("signed on")
        SIGNED_IN = "signed_in", _("signed in")
        EFFECTIVE_ON = "effective_on", _("in force from")
        EXPIRES_ON = "expires_on", _("valid until")
        HELD_ON = "held_on", _("held on")
        HELD_UNTIL = "held_until", _("until")
        PLACE = "place", _("place")
        FOUNDED = "founded", _("founded")
        SEAT = "seat", _("headquarters")
        OTHER = "other", _("another detail")

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    title = models.CharField(
        _("title"),
        max_length=300,
        help_text=_("Publisher and title, with the date of publication, in the source's own language."),
    )
    url = models.CharField(
        _("web address"),
        max_length=1000,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Leave empty if the source is not on the web."),
    )
    read_on = DayField(_("accessed on"), null=True, blank=True)
    quotation = models.TextField(_("quotation"), blank=True, help_text=_("The words of the source."))
    statement = models.CharField(
        _("supports"),
        max_length=300,
        blank=True,
        help_text=_("Which statement it supports; leave empty for the record as a whole."),
    )
    copy = models.FileField(
        _("stored copy"),
        upload_to=kept_as,
        max_length=200,
        blank=True,
        help_text=_("A PDF of the page as it was when accessed; for staff only."),
    )
    fact = models.CharField(
        _("differs on"),
        max_length=15,
        choices=Fact,
        blank=True,
        help_text=_("Only if this source contradicts what the record shows."),
    )
    day = PartialDateField(_("date in this source"), help_text=_("If the detail is a date."))
    text = models.CharField(
        _("text in this source"), max_length=300, blank=True, help_text=_("If it is not a date.")
    )
    reason = models.CharField(_("why the council prefers what is shown"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="source_of_record")]
        constraints = [
            *partial_date_constraints("day"),
            models.CheckConstraint(
                condition=Q(fact="", day=None, text_fa=None, text_en=None)
                | ~Q(fact="") & Q(day__isnull=False, text_fa=None, text_en=None)
                | ~Q(fact="")
                & Q(day=None)
                & (Q(text_fa__isnull=False, text_fa__gt="") | Q(text_en__isnull=False, text_en__gt="")),
                name="rival_is_date_or_text",
                violation_error_message=_(
                    "A source that differs needs the detail it differs on, and its date or text."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Sourced(models.Model):
    """A record that names its sources, and what others say of its facts. Fetch `sources` before asking."""

    sources = GenericRelation(Source)

    class Meta:
        abstract = True

    @cached_property
    def own_sources(self) -> list[Source]:
        """The sources of what the record shows."""
        return [one for one in self.sources.all() if not one.fact]

    @cached_property
    def rivals(self) -> list[Source]:
        """The sources that say otherwise."""
        return [one for one in self.sources.all() if one.fact]

    @cached_property
    def rivals_by_fact(self) -> dict[str, list[Source]]:
        """The same, by fact."""
        found: dict[str, list[Source]] = {}
        for one in self.rivals:
            found.setdefault(one.fact, []).append(one)
        return found


class AddressCheck(models.Model):
    """What came of asking for an address last, and since when it has failed."""

    url = models.CharField(max_length=1000, unique=True)
    answer = models.CharField(max_length=10, choices=Answer)
    code = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("check of an address")
        verbose_name_plural = _("checks of addresses")
        default_permissions = ()

    def __str__(self) -> str:
        return self.url


def check_address(url: str) -> AddressCheck:
    """Ask for an address and keep what came of it."""
    found, now = ask(url), timezone.now()
    failing = found.answer in FAILING
    check = AddressCheck.objects.filter(url=url).first() or AddressCheck(url=url)
    check.answer, check.code, check.asked_at = found.answer, found.code, now
    check.failing_since = (check.failing_since or now) if failing else None
    check.save()
    return check


def addresses() -> list[str]:
    """Return every address that a source names, each once."""
    return list(Source.objects.exclude(url="").order_by("url").values_list("url", flat=True).distinct())
