"""Dates as people write and paste them, as the words that say them: month, numbers, calendar."""

import re
import unicodedata
from dataclasses import dataclass

from tehran_diplomacy.dates import months
from tehran_diplomacy.languages.digits import to_latin

JALALI, GREGORIAN, LUNAR = "jalali", "gregorian", "lunar"

MONTHS = {
    name.casefold(): (calendar, number)
    for calendar, by_language in ((JALALI, months.JALALI), (GREGORIAN, months.GREGORIAN))
    for names in by_language.values()
    for number, name in enumerate(names, 1)
} | {
    "امرداد": (JALALI, 5),
    "می": (GREGORIAN, 5),
    "جون": (GREGORIAN, 6),
    "جولای": (GREGORIAN, 7),
    "جولایی": (GREGORIAN, 7),
    "آگوست": (GREGORIAN, 8),
    "اگوست": (GREGORIAN, 8),
    "اوگوست": (GREGORIAN, 8),
    "آگست": (GREGORIAN, 8),
    "اکتوبر": (GREGORIAN, 10),
    "نوامبر": (GREGORIAN, 11),
}
_ABBREVIATED = {name[:3].casefold(): name.casefold() for name in months.GREGORIAN["en"]} | {
    "sept": "september"
}
# Monday is 0, as Python counts; «سه‌شنبه» comes in one word, its half-space gone.
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "دوشنبه monday mon",
            "سهشنبه tuesday tue tues",
            "چهارشنبه wednesday wed",
            "پنجشنبه پنچشنبه thursday thu thur thurs",
            "جمعه آدینه friday fri",
            "شنبه saturday sat",
            "یکشنبه sunday sun",
        )
    )
    for name in names.split()
}
_CALENDARS = {
    "میلادی": GREGORIAN, "م": GREGORIAN, "ad": GREGORIAN, "ce": GREGORIAN,
    "شمسی": JALALI, "خورشیدی": JALALI, "جلالی": JALALI, "ش": JALALI,
    "قمری": LUNAR, "ق": LUNAR,
}  # fmt: skip
_FILLERS = frozenset(
    [
        "سال",
        "ماه",
        "مورخ",
        "مورخه",
        "مورخهی",
        "روز",
        "تاریخ",
        "در",
        "هجری",
        "ه",
        "year",
        "month",
        "of",
        "in",
        "the",
        "on",
        "dated",
    ]
)

_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ۀ": "ه", "ٔ": None})
_SEPARATORS = re.compile(r"[\s,،؛;/.\-–−]+")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|ام|م)")
_CLOCK = re.compile(r"\d:\d\d")


@dataclass(frozen=True)
class Read:
    """What a text says: `words` are its months (in full) and numbers in order, the rest is what they mean."""

    words: list[str]
    calendars: list[str]
    weekday: int | None = None
    has_time: bool = False


def read(text: str) -> Read:
    """Take a text apart, whatever invisible marks stand around it."""
    plain = unicodedata.normalize("NFKC", to_latin(text)).translate(_LETTERS).casefold()
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    plain = re.sub(r"\b(یک|دو|سه|چهار|پنج) ?(?=شنبه)", r"\1", plain)
    words: list[str] = []
    calendars: list[str] = []
    weekday = None
    for word in filter(None, _SEPARATORS.split(plain)):
        word = _ABBREVIATED.get(word, word)
        month = word.removesuffix("ماه")
        if word in _CALENDARS:
            calendars.append(_CALENDARS[word])
        elif word in _WEEKDAYS and weekday is None:
            weekday = _WEEKDAYS[word]
        elif word in MONTHS or month in MONTHS:
            words.append(word if word in MONTHS else month)
        elif found := _ORDINAL.fullmatch(word):
            words.append(found[1])
        elif word not in _FILLERS:
            words.append(word)
    return Read(words, calendars, weekday, bool(_CLOCK.search(plain)))
