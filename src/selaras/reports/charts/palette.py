"""The colours of a drawing, by role.

vega draws with real colours, and a page has a light and a dark one for each role. So a chart is
drawn in the light ones, each of which names its role, and every fill and stroke is then set to the
page's own variable, with the light colour to fall back on.
"""

from __future__ import annotations

INK = "#1b1f24"
INK_SOFT = "#4a525c"
INK_FAINT = "#666e78"
PAPER = "#ffffff"
LINE = "#e4e2dc"
LINE_STRONG = "#8b8f94"
TOTAL = "#5d6670"
UP = "#2b8c9b"
UP_PALE = "#dcedf0"
DOWN = "#cb664c"
DOWN_PALE = "#f8e4de"
BAND = "#d3e7eb"
BAND_STRONG = "#a5cdd6"
BAR = "#a9b0b8"
CURVE = "#0b5e70"
COST = "#a8361f"

VARIABLES = {
    INK: "--ink",
    INK_SOFT: "--ink-soft",
    INK_FAINT: "--ink-faint",
    PAPER: "--paper",
    LINE: "--line",
    LINE_STRONG: "--line-strong",
    TOTAL: "--total",
    UP: "--up",
    UP_PALE: "--up-pale",
    DOWN: "--down",
    DOWN_PALE: "--down-pale",
    BAND: "--band",
    BAND_STRONG: "--band-strong",
    BAR: "--bar",
    CURVE: "--accent",
    COST: "--missed",
}
"""Light colour → the variable of page/styles/tokens.css that holds it (a test compares them)."""
