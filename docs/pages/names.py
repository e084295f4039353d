"""The public Python names, from their signatures and docstrings."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

import selaras
from docs.pages.markdown import code, docstring, page, table
from selaras.agreements.values import AgreementVersion, Book
from selaras.errors import EvidenceError, InputError, InternalError, SelarasError
from selaras.evidence import Evidence, Snapshot
from selaras.ledger import METHOD_VERSION, Item, Ledger, Status, Trace, Verdict

_INTRO = f"""
These names stay as they are from release to release; everything else may move.

```python
from datetime import UTC, datetime
from pathlib import Path

import selaras

book = selaras.read_agreements("workspace/agreements")
evidence = selaras.open_evidence("workspace/evidence")
ledger = selaras.evaluate(
    book,
    evidence,
    as_of=datetime(2026, 4, 11, tzinfo=UTC),
    calendars=(Path("workspace/calendars"),),
)
for verdict in ledger.verdicts:
    print(verdict.commitment, verdict.subject, verdict.status, verdict.value)
ledger.to_arrow()  # the same as an Arrow table
ledger.trace(ledger.verdicts[0]).items  # what is behind a verdict
```

`evaluate` reads and writes nothing but what it is given: it keeps no verdicts, which is what the
command `selaras evaluate` adds. The method version of this release is `{METHOD_VERSION}`.
"""
CLASSES = (Ledger, Verdict, Status, Trace, Item, Book, AgreementVersion, Evidence, Snapshot)
ERRORS = (SelarasError, InputError, EvidenceError, InternalError)


def name_page() -> str:
    """docs/reference/python.md."""
    parts = [_INTRO, "## Functions"]
    for name in sorted(selaras.__all__):
        parts += [f"### selaras.{name}", *_function(name, getattr(selaras, name))]
    parts.append("## Classes")
    for kind in CLASSES:
        parts += [f"### {kind.__name__}", *_class(kind)]
    parts.append("## Errors")
    for kind in ERRORS:
        parts += [f"### {kind.__name__}", docstring(inspect.getdoc(kind) or "")]
    return page("The public Python names", *(part for part in parts if part))


def _function(name: str, function: Any) -> list[str]:
    return [
        f"```python\n{_signature(name, function)}\n```",
        docstring(inspect.getdoc(function) or ""),
    ]


def _signature(name: str, function: Any) -> str:
    """The signature on one line where it fits, else with a line for each parameter."""
    signature = inspect.signature(function)
    words = _words(signature.parameters.values())
    returns = f" -> {signature.return_annotation}"
    short = f"{name}({', '.join(words)}){returns}"
    if len(short) <= 90:
        return short
    return "\n".join([f"{name}(", *(f"    {word}," for word in words), f"){returns}"])


def _words(parameters: Iterable[inspect.Parameter]) -> list[str]:
    """Parameters as they are written, `self` left out."""
    words: list[str] = []
    for parameter in parameters:
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in words:
            words.append("*")
        if parameter.name == "self":
            continue
        star = "**" if parameter.kind is parameter.VAR_KEYWORD else ""
        word = f"{star}{parameter.name}: {parameter.annotation}"
        has_default = parameter.default is not parameter.empty
        words.append(f"{word} = {parameter.default!r}" if has_default else word)
    return words


def _class(kind: Any) -> list[str]:
    own = vars(kind).get("__doc__") or ""  # not what an Enum inherits
    parts = [docstring(inspect.cleandoc(own))]
    if issubclass(kind, Enum):
        return [*parts, "Its values: " + ", ".join(code(member.value) for member in kind) + "."]
    fields = [f for f in dataclasses.fields(kind) if not f.name.startswith("_")]
    parts.append(table(("field", "type"), ((code(f.name), code(f.type)) for f in fields)))
    members = list(_members(kind))
    return [*parts, table(("member", "what it is"), members)]


def _members(kind: Any) -> Iterator[tuple[str, str]]:
    for name, member in vars(kind).items():
        if name.startswith("_") or name in {f.name for f in dataclasses.fields(kind)}:
            continue
        is_property = isinstance(member, property)
        if not is_property and not inspect.isfunction(member):
            continue
        says = inspect.getdoc(member.fget if is_property else member) or ""
        first = " ".join(says.split("\n\n")[0].split())
        if first:
            yield code(name if is_property else f"{name}{_parameters(member)}"), first


def _parameters(function: Any) -> str:
    return f"({', '.join(_words(inspect.signature(function).parameters.values()))})"
