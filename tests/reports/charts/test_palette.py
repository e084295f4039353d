import re
from importlib.resources import files

import pytest

from selaras.reports.charts import palette

STYLES = files("selaras.reports.page").joinpath("styles")


def schemes():
    text = STYLES.joinpath("tokens.css").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", part)) for part in text.split("@media")
    )
    printed = STYLES.joinpath("print.css").read_text("utf-8")
    return light, dark, dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", printed))


def luminance(colour):
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_charts_are_drawn_in_the_light_colours():
    light, _, _ = schemes()
    assert {v: c for c, v in palette.VARIABLES.items()}.items() <= light.items()


def test_each_scheme_knows_every_colour():
    light, dark, printed = schemes()
    assert light.keys() == dark.keys() == printed.keys()


@pytest.mark.parametrize("scheme", [0, 1, 2])
@pytest.mark.parametrize(
    "text", ["ink", "ink-soft", "ink-faint", "accent", "good", "missed", "risk"]
)
def test_text_can_be_read(scheme, text):
    """WCAG 2.2 AA, 1.4.3: 4.5 to 1."""
    colours = schemes()[scheme]
    assert contrast(colours[f"--{text}"], colours["--paper"]) >= 4.5
    assert (
        text not in ("ink", "ink-soft") or contrast(colours[f"--{text}"], colours["--panel"]) >= 4.5
    )


@pytest.mark.parametrize("scheme", [0, 1, 2])
@pytest.mark.parametrize("mark", ["up", "down", "total", "ink", "line-strong"])
def test_marks_can_be_told_from_the_page(scheme, mark):
    """WCAG 2.2 AA, 1.4.11: 3 to 1."""
    colours = schemes()[scheme]
    assert contrast(colours[f"--{mark}"], colours["--paper"]) >= 3.0


@pytest.mark.parametrize("scheme", [0, 1, 2])
@pytest.mark.parametrize("bar", ["up", "down", "up-pale", "down-pale", "bar"])
def test_whiskers_can_be_told_from_their_bars(scheme, bar):
    colours = schemes()[scheme]
    assert contrast(colours["--ink"], colours[f"--{bar}"]) >= 3.0
