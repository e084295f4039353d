"""How wide a text is drawn, as far as one can know without the reader's fonts.

A page uses the system's own font, which differs from machine to machine: widths are estimated from
above, so that a label fits in the widest of the usual ones and is never cut off.
"""

from __future__ import annotations

import unicodedata

NARROW = frozenset("iljtfrI.,:;'|!()[]/ -")
BROAD = frozenset("mwMWQO@%&")


def text_width(text: str, size: float) -> float:
    """The width in pixels at a font size in pixels, estimated from above."""
    return sum(_em(character) for character in text) * size


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in NARROW:
        return 0.37
    if character in BROAD:
        return 0.9
    return 0.7 if character.isupper() else 0.6


def wrapped(text: str, width: float, size: float, most: int = 2) -> tuple[str, ...]:
    """The text in at most that many lines of a width in pixels; what is left ends in an ellipsis.

    A chart's table holds the whole text.
    """
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < most:
        line = rest.pop(0)
        while rest and text_width(f"{line} {rest[0]}", size) <= width:
            line = f"{line} {rest.pop(0)}"
        if rest and len(lines) == most - 1:
            line = f"{line} …"
        lines.append(_fitted(line, width, size))
    return tuple(lines) or ("",)


def _fitted(line: str, width: float, size: float) -> str:
    if text_width(line, size) <= width:
        return line
    kept = line.removesuffix("…").rstrip()
    while kept and text_width(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
