"""How a record is cited: in words and in the forms that reference managers read; and its address for ever."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tehran_diplomacy.dates.display import show_day
from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.opendata.feeds import in_feeds
from tehran_diplomacy.opendata.licence import publisher
from tehran_diplomacy.opendata.tombstones import is_gone
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.views import gone
from tehran_diplomacy.reuse.resources import Resource, resources


@dataclass(frozen=True)
class Citation:
    """The forms of one record's citation, and its address for ever."""

    address: str
    words: str
    bibtex: str
    ris: str


def permanent_address(record: Record) -> str:
    """Return the address that leads to a record whatever its slug becomes, in the page's language."""
    return settings.SITE_ADDRESS + reverse("portal:permanent", args=[record.uid])


def citation(record: Record) -> Citation:
    """Return how a record is cited today, in the page's language."""
    language, today = page_language(), timezone.localdate()
    title = translated(record, record.label).text
    changed = timezone.localtime(record.changed_at).date()
    author, site = publisher(language), _("Tehran City Diplomacy")
    address = permanent_address(record)
    words = _(
        "%(author)s. “%(title)s”. %(site)s. Last changed %(changed)s, accessed %(read)s. %(address)s"
    ) % {
        "author": author,
        "title": title,
        "site": site,
        "changed": show_day(changed, language),
        "read": show_day(today, language),
        "address": address,
    }
    bibtex = "\n".join(
        [
            f"@misc{{tehran-{record.uid},",
            f"  author = {{{{{_braced(author)}}}}},",
            f"  title = {{{{{_braced(title)}}}}},",
            f"  howpublished = {{{_braced(site)}}},",
            f"  year = {{{changed.year}}},",
            f"  url = {{{address}}},",
            f"  urldate = {{{today.isoformat()}}}",
            "}",
        ]
    )
    ris = "\n".join(
        [
            "TY  - ELEC",
            f"AU  - {_line(author)}",
            f"TI  - {_line(title)}",
            f"T2  - {_line(site)}",
            f"PY  - {changed.year}",
            f"DA  - {changed:%Y/%m/%d}",
            f"Y2  - {today:%Y/%m/%d}",
            f"LA  - {language}",
            f"UR  - {address}",
            "ER  - ",
        ]
    )
    return Citation(address, words, bibtex, ris)


def _braced(text: str) -> str:
    return _line(text).replace("\\", "").replace("{", "(").replace("}", ")")


def _line(text: str) -> str:
    return " ".join(text.split())


@require_safe
def permanent(request: HttpRequest, uid: str) -> HttpResponse:
    """Lead from a permanent identifier to the page, or for programs that take JSON alone to the API; 410 for what is gone."""
    registers = [one for one in resources() if not one.view_of]
    for one in registers:
        record: Any = one.public().filter(uid=uid).select_related(*one.related).first()
        if record is not None:
            return _see(request, one, record)
    for one in in_feeds():
        withdrawn = one.model.objects.withdrawn().filter(uid=uid).first()
        if withdrawn is not None:
            return gone(request, withdrawn)
    if any(is_gone(one, uid) for one in registers):
        return render(request, "errors/410.html", {"withdrawal": None}, status=410)
    if Person.objects.filter(uid=uid).exists():
        return HttpResponseRedirect(reverse("meetings:person", args=[uid]))
    raise Http404


def _see(request: HttpRequest, one: Resource, record: Any) -> HttpResponse:
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response = HttpResponseRedirect(reverse("opendata:record", args=[one.code, record.uid]))
    else:
        response = HttpResponseRedirect(record.get_absolute_url())
    patch_vary_headers(response, ["Accept"])
    return response
