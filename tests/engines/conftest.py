"""One suite for every engine; what an engine cannot do yet is declared, and strictly so.

To join: add a maker to ENGINES, and to GAPS the tests that fail with the error they fail with.
A declared gap that no longer fails, or fails otherwise, fails the suite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from selaras.evidence.engines import Engine
from selaras.evidence.engines.duckdb import DuckDBEngine


@dataclass(frozen=True)
class Gap:
    """A test that an engine does not pass, the error it gives instead, and why."""

    test: str
    error: type[Exception]
    why: str


ENGINES: dict[str, Callable[[], Engine]] = {
    "duckdb": lambda: DuckDBEngine(memory_limit="256MB", threads=2),
}
GAPS: dict[str, tuple[Gap, ...]] = {"duckdb": ()}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    made = ENGINES[request.param]()
    assert made.name == request.param
    function = request.node.originalname
    for gap in GAPS[request.param]:
        if gap.test == function:
            request.applymarker(pytest.mark.xfail(raises=gap.error, reason=gap.why, strict=True))
    yield made
    made.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A gap for a test that is not there is a gap nobody would miss."""
    here = {
        item.originalname
        for item in items
        if isinstance(item, pytest.Function) and "engine" in item.fixturenames
    }
    declared = {gap.test for gaps in GAPS.values() for gap in gaps}
    collected_whole = "test_tables_have_the_types_of_their_contract" in here
    if collected_whole and not declared <= here:
        raise pytest.UsageError(f"gaps of tests that are not there: {sorted(declared - here)}")
