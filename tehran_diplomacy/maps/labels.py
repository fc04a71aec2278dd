"""Cities on the map, with labels that do not run into one another."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model

from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.maps.projection import project

WIDE, NARROW = 21, 42  # map units: the size of a label's letters on a desk, and on a phone, a third as large
HEIGHT = 1.26  # a label's line, as a multiple of its letters' size
LETTER = 0.553  # a letter's width on average, as a multiple of its size
DOT = 0.31  # a dot's radius, as a multiple of the size of the letters
LEFT, RIGHT = 5, 995  # what the drawing shows of the disc


@dataclass(frozen=True)
class Placed:
    """A city on the map; `label` is its `name`, or '' where that found no room. The place is counted in map units."""

    city: Model
    x: float
    y: float
    name: str
    label: str
    label_x: float
    label_y: float
    anchor: str

    @property
    def across(self) -> float:
        """How far right of its city the label stands."""
        return self.label_x - self.x

    @property
    def down(self) -> float:
        """How far below its city the label stands."""
        return self.label_y - self.y


def _free(box: tuple, taken: list[tuple]) -> bool:
    if box[0] < LEFT or box[2] > RIGHT:
        return False
    return all(box[2] <= o[0] or o[2] <= box[0] or box[3] <= o[1] or o[3] <= box[1] for o in taken)


def placed(cities: Iterable[Model], size: float = WIDE, most: int | None = None) -> list[Placed]:
    """Place the cities whose position is known, and give labels, far ones first, to as many as find room.

    `size` is that of the letters in map units; not more than `most` cities are given a label.
    """
    spots = [(city, *project(*city.position)) for city in cities if city.position]
    spots.sort(key=lambda spot: -((spot[1] - 500) ** 2 + (spot[2] - 500) ** 2))
    height, dot = size * HEIGHT, size * DOT
    gap = dot + 4
    taken = [(x - dot, y - dot, x + dot, y + dot) for _city, x, y in spots]
    taken.append((500 - size * 3.2, 490, 500 + size * 3.2, 521 + height))  # the home city and its name
    found: list[Placed] = []
    for city, x, y in spots:
        name = translated(city, "name").text
        width = len(name) * size * LETTER
        choices = (
            ("middle", x, y + gap + size * 0.74, x - width / 2, y + gap),
            ("middle", x, y - gap, x - width / 2, y - gap - height + 4),
            ("start", x + gap, y + size * 0.32, x + gap, y - height / 2),
            ("end", x - gap, y + size * 0.32, x - gap - width, y - height / 2),
        )
        is_full = most is not None and sum(bool(one.label) for one in found) >= most
        for anchor, label_x, label_y, left, top in () if is_full else choices:
            box = (left, top, left + width, top + height)
            if _free(box, taken):
                taken.append(box)
                found.append(Placed(city, x, y, name, name, label_x, label_y, anchor))
                break
        else:
            found.append(Placed(city, x, y, name, "", x, y - gap, "middle"))
    return found
