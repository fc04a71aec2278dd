"""How often somebody wants to be written to, and what they were told: nothing is told twice."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Pace(models.TextChoices):
    """How often a member of staff is written to."""

    DAILY = "daily", _("At most once a day, in the morning")
    AT_ONCE = "at_once", _("At once, when there is news")
    NEVER = "never", _("Never")


class MailChoice(models.Model):
    """What one member of staff chose; without a row it is once a day."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True)
    pace = models.CharField(_("email notifications"), max_length=8, choices=Pace, default=Pace.DAILY)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.pace}"


class Told(models.Model):
    """That a member of staff was told of an event; `key` names the event and what of it was new."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    key = models.CharField(max_length=120)
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="told_once")]
        indexes = [models.Index(fields=["user", "-told_at"], name="last_told")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.key}"
