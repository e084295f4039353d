"""Scores as Markdown tables, with exact bounds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from benchmarks.capacity_fairness.promises import Kept
from benchmarks.capacity_fairness.trial import Trial
from benchmarks.fairness.scoring import Share, share
from selaras.demo.programmes.planting import CAUSES, PLANTED

EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.93, 0.97, 0.99, 1.0)


def by_cause(trials: Sequence[Trial]) -> str:
    """How often each cause is found where it is, and named where it is not."""
    lines = [
        "| cause | planted: named | made a difference: named | plainly so: named | cannot tell "
        "| absent: named wrongly |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    done = [trial for trial in trials if trial.error is None]
    lines += [_row(cause, [(cause, trial) for trial in done]) for cause in CAUSES]
    lines.append(_row("**all together**", [(cause, t) for cause in CAUSES for t in done]))
    failed = len(trials) - len(done)
    named = share(bool(set(t.named) - set(t.planted)) for t in done)
    lines += ["", f"Programmes: {len(done)}" + (f" (+{failed} failed)" if failed else "") + "; "
              f"somebody named wrongly in {_counted(named)}. What was lost lies within its 90% "
              f"interval in {_counted(_lost(done))}."]  # fmt: skip
    return "\n".join(lines)


def _row(label: str, asked: Sequence[tuple[str, Trial]]) -> str:
    """A line for causes, each with a trial that it was planted in or not."""
    there = [(cause, t) for cause, t in asked if cause in t.planted]
    cells = (
        label,
        _counted(share(cause in t.named for cause, t in there)),
        _counted(share(cause in t.named for cause, t in there if cause in t.mattered)),
        _counted(share(cause in t.named for cause, t in there if cause in t.large)),
        str(share(t.answers[cause] == "cannot_tell" for cause, t in there)),
        _counted(share(cause in t.named for cause, t in asked if cause not in t.planted)),
    )
    return f"| {' | '.join(cells)} |"


def by_planted(trials: Sequence[Trial]) -> str:
    """A line for everything that can be planted."""
    lines = [
        "| planted | programmes | exactly these named | all found | wrongly named | cannot tell |",
        "| --- | ---: | --- | --- | --- | --- |",
    ]
    done = [trial for trial in trials if trial.error is None]
    for planted in PLANTED:
        here = [t for t in done if t.planted == planted]
        cells = (
            ", ".join(planted) or "nothing",
            str(len(here)),
            str(share(set(t.named) == set(planted) for t in here)),
            str(share(set(t.named) >= set(planted) for t in here)) if planted else "-",
            str(share(bool(set(t.named) - set(planted)) for t in here)),
            str(share(t.verdict == "cannot_tell" for t in here)),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def by_stated(promises: Sequence[Kept]) -> str:
    """Promises by how safe they were said to be, and how often they held."""
    lines = [
        "| said to be safe | promises | stated, mean | held | mean within the bounds |",
        "| --- | ---: | ---: | --- | --- |",
    ]
    for low, high in pairwise(EDGES):
        here = [p for p in promises if low <= p.stated < high or (high == 1.0 == p.stated)]
        if not here:
            continue
        mean = sum(p.stated for p in here) / len(here)
        held: Share = share(p.held for p in here)
        inside = "yes" if held.low <= mean <= held.high else "**no**"
        name = f"{low:.0%} to {high:.0%}"
        lines.append(
            f"| {name} | {len(here)} | {mean:.1%} | {held.value:.1%} "
            f"[{held.low:.1%}, {held.high:.1%}] | {inside} |"
        )
    return "\n".join(lines)


def _counted(found: Share) -> str:
    return f"{found.k} of {found.n}: {found}" if found.n else "-"


def _lost(trials: Sequence[Trial]) -> Share:
    """How often the interval of what was lost holds the truth."""
    return share(
        t.lost_low - 0.5 <= t.lost <= t.lost_high + 0.5
        for t in trials
        if t.lost_low is not None and t.lost_high is not None
    )
