"""How a record is cited: in words and in the forms that reference managers read; and its address for ever."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tehran_diplomacy.dates.display import show_day
from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.opendata.feeds import in_feeds
from tehran_diplomacy.opendata.licence import publisher
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.views import gone


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
    """Lead from a permanent identifier to the record's page; 410 where it was withdrawn."""
    registers = in_feeds()
    for one in registers:
        record: Any = one.public().filter(uid=uid).select_related(*one.related).first()
        if record is not None:
            return HttpResponseRedirect(record.get_absolute_url())
    for one in registers:
        withdrawn = one.model.objects.withdrawn().filter(uid=uid).first()
        if withdrawn is not None:
            return gone(request, withdrawn)
    raise Http404
