"""Policies for sharing scarce capacity, tried out, as a page: whom each serves, and its rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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


FIRST_NUMBER = 2
"""The first of `served_heads` that stands over figures."""


def served_heads(language: Language) -> tuple[str, ...]:
    """What stands over the policy and what `served_cells` gives."""
    heads = _HEADS[language]
    return tuple(heads[name] for name in ("policy", "holder", "share", "weeks", "full"))


def _table(tried: Tried, language: Language) -> Table:
    columns = tuple(
        Column(head, numeric=n >= FIRST_NUMBER) for n, head in enumerate(served_heads(language))
    )
    return Table(_HEADS[language]["served"], columns, tuple(_rows(tried, language)))


def _rows(tried: Tried, language: Language) -> Sequence[Row]:
    return [
        Row(tuple(Cell(text) for text in (said(POLICIES[policy], language), *cells)))
        for policy, cells in served_cells(tried, language)
    ]


def served_cells(
    tried: Tried, language: Language
) -> Iterator[tuple[Policy, tuple[str, str, str, str]]]:
    """Holder, share served, its 90% interval and weeks all served, under each policy: of all
    first, then of each holder."""
    for trial in tried.trials:
        yield trial.policy, (_HEADS[language]["all"], percent(trial.share, language), "", "")
        for one in trial.holders:
            low, high = (percent(end or 0.0, language) for end in (one.share.low, one.share.high))
            share, full = percent(one.share.value, language), percent(one.all_served, language)
            yield trial.policy, (one.holder, share, f"{low}–{high}", full)
