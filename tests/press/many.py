"""What runs apart for the tests of hostile pictures; it needs no app of Django's."""

from tehran_diplomacy.files.intake import Prepared, prepared_of
from tehran_diplomacy.files.photographs import UnacceptablePhotograph


def prepared_each(files: list[tuple[bytes, str]]) -> list[Prepared | UnacceptablePhotograph]:
    """Return what `prepared_of` returns or raises for each file, given as its content and name."""
    found = []
    for data, name in files:
        try:
            found.append(prepared_of(data, name))
        except UnacceptablePhotograph as refusal:
            found.append(refusal)
    return found
