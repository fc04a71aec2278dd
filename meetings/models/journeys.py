"""Accounts of journeys: who went, from when to when, who paid what, what was to be reached and what was.

What is left blank is not published; nothing here is ever taken for zero.
"""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting
from meetings.money import PLACES, valid_currency
from meetings.querysets import JourneyAccountQuerySet
from tehran_diplomacy.dates.fields import PartialDateField, partial_date_constraints
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.places.models import Organisation
from tehran_diplomacy.publishing.history import Part


class JourneyAccount(Part):
    """The account of a journey: at most one of a meeting. Its delegation are the participants marked as such."""

    part_of = "meeting"
    always_shown = True
    moves_on = frozenset({"council"})

    class Council(models.TextChoices):
        """Whether the report went to the council; empty where that is not published."""

        SENT = "sent", _("Submitted to the council")
        NOT_SENT = "not_sent", _("Not submitted to the council")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="accounts")
    body = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="journeys_made",
        verbose_name=_("organisation that travelled"),
    )
    people = models.PositiveSmallIntegerField(
        _("delegation size"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    left_on = PartialDateField(_("departure"))
    back_on = PartialDateField(_("return"))
    paid_by = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="journeys_paid",
        verbose_name=_("who paid"),
    )
    paid_note = models.CharField(
        _("on the payment"),
        max_length=300,
        blank=True,
        help_text=_("For example, what the host paid for."),
    )
    aim = models.TextField(_("purpose"), blank=True)
    reached = models.TextField(_("result"), blank=True)
    council = models.CharField(
        _("report to the council"),
        max_length=10,
        choices=Council,
        blank=True,
        help_text=_("Empty: not published."),
    )
    council_on = PartialDateField(
        _("date submitted to the council"), help_text=_("Leave empty if not known.")
    )
    recorded_on = models.DateField(_("recorded on"), default=timezone.localdate, editable=False)

    objects = JourneyAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("trip report")
        verbose_name_plural = _("trip report")
        constraints = [
            models.UniqueConstraint(fields=["meeting"], name="one_account_of_a_journey"),
            *partial_date_constraints("left_on"),
            *partial_date_constraints("back_on"),
            *partial_date_constraints("council_on"),
            models.CheckConstraint(
                condition=Q(council_on=None) | Q(council="sent"),
                name="council_day_needs_sending",
                violation_error_message=_(
                    "Only a report that was submitted to the council can have this date."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(_("trip report"))

    def clean(self) -> None:
        """Refuse a return before the departure."""
        super().clean()
        if self.left_on and self.back_on and self.back_on.last < self.left_on.first:
            raise ValidationError({"back_on": _("The return date is before the departure date.")})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, with the costs that the account tells of."""
        self.meeting.costs.all().delete()
        return super().delete(*args, **kwargs)


class JourneyCost(Part):
    """What a journey cost under one heading, in one currency; only where it is published."""

    part_of = "meeting"
    always_shown = True

    class Heading(models.TextChoices):
        """For what it was paid."""

        TRAVEL = "travel", _("Travel")
        STAY = "stay", _("Accommodation")
        FEES = "fees", _("Fees")
        GIFTS = "gifts", _("Gifts")
        OTHER = "other", _("Other costs")
        WHOLE = "whole", _("Total for the trip")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="costs")
    heading = models.CharField(_("heading"), max_length=10, choices=Heading, default=Heading.WHOLE)
    amount = models.DecimalField(
        _("amount"), max_digits=15, decimal_places=PLACES, validators=[MinValueValidator(Decimal(0))]
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        validators=[valid_currency],
        help_text=_("As an ISO 4217 code, for example IRR, EUR or USD. One toman is ten rials (IRR)."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("cost of the trip")
        verbose_name_plural = _("costs of the trip")
        ordering = ["pk"]
        indexes = [models.Index(fields=["currency"], name="costs_by_currency")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="cost_is_not_negative"),
            models.UniqueConstraint(
                fields=["meeting", "heading", "currency"],
                name="heading_once_in_a_currency",
                violation_error_message=_(
                    "This heading already has an amount in this currency: add the amounts together."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_heading_display()} {translated(self, 'note').text}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; where there are costs there is an account."""
        super().save(*args, **kwargs)
        JourneyAccount.objects.get_or_create(meeting=self.meeting)
