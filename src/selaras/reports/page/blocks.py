"""What a page is made of, as values: plain text and numbers already written for their reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from markupsafe import Markup

from selaras.reports.words import Language


class Tone(StrEnum):
    """How a badge looks; its mark and its outline say it again without colour."""

    NAMED = "named"
    GOOD = "good"
    MISSED = "missed"
    RISK = "risk"
    QUIET = "quiet"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Badge:
    """A verdict in two or three words. `UNKNOWN` is for "cannot tell" alone."""

    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure under the sentence: what it is, its value, and its interval or n."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: a text or a number, and what stands small below it (an interval)."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head, what stands small below it (a unit), and whether it holds numbers."""

    head: str
    note: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Cells, one for each column. The first is the row's head.

    `strong` marks a total or a group; `indent` a member of the group above.
    """

    cells: tuple[Cell, ...]
    strong: bool = False
    indent: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, which a screen reader says first.

    It is not shown where the heading above says the same. A `folded` one is opened by its caption.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    folded: bool = False

    @property
    def has_sentences(self) -> bool:
        """Whether its rows are headed by more than a name: on a phone these want room."""
        return any(len(row.cells[0].text) > _NAME for row in self.rows if row.cells)


_NAME = 28
"""Characters of a longer name."""


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a chart's key: a swatch's look, empty for none, and what it stands for."""

    swatch: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart drawn twice, for a wide and for a narrow page, and its numbers as a table.

    `description` says in a sentence what the chart shows, for those who do not see it.
    """

    wide: Markup
    narrow: Markup
    description: str
    table: Table
    key: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph. A `quiet` one is a note."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture under its title, with its table below: in sight, or folded away.

    `table` replaces the picture's own where a richer one says the same numbers and more.
    """

    title: str
    picture: Picture
    note: str = ""
    table: Table | None = None
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """Short statements of equal rank."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Pairs of a name and what is to be said of it."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """What a reader must not miss: what is still needed, or that a model answers."""

    title: str
    text: str


Block = Prose | Figure | Table | Bullets | Terms | Callout


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]
    label: str = ""
    """A small word above the heading, such as "a model's answer"."""


@dataclass(frozen=True, slots=True)
class Source:
    """A line of where the answer comes from. An `exact` one is an id or a command, set as such."""

    label: str
    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, readable at a glance: the sentence, the picture, the table, the way to the rows.

    Every text is plain; whatever it holds is escaped when the page is written.
    """

    language: Language
    kind: str
    """What sort of answer: `Diagnosis`, `Attribution`."""
    sentence: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    badge: Badge | None = None
    standfirst: str = ""
    """A line under the sentence: the periods, the scope."""
    facts: tuple[Fact, ...] = field(default=())
    place: str = ""
    """The workspace or company, shown small in the head."""
