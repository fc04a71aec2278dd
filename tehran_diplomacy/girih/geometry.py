"""Star patterns by the polygons-in-contact method.

Tile the plane with regular polygons of edge 1; from each edge's midpoint send two rays inward at an angle to
the edge and join those that meet soonest (Hankin 1925; Kaplan, 'Islamic star patterns from polygons in
contact', 2005). In a regular polygon these are the rays of neighbouring edges.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi, radians, sin, sqrt, tan

Point = tuple[float, float]


@dataclass(frozen=True)
class Polygon:
    """A regular polygon of edge 1: number of sides, centre, direction of one edge's midpoint in degrees."""

    sides: int
    x: float
    y: float
    turn: float


@dataclass(frozen=True)
class Tiling:
    """A rectangle of the plane that repeats, and the polygons whose centres lie in it."""

    width: float
    height: float
    polygons: tuple[Polygon, ...]


def _triangular(distance: float, sides: int, turn: float) -> Tiling:
    """Polygons in a triangular lattice, with triangles between them."""
    height = distance * sqrt(3)
    polygons = []
    for x, y in ((0.0, 0.0), (distance / 2, height / 2)):
        polygons += [
            Polygon(sides, x, y, turn),
            Polygon(3, x + distance / 2, y + height / 6, 90),
            Polygon(3, x + distance / 2, y - height / 6, 270),
        ]
    return Tiling(distance, height, tuple(polygons))


_SIDE_488 = 1 + sqrt(2)
TILINGS = {
    "4.8.8": Tiling(
        _SIDE_488, _SIDE_488, (Polygon(8, 0, 0, 0), Polygon(4, _SIDE_488 / 2, _SIDE_488 / 2, 45))
    ),
    "3.12.12": _triangular(1 / tan(pi / 12), 12, 0),
    "3.6.3.6": _triangular(2, 6, 30),
}


def strokes(polygon: Polygon, angle: float) -> Iterator[tuple[Point, Point, Point]]:
    """Yield the joined rays of neighbouring edges as (midpoint, meeting point, next midpoint).

    `angle` is that between ray and edge, in degrees.
    """
    n, theta = polygon.sides, radians(angle)
    inner = 1 / (2 * tan(pi / n))  # from the centre to an edge's midpoint
    reach = inner * tan(pi / n) / (cos(theta) + sin(theta) * tan(pi / n))
    meeting = (inner - reach * sin(theta)) / cos(pi / n)
    for k in range(n):
        at = radians(polygon.turn) + 2 * pi * k / n
        yield tuple(
            (polygon.x + r * cos(a), polygon.y + r * sin(a))
            for r, a in ((inner, at), (meeting, at + pi / n), (inner, at + 2 * pi / n))
        )


def unit_path(tiling: Tiling, angle: float, scale: float) -> str:
    """Return the SVG path of one unit of a pattern, `scale` pixels to an edge; what overlaps is drawn on all sides."""
    parts = []
    width, height = tiling.width, tiling.height
    for polygon in tiling.polygons:
        for dx in (-width, 0, width):
            for dy in (-height, 0, height):
                moved = Polygon(polygon.sides, polygon.x + dx, polygon.y + dy, polygon.turn)
                for stroke in strokes(moved, angle):
                    if _touches(stroke, width, height):
                        parts.append("M" + "L".join(f"{x * scale:.1f} {y * scale:.1f}" for x, y in stroke))
    return "".join(dict.fromkeys(parts))


def _touches(stroke: tuple[Point, ...], width: float, height: float) -> bool:
    margin = 0.1
    xs, ys = [p[0] for p in stroke], [p[1] for p in stroke]
    return max(xs) > -margin and min(xs) < width + margin and max(ys) > -margin and min(ys) < height + margin
