"""Who has which form open at this moment."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

ALIVE = timedelta(seconds=90)  # an open page says every 30 seconds that it is there


class OpenFormQuerySet(models.QuerySet):
    """Questions about open forms."""

    def others(self, record: models.Model, user: AbstractBaseUser) -> Self:
        """Return the open forms of a record but one's own, the longest open first."""
        kind = ContentType.objects.get_for_model(record)
        found = self.filter(content_type=kind, object_id=record.pk, seen_at__gte=timezone.now() - ALIVE)
        return found.exclude(user=user).select_related("user").order_by("opened_at")

    def note(self, record: models.Model, user: AbstractBaseUser) -> None:
        """Note that a person has the form of a record open now; forget what was open long ago."""
        now = timezone.now()
        self.filter(seen_at__lt=now - ALIVE).delete()
        self.update_or_create(
            content_type=ContentType.objects.get_for_model(record),
            object_id=record.pk,
            user=user,
            defaults={"seen_at": now},
            create_defaults={"seen_at": now, "opened_at": now},
        )

    def close(self, record: models.Model, user: AbstractBaseUser) -> None:
        """Note that a person has left the form of a record."""
        kind = ContentType.objects.get_for_model(record)
        self.filter(content_type=kind, object_id=record.pk, user=user).delete()


class OpenForm(models.Model):
    """A form of a record that somebody has open."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "user"], name="form_open_once")
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id} {self.object_id}"
