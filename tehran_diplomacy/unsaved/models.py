"""What is kept of a form that is not saved: its entries, and the files chosen in it. Both are for their author alone."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(days=30)
MOST = 50  # autosaved forms of one person; the oldest give way
STAGED_FOR = timedelta(hours=24)
MOST_STAGED = 300  # files of one person
PATH_LENGTH = 500


class AutosaveQuerySet(models.QuerySet):
    """Questions about autosaved forms."""

    def of(self, author: AbstractBaseUser) -> "AutosaveQuerySet":
        """What a person typed and may still take, the newest first."""
        return self.filter(author=author, saved_at__gt=timezone.now() - KEPT_FOR).order_by("-saved_at", "-pk")

    def with_key(self, author: AbstractBaseUser, key: str) -> "Autosave | None":
        """One of a person's forms by what an address or a form says of its key."""
        return self.of(author).filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None

    def expired(self) -> "AutosaveQuerySet":
        """What is kept no longer."""
        return self.filter(saved_at__lte=timezone.now() - KEPT_FOR)


class Autosave(models.Model):
    """The entries of one opened form as its author left them. Never part of a record, of its history or of a page."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = models.CharField(max_length=PATH_LENGTH)  # of the form, with its query
    page = models.CharField(max_length=32)  # tells two opened pages of one form apart
    title = models.CharField(max_length=200, blank=True)
    entries = models.JSONField(default=list)  # pairs of name and value, in the order of the form
    saved_at = models.DateTimeField(default=timezone.now)

    objects = AutosaveQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("unsaved form")
        verbose_name_plural = _("unsaved forms")
        constraints = [
            models.UniqueConstraint(fields=["author", "path", "page"], name="one_autosave_of_a_page")
        ]

    def __str__(self) -> str:
        return self.title or self.path

    @property
    def texts(self) -> list[str]:
        """What reads as text among the entries: for the case that the form itself can no longer be opened."""
        return [
            value
            for name, value in self.entries
            if not name.startswith("_") and (" " in value.strip() or (value and not value.isascii()))
        ]


def autosave(author: AbstractBaseUser, path: str, page: str, title: str, entries: list[list[str]]) -> None:
    """Keep the entries of a form in place of what was kept of the same opened page; no entries: keep nothing."""
    if not entries:
        Autosave.objects.filter(author=author, path=path, page=page).delete()
        return
    fresh = {"entries": entries, "title": title[:200], "saved_at": timezone.now()}
    _row, made = Autosave.objects.update_or_create(author=author, path=path, page=page, defaults=fresh)
    if made:
        Autosave.objects.expired().filter(author=author).delete()
        surplus = Autosave.objects.of(author).values_list("pk", flat=True)[MOST:]
        Autosave.objects.filter(pk__in=list(surplus)).delete()


class StagedUploadQuerySet(models.QuerySet):
    """Questions about uploads that wait for their form."""

    def of(self, author: AbstractBaseUser) -> "StagedUploadQuerySet":
        """The files that a person chose and may still save."""
        return self.filter(author=author, staged_at__gt=timezone.now() - STAGED_FOR)

    def expired(self) -> "StagedUploadQuerySet":
        """Those whose day is over."""
        return self.filter(staged_at__lte=timezone.now() - STAGED_FOR)


def _stored_as(upload: "StagedUpload", _name: str) -> str:
    return f"staged/{upload.uid[:2]}/{upload.uid}"


def _new_key() -> str:
    return secrets.token_hex(16)


class StagedUpload(models.Model):
    """A file that was chosen in a form: taken at once, so that no error in the form loses it. No address serves it."""

    uid = models.CharField(max_length=32, unique=True, default=_new_key)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file = models.FileField(upload_to=_stored_as, max_length=100)
    name = models.CharField(max_length=200)  # as the author's machine calls it
    size = models.PositiveBigIntegerField()  # bytes
    staged_at = models.DateTimeField(default=timezone.now)

    objects = StagedUploadQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("chosen file")
        verbose_name_plural = _("chosen files")

    def __str__(self) -> str:
        return self.name

    @property
    def value(self) -> str:
        """What a form sends to name it; the file's own name goes along, to name it once its day is over."""
        return f"{self.uid} {self.name}"


def most_bytes() -> int:
    """Return how large a chosen file may be: as large as any form takes."""
    return max(settings.PHOTO_MAX_BYTES, settings.DOCUMENT_MAX_BYTES)


def stage(author: AbstractBaseUser, upload: Any) -> StagedUpload | None:
    """Keep an upload for its author's form; None where it is too large or there are too many."""
    if upload.size > most_bytes() or StagedUpload.objects.of(author).count() >= MOST_STAGED:
        return None
    name = "".join(c for c in upload.name if c.isprintable() or c == "\u200c")[-200:] or "file"
    row = StagedUpload(author=author, name=name, size=upload.size)
    upload.seek(0)
    row.file.save(name, File(upload.file), save=False)  # its bytes only: storages move temporary files away
    upload.seek(0)
    row.save()
    return row


def forget_work(author: AbstractBaseUser) -> None:
    """Forget all that a person typed and chose without saving it."""
    Autosave.objects.filter(author=author).delete()
    forget_staged(StagedUpload.objects.filter(author=author))


def forget_expired() -> tuple[int, int]:
    """Forget what had its time; return how many forms and how many files."""
    forms, _counted = Autosave.objects.expired().delete()
    return forms, forget_staged(StagedUpload.objects.expired())


def forget_staged(rows: models.QuerySet) -> int:
    """Delete staged uploads with their files; return how many."""
    found = list(rows)
    for row in found:
        row.delete()
        default_storage.delete(row.file.name)
    return len(found)
