"""Draw the static ground of the map: land, and rings every 2,500 km."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from tehran_diplomacy.maps.land import land_path
from tehran_diplomacy.maps.projection import CUT, EARTH_RADIUS, SIZE

RING = 2500  # kilometres


class Command(BaseCommand):
    """Writes static/img/map-land.svg; the same bytes each time."""

    help = "Draw the ground of the map into static/img/map-land.svg."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        """Draw land and rings, fading towards the rim."""
        middle = SIZE / 2
        radii = [middle * km / (CUT * EARTH_RADIUS) for km in range(RING, int(CUT * EARTH_RADIUS), RING)]
        rings = "".join(f'<circle cx="{middle:g}" cy="{middle:g}" r="{radius:.1f}"/>' for radius in radii)
        drawing = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}">'
            '<defs><radialGradient id="g"><stop offset=".72" stop-color="#fff"/>'
            '<stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>'
            f'<mask id="m"><circle cx="{middle:g}" cy="{middle:g}" r="{middle:g}" fill="url(#g)"/></mask></defs>'
            f'<g mask="url(#m)"><path fill="#31508f" d="{land_path()}"/>'
            f'<g fill="none" stroke="#b9c6e4" stroke-opacity=".4" stroke-dasharray="2 5">{rings}</g></g></svg>\n'
        )
        target = Path(settings.BASE_DIR) / "static" / "img" / "map-land.svg"
        target.write_text(drawing, encoding="utf-8")
        self.stdout.write(f"static/img/map-land.svg: {len(drawing)} bytes")
