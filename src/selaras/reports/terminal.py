"""Where tables are printed: on a terminal, or as plain text.

What users wrote is printed as it stands: nothing in it is taken for markup or for an emoji.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from io import StringIO

from rich.console import Console, RenderableType


def terminal(width: int) -> Console:
    """Standard output, as wide as the terminal, or so wide where there is none."""
    as_wide = None if sys.stdout.isatty() else width
    return Console(width=as_wide, markup=False, emoji=False, highlight=False)


def plain_text(
    parts: Iterable[RenderableType], width: int, *, colour_terminal: bool = False
) -> str:
    """What would be printed, without blanks at the ends of its lines.

    `colour_terminal`: coloured where standard output is a terminal.
    """
    console = Console(
        width=width,
        file=StringIO(),
        markup=False,
        emoji=False,
        force_terminal=colour_terminal and Console().is_terminal,
    )
    for part in parts:
        console.print(part)
    assert isinstance(console.file, StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"
