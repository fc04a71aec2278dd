"""Each record's own pattern: tiling, angle, scale and colours follow from its permanent identifier."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from tehran_diplomacy.girih.geometry import TILINGS, unit_path

# Ground, line: night and tile, petrol and sand, aubergine and periwinkle, teal and mint, lapis and sand.
COLOURS = (
    ("#12244f", "#2fb3aa"),
    ("#16323c", "#d9b77e"),
    ("#2a2150", "#7f9fe8"),
    ("#0b4f4c", "#8fd6cd"),
    ("#1d3c8f", "#e3c48c"),
)
ANGLES = (50, 54, 58, 62, 66, 70)  # degrees
SCALES = (44, 54, 64)  # pixels to an edge of the tiling, on a drawing of 1200


@dataclass(frozen=True)
class Pattern:
    """How a pattern is drawn."""

    tiling: str
    angle: int
    scale: int
    ground: str
    line: str

    @classmethod
    def of(cls, uid: str) -> Self:
        """Return the pattern of an identifier: always the same one."""
        number = int.from_bytes(sha256(uid.encode()).digest()[:8], "big")

        def pick(choices: tuple) -> object:
            nonlocal number
            number, place = divmod(number, len(choices))
            return choices[place]

        ground, line = pick(COLOURS)
        tiling, angle, scale = pick(tuple(TILINGS)), pick(ANGLES), pick(SCALES)
        if tiling == "3.12.12":
            scale = round(scale * 0.7)
        return cls(tiling, angle, scale, ground, line)


def pattern_svg(uid: str, width: int, height: int) -> str:
    """Return a drawing of the pattern of `uid`, in pixels: a wide pale stroke under a fine one."""
    pattern = Pattern.of(uid)
    return framed_svg(pattern, width, height)


def framed_svg(pattern: Pattern, width: int, height: int) -> str:
    """Return any pattern as an SVG document of a size in pixels."""
    tiling = TILINGS[pattern.tiling]
    path = unit_path(tiling, pattern.angle, pattern.scale)
    cell = f'width="{tiling.width * pattern.scale:.1f}" height="{tiling.height * pattern.scale:.1f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<defs><pattern id="p" patternUnits="userSpaceOnUse" {cell}><g fill="none" stroke="{pattern.line}" '
        f'stroke-linejoin="round" stroke-linecap="round"><path id="s" stroke-width="7" stroke-opacity=".22" '
        f'd="{path}"/><path stroke-width="2" d="{path}"/></g></pattern></defs>'
        f'<path fill="{pattern.ground}" d="M0 0h{width}v{height}H0z"/>'
        f'<path fill="url(#p)" d="M0 0h{width}v{height}H0z"/></svg>'
    )
