"""The typeface's files hold every letter that the style sheet promises of them, and those that people's names need."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

STATIC = Path(__file__).parents[1] / "static"
FACES = re.findall(
    r'font-family: "?([\w -]+)"?;\s+src: url\("\.\./fonts/([^"]+)"\).*?(?:unicode-range: ([^;]+);)?\s*\}',
    (STATIC / "css/fonts.css").read_text(), re.DOTALL,
)  # fmt: skip
NAMES = [
    "پژمان چگینی گلشیری", "آذر مؤمنی", "هيئةٌ مُتّحدة", "ٹیپو ڈار", "۰۱۲۳۴۵۶۷۸۹ «تهران»؛ چرا؟", "می‌شود",
    "İlham Əliyev", "Ştefan Țepeș", "Recep Tayyip Erdoğan", "Łukasz Żółć", "Dvořák", "Šarūnas", "Señor Müller-Åström, 5–6",
]  # fmt: skip


def letters_of(file: str) -> set[int]:
    return set(TTFont(STATIC / "fonts" / file).getBestCmap())


def covered(ranges: str) -> set[int]:
    found = set()
    for part in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", ranges):
        found |= set(range(int(part[0], 16), int(part[1] or part[0], 16) + 1))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_names_are_set_in_the_typeface(name):
    promised = set()
    for family, file, ranges in FACES:
        if family == "Vazirmatn":
            promised |= covered(ranges) & letters_of(file)
    assert [letter for letter in name if ord(letter) not in promised] == []


def test_a_page_in_persian_needs_one_file_for_its_signs():
    [(_family, file, ranges)] = [face for face in FACES if face[0] == "Vazirmatn Persian"]
    sentence = "«نقشهٔ راه»، ۲۸ دی ۱۴۰۱ · تهران (خانه/فهرست): ۱۰۰٪؟ می‌شود… !؛ ۲–۳"
    assert [letter for letter in sentence if ord(letter) not in covered(ranges) & letters_of(file)] == []
