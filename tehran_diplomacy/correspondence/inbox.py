"""What the desk's first page shows of the inbox."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Q

from tehran_diplomacy.correspondence.models import Message
from tehran_diplomacy.correspondence.querysets import OPEN


def waiting_for(user: AbstractBaseUser) -> dict[str, Any]:
    """Return what the desk's first page shows of the inbox; two queries however full it is."""
    counted = Message.objects.order_by().aggregate(
        new=Count("pk", filter=Q(state="new")),
        assigned=Count("pk", filter=Q(state="assigned")),
        mine=Count("pk", filter=Q(state__in=OPEN, assigned_to=user.pk)),
    )
    newest = Message.objects.waiting().only("subject", "received_at", "state", "language")[:5]
    return counted | {"newest": newest if counted["new"] + counted["assigned"] else ()}
