"""Draw the ornaments that are the same on every page: frieze, night ground, mark."""

from math import cos, pi, sin
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from tehran_diplomacy.girih.geometry import TILINGS, unit_path

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}">{body}</svg>\n'


def star(points: int, outer: float, inner: float, turn: float = 0.0) -> str:
    """Return the path of a star round (32, 32), radii in units of a box of 64."""
    at = [
        (32 + r * cos(turn + pi * k / points), 32 + r * sin(turn + pi * k / points))
        for k in range(2 * points)
        for r in [outer if k % 2 == 0 else inner]
    ]
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in at) + "z"


def mark(rounded: bool = True) -> str:
    """Return the mark: an eight-pointed star of two squares around a small sand one, on night."""
    corner = ' rx="13"' if rounded else ""
    squares = "".join(f'<path d="{star(4, 25, 17.7, turn)}"/>' for turn in (0, pi / 4))
    return (
        f'<rect width="64" height="64"{corner} fill="#12244f"/>'
        f'<g fill="none" stroke="#2fb3aa" stroke-width="2.6" stroke-linejoin="round">{squares}</g>'
        f'<path fill="#f4c893" d="{star(8, 14, 8.6, pi / 8)}"/>'
    )


class Command(BaseCommand):
    """Writes static/img/*.svg; the same bytes each time."""

    help = "Draw frieze, night ground and mark into static/img/."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        """Draw all of them."""
        folder = Path(settings.BASE_DIR) / "static" / "img"
        tiling = TILINGS["4.8.8"]

        def repeated(scale: float, rows: float, stroke: str) -> str:
            side, path = tiling.width * scale, unit_path(tiling, 62, scale)
            body = f'<g fill="none" {stroke}><path d="{path}"/></g>'
            return SVG.format(w=f"{side:.2f}", h=f"{side * rows:.2f}", body=body)

        drawings = {
            "frieze.svg": repeated(15, 1, 'stroke="#2fb3aa" stroke-width="1.3"'),
            "night-ground.svg": repeated(44, 1, 'stroke="#2fb3aa" stroke-opacity=".13" stroke-width="2"'),
            "mark.svg": SVG.format(w=64, h=64, body=mark()),
            "favicon.svg": SVG.format(w=64, h=64, body=mark()),
        }
        for name, drawing in drawings.items():
            (folder / name).write_text(drawing, encoding="utf-8")
            self.stdout.write(f"static/img/{name}: {len(drawing)} bytes")
