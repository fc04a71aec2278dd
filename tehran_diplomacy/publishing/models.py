"""What every public record has: a permanent identifier, an address, a state."""

from typing import Any, ClassVar, Self
from unicodedata import category

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.languages.fields import SortKeyField
from tehran_diplomacy.languages.translated import LANGUAGES, translated
from tehran_diplomacy.publishing.generation import Generation
from tehran_diplomacy.publishing.history import Kept
from tehran_diplomacy.publishing.identifiers import LENGTH, new_uid
from tehran_diplomacy.publishing.querysets import RecordQuerySet
from tehran_diplomacy.publishing.revisions import Revision
from tehran_diplomacy.publishing.status import Status

__all__ = ["FormerSlug", "Generation", "PreviewLink", "Record", "Revision", "label_required", "sort_keys"]


class FormerSlug(models.Model):
    """An address that a record once had and that keeps leading to it."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    scope = models.PositiveBigIntegerField(default=0)
    slug = models.SlugField(max_length=120)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.UniqueConstraint(fields=["content_type", "scope", "slug"], name="former_slug_once")
        ]

    def __str__(self) -> str:
        return self.slug


class PreviewLinkQuerySet(models.QuerySet):
    """Questions about links for a preview."""

    def open(self) -> Self:
        """Links that have not ended and were not revoked."""
        return self.filter(is_revoked=False, ends_at__gt=timezone.now())


class PreviewLink(models.Model):
    """A link by which a person without an account sees a record before the public; see `previews`."""

    uid = models.CharField(max_length=LENGTH, unique=True, editable=False, default=new_uid)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("created by"),
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends"))
    is_revoked = models.BooleanField(_("revoked"), default=False)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link for a preview")
        verbose_name_plural = _("links for a preview")
        default_permissions = ()
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="preview_links_of_record")]

    def __str__(self) -> str:
        return self.uid


def label_required(field: str) -> models.CheckConstraint:
    """Return the rule that a record is named in at least one language; `field` is 'title' or 'name'."""
    named = models.Q()
    for code in LANGUAGES:
        named |= models.Q(**{f"{field}_{code}__isnull": False, f"{field}_{code}__gt": ""})
    return models.CheckConstraint(
        condition=named,
        name=f"%(app_label)s_%(class)s_{field}_in_a_language",
        violation_error_message=_("Enter the name in at least one of the two languages."),
    )


class Record(Kept):
    """A public record of any register.

    A subclass names its translated label in `label` ('title' or 'name') and lists in `words` what a list's
    search box finds it by. Its Meta inherits `Record.Meta` for the permission to publish.
    """

    label: ClassVar[str] = "title"
    slug_scope: ClassVar[str] = ""  # the column within which a slug is unique, if not the register
    named_while_hidden: ClassVar[
        tuple[str, ...]
    ] = ()  # columns that pages of others show while it has no page

    uid = models.CharField(_("permanent ID"), max_length=LENGTH, unique=True, editable=False, default=new_uid)
    slug = models.SlugField(
        _("address"),
        max_length=120,
        blank=True,
        help_text=_(
            "The last part of the page's address: lower-case Latin letters, digits and hyphens. "
            "If left empty, it is made from the English title. If it changes, the old address "
            "redirects to the new one."
        ),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False, db_index=True
    )
    publish_at = models.DateTimeField(
        _("public from"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_(
            "Leave empty to publish at once. If you give a future time, the record is published then."
        ),
    )
    office_note = models.TextField(
        _("staff note"), blank=True, help_text=_("For staff only; not shown to the public.")
    )
    remark = models.TextField(_("reviewer's note"), blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    first_public_at = models.DateTimeField(_("first published"), null=True, editable=False)
    binned_at = models.DateTimeField(_("moved to the bin"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(
        _("last changed"), default=timezone.now, editable=False, db_index=True
    )  # of the last change that was kept, in the order in which changes became visible
    corrected_at = models.DateTimeField(_("last corrected"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")

    def __str__(self) -> str:
        return translated(self, self.label).text

    @classmethod
    def from_db(cls, db: str | None, field_names: list[str], values: list[Any]) -> Self:
        """Remember the address with which the row was read, to notice when it changes."""
        record = super().from_db(db, field_names, values)
        record._slug_as_read = record.__dict__.get("slug")
        return record

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again; its address is then the one that was read last."""
        super().refresh_from_db(*args, **kwargs)
        fields = kwargs.get("fields", args[1] if len(args) > 1 else None)
        if fields is None or "slug" in fields:
            self._slug_as_read = self.slug

    def clean(self) -> None:
        """Refuse a record that has no name in either language."""
        super().clean()
        if not translated(self, self.label):
            raise ValidationError(_("Enter the name in at least one of the two languages."), code="required")
        if self.slug and self._is_hidden_as(self.slug):
            raise ValidationError(
                {"slug": _("Another page of the portal has this address. Choose another one.")}
            )
        self._check_address()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; give a new record its address, and keep an old address leading here.

        Raises ValidationError for an address that belongs to another record, whatever road it came by.
        """
        if not self.slug:
            self.slug = self._free_slug()
        elif self.slug != getattr(self, "_slug_as_read", None):
            self._check_address()
        if not self._state.adding:  # what the trace noted is not undone by an older copy of the row
            noted = type(self)._base_manager.filter(pk=self.pk)
            self.__dict__.update(noted.values("changed_at", "corrected_at", "withdrawn_at").first() or {})
        super().save(*args, **kwargs)
        before = getattr(self, "_slug_as_read", None)
        if before and before != self.slug and self.first_public_at is not None:
            FormerSlug.objects.get_or_create(
                content_type=ContentType.objects.get_for_model(self),
                scope=self._slug_scope(),
                slug=before,
                defaults={"object_id": self.pk},
            )
        self._slug_as_read = self.slug

    def _former_slugs(self) -> models.QuerySet:
        """The former addresses among which the record's own has its place."""
        kind = ContentType.objects.get_for_model(self)
        return FormerSlug.objects.filter(content_type=kind, scope=self._slug_scope())

    def _is_of_another(self, slug: str) -> bool:
        """Whether an address keeps leading to another record, which had it before."""
        return self._former_slugs().filter(slug=slug).exclude(object_id=self.pk or 0).exists()

    def _slug_scope(self) -> int:
        return getattr(self, self.slug_scope) if self.slug_scope else 0

    def _check_address(self) -> None:
        if not self.slug:
            return
        if self._is_of_another(self.slug):
            text = _("Another record once had this address, which still redirects to it. Choose another one.")
            raise ValidationError({"slug": text})
        if self._others().filter(slug=self.slug).exists():
            raise ValidationError({"slug": _("Another record has this address. Choose another one.")})

    def fall_back_to(self, address: str) -> None:
        """Take `address` again where the present one belongs to another record."""
        try:
            self._check_address()
        except ValidationError:
            self.slug = address

    def _others(self) -> models.QuerySet:
        """The other records among which an address stands once."""
        others = type(self)._base_manager.exclude(pk=self.pk)
        return others.filter(**{self.slug_scope: self._slug_scope()}) if self.slug_scope else others

    def _free_slug(self) -> str:
        slug = slugify(_parted(getattr(self, f"{self.label}_en") or ""))[:100].strip("-") or self.uid
        taken = (
            self._others().filter(slug=slug).exists() or self._is_hidden_as(slug) or self._is_of_another(slug)
        )
        return f"{slug}-{self.uid}" if taken else slug

    def _is_hidden_as(self, slug: str) -> bool:
        """Whether the address would lead to a page of the register itself, such as its charts or a year."""
        before, self.slug = self.slug, slug
        try:
            address = self.get_absolute_url()
            found = resolve(address)
        except (AttributeError, NoReverseMatch, ObjectDoesNotExist, Resolver404):
            return False  # it has no page of its own
        finally:
            self.slug = before
        return address.rstrip("/").endswith(f"/{slug}") and found.kwargs.get("slug") != slug

    def lacks_for_readers(self) -> list[str]:
        """Return, in sentences, what of the register's own is missing or would look wrong on the record's page."""
        return []

    @property
    def is_public(self) -> bool:
        """Whether readers may see the record now."""
        return self.status == Status.PUBLISHED and (
            self.publish_at is None or self.publish_at <= timezone.now()
        )

    @property
    def is_scheduled(self) -> bool:
        """Whether the record is approved and waits for its moment."""
        return self.status == Status.PUBLISHED and not self.is_public


def _parted(text: str) -> str:
    """Return a text with a hyphen for every dash and stroke, which Django would drop: "Tehran–Maputo"."""
    return "".join("-" if category(c) == "Pd" or c in "/·_|" else c for c in text)


def sort_keys(source: str) -> tuple[SortKeyField, SortKeyField]:
    """Return the two columns by which a record named by `source` is sorted, Persian first."""
    return SortKeyField(source=source, language="fa"), SortKeyField(source=source, language="en")
