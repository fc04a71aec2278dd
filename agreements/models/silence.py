"""Whether readers are told for how long nothing is recorded of an agreement; the office keeps it in the admin."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.publishing.history import Kept

DEFAULT_MONTHS = 24


class SilenceLine(Kept):
    """The line 'No activity recorded since …' on public pages: one row, off at first."""

    label = "note"

    is_shown = models.BooleanField(
        _("shown to readers"),
        default=False,
        help_text=_("Show the notice on the public pages of agreements and cities."),
    )
    months = models.PositiveSmallIntegerField(
        _("months without activity"),
        default=DEFAULT_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("The notice appears after this many months."),
    )
    note = models.CharField(
        _("note to readers"),
        max_length=300,
        blank=True,
        help_text=_("Shown next to the notice: for example, where activity can be reported."),
    )
    only_row = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        verbose_name = _("notice of missing activity")
        verbose_name_plural = _("notice of missing activity")
        constraints = [models.CheckConstraint(condition=models.Q(only_row=True), name="one_silence_line")]

    def __str__(self) -> str:
        return str(_("notice of missing activity"))

    @classmethod
    def is_seen_as(cls, data: dict[str, Any]) -> bool:
        """Whether the line is switched on."""
        return data["fields"]["is_shown"]

    @classmethod
    def present(cls) -> "SilenceLine":
        """Return the row, or what holds while there is none."""
        return cls.objects.first() or cls()
