"""The documents keep their word: links lead somewhere, every setting is named with its default."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ["README.md", "CHANGELOG.md", "docs/architecture.md", "docs/staff-guide.fa.md"]
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
