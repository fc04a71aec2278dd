"""How long a session lasts, whose it is, and ending it. Readers have none."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from tehran_diplomacy.accounts import events

SIGNED_IN, CONFIRMED, BROWSER = "signed_in_at", "confirmed_at", "browser"
FRESH = 15 * 60  # seconds for which password and code need not be given again
_BROWSERS = re.compile(r"(Edg|OPR|Firefox|Chrome|Safari)\w*/")
_SYSTEMS = re.compile(r"(Windows|Android|iPhone|iPad|Mac OS X|Linux)")
_NAMES = {"Edg": "Edge", "OPR": "Opera", "Mac OS X": "macOS"}


@receiver(user_logged_in)
def begin(sender: Any, request: HttpRequest, user: User, **details: Any) -> None:
    """Note in the session when it began and in what kind of browser."""
    if SIGNED_IN in request.session:  # Django keeps the key where the same person signs in once more
        request.session.cycle_key()
    request.session[SIGNED_IN] = request.session[CONFIRMED] = int(time.time())
    request.session[BROWSER] = browser_of(request.headers.get("User-Agent", ""))


def browser_of(agent: str) -> str:
    """Return 'Firefox, Linux' of what a browser says of itself; '' where nothing is known."""
    found = set(_BROWSERS.findall(agent))
    browser = next((name for name in ("Edg", "OPR", "Firefox", "Chrome", "Safari") if name in found), "")
    system = _SYSTEMS.search(agent)
    words = [browser, system[1] if system else ""]
    return ", ".join(_NAMES.get(word, word) for word in words if word)


def confirm(request: HttpRequest) -> None:
    """Note that everything was given again just now; the session gets a new key."""
    request.session[CONFIRMED] = int(time.time())
    request.session.cycle_key()


def is_fresh(request: HttpRequest) -> bool:
    """Whether password and code were given in this session a moment ago."""
    return time.time() - request.session.get(CONFIRMED, 0) < FRESH


class SessionRules:
    """Ends a session that began too long ago, however busy it is, and notes whom a view refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            age = time.time() - request.session.setdefault(SIGNED_IN, int(time.time()))
            if age > settings.SESSION_MOST_HOURS * 3600:
                logout(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Note a refusal."""
        if isinstance(exception, PermissionDenied):
            user = getattr(request, "user", None) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
            events.warn("refused", user.pk if user else None, request)


@dataclass(frozen=True)
class Open:
    """A session that goes on: its key, when it began and was last used, and the kind of browser."""

    key: str
    began: datetime
    used: datetime
    browser: str


def sessions_of(user: User) -> Iterator[Open]:
    """Yield the open sessions of an account. There are as many as members of staff, so all may be looked through."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).order_by("-expire_date"):
        held = session.get_decoded()
        if held.get(SESSION_KEY) == str(user.pk):
            used = session.expire_date.timestamp() - settings.SESSION_COOKIE_AGE
            began = held.get(SIGNED_IN, used)
            yield Open(
                session.session_key,
                datetime.fromtimestamp(began, UTC),
                datetime.fromtimestamp(used, UTC),
                held.get(BROWSER, ""),
            )


def end_sessions(user: User, but: str | None = None) -> int:
    """End the sessions of an account, except the one whose key is `but`; return how many."""
    keys = [one.key for one in sessions_of(user) if one.key != but]
    Session.objects.filter(session_key__in=keys).delete()
    if keys:
        events.note(f"{len(keys)} sessions ended", user.pk)
    return len(keys)
