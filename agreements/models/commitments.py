"""What was promised under an agreement, by whom and by when, and what came of it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.models.agreements import Agreement
from agreements.querysets import CommitmentQuerySet
from tehran_diplomacy.dates.fields import PartialDateField, partial_date_constraints
from tehran_diplomacy.languages.translated import Translated, translated
from tehran_diplomacy.publishing.history import Part
from tehran_diplomacy.publishing.models import label_required


class Commitment(Part):
    """A promise under an agreement. 'Overdue' follows from its day and its state; a recorded reason pauses it."""

    part_of = "agreement"
    always_shown = True
    moves_on = frozenset({"state"})
    moves_along = frozenset({"state_on", "evidence_url"})

    class State(models.TextChoices):
        """How far it is; empty where nothing is recorded."""

        OPEN = "open", pgettext_lazy("task", "Open")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    CLOSED = (State.DONE, State.DROPPED)

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="commitments")
    text = models.CharField(_("commitment"), max_length=500, blank=True)
    responsible = models.CharField(_("responsible"), max_length=200, blank=True)
    due_on = PartialDateField(_("due date"))
    state = models.CharField(_("status"), max_length=10, choices=State, blank=True)
    state_on = PartialDateField(_("date of this status"))
    evidence_url = models.URLField(
        _("evidence"),
        max_length=1000,
        blank=True,
        help_text=_("The address of a page that confirms this status, on this portal or elsewhere."),
    )
    paused_reason = models.CharField(
        _("why the reminder is paused"),
        max_length=300,
        blank=True,
        help_text=_("Public. If you give a reason, the commitment is not shown as overdue."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["position", "pk"]
        constraints = [
            label_required("text"),
            *partial_date_constraints("due_on"),
            *partial_date_constraints("state_on"),
        ]

    def __str__(self) -> str:
        return translated(self, "text").text

    def clean(self) -> None:
        """Refuse a day of a state that is not said."""
        super().clean()
        if self.state_on and not self.state:
            raise ValidationError({"state_on": _("Say which status this date belongs to.")})

    @property
    def paused_because(self) -> Translated:
        """Why the reminder is paused, '' where it is not."""
        return translated(self, "paused_reason")

    def is_overdue(self, on: date | None = None) -> bool:
        """Whether its day has passed (before `on`, today if None), nothing closes it and no reason pauses it."""
        on = on or timezone.localdate()
        due = self.due_on
        return bool(due and due.last < on and self.state not in self.CLOSED and not self.paused_because)
