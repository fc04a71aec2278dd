"""What was public once and is deleted for good: mirrors must learn of it as of what was withdrawn."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tombstone(models.Model):
    """The identifier of a record, or of a photo, that is no more; `register` is the code of its resource."""

    register = models.CharField(max_length=40)
    uid = models.CharField(max_length=10)
    gone_at = models.DateTimeField()
    reason_fa = models.CharField(max_length=500, blank=True)
    reason_en = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("tombstone")
        verbose_name_plural = _("tombstones")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["register", "uid"], name="tombstone_once")]
        indexes = [models.Index(fields=["register", "gone_at", "uid"], name="tombstones_in_order")]

    def __str__(self) -> str:
        return f"{self.register}/{self.uid}"
