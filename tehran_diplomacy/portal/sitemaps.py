"""What search engines are told: every public page in both languages, 5,000 addresses a file."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Count, Max, Model, QuerySet
from django.urls import reverse

from agreements.models import Agreement
from meetings.models import Meeting, Photo
from networks.models import Network
from roadmap.models import Goal, Roadmap
from tehran_diplomacy.languages.translated import LANGUAGES
from tehran_diplomacy.places.models import City

ADDRESSES = 5000  # a file, languages counted

Item = tuple[Any, str]


class InEveryLanguage:
    """Records, each once for every language, as Django's sitemaps want them; only the slice asked for is read."""

    def __init__(self, records: QuerySet, count: int) -> None:
        self.records, self.count_of_records = records, count

    def __len__(self) -> int:
        return self.count_of_records * len(LANGUAGES)

    def __getitem__(self, part: slice) -> list[Item]:
        number = len(LANGUAGES)  # a file's limit is a multiple of it
        return list(self._pairs(self.records[part.start // number : -(-part.stop // number)]))

    @staticmethod
    def _pairs(records: QuerySet) -> Iterator[Item]:
        return ((record, language) for record in records for language in LANGUAGES)


class PublicRecords(Sitemap):
    """One register's public records; the index costs one query for each register, a file two."""

    i18n = alternates = x_default = True
    limit = ADDRESSES

    def __init__(self, records: QuerySet) -> None:
        self.records = records.order_by("pk")

    def items(self) -> QuerySet:
        """The records, in an order that new ones do not disturb."""
        return self.records

    @cached_property
    def _sum(self) -> dict[str, Any]:
        return self.records.order_by().aggregate(count=Count("pk"), changed=Max("changed_at"))

    @property
    def paginator(self) -> Paginator:
        """Pages over records and languages."""
        return Paginator(InEveryLanguage(self.records, self._sum["count"]), self.limit)

    def lastmod(self, item: Model) -> datetime:
        """When the record was last changed."""
        return item.changed_at

    def get_latest_lastmod(self) -> datetime | None:
        """When any of the records was last changed."""
        return self._sum["changed"]


class Pages(Sitemap):
    """The lists and the pages that show no single record; no query."""

    i18n = alternates = x_default = True
    names = (
        "portal:home", "agreements:list", "meetings:list", "networks:list", "meetings:photos",
        "cities:list", "portal:map", "portal:timeline", "portal:changes", "portal:glossary", "portal:for_cities", "agreements:charts", "meetings:charts", "meetings:journeys", "meetings:press", "opendata_pages:index", "opendata_pages:feeds", "portal:contact", "portal:about", "portal:accessibility",
    )  # fmt: skip

    def items(self) -> tuple[str, ...]:
        """Names of addresses."""
        return self.names

    def location(self, item: str) -> str:
        """The address in the active language."""
        return reverse(item)


def sitemaps() -> dict[str, Sitemap]:
    """Return the sections of the sitemap, asked of the database when a sitemap is."""
    return {
        "pages": Pages(),
        "roadmaps": PublicRecords(Roadmap.objects.public()),
        "goals": PublicRecords(Goal.objects.public().with_roadmap()),
        "agreements": PublicRecords(Agreement.objects.public()),
        "meetings": PublicRecords(Meeting.objects.public()),
        "networks": PublicRecords(Network.objects.public()),
        "cities": PublicRecords(City.objects.public()),
        "photos": PublicRecords(Photo.objects.public().supplied().select_related("meeting")),
    }
