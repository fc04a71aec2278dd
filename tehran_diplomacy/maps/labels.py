"""Cities on the map, with labels that do not run into one another."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model

from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.maps.projection import project

SIZE = 19  # map units: the size of a label's letters
HEIGHT = 1.26  # a label's line, as a multiple of its letters' size
LETTER = 0.553  # a letter's width on average, as a multiple of its size
GAP = 9  # map units between dot and label
LEFT, RIGHT = 5, 845  # what the drawing shows of the disc, where nothing else is said


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


def _free(box: tuple, taken: list[tuple], right: float) -> bool:
    if box[0] < LEFT or box[2] > right:
        return False
    return all(box[2] <= o[0] or o[2] <= box[0] or box[3] <= o[1] or o[3] <= box[1] for o in taken)


def placed(cities: Iterable[Model], size: float = SIZE, right: float = RIGHT) -> list[Placed]:
    """Place the cities whose position is known, and give labels, far ones first, to as many as find room.

    `size` is that of the letters and `right` where the drawing ends, both in map units.
    """
    spots = [(city, *project(*city.position)) for city in cities if city.position]
    spots.sort(key=lambda spot: -((spot[1] - 500) ** 2 + (spot[2] - 500) ** 2))
    height = size * HEIGHT
    taken = [(x - 5, y - 5, x + 5, y + 5) for _city, x, y in spots]
    taken.append((500 - size * 3.2, 490, 500 + size * 3.2, 521 + height))  # the home city and its name
    found = []
    for city, x, y in spots:
        name = translated(city, "name").text
        width = len(name) * size * LETTER
        choices = (
            ("middle", x, y + GAP + size * 0.74, x - width / 2, y + GAP),
            ("middle", x, y - GAP, x - width / 2, y - GAP - height + 4),
            ("start", x + GAP, y + size * 0.32, x + GAP, y - height / 2),
            ("end", x - GAP, y + size * 0.32, x - GAP - width, y - height / 2),
        )
        for anchor, label_x, label_y, left, top in choices:
            box = (left, top, left + width, top + height)
            if _free(box, taken, right):
                taken.append(box)
                found.append(Placed(city, x, y, name, name, label_x, label_y, anchor))
                break
        else:
            found.append(Placed(city, x, y, name, "", x, y - GAP, "middle"))
    return found
