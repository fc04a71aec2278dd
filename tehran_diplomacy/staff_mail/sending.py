"""Writes to members of staff. What a letter tells is noted when the mail server has taken it: killed in between, the
next run hands the same letter over again, under the same Message-ID; none is lost."""

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import groupby

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from tehran_diplomacy.accounts.letters import letter
from tehran_diplomacy.accounts.roles import person_name
from tehran_diplomacy.following.sending import Postman, Refused
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.opendata.calendars import host
from tehran_diplomacy.staff_mail.events import Event, events
from tehran_diplomacy.staff_mail.models import Pace, Told

MORNING = time(7)  # in Tehran: letters of once a day go out after it
MOST = 40  # events that a letter tells one by one; the rest is counted
REMEMBERED = timedelta(days=800)  # longer than anything that is told goes on
HEADINGS = {
    "submitted": _("For your review"),
    "returned": _("Returned to you with a note"),
    "published": _("Your work that was published"),
    "ending": _("Agreements that expire soon"),
    "overdue": _("Overdue"),
    "message": _("Citizens' messages waiting for an answer"),
}


def send_letters(is_stopped: Callable[[], bool] = bool) -> Counter:
    """Write to everybody who has something to be told and is due; return how many letters were sent and refused."""
    done: Counter = Counter()
    now = timezone.now()
    Told.objects.filter(told_at__lt=now - REMEMBERED).delete()
    postman = Postman()
    try:
        with override(settings.LANGUAGE_CODE):
            found = events(now, timezone.localdate(now))
            for user in _due(now):
                if is_stopped():
                    break
                if mine := _news(user, found):
                    done[_send(user, mine, postman)] += 1
    finally:
        postman.close()
    return done


def _due(now: datetime) -> list[User]:
    """The accounts that may be written to now: those of once a day not before the morning, and not twice a day."""
    local = timezone.localtime(now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    told = Max("told__told_at")
    staff = (
        User.objects.filter(is_active=True, is_staff=True)
        .exclude(email="")
        .exclude(mailchoice__pace=Pace.NEVER)
    )
    at_once = Q(mailchoice__pace=Pace.AT_ONCE)
    daily = Q(last_told=None) | Q(last_told__lt=midnight) if local.time() >= MORNING else Q(pk__in=[])
    return list(staff.annotate(last_told=told).filter(at_once | daily).order_by("pk"))


def _news(user: User, found: list[Event]) -> list[Event]:
    mine = [event for event in found if event.is_for(user)]
    keys = [event.key for event in mine]
    told = set(Told.objects.filter(user=user, key__in=keys).values_list("key", flat=True)) if keys else set()
    return [event for event in mine if event.key not in told]


def _send(user: User, news: list[Event], postman: Postman) -> str:
    try:
        postman.hand_over(written(user, news))
    except Refused:
        return "refused"
    Told.objects.bulk_create(Told(user=user, key=event.key) for event in news)
    return "sent"


def written(user: User, news: list[Event]) -> EmailMessage:
    """Return the letter that tells an account of these events."""
    shown = sorted(news[:MOST], key=lambda event: list(HEADINGS).index(event.kind))
    parts = [(HEADINGS[kind], list(rows)) for kind, rows in groupby(shown, key=lambda event: event.kind)]
    subject = ngettext("%(count)s item at the desk", "%(count)s items at the desk", len(news))
    context = {
        "name": person_name(user),
        "parts": parts,
        "more": max(len(news) - MOST, 0),
        "site": settings.SITE_ADDRESS,
        "choose": settings.SITE_ADDRESS + reverse("staff_letters"),
    }
    subject = localise(subject % {"count": len(news)}, page_language())
    message = letter(user.email, subject, "staff_mail/letter.txt", context)
    message.extra_headers["Message-ID"] = _message_id(user, news)
    return message


def _message_id(user: User, news: list[Event]) -> str:
    """Return a name that follows from whom the letter tells what: sent again, it is known as the same."""
    told = "\n".join([str(user.pk), *sorted(event.key for event in news)])
    return f"<{hashlib.sha256(told.encode()).hexdigest()[:32]}@{host()}>"
