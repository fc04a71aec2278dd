"""Pages on the open data: what there is, in which forms, and what each column means."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.opendata import calendars, dictionary
from tehran_diplomacy.opendata.asking import MOST, USUAL
from tehran_diplomacy.opendata.feeds import in_feeds
from tehran_diplomacy.opendata.licence import licence, publisher
from tehran_diplomacy.opendata.openapi import ABOUT, TITLE
from tehran_diplomacy.opendata.tables import tables_of
from tehran_diplomacy.reuse.columns import said
from tehran_diplomacy.reuse.filters import Filter
from tehran_diplomacy.reuse.resources import Resource, resource, resources

KINDS = ("csv", "xlsx", "json")


class DataView(TemplateView):
    """Every register in every form, the whole as a package, the API, the licence."""

    template_name = "opendata/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the registers with the number of their public records."""
        return super().get_context_data(
            registers=[(one, one.public().count(), files_of(one)) for one in resources()],
            licence=licence(),
            site_address=settings.SITE_ADDRESS,
            dataset=self.dataset(),
            **kwargs,
        )

    def dataset(self) -> dict[str, Any]:
        """The whole as schema.org describes it."""
        language = page_language()
        return dataset(
            said(TITLE, language),
            said(ABOUT, language),
            reverse("opendata_pages:index"),
            {"application/zip": reverse("opendata:whole")},
        )


class FeedsView(TemplateView):
    """Every feed and calendar with its address."""

    template_name = "opendata/feeds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the registers that have a feed, and the calendars."""
        return super().get_context_data(
            registers=in_feeds(),
            site_host=settings.SITE_ADDRESS.partition("://")[2],
            calendars=[(name, title, calendars.ABOUT[name]) for name, title in calendars.NAMES.items()],
            **kwargs,
        )


class RegisterDataView(TemplateView):
    """One register: its files, its filters in the API, and its columns."""

    template_name = "opendata/register.html"

    @cached_property
    def resource(self) -> Resource:
        """The register in the address."""
        found = resource(self.kwargs["code"])
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tables with their columns, the filters, and an example of each."""
        language, found = page_language(), self.resource
        name = said(found.name, language)
        address = reverse("opendata_pages:register", args=[found.code])
        return super().get_context_data(
            resource=found,
            tables=[
                (one, one.title(language), dictionary.described(one, language)) for one in tables_of(found)
            ],
            files=files_of(found),
            filters=[_shown(one) for one in found.all_filters()],
            most=MOST,
            usual=USUAL,
            site_address=settings.SITE_ADDRESS,
            dataset=dataset(name, said(found.about, language), address, dict(files_of(found))),
            **kwargs,
        )


def files_of(found: Resource) -> list[tuple[str, str]]:
    """Return (kind, address) of the files of a register."""
    return [(kind, reverse("opendata:table", kwargs={"name": found.code, "kind": kind})) for kind in KINDS]


def _shown(one: Filter) -> dict[str, Any]:
    return {"name": one.name, "meaning": one.meaning, "codes": one.schema.get("enum", [])}


def dataset(name: str, about: str, address: str, files: dict[str, str]) -> dict[str, Any]:
    """Return a data set as schema.org describes it, in the page's language."""
    root, language = settings.SITE_ADDRESS, page_language()
    return {
        "@type": "Dataset",
        "@id": root + address,
        "url": root + address,
        "name": name,
        "description": about,
        "inLanguage": ["fa", "en"],
        "license": licence()["url"],
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "name": publisher(language)},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": root + link}
            for kind, link in files.items()
        ],
    }
