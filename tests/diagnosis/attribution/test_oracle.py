"""Exact removal effects against ChannelAttribution run to convergence, stored with its settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from selaras.diagnosis.attribution.cells import Steps, chain_of
from selaras.statistics.markov import removal_effects

ORACLE = json.loads((Path(__file__).parent / "oracle.json").read_text(encoding="utf-8"))


def steps_of(found: list[list[Any]], channels: list[str]) -> tuple[Steps, Steps]:
    """What the engine would count of these paths, in one bucket: every touch, and the last ones."""
    moves, ends = [], []
    for path, converted, nulls, value in found:
        touched = [-1, -1, *(channels.index(name) for name in path.split(">"))]
        triples = list(zip(touched, touched[1:], touched[2:], strict=False))
        moves += [(*triple, converted + nulls) for triple in triples]
        ends.append((*triples[-1], converted + nulls, converted, value))
    return _steps(moves), _steps(ends)


def _steps(rows: list[tuple[Any, ...]]) -> Steps:
    numbers = np.array([row[:3] for row in rows])
    amounts = np.array([row[3:] for row in rows], dtype=float)
    return Steps(np.zeros(len(rows), np.int64), *numbers.T, amounts)


@pytest.mark.parametrize("case", ORACLE["cases"], ids=lambda c: f"{c['name']}-{c['order']}")
def test_removal_effects_are_those_that_the_simulation_comes_to(case: dict[str, Any]):
    channels = sorted(case["removal_effects"])
    moves, ends = steps_of(case["paths"], channels)
    chain = chain_of(moves, ends, case["order"], 1, len(channels))
    effects = removal_effects(chain.moves, chain.group, len(channels))
    simulated = np.array([case["removal_effects"][name] for name in channels])
    # The simulation's error: one million walks at the least, so about 0.001 in a share.
    assert effects[0] == pytest.approx(simulated[:, 0], abs=0.003)
    assert effects[1] == pytest.approx(simulated[:, 1], abs=0.004)
