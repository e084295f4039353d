"""From fitted rates to the drivers of the identity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.choices import DecompositionChoices
from selaras.diagnosis.cohorts import Codes, Floats
from selaras.diagnosis.graded_sources import odds_by_grades
from selaras.diagnosis.hidden_quality import MOST_REACHED
from selaras.diagnosis.identity import (
    Drivers,
    Shifts,
    contacts_per_lead,
    revenue_of_coalitions,
)
from selaras.diagnosis.load import LoadParts
from selaras.diagnosis.movers import Movers, find_movers
from selaras.diagnosis.rates import Fits, RateFit, Shift
from selaras.diagnosis.sorting import sorted_alike, sorted_drivers
from selaras.diagnosis.strata import Strata
from selaras.diagnosis.worth_of_rates import elasticity, given_up_less, worth_of_going_on

Flags = NDArray[np.bool_]
_LEAST_WORTH = 0.05


@dataclass(frozen=True, slots=True)
class Fitted:
    """Drivers, and who moved; None where sources and reps cannot be told apart.

    In `drivers` skill is that of all reps; in `alone`, of those that the fit is to. `other_forms`
    are drivers as they would be if load were felt in another form, and if grades told less of a
    lead's quality; `queued` if reps had all they could do, None where that makes no difference;
    `rise` is that of the logarithm of leads per rep and working day.
    """

    drivers: Drivers
    alone: Drivers
    movers: Movers | None
    other_forms: tuple[Drivers, ...] = ()
    queued: Drivers | None = None
    rise: float = 0.0


def drivers_of(
    strata: Strata,
    fits: Fits,
    load: LoadParts | None,
    choices: DecompositionChoices,
    without: Codes | None = None,
    movers: Movers | None = None,
    *,
    separable: bool = True,
    sorting: bool = True,
) -> Fitted:
    """Fit every rate (leaving out the reps in `without`) and lay it out by stratum.

    `movers` is what the fit to all reps has told: who moved is not told anew from some of them.
    `separable` false: sources and reps do not overlap, and all shifts are joint. `sorting` false:
    leads of a stratum are taken to be alike.
    """
    reps = np.ones(strata.rep_shares.shape[1], bool)
    if without is not None:
        reps[without] = False
    layout = _Layout(strata, choices, reps)
    levels = {
        name: rate.fit(without)
        for name in ("acceptance", "contact", "win")
        if (rate := getattr(fits, name)) is not None
    }
    base = {name: layout.base(found) for name, found in levels.items()}
    contact = np.ones((len(strata.source), 1))
    goes_on = np.ones((2, len(strata.source), 1))
    waits, penalties = np.ones((2, len(strata.source), 1)), np.ones(1)
    if "contact" in levels and fits.persistence is not None:
        contact = np.minimum(base["contact"][:, None] * levels["contact"]["number"], MOST_REACHED)
        goes_on = layout.persistence(fits.persistence, without)
        if fits.waits is None:
            contact = contact * levels["contact"]["wait"][0]
        else:
            penalties = levels["contact"]["wait"]
            waits = layout.waits(fits.waits)
    shifts = {name: getattr(fits, name).shift(found) for name, found in levels.items()}
    worth = {"acceptance": 1.0, "win": 1.0}
    if "contact" in levels:
        worth["contact"] = elasticity(strata, waits[0], goes_on[0], contact, penalties)
    told = dict(shifts)
    if "contact" in levels and fits.persistence is not None:
        told["persistence"] = fits.persistence.shift(
            fits.persistence.fit(without)
        ).of_the_opposite()
        worth["persistence"] = worth_of_going_on(strata, waits[0], goes_on[0], contact, penalties)
    if separable and movers is None:
        reached = contacts_per_lead(waits[0], goes_on[0], contact, penalties)
        by_lead = base["acceptance"] * reached * base["win"]
        # A plan has no leads whose grades could have moved.
        odds = odds_by_grades(strata, by_lead, choices.grade_silent) if sorting else None
        movers = find_movers(told, worth, strata.source_leads, strata.rep_leads, odds)
    everyone, alone = (
        layout.split(shifts, worth, movers, of) for of in (np.ones(len(reps), bool), reps)
    )
    if movers is not None and "persistence" in told:
        # Reps who call good leads more give up earlier on a source that became worse: that is the
        # source's, as if its leads were harder to reach.
        of_source = movers.of_source["persistence"][strata.source]
        goes_on = np.stack([goes_on[0], given_up_less(goes_on[1], -of_source)])
        instead = of_source * worth["persistence"] / max(worth["contact"], _LEAST_WORTH)
        for found in (everyone, alone):
            shifted = found["contact"]
            found["contact"] = replace(shifted, quality=shifted.quality + instead)
    delivery = np.ones((2, len(strata.source)))
    if fits.delivery is not None:
        delivery = layout.both(fits.delivery, without, ("region",))
    drivers = Drivers(
        group=strata.group,
        groups=strata.groups,
        counts=strata.counts,
        others=strata.others,
        waits=waits,
        waits_loaded=np.zeros(waits.shape[1:]),
        goes_on=goes_on,
        goes_on_loaded=np.zeros(goes_on.shape[1:]),
        contact=contact,
        contact_shifts=everyone.get("contact", _no_shifts(len(strata.source))),
        acceptance=base["acceptance"],
        acceptance_shifts=everyone["acceptance"],
        win=base["win"],
        win_shifts=everyone["win"],
        penalties=penalties,
        price=layout.both(fits.price, without, ("segment", "source", "region"), cap=np.inf),
        delivery=delivery,
        scale=np.ones(2),
    )
    of_alone = replace(
        drivers,
        contact_shifts=alone.get("contact", drivers.contact_shifts),
        acceptance_shifts=alone["acceptance"],
        win_shifts=alone["win"],
    )
    forms = [drivers]
    if sorting and "contact" in levels:
        # How little grades may tell is asked of all reps alone.
        forms = list(islice(sorted_drivers(drivers, choices), None if without is None else 1))
        of_alone = sorted_alike(of_alone, drivers, forms[0])
    if load is None:
        return Fitted(forms[0], of_alone, movers, tuple(forms[1:]))
    return _with_load(forms, of_alone, movers, fits, load)


def _with_load(
    forms: Sequence[Drivers], of_alone: Drivers, movers: Movers | None, fits: Fits, load: LoadParts
) -> Fitted:
    """The first of the forms with what load did, and what else might be."""
    loaded, *less_told = (_loaded(one, fits, load) for one in forms)
    others = [_loaded(forms[0], fits, other) for other in load.in_another_form()]
    queue = load.as_queue()
    return Fitted(
        drivers=loaded,
        alone=_loaded(of_alone, fits, load),
        movers=movers,
        other_forms=(*others, *less_told),
        queued=None if queue is None else _loaded(forms[0], fits, queue),
        rise=load.rise,
    )


def scaled(drivers: Drivers, recorded: Floats) -> Drivers:
    """The same with the scale at which the identity gives the recorded revenue."""
    game = revenue_of_coalitions(drivers, drivers.counts, drivers.others)
    made = np.array([game[0], game[-1]])
    scale = np.where(made > 0, recorded / np.where(made > 0, made, 1.0), 1.0)
    return replace(drivers, scale=scale)


@dataclass(frozen=True, slots=True)
class _Layout:
    strata: Strata
    choices: DecompositionChoices
    reps: Flags

    def base(self, levels: dict[str, Floats]) -> Floats:
        """The base's rate by stratum, attempts and waits apart."""
        found = np.ones(len(self.strata.source))
        for name in ("one", "source", "grade", "region", "segment"):
            if name in levels:
                codes = 0 if name == "one" else getattr(self.strata, name)
                found = found * levels[name][codes]
        return np.asarray(found * (self._share_of_reps() @ levels["rep"])[self.strata.group])

    def _share_of_reps(self, reps: Flags | None = None) -> Floats:
        """Who works the leads of each group, among those reps (those that the fit is to)."""
        chosen = self.reps if reps is None else reps
        shares = self.strata.rep_shares * chosen
        total = shares.sum(axis=1, keepdims=True)
        everyone = self.strata.rep_leads * chosen
        everyone = everyone / max(everyone.sum(), 1e-12)
        return np.asarray(np.where(total > 0, shares / np.where(total > 0, total, 1.0), everyone))

    def split(
        self,
        shifts: Mapping[str, Shift],
        worth: Mapping[str, float],
        movers: Movers | None,
        reps: Flags,
    ) -> dict[str, Shifts]:
        """Shifts of each rate by source, by rep, and what is left of each stratum's by neither.

        Skill is that of those `reps`, as it was told: leaving a rep out of the fit says how sure
        the rest is, and the rest is what those that the fit is to did not move by themselves.
        """
        nothing = np.zeros(len(self.strata.source))
        working, shares = self._share_of_reps(), self._share_of_reps(reps)
        of_rep = _over_reps(working, {n: one.of_rep for n, one in shifts.items()}, worth)
        found = {}
        for name, one in shifts.items():
            by_rep = of_rep[name][self.strata.group]
            together = one.common + one.of_source[self.strata.source] + by_rep
            found[name] = Shifts(nothing, nothing, together)
        if movers is None:
            return found
        skill = _over_reps(shares, movers.of_rep, worth)
        skill_of_working = _over_reps(working, movers.of_rep, worth)
        for name, shifted in found.items():
            quality = movers.of_source[name][self.strata.source]
            rest = shifted.conversion - quality - skill_of_working[name][self.strata.group]
            found[name] = Shifts(quality, skill[name][self.strata.group], rest)
        return found

    def both(
        self, rate: RateFit, without: Codes | None, names: tuple[str, ...], cap: float = 1.0
    ) -> Floats:
        """A rate without source × rep in base and period, shape (2, C)."""
        levels = rate.fit(without)
        base = np.full(len(self.strata.source), levels["one"][0])
        later = np.full(len(self.strata.source), levels["later"][0])
        for name in names:
            codes = getattr(self.strata, name)
            base = base * levels[name][codes]
            if f"{name}_later" in levels:
                later = later * levels[f"{name}_later"][codes]
        return np.asarray(np.minimum(np.stack([base, base * later]), cap))

    def waits(self, answered: Floats) -> Floats:
        """Shares of waits by stratum, shape (2, C, J): by grade, thin ones drawn to all grades."""
        counts = np.asarray(answered[:, :, self.reps].sum(axis=2), np.float64)
        everyone = counts.sum(axis=1, keepdims=True)
        overall = everyone / np.maximum(everyone.sum(axis=-1, keepdims=True), 1e-12)
        weight = 2 * self.choices.stable_prior
        shares = (counts + weight * overall) / (counts.sum(axis=-1, keepdims=True) + weight)
        return np.asarray(shares[:, self.strata.grade])

    def persistence(self, rate: RateFit, without: Codes | None) -> Floats:
        levels = rate.fit(without)
        grade = self.strata.grade
        source = self.strata.source
        alike = levels["grade"][grade] * levels["source"][source]
        moved = levels["grade_later"][grade] * levels["source_later"][source]
        base = alike[:, None] * levels["number"]
        later = moved[:, None] * levels["number_later"]
        return np.clip(1 - np.stack([base, base * later]), 1e-9, 1.0)


