"""Every public address with whatever a reader or an attacker may put into it: never an error of ours.

A short form runs with the tests; `make fuzz` asks 20,000 times, a fifth of them the API by its description
(tests/opendata/test_api.py). Hypothesis makes the requests, and the shortest one that fails.
"""

import os
import re
from urllib.parse import quote, urlencode

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from agreements.models import Agreement
from meetings.models import Meeting
from networks.models import Network
from roadmap.models import Goal
from tehran_diplomacy.places.models import City

pytestmark = pytest.mark.slow

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


PARAMETER = re.compile(r"\((?:[^()]|\([^()]*\))*\)|<[^<>]*>")
WORDS = st.text(st.characters(min_codepoint=1, max_codepoint=0x2100), max_size=12)
HEADERS = st.sampled_from(
    [
        {}, {}, {}, {"range": "bytes=0-0"}, {"range": "bytes=9-1,,x"}, {"if-none-match": "*"}, {"if-modified-since": "x"},
        {"accept-language": "q=;*"}, {"accept": "\x00"}, {"accept-encoding": "br;q=x"}, {"if-range": '"x"', "range": "bytes=-1"},
        {"x-forwarded-host": "evil.example"}, {"x-forwarded-proto": "gopher"}, {"cookie": "language=xx; sessionid=\x7f"},
    ]
)  # fmt: skip


@st.composite
def requests(draw: st.DrawFn, addresses: list[str], known: list[str]) -> tuple[str, str, dict[str, str]]:
    """A method, an address and headers; parameters are sometimes what they should be, sometimes not."""
    value = st.one_of(st.sampled_from(known), st.sampled_from(HOSTILE), WORDS)
    pattern = draw(st.sampled_from(addresses))

    def fill(found: re.Match) -> str:
        if "int:" in found[0]:
            return str(draw(st.integers(0, 3000)))
        return quote(draw(value)[:300], safe="", errors="surrogatepass")

    path = PARAMETER.sub(fill, pattern.replace("^", "").replace("\\Z", "").replace("$", "")).replace(
        "\\.", "."
    )
    if not path.startswith(("fa/", "en/", "api/", "data/")):
        path = draw(st.sampled_from(["", "fa/", "en/"])) + path
    query = draw(st.dictionaries(st.sampled_from(NAMES), value, max_size=4))
    address = f"/{path}?{urlencode(query, errors='surrogatepass')}" if query else f"/{path}"
    method = draw(st.sampled_from(["GET"] * 8 + ["HEAD", "OPTIONS", "POST", "PUT"]))
    return method, address, draw(HEADERS)


@pytest.mark.parametrize("turn", range(4))
def test_no_address_and_no_parameter_makes_an_error_of_ours(client, content, turn):
    records = [one for model in (Agreement, Meeting, Network, Goal, City) for one in model.objects.all()[:3]]
    known = [one.slug for one in records] + [one.uid for one in records]
    known += ["sixth", "agreements", "goals", "meetings", "cities", "all", "dates", "csv", "json", "square"]
    addresses = [one for one in patterns(get_resolver().url_patterns) if not one.startswith("admin")]
    assert len(addresses) > 60
    client.raise_request_exception = False
    asked = 0

    @seed(SEED * 1000 + turn)
    @settings(
        max_examples=REQUESTS // 4, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(requests(addresses, known))
    def ask(request):
        nonlocal asked
        asked += 1
        method, address, headers = request
        response = client.generic(method, address, headers=headers)
        if response.streaming:
            b"".join(response.streaming_content)
        # oEmbed's own word for a form that is not offered is 501.
        oembed = response.status_code == 501 and "oembed" in address
        assert response.status_code < 500 or oembed, (response.status_code, method, address[:500], headers)

    ask()
    assert asked >= REQUESTS // 4 * 0.9
