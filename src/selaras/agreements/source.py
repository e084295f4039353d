"""YAML as it was written: plain data, and the line that every part of it stands on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from selaras.errors import InputError, Said, said

KEEP_ONE = said("Keep one of the two.", "Pertahankan salah satu.")
"""The mend of whatever is written twice."""
NONE = said("none", "tidak ada")

Step = str | int
LARGEST_FILE = 1_000_000
"""Bytes (*choice*); an agreement of a hundred commitments has some 50,000."""
LONGEST_NUMBER = 40
"""Characters (*choice*): nothing that people promise needs more digits."""
DEEPEST = 50
"""Levels of nesting (*choice*): agreements have some eight, and thousands would never end."""
_TAG = "tag:yaml.org,2002:"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _ShallowComposer(Composer):
    """Stops at DEEPEST levels, while little has been read."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _TooDeepError(self.parser.peek_event().start_mark.line + 1)
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


@dataclass(frozen=True, slots=True)
class Source:
    """One YAML document.

    `data` holds dicts with text keys, lists, text, int, Decimal, bool, date and None. `lines` and
    `raw` give, by the path of keys and indices, the line (from 1) of a part and a scalar's text as
    it was written, so that `01` can still be read as text.
    """

    file: str | None
    data: Any
    lines: dict[tuple[Step, ...], int] = field(default_factory=dict)
    raw: dict[tuple[Step, ...], str] = field(default_factory=dict)

    def line(self, path: tuple[Step, ...]) -> int | None:
        """The line of `path`, or of the nearest part around it that was written."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a source, to say where something is wrong."""

    source: Source
    path: tuple[Step, ...] = ()

    def at(self, *steps: Step) -> Place:
        """The part of this one that is reached by `steps`."""
        return Place(self.source, self.path + steps)

    @property
    def line(self) -> int | None:
        return self.source.line(self.path)

    @property
    def raw(self) -> str | None:
        """The scalar's text as it was written; None where this is not a scalar."""
        return self.source.raw.get(self.path)

    def fault(self, problem: str, mend: str | None = None) -> InputError:
        """An error at this place, to be raised."""
        return InputError(problem, file=self.source.file, line=self.line, mend=mend)


