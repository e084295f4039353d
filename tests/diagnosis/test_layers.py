"""Which modules of the diagnosis may touch the engine."""

from __future__ import annotations

import ast
from pathlib import Path

import selaras.diagnosis

HOME = Path(selaras.diagnosis.__file__).parent


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_only_query_modules_build_expressions() -> None:
    modules = {path: _imports(path) for path in HOME.rglob("*.py")}
    touching = {path.stem for path, names in modules.items() if names & {"ibis", "duckdb"}}

    assert touching
    assert {name for name in touching if not name.endswith("_query")} == set()
