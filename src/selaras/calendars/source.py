"""YAML read with the line of every value kept, so that an error can name its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from selaras.errors import InputError, said

Place = tuple[str | int, ...]
"""Keys and positions that lead to a value, from the outside in."""

_MAX_VALUES = 50_000
_MAX_DEPTH = 20
_TAG = "tag:yaml.org,2002:"


@dataclass(slots=True)
class Source:
    """A YAML document as plain values, and the line on which each of them stands."""

    file: str
    value: Any = None
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, path: Place) -> int | None:
        """The line of the value at `path`, or of the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def error(self, problem: str, path: Place = (), mend: str | None = None) -> InputError:
        """An InputError that names the file and the line of the value at `path`."""
        return InputError(problem, file=self.file, line=self.line(path), mend=mend)


def read_source(path: Path) -> Source:
    """Read a YAML file; InputError if it cannot be opened or is not YAML."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            said("This is not a text in UTF-8.", "Ini bukan teks dalam UTF-8."), file=str(path)
        ) from None
    except OSError as error:
        raise InputError(
            said(
                "The file cannot be read: {error}.",
                "Berkas tidak dapat dibaca: {error}.",
                error=error.strerror or error,
            ),
            file=str(path),
        ) from None
    return read_text(text, str(path))


def read_text(text: str, file: str) -> Source:
    """Read YAML from a text; `file` is what errors call it."""
    source = Source(file)
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        problem = " ".join(str(error.problem or error.context or "it cannot be read").split())
        raise InputError(
            said("This is not YAML: {problem}.", "Ini bukan YAML: {problem}.", problem=problem),
            file=file,
            line=line,
        ) from None
    except (YAMLError, ValueError, RecursionError) as error:
        problem = " ".join(str(error).split())[:120]
        raise InputError(
            said("This is not YAML: {problem}.", "Ini bukan YAML: {problem}.", problem=problem),
            file=file,
        ) from None
    if node is not None:
        source.value = _plain(node, (), source)
    return source


def _plain(node: Node, path: Place, source: Source) -> Any:
    source.lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > _MAX_DEPTH or len(source.lines) > _MAX_VALUES:
        raise source.error(
            said(
                "The document is nested too deeply or too large.",
                "Dokumen ini bersarang terlalu dalam atau terlalu besar.",
            ),
            path,
        )
    if isinstance(node, MappingNode):
        return _mapping(node, path, source)
    if isinstance(node, SequenceNode):
        return [_plain(child, (*path, at), source) for at, child in enumerate(node.value)]
    if isinstance(node, ScalarNode):
        return _scalar(node, path, source)
    raise source.error(
        said(
            "This kind of YAML value is not used here.",
            "Jenis nilai YAML ini tidak dipakai di sini.",
        ),
        path,
    )


def _mapping(node: MappingNode, path: Place, source: Source) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            raise source.error(
                said("A key must be a plain word.", "Kunci harus berupa kata biasa."), path
            )
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        if key in result:
            raise InputError(
                said("`{key}` stands here twice.", "`{key}` tertulis dua kali di sini.", key=key),
                file=source.file,
                line=line,
                mend=said("Keep one of them.", "Pertahankan salah satunya."),
            )
        source.lines[(*path, key)] = line
        result[key] = _plain(value_node, (*path, key), source)
    return result


def _scalar(node: ScalarNode, path: Place, source: Source) -> Any:
    text: str = node.value
    kind = str(node.tag).removeprefix(_TAG)
    try:
        match kind:
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text.replace("_", ""), 0)
            case "float":
                return float(text.replace("_", ""))
            case "timestamp":
                return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise source.error(
            said(
                "{text} is not a {kind}.",
                "{text} bukan {kind}.",
                text=repr(text),
                kind=_KINDS[kind],
            ),
            path,
        ) from None
    return text


_NUMBER = said("number", "angka")
_KINDS = {"int": _NUMBER, "float": _NUMBER, "timestamp": said("date", "tanggal")}
