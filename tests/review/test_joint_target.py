"""The shared target."""

from __future__ import annotations

import pytest
from tests.review.verdicts import told

from selaras.review.joint_target import TargetState, target_standing
from selaras.review.standing import Told, standing_of


@pytest.mark.parametrize(
    ("found", "state", "month"),
    [
        ([], TargetState.CANNOT_TELL, None),
        ([*told("a", 5, "running")], TargetState.RUNNING, 5),
        ([*told("a", 5, "running", "kept"), *told("a", 4, "kept")], TargetState.MET, 4),
        ([*told("a", 5, "kept", "kept"), *told("a", 4, "missed")], TargetState.MET, 5),
        ([*told("a", 5, "running", "missed"), *told("a", 4, "kept")], TargetState.MISSED, 5),
        ([*told("a", 5, "at_risk"), *told("a", 4, "missed", "kept")], TargetState.MISSED, 4),
        ([*told("a", 4, "cannot_tell")], TargetState.CANNOT_TELL, 4),
        ([*told("a", 4, "excused", "kept")], TargetState.MET, 4),
        ([*told("a", 4, "excused")], TargetState.CANNOT_TELL, 4),
    ],
)
def test_target_is_met_only_by_what_was_kept(
    found: list[Told], state: TargetState, month: int | None
) -> None:
    standing = target_standing(standing_of("a", found))
    seen = None if standing.period is None else standing.period.first.month
    assert (standing.state, seen) == (state, month)
