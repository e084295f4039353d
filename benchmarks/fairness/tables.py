"""Scores as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.fairness.scoring import Scores, behaviour, score
from benchmarks.fairness.trial import Estimate, Trial


def by_truth(trials: Sequence[Trial]) -> str:
    """A line per truth and size, and one per size for all truths."""
    lines = [
        "| truth | leads | companies | factors covered | teams covered | blamed wrongly "
        "| large decidable named | cannot tell |",
        "| --- | ---: | ---: | --- | --- | --- | --- | --- |",
    ]
    for leads in sorted({trial.leads for trial in trials}):
        of_size = [trial for trial in trials if trial.leads == leads]
        for truth in dict.fromkeys(trial.truth for trial in of_size):
            lines.append(_line(truth, leads, [t for t in of_size if t.truth == truth]))
        lines.append(_line("**all**", leads, of_size))
    larger = [trial for trial in trials if trial.leads >= 3000]
    if larger:
        lines.append(_line("**all, 3,000 and more**", None, larger))
    return "\n".join(lines)


def _line(truth: str, leads: int | None, trials: Sequence[Trial]) -> str:
    found: Scores = score(trials)
    cells = (
        truth,
        "" if leads is None else f"{leads:,}",
        f"{found.trials}" + (f" (+{found.errors} failed)" if found.errors else ""),
        *(str(one) for one in (found.factors, found.teams, found.wrong)),
        f"{found.named.k} of {found.named.n}: {found.named}" if found.named.n else "-",
        str(found.cannot_tell),
    )
    return f"| {' | '.join(cells)} |"


def by_effect(trials: Sequence[Trial], truth: str | None = None) -> str:
    """How each factor and team is estimated, per size; of one truth, or of all."""
    lines = [
        "| effect | leads | covered | bias | half width | z mean | z spread |",
        "| --- | ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    chosen = [t for t in trials if t.error is None and truth in (None, t.truth)]
    for leads in sorted({trial.leads for trial in chosen}):
        pairs = [pair for t in chosen if t.leads == leads for pair in _effects(t)]
        for name in dict.fromkeys(name for name, _, _ in pairs):
            found = behaviour([(trial, one) for other, trial, one in pairs if other == name])
            lines.append(
                f"| {name} | {leads:,} | {found.coverage} | {found.bias:+.2%} "
                f"| {found.half_width:.2%} | {found.z_mean:+.2f} | {found.z_spread:.2f} |"
            )
    return "\n".join(lines)


def _effects(trial: Trial) -> Iterator[tuple[str, Trial, Estimate]]:
    if trial.gap is not None:
        yield "gap", trial, trial.gap
    for one in trial.factors:
        yield one.name, trial, one
    for one in trial.teams:
        yield f"team {one.name}", trial, one


def one_trial(trial: Trial) -> str:
    """Everything about one company, to look at a failure."""
    lines = [
        f"{trial.truth}, {trial.leads:,} leads, seed {trial.seed}, {trial.reps} reps, planted "
        f"{', '.join(trial.planted) or 'nothing'}: verdict {trial.verdict}, at fault "
        f"{', '.join(trial.at_fault) or 'nobody'}, decidable {', '.join(trial.decidable) or '-'}",
    ]
    for name, _, one in _effects(trial):
        bounds = "no interval"
        if one.low is not None and one.high is not None:
            bounds = f"[{one.low:+.3f}, {one.high:+.3f}]{'' if one.covers else '  MISSED'}"
        lines.append(f"  {name:18s} true {one.true:+.3f}  found {one.found:+.3f}  {bounds}")
    if trial.error:
        lines.append(trial.error)
    return "\n".join(lines)
