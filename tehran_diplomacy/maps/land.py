"""The land of the world as one path of the map."""

import json
from collections.abc import Iterator
from math import ceil, hypot
from pathlib import Path

from tehran_diplomacy.maps.projection import CUT, place, polar

_DATA = Path(__file__).parent / "data" / "land-110m.json"
_STEP = 3.0  # degrees: longer edges are divided, so that they bend as they should
_FINE = 1.2  # map units: points nearer than this to the one before are left out


def rings() -> Iterator[list[tuple[float, float]]]:
    """Yield the rings of all land polygons as (longitude, latitude); format: the TopoJSON specification."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    (kx, ky), (tx, ty) = data["transform"]["scale"], data["transform"]["translate"]
    arcs = []
    for arc in data["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * kx + tx, y * ky + ty))
        arcs.append(points)
    for geometry in data["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                points = []
                for index in ring:
                    arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                    points += arc[1:] if points else arc
                yield points


def _divided(ring: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    for (x0, y0), (x1, y1) in zip(ring, ring[1:], strict=False):
        if abs(x1 - x0) > 180:  # over the antimeridian, not round the world
            x1 -= 360 if x1 > x0 else -360
        parts = max(1, ceil(hypot(x1 - x0, y1 - y0) / _STEP))
        for k in range(parts):
            yield x0 + (x1 - x0) * k / parts, y0 + (y1 - y0) * k / parts


def land_path() -> str:
    """Return the SVG path of the land within the cut; what lies beyond is drawn onto the rim."""
    parts = []
    for ring in rings():
        spots = [polar(latitude, longitude) for longitude, latitude in _divided(ring)]
        if all(distance > CUT for distance, _bearing in spots):
            continue
        kept: list[tuple[float, float]] = []
        for x, y in (place(*spot) for spot in spots):
            if not kept or hypot(x - kept[-1][0], y - kept[-1][1]) >= _FINE:
                kept.append((x, y))
        if len(kept) > 3:
            parts.append("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in kept) + "z")
    return "".join(parts)
