"""Puts letters together: subject, plain text, simple HTML, and the headers that mailboxes go by.

No picture, no address of another host, nothing that tells whether it was read.
"""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tehran_diplomacy.following.models import Follower, Following, Letter, Pace
from tehran_diplomacy.following.querysets import CONFIRM_HOURS
from tehran_diplomacy.following.telling import News, news
from tehran_diplomacy.following.topics import Topic
from tehran_diplomacy.languages.templatetags.languages import number
from tehran_diplomacy.languages.translated import Translated, direction
from tehran_diplomacy.opendata.calendars import host
from tehran_diplomacy.publishing.revisions import Revision

FRESH_SECONDS = 30  # for which what was put into words for one reader is told to the next


class Desk:
    """Writes letters one after the other; what many are told is put into words once while nothing changes."""

    def __init__(self) -> None:
        self._known: dict[tuple, tuple[News, Topic, Translated, str]] = {}
        self._since = self._newest = None

    def letter(self, letter: Letter) -> EmailMultiAlternatives | None:
        """Return a letter ready to be sent, None where there is nothing to tell any more."""
        with override(letter.to.language):
            if letter.follower is None:
                return _question(letter)
            told, topic, name, page = self._told(letter)
            return _news(letter, told, topic, name, page) if told else None

    def _told(self, letter: Letter) -> tuple[News, Topic, Translated, str]:
        now, newest = timezone.now(), Revision.objects.aggregate(newest=Max("pk"))["newest"]
        if newest != self._newest or (now - self._since).total_seconds() > FRESH_SECONDS:
            self._known, self._since, self._newest = {}, now, newest
        to = letter.follower
        key = (to.kind, to.key, to.language, *letter.tells)
        if key not in self._known:
            topic = Topic(to.kind, to.key)
            page = topic.address()
            page = settings.SITE_ADDRESS + page if page else ""
            self._known[key] = news(letter.tells), topic, topic.name(), page
        return self._known[key]


def _page(name: str, token: str) -> str:
    return settings.SITE_ADDRESS + reverse(f"following:{name}", args=[token])


def _news(letter: Letter, told: News, topic: Topic, name: Translated, page: str) -> EmailMultiAlternatives:
    to = letter.follower
    context = {
        "news": told,
        "name": name,
        "page": page,
        "is_weekly": to.pace == Pace.WEEKLY,
        "is_over": topic.resource is not None and not topic.is_open,
        "manage": _page("manage", to.token),
        "leave": _page("leave", to.token),
    }
    message = _message(letter, _subject(told, name, context["is_weekly"]), "news", context)
    message.extra_headers |= {
        "List-Id": f"<{topic.list_id}>",
        "List-Unsubscribe": f"<{context['leave']}>",
        "Precedence": "bulk",
    }
    if settings.SITE_ADDRESS.startswith("https://"):  # RFC 8058 knows no other
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _subject(told: News, name: Translated, is_weekly: bool) -> str:
    count = len(told.told) + told.more
    if is_weekly:
        return _("This week: %(name)s") % {"name": name}
    if count > 1:
        said = ngettext("%(count)s change: %(name)s", "%(count)s changes: %(name)s", count)
        return said % {"count": number(count), "name": name}
    only = told.told[0]
    return _("%(name)s: %(what)s") % {"name": only.title or only.register, "what": only.label}


def _question(letter: Letter) -> EmailMultiAlternatives:
    name = Topic(letter.unconfirmed.kind, letter.unconfirmed.key).unasked_name()
    context = {
        "name": name,
        "pace": letter.unconfirmed.get_pace_display(),
        "hours": CONFIRM_HOURS,
        "confirm": _page("confirm", letter.unconfirmed.token),
    }
    return _message(letter, _("Please confirm: %(name)s") % {"name": name}, "question", context)


def _message(letter: Letter, subject: str, template: str, context: dict) -> EmailMultiAlternatives:
    to: Following = letter.to
    context |= {"language": to.language, "direction": direction(to.language), "title": subject}
    title = _("Tehran City Diplomacy")
    _own_name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = EmailMultiAlternatives(
        subject=" ".join(f"{subject} · {title}".split()),
        body=render_to_string(f"following/letters/{template}.txt", context),
        from_email=return_path(letter),
        to=[to.address],
        headers={
            "From": formataddr((title, sender)),
            "Message-ID": f"<{letter.name.hex}@{host()}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": to.language,
        },
    )
    message.attach_alternative(render_to_string(f"following/letters/{template}.html", context), "text/html")
    return message


def return_path(letter: Letter) -> str:
    """Return to where the letter comes back if it cannot be delivered: an address of its own, where one is set."""
    if not settings.BOUNCE_ADDRESS:
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    name, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    if not isinstance(letter.to, Follower):
        return settings.BOUNCE_ADDRESS
    return f"{name}+{letter.to.bounce_token}.{letter.name.hex[:16]}@{domain}"
