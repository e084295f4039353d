"""A page written as one HTML file that needs nothing but itself."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from selaras.reports.page.blocks import Page
from selaras.reports.words import word

SHEETS = ("tokens.css", "page.css", "answer.css", "picture.css", "print.css")
"""The style sheets, in the order in which they apply; they are written into the page."""


def write_page(page: Page) -> str:
    """The page as HTML: no script, no font, no request to anywhere."""
    return _render("page.html", page, style=_style())


def write_answer(page: Page) -> Markup:
    """The answer of a page and where it comes from, to stand within another page's frame.

    It has the sentence as its `h1`, needs answer.css and picture.css, and stands in an element of
    class `answered` that says how large it is.
    """
    # Written by our own templates, which escape whatever they are given.
    return Markup(_render("answer.html", page) + _render("sources.html", page))  # noqa: S704


def _render(template: str, page: Page, **more: Markup) -> str:
    return (
        _environment()
        .get_template(template)
        .render(
            page=page,
            say=lambda key, **facts: word(key, page.language, **facts),
            kind_of=lambda block: type(block).__name__.lower(),
            **more,
        )
    )


@lru_cache(maxsize=32)
def chart_swatch(look: str) -> Markup:
    """The drawing in front of an entry of a chart's key."""
    template = _environment().get_template("swatch.html")
    return Markup(template.render(look=look))  # noqa: S704


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("selaras.reports.page"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=1)
def _style() -> Markup:
    folder = files("selaras.reports.page").joinpath("styles")
    # Our own files: nothing that a user wrote is in them.
    return Markup("\n".join(folder.joinpath(n).read_text("utf-8") for n in SHEETS))  # noqa: S704
