"""YAML with the line of every key: what lets an error say where it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from selaras.errors import InputError, said

Place = tuple[str | int, ...]
_MOST_NODES = 100_000  # a mapping has some hundred; more is a bomb of aliases
_NULL = "tag:yaml.org,2002:null"
_KNOWN_TAGS = {
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value")
}


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document whose scalars are the texts that were written; only null is None.

    Texts, because `0012`, `1.50` and `yes` in a value map mean what stands in the source, not the
    number or truth that YAML would make of them. `lines` holds the line of every key and item.
    """

    file: str
    content: Any
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int | None:
        """The line of `place`, or of the nearest thing around it that has one."""
        for end in range(len(place), -1, -1):
            if place[:end] in self.lines:
                return self.lines[place[:end]]
        return None

    def refuse(self, problem: str, place: Place = (), mend: str | None = None) -> InputError:
        """An InputError that points at `place`."""
        return InputError(problem, file=self.file, line=self.line(place), mend=mend)


def read_document(path: Path) -> Document:
    """Read the YAML file at `path`; InputError where it is missing or no YAML."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(
            said("There is no such file.", "Berkas itu tidak ada."), file=str(path)
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            said(
                "This cannot be read as UTF-8 text: {error}.",
                "Ini tidak dapat dibaca sebagai teks UTF-8: {error}.",
                error=error,
            ),
            file=str(path),
        ) from None
    return parse_document(text, str(path))


def parse_document(text: str, file: str) -> Document:
    """Read YAML from `text`; `file` is what errors call it."""
    try:
        # Not "rt", which leaves a BEL at every fold of a text written with `>`.
        node = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        line = None if mark is None else mark.line + 1
        raise InputError(
            said("This is not YAML: {problem}.", "Ini bukan YAML: {problem}.", problem=problem),
            file=file,
            line=line,
        ) from None
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError) as error:
        # ruamel.yaml lets such errors of its own through on damaged text
        raise InputError(
            said("This is not YAML: {error}.", "Ini bukan YAML: {error}.", error=error), file=file
        ) from None
    document = Document(file, None, {})
    return Document(file, _Reader(document).read(node), document.lines)


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.nodes = 0

    def read(self, node: Node | None) -> Any:
        return None if node is None else self._value(node, (), ())

    def _value(self, node: Node, place: Place, around: tuple[int, ...]) -> Any:
        self.nodes += 1
        self.document.lines.setdefault(place, node.start_mark.line + 1)
        if id(node) in around or self.nodes > _MOST_NODES:
            raise self.document.refuse(
                said(
                    "Aliases go round in a circle or make too much of it",
                    "Alias berputar dalam lingkaran atau menjadikannya terlalu besar",
                ),
                place,
            )
        inside = (*around, id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, place, inside)
        if isinstance(node, SequenceNode):
            return [self._value(n, (*place, i), inside) for i, n in enumerate(node.value)]
        return self._scalar(node, place)

    def _mapping(self, node: MappingNode, place: Place, inside: tuple[int, ...]) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                raise self.document.refuse(
                    said("A key must be plain text.", "Kunci harus berupa teks biasa."), place
                )
            name = self._text(key, place)
            if name in read:
                line = key.start_mark.line + 1
                raise InputError(
                    said(
                        "The key {name} is written twice.",
                        "Kunci {name} ditulis dua kali.",
                        name=repr(name),
                    ),
                    file=self.document.file,
                    line=line,
                )
            self.document.lines[*place, name] = key.start_mark.line + 1
            read[name] = self._value(value, (*place, name), inside)
        return read

    def _scalar(self, node: Node, place: Place) -> str | None:
        tag = str(node.tag)
        if tag not in _KNOWN_TAGS:
            raise self.document.refuse(
                said("The tag {tag} is not known.", "Tag {tag} tidak dikenal.", tag=tag),
                place,
                said("Leave it out.", "Hilangkan saja."),
            )
        return None if tag == _NULL else self._text(node, place)

    def _text(self, node: Node, place: Place) -> str:
        r"""A scalar's text; signs in two parts, as JSON writes them (`\ud83d\ude00`)."""
        try:
            return str(node.value).encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            raise self.document.refuse(
                said(
                    "Half of a sign stands here, which is no text.",
                    "Di sini ada separuh tanda, yang bukan teks.",
                ),
                place,
                said("Write the sign itself.", "Tulis tandanya sendiri."),
            ) from None
