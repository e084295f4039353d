"""Every planted truth shows in the exports, by direct counting, against a company without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from selaras.demo.truths import (
    NO_TRUTHS,
    ChannelQualityFell,
    Factors,
    HolidayGap,
    LeaningCustomer,
    OverloadedMonth,
    PriceRise,
    RepsStopEarly,
    SiteSoldOut,
    SlowFridays,
    Truths,
    Webinar,
)

from .exported import Exported, export, instant


def _lead_sets(company: dict[str, Exported]) -> dict[str, np.ndarray]:
    history = company["crm/lead_history.csv"]
    stages = history["Field"] == "Stage"
    words = np.unique(history["New Value"][stages])
    return {
        word: np.unique(history["Lead ID"][stages & (history["New Value"] == word)])
        for word in words
    }


def _accepted_share(company: dict[str, Exported], leads: np.ndarray) -> float:
    """Accepted leads over MQLs, of the chosen leads."""
    ids = company["crm/leads.csv"]["Lead ID"][leads]
    stages = _lead_sets(company)
    mql = np.isin(ids, stages["MQL"])
    return float(np.isin(ids, stages["Accepted"])[mql].mean())


def _first_answers(company: dict[str, Exported]) -> np.ndarray:
    """The first attempt by a person for each lead of the CRM, in local time; NaT without one."""
    calls, leads = company["telephony/activities.csv"], company["crm/leads.csv"]
    by_people = calls["bot"] == "N"
    at = calls.at("started_utc")[by_people] + np.timedelta64(7, "h")
    order = np.argsort(at, kind="stable")
    ids, first = np.unique(calls["lead"][by_people][order], return_index=True)
    place = np.clip(np.searchsorted(ids, leads["Lead ID"]), 0, len(ids) - 1)
    answered = ids[place] == leads["Lead ID"]
    return np.where(answered, at[order][first[place]], np.datetime64("NaT"))


def _attempts(company: dict[str, Exported]) -> np.ndarray:
    """How many attempts people made, by lead of the CRM."""
    calls, leads = company["telephony/activities.csv"], company["crm/leads.csv"]
    ids, counts = np.unique(calls["lead"][calls["bot"] == "N"], return_counts=True)
    place = np.clip(np.searchsorted(ids, leads["Lead ID"]), 0, len(ids) - 1)
    return np.where(ids[place] == leads["Lead ID"], counts[place], 0)


def test_channel_quality_falls_from_its_day_on_and_nowhere_else() -> None:
    fell = ChannelQualityFell(channel="paid_social", since=date(2026, 2, 1), shift=-1.5)
    before, after = export(), export(Truths(channel_quality_fell=fell))

    def share(company: dict[str, Exported], source: str, *, late: bool) -> float:
        leads = company["crm/leads.csv"]
        created = leads.at("Created Date")
        chosen = (leads["Lead Source"] == source) & ((created >= instant("2026-02-01")) == late)
        return _accepted_share(company, chosen)

    assert share(after, "Facebook/IG Ads", late=True) < (
        share(before, "Facebook/IG Ads", late=True) - 0.15
    )
    assert share(after, "Facebook/IG Ads", late=False) == pytest.approx(
        share(before, "Facebook/IG Ads", late=False), abs=0.001
    )
    assert share(after, "Google Ads", late=True) == pytest.approx(
        share(before, "Google Ads", late=True), abs=0.001
    )


def test_marketing_grades_hardly_show_that_quality_fell() -> None:
    before, after = export(), export(Truths(channel_quality_fell=ChannelQualityFell()))

    def hot(company: dict[str, Exported]) -> float:
        leads = company["crm/leads.csv"]
        chosen = leads["Lead Source"] == "Facebook/IG Ads"
        chosen &= leads.at("Created Date") >= instant("2026-02-01")
        return float((leads["Rating"][chosen] != "Cold").mean())

    assert hot(before) - hot(after) < 0.15


def test_planted_reps_stop_after_two_unanswered_attempts() -> None:
    planted = Truths(reps_stop_early=RepsStopEarly(reps=(1, 5), after=2))

    def went_on(company: dict[str, Exported]) -> dict[str, float]:
        """Share of accepted leads nobody reached that got a third attempt, by rep."""
        leads, stages = company["crm/leads.csv"], _lead_sets(company)
        unreached = np.isin(leads["Lead ID"], stages["Accepted"])
        unreached &= ~np.isin(leads["Lead ID"], stages["Contacted"])
        unreached &= leads.at("Assigned Date") < instant("2026-04-01")
        third = _attempts(company) >= 3
        reps = company["hr/karyawan.csv"]["ID Karyawan"][:9]
        return {rep: float(third[unreached & (leads["Lead Owner"] == rep)].mean()) for rep in reps}

    plain, stopped = went_on(export()), went_on(export(planted))
    reps = list(plain)
    assert min(plain.values()) > 0.8
    assert {rep for rep in reps if stopped[rep] < 0.25} == {reps[1], reps[5]}


def test_friday_afternoons_are_slow_in_one_region() -> None:
    def answered_by_monday_noon(company: dict[str, Exported], region: str) -> float:
        leads = company["crm/leads.csv"]
        zone = {"Makassar": 1, "Jayapura": 2}.get(region, 0)
        local = leads.at("Assigned Date") + np.timedelta64(zone, "h")
        friday = (local.astype("datetime64[D]").astype(np.int64) + 3) % 7 == 4
        afternoon = (local - local.astype("datetime64[D]")) >= np.timedelta64(12, "h")
        chosen = friday & afternoon & (leads["Region"] == region)
        wait = _first_answers(company)[chosen] - leads.at("Assigned Date")[chosen]
        return float((wait < np.timedelta64(70, "h")).mean())

    plain, slow = export(), export(Truths(slow_fridays=SlowFridays(region="Makassar")))
    assert answered_by_monday_noon(plain, "Makassar") > 0.75
    assert answered_by_monday_noon(slow, "Makassar") < 0.45
    assert answered_by_monday_noon(slow, "Jakarta") == pytest.approx(
        answered_by_monday_noon(plain, "Jakarta"), abs=0.02
    )


def test_overload_brings_more_leads_than_reps_can_work() -> None:
    plain = export()
    full = export(Truths(overloaded_month=OverloadedMonth(date(2026, 4, 1), volume=2.5)))

    def april(company: dict[str, Exported]) -> np.ndarray:
        created = company["crm/leads.csv"].at("Created Date")
        return (created >= instant("2026-04-01")) & (created < instant("2026-04-14"))

    def median_wait(company: dict[str, Exported]) -> float:
        wait = _first_answers(company) - company["crm/leads.csv"].at("Assigned Date")
        hours = wait[april(company)] / np.timedelta64(1, "h")
        return float(np.nanmedian(hours))

    assert april(full).sum() / april(plain).sum() == pytest.approx(2.5, rel=0.1)
    assert median_wait(full) > 1.3 * median_wait(plain)


def test_overload_leaves_other_months_as_they_were() -> None:
    def march(company: dict[str, Exported]) -> list[str]:
        leads = company["crm/leads.csv"]
        chosen = leads.at("Created Date") < instant("2026-03-20")
        return leads["Created Date"][chosen].tolist()

    assert march(export(Truths(overloaded_month=OverloadedMonth()))) == march(export())


def test_absent_rep_makes_no_attempts_and_catches_up_later() -> None:
    gap = HolidayGap(rep=7, first_day=date(2026, 3, 9), last_day=date(2026, 3, 31))

    def calls(company: dict[str, Exported], first: str, last: str) -> int:
        rows = company["telephony/activities.csv"]
        local = rows.at("started_utc") + np.timedelta64(9, "h")
        his = rows["agent"] == company["hr/karyawan.csv"]["ID Karyawan"][7]
        return int((his & (local >= instant(first)) & (local < instant(last))).sum())

    plain, away = export(), export(Truths(holiday_gap=gap))
    assert calls(plain, "2026-03-09", "2026-04-01") > 100
    assert calls(away, "2026-03-09", "2026-04-01") == 0
    assert calls(away, "2026-04-01", "2026-04-15") > 1.3 * calls(plain, "2026-04-01", "2026-04-15")


def test_price_rise_lifts_amounts_and_costs_wins() -> None:
    plain = export()
    dear = export(Truths(price_rise=PriceRise(since=date(2026, 1, 1), factor=1.25)))

    def closed(company: dict[str, Exported]) -> tuple[float, float]:
        leads, deals = company["crm/leads.csv"], company["crm/peluang.csv"]
        late = leads["Lead ID"][leads.at("Created Date") >= instant("2026-01-01")]
        chosen = np.isin(deals["No Lead"], late)
        amounts = np.char.replace(deals["Nilai"][chosen], ".", "").astype(np.int64)
        won = deals["Status"][chosen] == "Menang"
        return float(np.median(amounts)), float(won.sum() / (deals["Ditutup"][chosen] != "-").sum())

    (amount, wins), (dear_amount, dear_wins) = closed(plain), closed(dear)
    assert dear_amount == pytest.approx(1.25 * amount, rel=0.01)
    assert dear_wins < 0.8 * wins


def test_sold_out_site_is_hardly_delivered() -> None:
    planted = Truths(site_sold_out=SiteSoldOut(site="Abepura", since=date(2026, 1, 15)))

    def delivered(company: dict[str, Exported], site: str) -> float:
        deals = company["crm/peluang.csv"]
        closed = deals.at("Ditutup")
        chosen = (deals["Lokasi"] == site) & (deals["Status"] == "Menang")
        chosen &= (closed >= instant("2026-01-16")) & (closed < instant("2026-04-01"))
        return float((deals["Terpasang"][chosen] != "-").mean())

    plain, sold_out = export(), export(planted)
    assert delivered(plain, "Abepura") > 0.9
    assert delivered(sold_out, "Abepura") < 0.25
    assert delivered(sold_out, "Sentani") == delivered(plain, "Sentani")


def test_leaning_customer_hardly_solves_what_is_its_own() -> None:
    planted = Truths(leaning_customer=LeaningCustomer(customer="Hotel Nirwana"))
    own = ("WiFi kantor pelanggan", "Router milik pelanggan", "Email pengguna")

    def solved(company: dict[str, Exported], customer: str) -> tuple[float, int]:
        tickets = company["helpdesk/tickets.csv"]
        chosen = (tickets["Pelanggan"] == customer) & np.isin(tickets["Topik"], own)
        chosen &= tickets["Diselesaikan"] != "-"
        return float((tickets["Oleh Pihak"][chosen] == "Pelanggan").mean()), int(chosen.sum())

    plain, leaning = export(), export(planted)
    usual, few = solved(plain, "Hotel Nirwana")
    share, many = solved(leaning, "Hotel Nirwana")
    assert usual > 0.75
    assert share < 0.35
    assert many > 1.8 * few
    assert solved(leaning, "Bank Cendana")[0] > 0.75


@pytest.mark.parametrize("first_day", [date(2026, 2, 1)])
@pytest.mark.parametrize(
    ("changed", "measured", "direction"),
    [
        (Factors(volume=0.6), "leads", -1),
        (Factors(volume=1.5), "leads", 1),
        (Factors(mix=(0.6, 0.05, 0.05, 0.1, 0.1, 0.05, 0.05)), "organic", 1),
        (Factors(quality=(-1.0,) * 7), "accepted", -1),
        (Factors(speed=5.0), "wait", 1),
        (Factors(persistence=0.6), "attempts", -1),
        (Factors(skill=-0.5), "won", -1),
        (Factors(price=1.3), "amount", 1),
        (Factors(deliverability=0.4), "delivered", -1),
    ],
)
def test_factors_move_what_they_name_in_the_changed_period_only(
    changed: Factors, measured: str, direction: int, first_day: date
) -> None:
    plain = export(seed=5)
    moved = export(Truths(changed=changed, changed_from=first_day), seed=5)
    early_plain, late_plain = _figures(plain)[measured]
    early_moved, late_moved = _figures(moved)[measured]
    assert early_moved == pytest.approx(early_plain, rel=0.02)
    assert direction * (late_moved - late_plain) > 0.1 * late_plain


def _figures(company: dict[str, Exported]) -> dict[str, tuple[float, float]]:
    """What each factor is about, for leads created before February 2026 and from then on."""
    leads, deals = company["crm/leads.csv"], company["crm/peluang.csv"]
    created, stages = leads.at("Created Date"), _lead_sets(company)
    wait = (_first_answers(company) - leads.at("Assigned Date")) / np.timedelta64(1, "h")
    tries = np.where(np.isin(leads["Lead ID"], stages["MQL"]), _attempts(company), 0)
    won = np.isin(leads["Lead ID"], stages["Won"])
    amount = np.char.replace(deals["Nilai"], ".", "").astype(np.float64)
    figures: dict[str, list[float]] = {}
    bounds = (("2025-10-01", "2026-01-05"), ("2026-02-01", "2026-03-20"))
    for first, last in bounds:
        chosen = (created >= instant(first)) & (created < instant(last))
        here = np.isin(deals["No Lead"], leads["Lead ID"][chosen])
        sold = here & (deals["Status"] == "Menang")
        values = {
            "leads": chosen.sum(),
            "organic": (leads["Lead Source"][chosen] == "Organic Search").mean(),
            "accepted": _accepted_share(company, chosen),
            "wait": np.nanmedian(wait[chosen]),
            "attempts": tries[chosen].mean(),
            "won": won[chosen].mean(),
            "amount": np.median(amount[here]),
            "delivered": (deals["Terpasang"][sold] != "-").mean(),
        }
        for name, value in values.items():
            figures.setdefault(name, []).append(float(value))
    return {name: (early, late) for name, (early, late) in figures.items()}


def test_no_truths_differ_from_base_factors_only_by_what_is_planted() -> None:
    same = replace(NO_TRUTHS, changed=Factors())
    company, again = export(), export(same)
    for file, rows in company.items():
        for name, values in rows.columns.items():
            assert values.tolist() == again[file][name].tolist()


def test_a_webinar_wins_leads_that_came_and_changes_no_other() -> None:
    before, after = export(), export(Truths(webinar=Webinar()))
    touches = after["marketing/touches.csv"]
    came = np.unique(touches["lead_id"][touches["asset"] == "webinar-fibre-for-offices"])
    assert len(came) > 200
    assert set(before["marketing/touches.csv"]["asset"]) == {"-"}

    def won(company: dict[str, Exported], *, attended: bool) -> int:
        deals = company["crm/peluang.csv"]
        chosen = np.isin(deals["No Lead"], came) == attended
        return int((chosen & (deals["Status"] == "Menang")).sum())

    assert won(after, attended=True) > 1.5 * won(before, attended=True)
    assert won(after, attended=False) == won(before, attended=False)
