"""Names of months of both calendars in both languages: data, not translations."""

JALALI = {
    "fa": ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
    "en": (
        "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
        "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
    ),
}  # fmt: skip
GREGORIAN = {
    "fa": ("ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip

# Before a year these three take the ezafe: «ژانویهٔ ۲۰۲۳».
_WITH_EZAFE = {"ژانویه", "فوریه", "ژوئیه"}


def before_year(name: str) -> str:
    """Return a month's name as it stands before a year."""
    return f"{name}ٔ" if name in _WITH_EZAFE else name
