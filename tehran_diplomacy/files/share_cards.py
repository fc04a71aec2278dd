"""Pictures that stand for a page where it is shared: a photograph or girih, title, day and mark.

Persian is shaped by Raqm; where Pillow cannot load it, a card has no words rather than broken ones.
"""

import re
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import default_storage

from tehran_diplomacy.files.photographs import quiet_pillow
from tehran_diplomacy.girih.geometry import TILINGS, Polygon, strokes
from tehran_diplomacy.girih.patterns import Pattern
from tehran_diplomacy.languages.translated import language_of

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

Size = tuple[int, int]
SIZE: Size = (1200, 630)  # pixels, of a card beside a link
SQUARE: Size = (1080, 1080)  # of a post
STORY: Size = (1080, 1920)  # of a story, as tall as a telephone
MARGIN = 64
TITLE, NAME = 58, 28  # pixels
LEADING = {"fa": 1.6, "en": 1.3}  # of the size
MOST_LINES = {SIZE: 3, SQUARE: 5, STORY: 7}
NIGHT, INK, SOFT, DAY = (12, 26, 60), "#f4f1ea", "#b9c6e4", "#5fd0c6"
FINER = 2  # girih is drawn so much larger and then reduced
QUALITY = 86
_LATIN = re.compile("[A-Za-z0-9]")


@lru_cache(maxsize=64)
def share_card(
    title: str, name: str, language: str, uid: str, photograph: str = "", size: Size = SIZE, day: str = ""
) -> bytes:
    """Return a JPEG with `title`, `day` and the portal's `name` in `language`, over a photograph or the pattern of `uid`.

    `photograph` is the stored name of a JPEG, `size` in pixels. The same arguments give the same bytes.
    """
    from PIL import Image, ImageDraw, ImageOps, features

    width, height = size
    if photograph:
        with quiet_pillow(), default_storage.open(photograph) as file, Image.open(file) as picture:
            card = ImageOps.fit(picture.convert("RGB"), size, Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    else:
        card = _girih(uid, size)
    lines = _wrapped(title, language, width - 2 * MARGIN, MOST_LINES[size]) if features.check("raqm") else []
    if lines:
        step = round(TITLE * LEADING[language])
        foot = MARGIN if size != STORY else 4 * MARGIN  # below lie the buttons of the messenger
        top = height - foot - NAME * (2 if not day else 4) - step * len(lines)
        card = _shaded(card, top - 60)
        draw = ImageDraw.Draw(card)
        for number, line in enumerate(lines):
            _write(draw, line, width, top + step * number, TITLE, 800, INK, language)
        if day:
            _write(draw, day, width, top + step * len(lines) + NAME // 2, NAME, 700, DAY, language)
        _write(draw, name, width, height - foot - NAME, NAME, 400, SOFT, language)
    edge = 44 if size != STORY else 3 * MARGIN
    _draw_mark(card, width - MARGIN - 88 if language == "fa" else MARGIN, edge)
    out = BytesIO()
    card.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _girih(uid: str, size: Size) -> "Image.Image":
    """The pattern of an identifier: a wide pale stroke under a fine one."""
    from PIL import Image, ImageColor, ImageDraw

    pattern = Pattern.of(uid)
    tiling, scale = TILINGS[pattern.tiling], pattern.scale * FINER
    sheet = Image.new("RGB", (size[0] * FINER, size[1] * FINER), pattern.ground)
    draw = ImageDraw.Draw(sheet)
    ground, line = ImageColor.getrgb(pattern.ground), ImageColor.getrgb(pattern.line)
    pale = tuple(round(g + (one - g) * 0.22) for g, one in zip(ground, line, strict=True))
    columns = range(-1, int(sheet.width / (tiling.width * scale)) + 2)
    rows = range(-1, int(sheet.height / (tiling.height * scale)) + 2)
    paths = [
        [(x * scale, y * scale) for x, y in stroke]
        for polygon in tiling.polygons
        for column in columns
        for row in rows
        for stroke in strokes(
            Polygon(
                polygon.sides,
                polygon.x + column * tiling.width,
                polygon.y + row * tiling.height,
                polygon.turn,
            ),
            pattern.angle,
        )
    ]
    for colour, width in ((pale, 7 * FINER), (line, 2 * FINER)):
        for path in paths:
            draw.line(path, fill=colour, width=width, joint="curve")
    return sheet.resize(size, Image.Resampling.LANCZOS)


def _shaded(card: "Image.Image", top: int) -> "Image.Image":
    """The card with night rising from below, dense behind the words."""
    from PIL import Image

    top = max(0, top)
    shade = Image.new("L", (1, card.height))
    for y in range(card.height):
        shade.putpixel((0, y), min(238, max(0, round((y - top + 90) / 150 * 238))))
    card.paste(Image.new("RGB", card.size, NIGHT), mask=shade.resize(card.size))
    return card


@lru_cache(maxsize=8)
def _font(script: str, size: int, weight: int) -> "ImageFont.FreeTypeFont":
    from PIL import ImageFont

    [path] = Path(settings.BASE_DIR / "static" / "fonts").glob(f"vazirmatn-{script}-*.woff2")
    font = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.RAQM)
    font.set_variation_by_axes([weight])
    return font


def _runs(line: str) -> list[tuple[str, str]]:
    """A line as (script, text): each script has its own font, and words of one script keep together."""
    runs: list[tuple[str, str]] = []
    for word in line.split():
        script = "latin" if _LATIN.search(word) else "arabic"
        if runs and runs[-1][0] == script:
            runs[-1] = (script, f"{runs[-1][1]} {word}")
        else:
            runs.append((script, word))
    return runs


def _length(line: str, size: int, weight: int) -> float:
    gaps = len(_runs(line)) - 1
    return gaps * size * 0.25 + sum(
        _font(script, size, weight).getlength(text) for script, text in _runs(line)
    )


def _wrapped(title: str, language: str, room: int, most: int) -> list[str]:
    """The title in at most `most` lines of `room` pixels, cut with an ellipsis."""
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _length(longer, TITLE, 800) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] += " …"
        while _length(lines[-1], TITLE, 800) > room and " " in lines[-1]:
            lines[-1] = lines[-1].rsplit(" ", 2)[0] + " …"
    return lines


