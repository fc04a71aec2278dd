"""Cities on the map, with labels that do not run into one another."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model

from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.maps.projection import project

HEIGHT = 24  # map units a line of a label takes
LETTER = 10.5  # map units a letter takes, on average
GAP = 9  # between dot and label
LEFT, RIGHT = 5, 845  # what the drawing shows of the disc


@dataclass(frozen=True)
class Placed:
    """A city on the map; `label` is '' where none found room."""

    city: Model
    x: float
    y: float
    label: str
    label_x: float
    label_y: float
    anchor: str


def _free(box: tuple, taken: list[tuple]) -> bool:
    if box[0] < LEFT or box[2] > RIGHT:
        return False
    return all(box[2] <= o[0] or o[2] <= box[0] or box[3] <= o[1] or o[3] <= box[1] for o in taken)


def placed(cities: Iterable[Model]) -> list[Placed]:
    """Place cities and give labels, far ones first, to as many as find room."""
    spots = [(city, *project(float(city.latitude), float(city.longitude))) for city in cities]
    spots.sort(key=lambda spot: -((spot[1] - 500) ** 2 + (spot[2] - 500) ** 2))
    taken = [(x - 5, y - 5, x + 5, y + 5) for _city, x, y in spots] + [(440, 490, 560, 545)]
    found = []
    for city, x, y in spots:
        name = translated(city, "name").text
        width = len(name) * LETTER
        choices = (
            ("middle", x, y + GAP + 14, x - width / 2, y + GAP),
            ("middle", x, y - GAP, x - width / 2, y - GAP - HEIGHT + 4),
            ("start", x + GAP, y + 6, x + GAP, y - HEIGHT / 2),
            ("end", x - GAP, y + 6, x - GAP - width, y - HEIGHT / 2),
        )
        for anchor, label_x, label_y, left, top in choices:
            box = (left, top, left + width, top + HEIGHT)
            if _free(box, taken):
                taken.append(box)
                found.append(Placed(city, x, y, name, label_x, label_y, anchor))
                break
        else:
            found.append(Placed(city, x, y, "", x, y, "middle"))
    return found
