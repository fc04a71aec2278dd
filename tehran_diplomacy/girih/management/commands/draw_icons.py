"""Draw the mark as the PNG icons that telephones and browsers ask for; the same picture each time."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from PIL import Image, ImageDraw

NIGHT, TILE, SAND = "#12244f", "#2fb3aa", "#f4c893"
BOX, CORNER, STROKE = 64, 13, 2.6  # the mark's own measures
FINER = 8  # drawn so much larger and then reduced
# Name, side in pixels, whether corners are round, how much of the side the mark takes. Telephones cut corners
# themselves; a maskable icon keeps the mark in the middle four fifths.
ICONS = (
    ("icon-180.png", 180, False, 1.0),
    ("icon-192.png", 192, True, 1.0),
    ("icon-512.png", 512, True, 1.0),
    ("icon-maskable-512.png", 512, False, 0.8),
)


def draw(svg: str, side: int, is_round: bool, share: float) -> Image.Image:
    """Return the mark of `svg` as a square picture of `side` pixels."""
    large = side * FINER
    unit = large / BOX
    sheet = Image.new("RGBA", (large, large), NIGHT)
    pen = ImageDraw.Draw(sheet)

    def points(path: str) -> list[tuple[float, float]]:
        pairs = [pair.split() for pair in path.split("L")]
        return [
            ((32 + (float(x) - 32) * share) * unit, (32 + (float(y) - 32) * share) * unit) for x, y in pairs
        ]

    *stars, flower = re.findall(r' d="M([^"z]+)z"', svg)
    for star in stars:
        line = points(star)
        pen.line([*line, *line[:2]], fill=TILE, width=round(STROKE * share * unit), joint="curve")
    pen.polygon(points(flower), fill=SAND)
    if is_round:
        mask = Image.new("L", sheet.size)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, large - 1, large - 1), radius=CORNER * unit, fill=255)
        sheet.putalpha(mask)
    return sheet.resize((side, side), Image.Resampling.LANCZOS)


class Command(BaseCommand):
    """Writes static/img/icon-*.png from static/img/mark.svg."""

    help = "Draw the PNG icons from the mark into static/img/."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        """Draw all of them."""
        folder = Path(settings.BASE_DIR) / "static" / "img"
        svg = (folder / "mark.svg").read_text(encoding="utf-8")
        for name, side, is_round, share in ICONS:
            draw(svg, side, is_round, share).save(folder / name, optimize=True)
            self.stdout.write(f"static/img/{name}: {(folder / name).stat().st_size} bytes")
