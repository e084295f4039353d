"""How many follow-ups: the answer to `selaras followup`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.amounts_query import WonAmounts, read_won_amounts
from selaras.diagnosis.followup.asked import Asked
from selaras.diagnosis.followup.best import curves_of
from selaras.diagnosis.followup.curve import Best, Curve
from selaras.diagnosis.followup.figures import Figure, figure
from selaras.diagnosis.followup.hazard_model import Worked, unpacked
from selaras.diagnosis.followup.model import Modelled, Places, Setting, depth_of, model
from selaras.diagnosis.followup.paths import Paths
from selaras.diagnosis.followup.paths_query import read_paths
from selaras.diagnosis.followup.persistence_weights import WeightedCheck, weighted_check
from selaras.diagnosis.followup.promises import promised_effort
from selaras.diagnosis.followup.survivorship import (
    ByFinalNumber,
    by_final_number,
    refuse_final_number,
)
from selaras.diagnosis.followup.terms import Terms, Worth, worth_of
from selaras.diagnosis.followup.timing import Timing
from selaras.diagnosis.followup.timing_query import read_timing
from selaras.errors import InputError, said
from selaras.statistics.effort import Share
from selaras.statistics.leave_out import Spreading, leave_out

Floats = NDArray[np.float64]


class By(StrEnum):
    """What leads are told apart by."""

    GRADE = "grade"
    SOURCE = "source"


class Lack(StrEnum):
    """Why the best number of attempts cannot be told."""

    NO_LEADS = "no_leads"
    FEW_LEADS = "few_leads"
    FEW_CONTACTS = "few_contacts"
    FEW_REPS = "few_reps"
    NO_VALUE = "no_value"


@dataclass(frozen=True, slots=True)
class Scarce:
    """The best use of a number of attempts.

    `price` is what one more would be worth (its shadow price), `shares` what each kind gets, in
    the order of `kinds`. `today_*` are what the attempts made bring by the same chances;
    `*_gained` compare with them, and are None where another number of attempts was asked for.
    """

    attempts: float
    kinds: tuple[str, ...]
    leads: tuple[int, ...]
    shares: tuple[Share, ...]
    price: Figure
    contacts: float
    today_contacts: float
    contacts_gained: Figure | None
    value_gained: Figure | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The answer; its words are made by `sentences`.

    `lack` None: it can be told. `unit` is the currency that values are in, or `contacts` where no
    value is known. `curves` hold all kinds together first; empty where there is nothing to read.
    `cost` is what an attempt is taken to cost, stated or the shadow price.
    """

    lack: Lack | None
    by: By
    terms: Terms
    worth: Worth
    amounts: WonAmounts
    unit: str
    cost: float | None
    curves: tuple[Curve, ...]
    scarce: Scarce | None
    final_numbers: tuple[ByFinalNumber, ...]
    weighted: WeightedCheck | None
    timing: Timing | None
    promised_attempts: int | None
    n: dict[str, int]
    start: datetime
    end: datetime
    as_of: datetime
    horizon: datetime
    snapshot: str


def follow_up(asked: Asked, terms: Terms | None = None, by: By = By.GRADE) -> FollowUp:
    """How often to try, for leads that started in a period.

    Raises EvidenceError where leads or attempts are not loaded; thin data come back with a
    `lack`.
    """
    terms = terms or Terms()
    paths, amounts = read_paths(asked), read_won_amounts(asked)
    counts = worked_counts(paths, by.value)
    pooled = unpacked(counts.sum(axis=0))
    worth = worth_of(
        terms, amounts, pooled.matured.sum(), pooled.wins.sum(), asked.reading.has("deals")
    )
    depth = depth_of(pooled.attempted.sum(axis=0), FOLLOW_UP.least_attempted)
    common = {
        "by": by, "terms": terms, "worth": worth, "amounts": amounts,
        "unit": asked.currency if worth.is_known else "contacts",
        "promised_attempts": promised_effort(asked.book).attempts,
        "n": numbers_of(paths), "start": asked.start, "end": asked.end,
        "as_of": asked.reading.as_of, "horizon": asked.horizon,
        "snapshot": asked.reading.snapshot.id,
    }  # fmt: skip
    if depth == 0:
        lack = Lack.FEW_LEADS if paths.n else Lack.NO_LEADS
        return FollowUp(lack, cost=None, curves=(), scarce=None, final_numbers=(), weighted=None,
                        timing=None, **common)  # type: ignore[arg-type]  # fmt: skip
    setting = _setting(terms, pooled, depth)
    money = amount_columns(paths, amounts) * (worth.amount is not None)
    whole, spreading = _modelled(counts, money, setting, paths.reps)
    kinds = paths.words[by.value]
    curves = curves_of(kinds, pooled, whole, spreading, setting)
    untold = _lack(paths, pooled, spreading, worth, terms)
    if untold is not None:
        # What cannot be told is not said by a curve either.
        curves = tuple(replace(curve, best=Best(None)) for curve in curves)
    return FollowUp(
        untold,
        cost=whole.cost,
        curves=curves,
        scarce=_scarce(kinds, pooled, whole, spreading, setting) if terms.cost is None else None,
        final_numbers=by_final_number(
            pooled.attempted.sum(axis=0)[:depth],
            pooled.contacts.sum(axis=0)[:depth],
            whole.all_reached,
        ),
        weighted=weighted_check(paths, by.value, depth, curves[0].rows[-1].contact_by),
        timing=read_timing(asked),
        **common,  # type: ignore[arg-type]
    )


