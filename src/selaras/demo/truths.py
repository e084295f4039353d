"""Every truth that can be planted in the simulated company: what, from when, and how much.

Two ways to plant one. `Factors` are the levers of the whole company, with a base value and a value
for leads created from `changed_from` on: what a decomposition has to find. The named truths are
stories about one channel, some reps, one region, one site or one customer: what a finding has to
name. Every truth is None when it is not planted, and `NO_TRUTHS` plants none at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from selaras.demo.world import CHANNELS

_MIX = tuple(channel.share for channel in CHANNELS)
_NO_SHIFT = (0.0,) * len(CHANNELS)


@dataclass(frozen=True, slots=True)
class Factors:
    """The levers of the company in one period.

    Parameters
    ----------
    volume
        Leads, relative to the scale's number.
    mix
        Share of leads by channel, in the order of `world.CHANNELS`; sums to 1.
    quality
        Shift of the latent quality by channel, in its standard deviations.
    speed
        Multiplies the working time to the first answer: 2 is twice as slow.
    persistence
        Multiplies the chance that a rep makes the next attempt.
    skill
        Log-shift of the chances that an attempt reaches somebody and that a deal is won.
    price
        Multiplies amounts; what it does to wins is `price_sensitivity` of `Behaviour`.
    deliverability
        Share of deals won that Technical can deliver.
    """

    volume: float = 1.0
    mix: tuple[float, ...] = _MIX
    quality: tuple[float, ...] = _NO_SHIFT
    speed: float = 1.0
    persistence: float = 1.0
    skill: float = 0.0
    price: float = 1.0
    deliverability: float = 0.97


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How people and leads behave in any period: the constants of the simulation.

    `hazards` are the chances that attempt 1, 2, … reaches a lead of quality 0 that was answered in
    time; `next_attempt` the chances that a rep makes attempt 2, 3, … after an unanswered one;
    `slow_penalty` multiplies hazards where the first answer took longer than `slow_after_hours` of
    working time (κ of methods.md §3); `quality_on_contact` and `quality_on_win` are log-slopes on
    latent quality; `grade_noise` is the standard deviation of the grade's error; `hidden_shift` is
    the share of a quality shift that the grade does not see.
    """

    hazards: tuple[float, ...] = (0.28, 0.22, 0.17, 0.13, 0.10, 0.07, 0.05, 0.04)
    next_attempt: tuple[float, ...] = (0.99, 0.985, 0.985, 0.98, 0.45, 0.30, 0.20)
    first_answer_hours: float = 1.1
    first_answer_spread: float = 0.75
    attempt_gap_hours: float = 8.0
    slow_after_hours: float = 8.0
    slow_penalty: float = 0.7
    quality_on_contact: float = 0.3
    quality_on_win: float = 0.6
    grade_noise: float = 0.6
    hidden_shift: float = 0.8
    price_sensitivity: float = 2.0
    rep_spread: float = 0.08
    spare_capacity: float = 1.9
    month_end_pull: float = 0.45


@dataclass(frozen=True, slots=True)
class ChannelQualityFell:
    """Leads of one channel are worth less from a day on, and Marketing's grades hardly show it."""

    channel: str = "paid_social"
    since: date = date(2026, 2, 1)
    shift: float = -1.5


@dataclass(frozen=True, slots=True)
class RepsStopEarly:
    """Some reps give up after so many unanswered attempts (positions in the branch's roster)."""

    reps: tuple[int, ...] = (1, 5)
    after: int = 2
    goes_on: float = 0.06


@dataclass(frozen=True, slots=True)
class SlowFridays:
    """Leads assigned in one region on Friday from noon on wait so many times longer."""

    region: str = "Makassar"
    factor: float = 9.0


@dataclass(frozen=True, slots=True)
class OverloadedMonth:
    """One month brings so many times the usual leads: more than the reps can work."""

    month: date = date(2026, 4, 1)
    volume: float = 2.3


@dataclass(frozen=True, slots=True)
class HolidayGap:
    """One rep is away, and nobody covers for him (both days included)."""

    rep: int = 7
    first_day: date = date(2026, 3, 16)
    last_day: date = date(2026, 4, 1)


@dataclass(frozen=True, slots=True)
class PriceRise:
    """Prices go up from a day on."""

    since: date = date(2026, 4, 1)
    factor: float = 1.12


@dataclass(frozen=True, slots=True)
class SiteSoldOut:
    """Technical can deliver hardly anything at one site from a day on."""

    site: str = "Abepura"
    since: date = date(2026, 1, 15)
    deliverability: float = 0.08


@dataclass(frozen=True, slots=True)
class Webinar:
    """Fresh leads came to a webinar that was held now and then, and of those more were won.

    `attendance` is the chance that a lead created in the `days_before` comes, if it is open still;
    `factor` multiplies its chance to be won, at most to `most`.
    """

    asset: str = "webinar-fibre-for-offices"
    channel: str = "event"
    held: tuple[date, ...] = (date(2025, 11, 20), date(2026, 1, 22), date(2026, 3, 5))
    days_before: int = 10
    attendance: float = 0.35
    factor: float = 3.0
    most: float = 0.95


@dataclass(frozen=True, slots=True)
class UntestedOk:
    """A programme was approved on a claim of capacity that no test stands behind.

    Quantities are ports: planned by the programme, claimed by Technical, really there, and wanted
    by customers on average. `kept` is the chance that an OK of the team that gave it comes true,
    where it says `stated`: it had been over-confident for a year. The capacity was tested on
    `tested_on`, once the programme was over.
    """

    programme: str = "east-expansion"
    site: str = "Tamalanrea"
    team: str = "network-east"
    planned: int = 200
    claimed: int = 180
    real: int = 110
    wanted: int = 170
    approved_on: date = date(2026, 1, 12)
    tested_on: date = date(2026, 4, 20)
    stated: float = 0.9
    kept: float = 0.55


@dataclass(frozen=True, slots=True)
class LeaningCustomer:
    """One customer's people hardly solve what is theirs, and ask more of it."""

    customer: str = "Hotel Nirwana"
    own_share: float = 0.22
    more_tickets: float = 2.5


@dataclass(frozen=True, slots=True)
class Truths:
    """What is true of a simulated company; see the classes for units and defaults."""

    base: Factors = field(default_factory=Factors)
    changed: Factors = field(default_factory=Factors)
    changed_from: date = date(2026, 2, 1)
    behaviour: Behaviour = field(default_factory=Behaviour)
    channel_quality_fell: ChannelQualityFell | None = None
    reps_stop_early: RepsStopEarly | None = None
    slow_fridays: SlowFridays | None = None
    overloaded_month: OverloadedMonth | None = None
    holiday_gap: HolidayGap | None = None
    price_rise: PriceRise | None = None
    site_sold_out: SiteSoldOut | None = None
    webinar: Webinar | None = None
    untested_ok: UntestedOk | None = None
    leaning_customer: LeaningCustomer | None = None


NO_TRUTHS = Truths()
DEMO_TRUTHS = Truths(
    channel_quality_fell=ChannelQualityFell(),
    reps_stop_early=RepsStopEarly(),
    slow_fridays=SlowFridays(),
    overloaded_month=OverloadedMonth(),
    holiday_gap=HolidayGap(),
    price_rise=PriceRise(),
    site_sold_out=SiteSoldOut(),
    webinar=Webinar(),
    untested_ok=UntestedOk(),
    leaning_customer=LeaningCustomer(),
)
"""What `selaras demo` plants."""
