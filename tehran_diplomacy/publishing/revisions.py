"""Revisions: what a record held at some time, and versions in work that are not yet the record itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.publishing.status import Status

DAYS_OF_DISCARDED = 30


class Step(models.TextChoices):
    """What was done to a record."""

    CREATED = "created", _("created")
    CHANGED = "changed", _("changed")
    LOADED = "loaded", _("loaded")
    IMPORTED = "imported", _("imported from a file")
    SUBMITTED = "submitted", _("submitted for review")
    SENT_BACK = "sent_back", _("sent back")
    PUBLISHED = "published", _("published")
    UNPUBLISHED = "unpublished", _("taken back to draft")
    ARCHIVED = "archived", _("archived")
    BINNED = "binned", _("moved to the bin")
    RESTORED = "restored", _("restored from the bin")
    REVERTED = "reverted", _("restored to an earlier version")
    DELETED = "deleted", _("deleted")
    DISCARDED = "discarded", _("discarded")


@dataclass(frozen=True)
class Reason:
    """What the office tells readers about a change, in either language; `is_minor` for spelling and wording."""

    fa: str = ""
    en: str = ""
    is_minor: bool = False

    def __bool__(self) -> bool:
        return bool(self.fa or self.en or self.is_minor)


class Weight(models.TextChoices):
    """What a revision meant to readers; empty where they noticed nothing."""

    FIRST = "first", _("Published")
    ADDITION = "addition", _("Updated")
    CORRECTION = "correction", _("Corrected")
    MINOR = "minor", _("Corrected in spelling or wording")
    WITHDRAWN = "withdrawn", _("Removed")
    RETURNED = "returned", _("Published again")


class RevisionQuerySet(models.QuerySet):
    """Questions about revisions."""

    def noticed(self, now: datetime | None = None) -> Self:
        """What readers could notice by `now`, and may still be told, the newest first."""
        now = now or timezone.now()
        shown = self.filter(shown_from__lte=now, public_from__lte=now)
        return shown.order_by("-public_from", "-pk")

    def corrections(self) -> Self:
        """What was corrected or withdrawn; additions and spelling aside."""
        return self.filter(weight__in=(Weight.CORRECTION, Weight.WITHDRAWN))

    def of_pages(self) -> Self:
        """Leave out what was noticed of records without a page, on the pages of others that name them."""
        return self.filter(models.Q(status=Status.PUBLISHED) | models.Q(weight=Weight.WITHDRAWN))

    def of(self, record: models.Model) -> Self:
        """Everything kept of one record."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(record, for_concrete_model=True),
            object_id=record.pk,
        )

    def past(self) -> Self:
        """What the record itself held, the newest first."""
        return self.filter(kind=Revision.Kind.PAST).order_by("-number")

    def in_work(self) -> Self:
        """Versions in work: at most one for a record."""
        return self.filter(kind=Revision.Kind.IN_WORK)

    def set_aside(self) -> Self:
        """Versions that met a newer one when they were saved; nothing of them is lost."""
        return self.filter(kind=Revision.Kind.ASIDE)

    def discarded(self) -> Self:
        """Versions in work that somebody discarded within the last days, the newest first."""
        since = timezone.now() - timezone.timedelta(days=DAYS_OF_DISCARDED)
        return self.filter(kind=Revision.Kind.DISCARDED, made_at__gte=since).order_by("-made_at")

    def discarded_long_ago(self) -> Self:
        """Versions whose days in the history are over."""
        since = timezone.now() - timezone.timedelta(days=DAYS_OF_DISCARDED)
        return self.filter(kind=Revision.Kind.DISCARDED, made_at__lt=since)


class Revision(models.Model):
    """The record with its parts and both languages as JSON, as `snapshots.snapshot` makes it.

    A PAST revision is numbered, and what it holds never changes. One IN_WORK is the next version of a published record, hidden
    until a publisher approves it; it has a state of its own. One set ASIDE met a newer version when it was saved.
    One DISCARDED was in work; it can be brought back for some days.
    """

    class Kind(models.TextChoices):
        """Past, in work, or set aside."""

        PAST = "past", _("past")
        IN_WORK = "in_work", _("in progress")
        ASIDE = "aside", _("set aside")
        DISCARDED = "binned", _("discarded")

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PAST)
    number = models.PositiveIntegerField(_("version"), default=0)
    edition = models.PositiveIntegerField(default=0)
    step = models.CharField(_("step"), max_length=12, choices=Step)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    title_fa = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    data = models.JSONField(encoder=DjangoJSONEncoder)
    remark = models.TextField(_("note"), blank=True)
    made_at = models.DateTimeField(_("when"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )

    reason_fa = models.CharField(max_length=500, blank=True)
    reason_en = models.CharField(max_length=500, blank=True)
    is_minor = models.BooleanField(default=False)
    weight = models.CharField(max_length=10, choices=Weight, blank=True)
    public_from = models.DateTimeField(null=True)
    shown_from = models.DateTimeField(null=True)
    follows = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    facts = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "number"],
                condition=models.Q(kind="past"),
                name="revision_number_once",
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=models.Q(kind="in_work"),
                name="one_version_in_work",
            ),
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id", "-number"], name="revisions_of_record"),
            models.Index(fields=["kind", "status"], name="versions_in_work"),
            models.Index(
                fields=["-public_from", "-id"],
                condition=models.Q(shown_from__isnull=False),
                name="noticed_by_readers",
            ),
            models.Index(
                fields=["content_type", "object_id", "-public_from"],
                condition=models.Q(public_from__isnull=False),
                name="noticed_of_record",
            ),
        ]

    def __str__(self) -> str:
        return translated(self, "title").text

    @property
    def register(self) -> type[models.Model]:
        """The model of the record."""
        return self.content_type.model_class()

    @property
    def is_of_hidden(self) -> bool:
        """Whether readers noticed it on the pages of others alone: the record has no page of its own."""
        return bool(self.weight) and self.weight != Weight.WITHDRAWN and self.status != Status.PUBLISHED

    @property
    def reason(self) -> Reason:
        """What the office told readers about it."""
        return Reason(self.reason_fa, self.reason_en, self.is_minor)

    def record(self) -> Any:
        """Return the record itself, None where it is gone."""
        return self.register._base_manager.filter(pk=self.object_id).first()
