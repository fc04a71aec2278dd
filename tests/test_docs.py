"""The documents keep their word: links lead somewhere, every setting is named with its default."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [
    "README.md",
    "CHANGELOG.md",
    "docs/architecture.md",
    "docs/staff-guide.fa.md",
    "docs/security.md",
    "docs/security-asvs.md",
    "docs/operations.md",
    "docs/performance.md",
    "docs/press-room.md",
]
MOST_BYTES_OF_PICTURES = 2 * 1024 * 1024


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_and_picture_of_a_document_is_there(name):
    document = ROOT / name
    links = re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith("https://")]
    assert [link for link in local if not (document.parent / link).exists()] == []


def test_every_picture_is_used_and_all_are_small():
    pictures = list((ROOT / "docs" / "images").glob("*"))
    words = "".join((ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS)
    assert [picture.name for picture in pictures if picture.name not in words] == []
    assert sum(picture.stat().st_size for picture in pictures) < MOST_BYTES_OF_PICTURES


def test_the_readme_names_exactly_the_settings_that_are_read():
    settings = (ROOT / "tehran_diplomacy" / "settings.py").read_text(encoding="utf-8")
    read = re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings)
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(table) == sorted(read)


def test_the_licence_is_the_whole_standard_text():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE\n                       Version 3")
    assert len(text.splitlines()) == 661


def asvs_rows():
    """The cells of each row of the document that answers the standard."""
    text = (ROOT / "docs" / "security-asvs.md").read_text(encoding="utf-8")
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in re.findall(r"^\| \d.*", text, re.MULTILINE)
    ]


def test_every_requirement_of_the_standard_is_answered_once():
    wanted = (ROOT / "tests" / "asvs_numbers.txt").read_text(encoding="utf-8").split()
    rows = asvs_rows()
    assert {len(cells) for cells in rows} == {4}
    assert {cells[2] for cells in rows} == {"met", "not met", "not applicable"}
    answered = [number for cells in rows for number in cells[0].split(", ")]
    assert sorted(answered) == sorted(wanted)
    assert len(wanted) == 253


def test_every_place_that_an_answer_names_is_there():
    named = r"`((?:[\w@-][\w.@-]*/[\w./@-]+|[\w.-]+\.(?:py|md|txt|toml))(?:::\w+)?)`"
    places = [place for cells in asvs_rows() for place in re.findall(named, cells[3])]
    assert len(places) > 150
    for place in places:
        path, _colons, name = place.partition("::")
        assert (ROOT / path).exists(), place
        assert not name or re.search(rf"\b{name}\b", (ROOT / path).read_text(encoding="utf-8")), place


# What is read and cannot be run: documents, and choices of libraries, keys and other programs' settings.
READ_ALONE = {
    "1.2.5", "3.2.2", "3.5.4", "3.7.1", "4.1.2", "4.2.1", "6.1.3", "6.2.7", "6.4.2", "6.5.3", "6.5.4",
    "7.2.3", "9.1.3", "11.1.1", "11.1.2", "11.2.1", "11.2.2", "11.2.3", "11.4.1", "11.4.2", "12.1.1",
    "12.1.2", "12.2.1", "12.2.2", "12.3.2", "13.1.1", "13.4.3", "14.1.1", "14.3.3", "15.1.1", "15.3.6",
    "16.1.1", "16.2.3", "16.4.2",
}  # fmt: skip


def test_every_number_that_is_met_names_a_test():
    without = {cells[0] for cells in asvs_rows() if cells[2] == "met" and "tests/" not in cells[3]}
    assert without == READ_ALONE


def test_every_test_that_the_document_on_security_names_is_there():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)`", text)
    assert len(set(named)) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_document_counts_its_answers_rightly():
    text = (ROOT / "docs" / "security-asvs.md").read_text(encoding="utf-8")
    for answer in ("met", "not applicable", "not met"):
        count = sum(len(cells[0].split(", ")) for cells in asvs_rows() if cells[2] == answer)
        assert f"{count} {answer}" in text, (answer, count)


def test_the_document_lists_the_words_that_passwords_must_not_consist_of():
    from tehran_diplomacy.accounts.passwords import WORDS

    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert [word for word in WORDS if word not in text] == []
