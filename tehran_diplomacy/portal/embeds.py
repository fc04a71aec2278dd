"""Small frames that other sites may show: a goal's state, a city's agreements, a meeting's gallery.

They alone may be framed. They carry a policy of their own, load nothing but style, type and pictures of this portal,
run no script and know nobody.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from agreements.models import Agreement
from meetings.models import Meeting
from roadmap.resources import public_goals
from roadmap.timeline import served_by
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.querysets import RecordQuerySet

POLICY = {
    "default-src": [NONE],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": ["*"],
}
MOST_ACTIONS, MOST_AGREEMENTS, MOST_PHOTOS = 5, 6, 6
View = Callable[..., HttpResponse]


class _Missing(Exception):
    """There is no such public record; `status` is 404, or 410 where it was public once."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


def embedded(view: View) -> View:
    """Let other sites frame the answer; of a record that is not public a small frame says so."""

    @wraps(view)
    def answer(request: HttpRequest, uid: str) -> HttpResponse:
        try:
            response = view(request, uid)
            response["Cache-Control"] = "public, max-age=300"
        except _Missing as missing:
            status = missing.status
            response = render(request, "embeds/missing.html", {"withdrawn": status == 410}, status=status)
            response["Cache-Control"] = "no-cache"
        return response

    return require_safe(xframe_options_exempt(csp(POLICY)(answer)))


def _shown(records: RecordQuerySet, uid: str) -> Any:
    """Return the record of this identifier among public `records`."""
    found = records.filter(uid=uid).first()
    if found is None:
        model: type[Record] = records.model
        raise _Missing(410 if model.objects.withdrawn().filter(uid=uid).exists() else 404)
    return found


@embedded
def goal(request: HttpRequest, uid: str) -> HttpResponse:
    """Answer with a goal's state, its actions and what serves it."""
    goals = public_goals().with_roadmap().with_progress().with_actions()
    (found,) = served_by([_shown(goals, uid)])
    context = {"goal": found, "record": found, "actions": found.actions.all()[:MOST_ACTIONS]}
    return render(request, "embeds/goal.html", context)


@embedded
def city(request: HttpRequest, uid: str) -> HttpResponse:
    """Answer with the newest agreements with a city, each with its state today."""
    found = _shown(City.objects.public().with_country(), uid)
    agreements = Agreement.objects.public().of_city(found.pk)
    context = {
        "city": found,
        "record": found,
        "agreements": agreements.with_state().sorted_by("newest")[:MOST_AGREEMENTS],
        "total": agreements.count(),
    }
    return render(request, "embeds/city.html", context)


@embedded
def gallery(request: HttpRequest, uid: str) -> HttpResponse:
    """Answer with the first photos of a meeting."""
    found = _shown(Meeting.objects.public().with_place(), uid)
    photos = found.photos.standing()
    shown = list(photos[:MOST_PHOTOS])
    for photo in shown:
        photo.meeting = found
    context = {"meeting": found, "record": found, "photos": shown, "total": photos.supplied().count()}
    return render(request, "embeds/gallery.html", context)