def _write(
    draw: "ImageDraw.ImageDraw",
    line: str,
    width: int,
    top: int,
    size: int,
    weight: int,
    fill: str,
    language: str,
) -> None:
    """Write a line from the side at which the language begins; runs of the other script keep their direction."""
    right_to_left = language == "fa"
    at = width - MARGIN if right_to_left else MARGIN
    for script, text in _runs(line):
        font = _font(script, size, weight)
        length = font.getlength(text)
        direction = "rtl" if script == "arabic" and language_of(text) == "fa" else "ltr"
        left = at - length if right_to_left else at
        draw.text((left, top), text, font=font, fill=fill, direction=direction)
        at += -(length + size * 0.25) if right_to_left else length + size * 0.25


def _draw_mark(card: "Image.Image", left: int, top: int) -> None:
    """The portal's mark, from its own drawing of 64 × 64."""
    from PIL import Image, ImageDraw

    side, finer = 88, 4
    unit = side * finer / 64
    sheet = Image.new("RGB", (side * finer, side * finer), NIGHT)
    draw = ImageDraw.Draw(sheet)
    svg = (settings.BASE_DIR / "static" / "img" / "mark.svg").read_text()
    *stars, flower = re.findall(r' d="M([^"z]+)z"', svg)
    for star in stars:
        points = _points(star, unit)
        draw.line([*points, *points[:2]], fill="#2fb3aa", width=round(2.6 * unit), joint="curve")
    draw.polygon(_points(flower, unit), fill="#f4c893")
    mask = Image.new("L", sheet.size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, *sheet.size), radius=round(13 * unit), fill=255)
    card.paste(
        sheet.resize((side, side), Image.Resampling.LANCZOS),
        (left, top),
        mask.resize((side, side), Image.Resampling.LANCZOS),
    )


def _points(path: str, unit: float) -> list[tuple[float, float]]:
    pairs = [point.split() for point in path.split("L")]
    return [(float(x) * unit, float(y) * unit) for x, y in pairs]