def worked_counts(paths: Paths, kind: str) -> Floats:
    """Counts by rep and kind, as `Worked.packed` has them, reps on the first axis."""
    by, most = ("rep", kind), FOLLOW_UP.most_attempts
    mature = paths.leads * paths.mature * paths.reached
    return Worked(
        leads=paths.tally(by, paths.leads),
        attempted=paths.attempted(by, most),
        contacts=paths.contacts(by, most),
        matured=paths.tally(by, mature),
        wins=paths.tally(by, mature * (paths.won == 1)),
    ).packed()


def amount_columns(paths: Paths, amounts: WonAmounts) -> Floats:
    """Won deals with a usable amount, and their total, a row a rep."""
    found = [amounts.by_rep.get(rep, (0, 0)) for rep in paths.words["rep"]]
    return np.array([(n, float(total)) for n, total in found]).reshape(-1, 2)


def numbers_of(paths: Paths) -> dict[str, int]:
    """How many leads, attempts, contacts, wins and reps an answer stands on."""
    reached = paths.leads * paths.reached
    return {
        "leads": paths.n,
        "attempts": int((paths.leads * paths.made).sum()),
        "contacts": int(reached.sum()),
        "mature_contacts": int((reached * paths.mature).sum()),
        "wins": int((reached * paths.mature * (paths.won == 1)).sum()),
        "later_wins": int((paths.leads * (paths.won == 2)).sum()),
        "wins_without_contact": int((paths.leads * (paths.won > 0) * (1 - paths.reached)).sum()),
        "reps": paths.reps,
        "unclear_attempts": paths.unclear,
        "leads_beyond": paths.beyond,
        **paths.left_out,
    }


def _setting(terms: Terms, pooled: Worked, depth: int) -> Setting:
    deep = [max(1, min(depth_of(a, FOLLOW_UP.least_cell), depth)) for a in pooled.attempted]
    return Setting(
        depth,
        tuple(deep),
        None if terms.value is None else float(terms.value),
        None if terms.cost is None else float(terms.cost),
        None if terms.attempts is None else float(terms.attempts),
    )


def _modelled(
    counts: Floats, money: Floats, setting: Setting, reps: int
) -> tuple[Modelled, Spreading | None]:
    """The model of all leads, and how it spreads as one of the reps after the other is left out."""
    shape = counts.shape[1:]
    flat = np.concatenate([counts.reshape(len(counts), -1), money], axis=1)

    def of(summed: Floats) -> Modelled:
        worked = unpacked(summed[:-2].reshape(shape))
        amount = summed[-1] / summed[-2] if summed[-2] > 0 else None
        return model(worked, amount, setting)

    whole = of(flat.sum(axis=0))
    if reps < FOLLOW_UP.least_reps:
        return whole, None
    return whole, leave_out(flat, lambda summed: of(summed).flat(), FOLLOW_UP.most_groups)


def _scarce(
    kinds: tuple[str, ...],
    pooled: Worked,
    whole: Modelled,
    spreading: Spreading | None,
    setting: Setting,
) -> Scarce:
    places = Places(len(kinds), setting.depth)

    def told(value: float, at: int) -> Figure:
        return figure(value, None if spreading is None else spreading.interval(at))

    same = setting.attempts is None
    plan, (contacts, value) = whole.plan, whole.today
    return Scarce(
        attempts=float(pooled.attempted.sum()) if same else float(setting.attempts or 0),
        kinds=kinds,
        leads=tuple(int(n) for n in pooled.leads),
        shares=plan.shares,
        price=told(plan.price, places.price),
        contacts=plan.contacts,
        today_contacts=contacts,
        contacts_gained=told(plan.contacts - contacts, places.contacts_gained) if same else None,
        value_gained=told(plan.value - value, places.value_gained) if same else None,
    )


def _lack(
    paths: Paths, pooled: Worked, spreading: Spreading | None, worth: Worth, terms: Terms
) -> Lack | None:
    if paths.n < FOLLOW_UP.least_leads:
        return Lack.FEW_LEADS
    if pooled.contacts.sum() < FOLLOW_UP.least_events:
        return Lack.FEW_CONTACTS
    if spreading is None:
        return Lack.FEW_REPS
    return Lack.NO_VALUE if terms.cost is not None and not worth.is_known else None


def kind_asked(text: str) -> By:
    """`grade` or `source`; the final number of attempts is refused with its reason."""
    word = text.strip().lower()
    if "attempt" in word or "final" in word or word == "made":
        raise refuse_final_number()
    try:
        return By(word)
    except ValueError:
        raise InputError(
            said("--by {text} is not known.", "--by {text} tidak dikenal.", text=text),
            mend=said("Write grade or source.", "Tulis grade atau source."),
        ) from None
