"""What people call things that the portal calls otherwise: words that stand for each other in a search."""

from functools import cache

from tehran_diplomacy.languages.words import Word, words

# Each line is one thing; any of its names finds the others.
_GROUPS = """
خواهرخواندگی | خواهرشهر | خواهرشهری | شهر خواهر | شهر دوقلو | شهر همزاد | sister city | twin city | twin town | twinning
یادداشت تفاهم | تفاهم‌نامه | memorandum of understanding | MoU
موافقت‌نامه | توافق‌نامه | قرارداد | معاهده
agreement | contract
نشست | جلسه
دیدار | ملاقات
مأموریت | سفر
roadmap | road map
""".strip().splitlines()


@cache
def groups() -> tuple[tuple[tuple[Word, ...], ...], ...]:
    """Return the names of each thing, as words."""
    return tuple(
        tuple(tuple(word for word in words(name) if word.exact != "of") for name in line.split("|"))
        for line in _GROUPS
    )


@cache
def _by_stems() -> dict[tuple[str, ...], tuple[tuple[Word, ...], ...]]:
    found: dict[tuple[str, ...], tuple[tuple[Word, ...], ...]] = {}
    for names in groups():
        for name in names:
            stems = stems_of(name)
            others = tuple(one for one in names if stems_of(one) != stems)
            found[stems] = found.get(stems, ()) + others
    return found


@cache
def longest() -> int:
    """Return how many words the longest name has."""
    return max(len(stems) for stems in _by_stems())


def others_of(name: tuple[Word, ...]) -> tuple[tuple[Word, ...], ...]:
    """Return the other names of what these words name, none where they are no name."""
    return _by_stems().get(stems_of(name), ())


def stems_of(name: tuple[Word, ...]) -> tuple[str, ...]:
    """Return the stems of a name."""
    return tuple(word.stem for word in name)
