"""What the office sees of followers: how many there are of what. Never an address."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Q

from tehran_diplomacy.following.models import Follower, Letter, Pace
from tehran_diplomacy.following.topics import SEARCH, Topic, fetch_records, is_on

MOST = 10  # topics on the first page
LEAST = 3  # followers of a search before its words are shown: they are one reader's own


def counted(user: AbstractBaseUser) -> dict[str, Any]:
    """Return what the desk's first page shows."""
    followers = Follower.objects.order_by()
    total = followers.aggregate(all=Count("pk"), weekly=Count("pk", filter=Q(pace=Pace.WEEKLY)))
    rows = followers.values("kind", "key").annotate(count=Count("pk")).order_by("-count", "kind", "key")
    shown = rows.exclude(Q(kind=SEARCH) & Q(count__lt=LEAST))[:MOST]
    topics = [(Topic(row["kind"], row["key"]), row["count"]) for row in shown]
    fetch_records([topic for topic, _count in topics])
    return total | {
        "topics": [(topic.name(), count) for topic, count in topics],
        "waiting": Letter.objects.count(),
        "is_on": is_on(),
    }