def _over_reps(
    shares: Floats, shifts: Mapping[str, Floats], worth: Mapping[str, float]
) -> dict[str, Floats]:
    """What shifts of reps come to for each group, by rate, shape (groups,).

    A rep who reaches fewer leads has fewer to win: a rate counts for each rep by what the rates
    before it leave, and in terms of revenue, of which reach is not a linear function.
    """
    found, weight = {}, np.ones(shares.shape[1])
    for name in ("acceptance", "contact", "win"):
        if name not in shifts:
            continue
        rise = max(worth[name], _LEAST_WORTH)
        brought = weight * np.exp(rise * shifts[name])
        found[name] = np.log((shares @ brought) / (shares @ weight)) / rise
        weight = brought
    return found


def _no_shifts(count: int) -> Shifts:
    return Shifts(np.zeros(count), np.zeros(count), np.zeros(count))


def _loaded(drivers: Drivers, fits: Fits, load: LoadParts) -> Drivers:
    """With what load did to waits and to going on, as far as these were fitted."""
    if fits.waits is not None:
        within = np.append(load.within, 0.0)
        drivers = replace(drivers, waits_loaded=np.broadcast_to(within, drivers.waits_loaded.shape))
    if fits.persistence is not None:
        # What was not looked at, beyond the agreed attempts, is as the last one that was.
        number = np.minimum(np.arange(drivers.goes_on.shape[-1]), len(load.persistence) - 1)
        moved = np.broadcast_to(load.persistence[number], drivers.goes_on_loaded.shape)
        drivers = replace(drivers, goes_on_loaded=moved)
    return drivers