def read_source(path: Path) -> Source:
    """Read the YAML file at `path`; InputError if it cannot be read or is not plain YAML."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError(
                said(
                    "The file is larger than {n} bytes.",
                    "Berkas ini lebih besar dari {n} bita.",
                    n=f"{LARGEST_FILE:,}",
                ),
                file=str(path),
                mend=said(
                    "An agreement is a page or two of text: is this the right file?",
                    "Kesepakatan hanya satu dua halaman teks: benarkah berkasnya?",
                ),
            )
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            said(
                "This is not UTF-8 text (byte {n}).",
                "Ini bukan teks UTF-8 (bita {n}).",
                n=error.start,
            ),
            file=str(path),
            mend=said("Save it as UTF-8.", "Simpan sebagai UTF-8."),
        ) from None
    except OSError as error:
        raise InputError(
            said(
                "The file cannot be read: {why}.",
                "Berkas tidak dapat dibaca: {why}.",
                why=error.strerror or error,
            ),
            file=str(path),
        ) from None
    return parse_source(text, str(path))


def parse_source(text: str, file: str | None = None) -> Source:
    """Parse YAML text of one document; InputError with the line if it is not plain YAML.

    Plain YAML has no anchors, aliases, tags or merge keys, and no key twice in one mapping.
    """
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _ShallowComposer
    try:
        root = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join((error.problem or "it cannot be parsed").split())
        tabs = said("Indent with spaces, never with tabs.", "Menjoroklah dengan spasi, bukan tab.")
        mend = tabs if "\\t" in what else None
        line = None if mark is None else mark.line + 1
        raise InputError(_not_yaml(what), file=file, line=line, mend=mend) from None
    except _TooDeepError as error:
        raise InputError(
            said(
                "This is nested more than {n} levels deep.",
                "Ini bersarang lebih dari {n} tingkat.",
                n=DEEPEST,
            ),
            file=file,
            line=error.line,
        ) from None
    except (YAMLError, ValueError, OverflowError) as error:
        what = " ".join(str(error).split())[:200]
        raise InputError(_not_yaml(what), file=file) from None
    source = Source(file, None)
    if root is None:
        raise InputError(said("The file is empty.", "Berkasnya kosong."), file=file)
    data = _build(root, source, ())
    return Source(file, data, source.lines, source.raw)


def all_of(written: Sequence[str]) -> Said:
    """`` `a` and `b` ``, or `nothing`."""
    words = [f"`{word}`" for word in written]
    if not words:
        return said("nothing", "tidak ada apa-apa")
    return Said(" and ".join(words), " dan ".join(words))


def _not_yaml(what: str) -> Said:
    return said("This is not YAML: {what}.", "Ini bukan YAML: {what}.", what=what)


def _build(node: Node, source: Source, path: tuple[Step, ...]) -> Any:
    line = node.start_mark.line + 1
    source.lines.setdefault(path, line)
    if node.anchor is not None:
        raise InputError(
            said(
                "&{anchor} is an anchor; agreements are written out in full.",
                "&{anchor} adalah jangkar; kesepakatan ditulis lengkap.",
                anchor=node.anchor,
            ),
            file=source.file,
            line=line,
            mend=said(
                "Write the text itself instead of & and *.",
                "Tulis teksnya sendiri, bukan & dan *.",
            ),
        )
    if isinstance(node, MappingNode):
        return _build_mapping(node, source, path)
    if isinstance(node, SequenceNode):
        return [_build(item, source, (*path, n)) for n, item in enumerate(node.value)]
    if not isinstance(node, ScalarNode):  # pragma: no cover - YAML has no fourth kind
        raise InputError(said("This is not YAML.", "Ini bukan YAML."), file=source.file, line=line)
    source.raw[path] = node.value
    return _scalar(node, source, line)


def _build_mapping(node: MappingNode, source: Source, path: tuple[Step, ...]) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            raise InputError(
                said("A key must be a word.", "Kunci harus berupa kata."),
                file=source.file,
                line=line,
            )
        key = key_node.value
        if key in built:
            first = source.lines[(*path, key)]
            raise InputError(
                said(
                    "`{key}` stands here twice, first in line {line}.",
                    "`{key}` ada dua kali di sini, pertama di baris {line}.",
                    key=key,
                    line=first,
                ),
                file=source.file,
                line=line,
                mend=KEEP_ONE,
            )
        source.lines[(*path, key)] = line
        built[key] = _build(value_node, source, (*path, key))
    return built


def _scalar(node: ScalarNode, source: Source, line: int) -> Any:
    text, tag = node.value, str(node.tag)
    if not tag.startswith(_TAG) or node.style in ("'", '"', "|", ">"):
        if tag != f"{_TAG}str":
            raise InputError(
                said("The tag {tag} is not known.", "Tag {tag} tidak dikenal.", tag=tag),
                file=source.file,
                line=line,
            )
        return text
    kind = tag.removeprefix(_TAG)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind in ("int", "float"):
        return _number(text, source, line)
    if kind == "timestamp":
        return _day(text, source, line)
    return text


def _number(text: str, source: Source, line: int) -> int | Decimal | str:
    digits = text.replace("_", "")
    if len(digits) > LONGEST_NUMBER:
        raise InputError(
            said(
                "{text}… is a number of {n} characters.",
                "{text}… adalah angka dengan {n} karakter.",
                text=text[:20],
                n=len(digits),
            ),
            file=source.file,
            line=line,
            mend=said("At most {n} are read.", "Paling banyak {n} yang dibaca.", n=LONGEST_NUMBER),
        )
    if re.fullmatch(r"[-+]?\d+", digits):
        return int(digits)
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return text  # 0x1F and 0o7 are numbers to YAML only
    if not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
        raise InputError(
            said(
                "{text} is not a number that can be promised.",
                "{text} bukan angka yang dapat dijanjikan.",
                text=text,
            ),
            file=source.file,
            line=line,
        )
    return number


def _day(text: str, source: Source, line: int) -> date | str:
    if not _DAY.match(text):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(
            said(
                "{text} is not a day of the calendar.",
                "{text} bukan hari di kalender.",
                text=text,
            ),
            file=source.file,
            line=line,
            mend=said("Write a date such as 2026-02-28.", "Tulis tanggal seperti 2026-02-28."),
        ) from None
