"""Policies for sharing scarce capacity, tried out, as a page: whom each serves, and its rule."""

from __future__ import annotations

from collections.abc import Sequence

from selaras.capacity.finding import Words
from selaras.capacity.rationing import POLICY_IN_FORCE, SAYS, Policy
from selaras.capacity.rationing_simulation import Tried
from selaras.reports.capacity_saying import said
from selaras.reports.numbers import percent, plain
from selaras.reports.page import (
    Bullets,
    Cell,
    Column,
    Fact,
    Page,
    Row,
    Section,
    Source,
    Table,
    write_page,
)
from selaras.reports.words import Language

POLICIES = {
    Policy.FIRST_COME: Words("First come", "Siapa cepat"),
    Policy.PRIORITY: Words("Priority", "Prioritas"),
    Policy.FAIR_SHARE: Words("Fair share", "Bagi rata"),
}
_HEADS = {
    "en": {
        "kind": "Rationing",
        "rules": "What each policy does",
        "served": "Whom each policy serves",
        "policy": "Policy",
        "holder": "Holder",
        "share": "Served",
        "weeks": "90% of weeks",
        "full": "Weeks all served",
        "all": "all",
        "asked": "Asked for a week",
        "free": "Free a week",
        "least": "the least served holder",
        "in_force": "in force here",
        "n": "{weeks} simulated weeks, the same for every policy; seed {seed}",
        "note": "Requests of a week come in any order. {policy} is in force: each reservation is "
        "taken as it comes, if it fits.",
    },
    "id": {
        "kind": "Penjatahan",
        "rules": "Yang dilakukan tiap kebijakan",
        "served": "Siapa yang dilayani tiap kebijakan",
        "policy": "Kebijakan",
        "holder": "Pemegang",
        "share": "Terlayani",
        "weeks": "90% minggu",
        "full": "Minggu terlayani penuh",
        "all": "semua",
        "asked": "Diminta per minggu",
        "free": "Tersedia per minggu",
        "least": "pemegang yang paling sedikit dilayani",
        "in_force": "berlaku di sini",
        "n": "{weeks} minggu simulasi, sama untuk setiap kebijakan; benih {seed}",
        "note": "Permintaan dalam seminggu datang dengan urutan acak. {policy} berlaku: setiap "
        "reservasi diambil saat datang, bila muat.",
    },
}


def rationing_page(tried: Tried, language: Language, *, place: str = "") -> str:
    """One self-contained HTML file."""
    return write_page(rationing_answer(tried, language, place=place))


def rationing_answer(tried: Tried, language: Language, *, place: str = "") -> Page:
    """The page as a value, for whoever frames it."""
    heads = _HEADS[language]
    return Page(
        language=language,
        kind=heads["kind"],
        place=place,
        sentence=said(tried.sentence, language),
        standfirst=heads["note"].format(policy=said(POLICIES[POLICY_IN_FORCE], language)),
        facts=_facts(tried, language),
        sections=(
            Section(heads["served"], (_table(tried, language),)),
            Section(heads["rules"], (Bullets(rules(language)),)),
        ),
        sources=(
            Source("n", heads["n"].format(weeks=plain(tried.weeks, language), seed=tried.seed)),
        ),
    )


def rules(language: Language) -> tuple[str, ...]:
    """Each policy by its name, what it does, and whether it is in force."""
    mark = {POLICY_IN_FORCE: f" ({_HEADS[language]['in_force']})"}
    return tuple(
        f"{said(POLICIES[one], language)}{mark.get(one, '')}: {said(SAYS[one], language)}"
        for one in Policy
    )


def _facts(tried: Tried, language: Language) -> tuple[Fact, ...]:
    heads = _HEADS[language]
    return (
        Fact(heads["free"], plain(tried.capacity, language), ""),
        Fact(heads["asked"], plain(tried.asked, language), ""),
        *(
            Fact(said(POLICIES[one.policy], language), percent(one.least, language), heads["least"])
            for one in tried.trials
        ),
    )


def _table(tried: Tried, language: Language) -> Table:
    heads = _HEADS[language]
    columns = (
        Column(heads["policy"]),
        Column(heads["holder"]),
        *(Column(heads[name], numeric=True) for name in ("share", "weeks", "full")),
    )
    return Table(heads["served"], columns, tuple(_rows(tried, language)))


def _rows(tried: Tried, language: Language) -> Sequence[Row]:
    rows = []
    for trial in tried.trials:
        name = said(POLICIES[trial.policy], language)
        every = (_HEADS[language]["all"], percent(trial.share, language), "", "")
        rows.append(Row(tuple(Cell(text) for text in (name, *every))))
        for one in trial.holders:
            low, high = (percent(end or 0.0, language) for end in (one.share.low, one.share.high))
            share, full = percent(one.share.value, language), percent(one.all_served, language)
            cells = (name, one.holder, share, f"{low}–{high}", full)
            rows.append(Row(tuple(Cell(text) for text in cells)))
    return rows
