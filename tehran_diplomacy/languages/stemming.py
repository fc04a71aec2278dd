"""Light stemming: the endings that Persian and English words take most often, and nothing cleverer.

What is cut off wrongly does no harm as long as it is cut off everywhere alike: a search puts exact words first.
"""

from functools import lru_cache

# Endings that Persian writes after a half-space or a space, and that stand for no word of their own.
LOOSE_ENDINGS = frozenset(
    [
        "ها",
        "های",
        "هایی",
        "هایم",
        "هایت",
        "هایش",
        "هایمان",
        "هایتان",
        "هایشان",
        "ام",
        "ات",
        "اش",
        "ای",
        "اند",
        "مان",
        "تان",
        "شان",
        "تر",
        "ترین",
    ]
)
# The same where somebody put a space before them; «ام», «ات», «ان» and the like could be words.
SPACED_ENDINGS = frozenset(["ها", "های", "هایی", "هایم", "هایت", "هایش", "هایمان", "هایتان", "هایشان", "ای"])

# (ending, what takes its place, shortest stem), tried in this order, once each.
_PLURALS = (
    ("هایشان", "", 2), ("هایتان", "", 2), ("هایمان", "", 2), ("هایش", "", 2), ("هایت", "", 2), ("هایم", "", 2),
    ("هایی", "", 2), ("های", "", 2), ("ها", "", 2),
)  # fmt: skip
# The ی of the ezafe, and of adjectives, after ا and و: «شورای», «آسیایی», «نیروی».
_EZAFE = (("ایی", "ا", 2), ("ای", "ا", 2), ("ویی", "و", 3), ("وی", "و", 3))
_POSSESSIVES = (("شان", "", 4), ("تان", "", 4), ("مان", "", 4))
_OTHERS = (("ترین", "", 3), ("گان", "ه", 3), ("گی", "ه", 4), ("ان", "", 4), ("ین", "", 4), ("ات", "", 4))
_WHOLE = frozenset(
    [
        "ساختمان",
        "گفتمان",
        "پارلمان",
        "سازمان",
        "درمان",
        "پیمان",
        "مسلمان",
        "قهرمان",
        "همزمان",
        "بارسلان",
        "اصفهان",
        "خراسان",
        "سلیمان",
    ]
)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a folded word."""
    if "a" <= word[:1] <= "z":
        return _english(word)
    if word[:1].isdigit() or word in _WHOLE or word.endswith("ستان"):
        return word
    for endings in (_PLURALS, _EZAFE, _POSSESSIVES, _OTHERS):
        for ending, instead, shortest in endings:
            if word.endswith(ending) and len(word) - len(ending) >= shortest:
                word = word[: -len(ending)] + instead
                break
    return word


def _english(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-2] if word.endswith(("sses", "shes", "ches", "xes")) else word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word
