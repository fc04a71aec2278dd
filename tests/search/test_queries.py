"""The table of what readers type and must find (queries.txt), on the starter content."""

from pathlib import Path

import pytest

LINES = [
    [part.strip() for part in line.split("|")]
    for line in (Path(__file__).parent / "queries.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
ADDRESSES = {
    "a": "agreements/{}/",
    "m": "meetings/{}/",
    "c": "cities/{}/",
    "n": "networks/{}/",
    "g": "roadmap/sixth/goals/{}/",
    "s": "roadmap/sixth/#{}",
    "r": "roadmap/{}/",
}


def found_at(links: list[str], language: str, wanted: str) -> int:
    """Return the place of a result, -1 where it is not."""
    kind, slug = wanted.split(":")
    if kind == "p":
        photos = [link for link in links if link.startswith(f"/{language}/meetings/{slug}/photos/")]
        return links.index(photos[0]) if photos else -1
    address = f"/{language}/{ADDRESSES[kind].format(slug)}"
    return links.index(address) if address in links else -1


def test_the_table_holds_enough_queries_of_both_languages():
    assert len(LINES) >= 120
    assert {line[0] for line in LINES} == {"fa", "en"}
    assert len({tuple(line[:2]) for line in LINES}) == len(LINES)


@pytest.mark.django_db
def test_every_query_of_the_table_finds_what_it_must(content, search_all):
    wrong = []
    for language, words, results in LINES:
        links = search_all(language, words)
        for wanted in results.split():
            if wanted == "0":
                good = not links
            elif wanted.startswith("="):
                good = len(links) == int(wanted[1:])
            elif wanted.startswith("!"):
                good = found_at(links, language, wanted[1:]) == -1
            elif wanted.startswith("^"):
                good = found_at(links, language, wanted[1:]) == 0
            else:
                good = found_at(links, language, wanted) >= 0
            if not good:
                wrong.append(f"{language} {words}: {wanted} in {links[:6]}")
    assert wrong == [], "\n".join(wrong)
