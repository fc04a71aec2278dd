"""Every public address with whatever a reader or an attacker may put into it: never an error of ours.

A short form runs with the tests; `make fuzz` asks 20,000 times. The API has a fuzz of its own, by its description.
"""

import os
import random
from urllib.parse import quote, urlencode

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from agreements.models import Agreement
from meetings.models import Meeting
from networks.models import Network
from roadmap.models import Goal
from tehran_diplomacy.places.models import City

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "300"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
NAMES = (
    "q", "page", "kind", "form", "state", "country", "year", "field", "goal", "sort", "city", "person", "network",
    "from", "to", "calendar", "whole", "choice", "about", "before", "what", "register", "level", "modified_since",
    "limit", "cursor", "preview", "size", "url", "maxwidth", "format", "fa", "en", "currency", "body", "account",
)  # fmt: skip
HOSTILE = (
    "", "0", "-1", "1", "9" * 40, "1e9", "NaN", "٣", "۱۴۰۱", "1401", "2023", "1300-1400", "../../etc/passwd", "%00", "\x00",
    "\ud7ff", "\u202e", "‌", "'", '"', "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "a" * 3000,
    "\\", "\n", "\r\nX: y", "true", "null", "[]", "{}", "newest", "mou", "agreement", "all", "http://127.0.0.1/", "//evil.example",
    "۰۰۰۰", "13/45/1401", "2023-02-30", "1401-13-01", "😀", "é", "q" * 64, "*", '"', "-", "AND OR NOT", "NEAR(", "a:b",
)  # fmt: skip


def patterns(found: list, before: str = "") -> list[str]:
    """Return every address below the languages and beside them, with its parameters in angle brackets."""
    addresses = []
    for one in found:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            addresses += patterns(one.url_patterns, here)
        elif isinstance(one, URLPattern):
            addresses.append(here)
    return addresses


@pytest.mark.parametrize("turn", range(4))
def test_no_address_and_no_parameter_makes_an_error_of_ours(client, content, turn):
    chance = random.Random(SEED * 1000 + turn)
    known = [
        one.slug for model in (Agreement, Meeting, Network, Goal, City) for one in model.objects.all()[:3]
    ] + [one.uid for model in (Agreement, Meeting, Goal, City) for one in model.objects.all()[:3]]
    known += ["sixth", "agreements", "goals", "meetings", "cities", "all", "dates", "csv", "json", "square"]
    addresses = [one for one in patterns(get_resolver().url_patterns) if not one.startswith("admin")]
    assert len(addresses) > 60
    client.raise_request_exception = False
    for _request in range(REQUESTS // 4):
        path = _filled(chance, chance.choice(addresses), known)
        names = chance.sample(NAMES, chance.choice([0, 0, 1, 1, 2, 4]))
        query = urlencode([(name, _value(chance, known)) for name in names], errors="surrogatepass")
        address = f"{path}?{query}" if query else path
        response = client.get(address)
        if response.streaming:
            b"".join(response.streaming_content)
        # oEmbed's own word for a form that is not offered is 501.
        assert response.status_code < 500 or (response.status_code == 501 and path.endswith("oembed")), (
            response.status_code,
            address[:500],
        )


def _value(chance: random.Random, known: list[str]) -> str:
    if chance.random() < 0.3:
        return chance.choice(known)
    if chance.random() < 0.2:
        return "".join(
            chr(chance.choice([chance.randrange(32, 0x700), chance.randrange(0x2000, 0x2100)]))
            for _n in range(12)
        )
    return chance.choice(HOSTILE)


def _filled(chance: random.Random, pattern: str, known: list[str]) -> str:
    """Return an address: parameters are sometimes what they should be, sometimes not."""
    pattern = pattern.replace("^", "").replace("\\Z", "").replace("$", "").replace("\\.", ".")
    found, depth, name = [], 0, ""
    for letter in pattern:
        if letter in "(<":
            depth += 1
        if depth:
            name += letter
            if letter in ")>":
                depth -= 1
                if not depth:
                    numeric = "int:" in name
                    value = str(chance.randrange(0, 3000)) if numeric else _value(chance, known)
                    found.append(quote(value[:300], safe="", errors="surrogatepass"))
                    name = ""
        else:
            found.append(letter)
    path = "".join(found)
    if not path.startswith(("fa/", "en/", "api/", "data/")) and chance.random() < 0.5:
        path = f"{chance.choice(['fa', 'en'])}/{path}"
    return f"/{path}"
