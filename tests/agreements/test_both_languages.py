"""What lint and reading say of an agreement is said in Bahasa Indonesia too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from selaras import agreements

HERE = Path(agreements.__file__).parent
SAYING = {"note": 3, "fault": 0, "InputError": 0, "Note": 4, "ValueError": 0}
"""Call that tells a reader something → which of its arguments is the sentence; the mend follows."""


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _plain(node: ast.expr | None) -> bool:
    """Whether a sentence is written in one language alone."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return isinstance(node, ast.JoinedStr)


def _unsaid(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or _name(node) not in SAYING:
            continue
        first = SAYING[_name(node)]
        told = [*node.args[first : first + 2]]
        told += [one.value for one in node.keywords if one.arg in ("problem", "mend")]
        if any(_plain(one) for one in told):
            yield f"{file.name}:{node.lineno}"


@pytest.mark.parametrize("file", sorted(HERE.rglob("*.py")), ids=lambda file: file.stem)
def test_what_is_wrong_is_said_in_both_languages(file: Path) -> None:
    assert list(_unsaid(file)) == []
