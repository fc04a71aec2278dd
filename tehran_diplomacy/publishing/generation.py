"""One word for the state of everything public: a new one with every change, in the transaction that makes it.

Whoever keeps something made of public records keeps it under this word and today's date; nothing kept is then ever
stale, in any process on any machine. The word is random, so that a database that was rolled back or restored never
comes to one that was in use before.
"""

import secrets
from datetime import datetime
from functools import reduce
from typing import Any

from django.db import models, transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.publishing.registers import registers


class Generation(models.Model):
    """The one row: the word, and the next moment at which something becomes public by the clock alone."""

    word = models.CharField(max_length=16)
    due_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("state of what is public")
        verbose_name_plural = _("states of what is public")
        default_permissions = ()

    def __str__(self) -> str:
        return self.word


def current() -> str:
    """Return the word of now, with today's date in Tehran; one query, unless a moment has just come."""
    row = Generation.objects.filter(pk=1).values_list("word", "due_at").first()
    if row is None or (row[1] is not None and row[1] <= timezone.now()):
        row = (renew(), None)
    return f"{row[0]}-{timezone.localdate():%Y%m%d}"


def renew(*_changes: Any) -> str:
    """Give the state a new word, within the transaction of the change; return it."""
    word = secrets.token_hex(8)
    with transaction.atomic():
        Generation.objects.update_or_create(pk=1, defaults={"word": word, "due_at": _next_moment()})
    return word


def _next_moment() -> datetime | None:
    now = timezone.now()
    due = [
        register.model._base_manager.filter(publish_at__gt=now)
        .order_by()
        .values("status")
        .annotate(due=Min("publish_at"))
        .values_list("due", flat=True)
        for register in registers()
    ]
    moments = [moment for moment in reduce(lambda one, other: one.union(other, all=True), due) if moment]
    return min(moments, default=None)
