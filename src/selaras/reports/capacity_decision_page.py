"""What the approvers of a programme saw, as it was frozen: drawn from the record alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from selaras.capacity.finding import Estimate, Words
from selaras.capacity.programmes.form import read_test
from selaras.reports.capacity_claims_page import rate_text
from selaras.reports.capacity_claims_words import HEADS as CLAIM_HEADS
from selaras.reports.capacity_programme_page import (
    backing_text,
    chance,
    limits_section,
    quantity,
    tests_section,
)
from selaras.reports.capacity_programme_words import HEADS
from selaras.reports.numbers import NO_VALUE, day_text, percent
from selaras.reports.page import (
    Badge,
    Block,
    Cell,
    Column,
    Fact,
    Page,
    Prose,
    Row,
    Section,
    Source,
    Table,
    Tone,
)
from selaras.reports.words import Language, word

Json = Mapping[str, Any]

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "kind": "Decision on a programme",
        "approved": "Approved",
        "refused": "Refused",
        "why": "Why",
        "teams": "Whose word stood beside it",
    },
    "id": {
        "kind": "Keputusan atas program",
        "approved": "Disetujui",
        "refused": "Ditolak",
        "why": "Alasan",
        "teams": "Ucapan siapa yang menyertainya",
    },
}


def decision_page(body: Json, language: Language) -> Page | None:
    """The page of a record's body; None for one that holds no programme's answer.

    A record may be older than this page: what it does not hold is left out.
    """
    answer = body.get("answer")
    if not isinstance(answer, Mapping) or "sentence" not in answer:
        return None
    words, decision = _WORDS[language], str(body.get("decision", ""))
    return Page(
        language=language,
        kind=words["kind"],
        place="",
        badge=Badge(
            words.get(decision, decision),
            Tone.GOOD if decision == "approved" else Tone.MISSED,
        ),
        sentence=str(answer["sentence"].get(language, "")),
        standfirst=_window(answer, language),
        facts=_facts(answer, language),
        sections=(
            *_note(body, language),
            *_sites(answer.get("sites") or (), language),
            *_teams(body.get("teams") or (), language),
            *tests_section(tuple(map(read_test, answer.get("evidence") or ())), language),
            *limits_section(
                tuple(Words(one["en"], one["id"]) for one in answer.get("limits") or ()), language
            ),
        ),
        sources=_sources(answer, language),
    )


def _day(text: str | None, language: Language) -> str:
    return day_text(date.fromisoformat(text), language) if text else ""


def _window(answer: Json, language: Language) -> str:
    window = answer.get("window") or {}
    span = " – ".join(_day(window.get(end), language) for end in ("from", "to"))
    weeks = len(answer.get("weeks") or ())
    return f"{answer.get('name', '')}: {HEADS[language]['window'].format(span=span, weeks=weeks)}."


def _facts(answer: Json, language: Language) -> tuple[Fact, ...]:
    heads, facts = HEADS[language], []
    short = answer.get("probability_short")
    if short:
        span = {end: chance(short.get(end), language) for end in ("low", "high")}
        note = heads["chance_note"].format(
            **span, tolerance=percent(answer.get("tolerance", 0.0), language)
        )
        facts.append(Fact(heads["chance"], chance(short["value"], language), note))
    facts.append(Fact(heads["target"], quantity(answer.get("target"), language)))
    safe = answer.get("safe_target")
    if safe is not None:
        facts.append(Fact(heads["safe"], quantity(math.floor(safe), language)))
    demand = answer.get("demand")
    if demand:
        ends = "–".join(quantity(demand.get(end), language) for end in ("low", "high"))
        note = heads["demand_note"].format(span=ends)
        facts.append(Fact(heads["demand"], quantity(demand.get("value"), language), note))
    return tuple(facts)


def _note(body: Json, language: Language) -> tuple[Section, ...]:
    note = str(body.get("note", ""))
    return (Section(_WORDS[language]["why"], (Prose(note),)),) if note else ()


def _sites(sites: Sequence[Json], language: Language) -> tuple[Section, ...]:
    if not sites:
        return ()
    heads = HEADS[language]
    columns = (
        Column(heads["site"].capitalize()),
        *(Column(heads[name].capitalize(), numeric=True) for name in _QUANTITIES),
        Column(heads["backing"].capitalize()),
        Column(heads["p_short"], numeric=True),
        Column(heads["breaks"].capitalize()),
    )
    rows = tuple(
        Row(
            (
                Cell(one["site"], f"{one.get('product', '')} {one.get('unit', '')}".strip()),
                *(Cell(quantity(one.get(name), language)) for name in _QUANTITIES),
                Cell(backing_text(one.get("backing") or "", language)),
                Cell(chance(one.get("probability_short"), language)),
                Cell(_day(one.get("breaks_on"), language)),
            ),
            strong=bool(one.get("breaks_on")),
        )
        for one in sites
    )
    return (Section(heads["sites"], (Table(heads["sites_table"], columns, rows),)),)


_QUANTITIES = ("planned", "expected", "free", "claimed")


def _teams(teams: Sequence[Json], language: Language) -> tuple[Section, ...]:
    if not teams:
        return ()
    heads, title = CLAIM_HEADS[language], _WORDS[language]["teams"]
    columns = (
        Column(heads["team"].capitalize()),
        *(Column(heads[name].capitalize(), numeric=True) for name in ("kept", "rate", "stated")),
    )
    rows = []
    for one in teams:
        rate, stated = one.get("kept_rate"), one.get("stated")
        rows.append(
            Row(
                (
                    Cell(one["team"]),
                    Cell(f"{one.get('kept')}/{one.get('n')}"),
                    Cell(*rate_text(Estimate(**rate) if rate else None, language)),
                    Cell(NO_VALUE if stated is None else percent(stated, language)),
                )
            )
        )
    blocks: tuple[Block, ...] = (Table(title, columns, tuple(rows)),)
    return (Section(title, blocks),)


def _sources(answer: Json, language: Language) -> tuple[Source, ...]:
    found = [Source(word("as_of", language), str(answer.get("as_of", "")), exact=True)]
    if answer.get("snapshot"):
        found.append(Source(word("snapshot", language), str(answer["snapshot"]), exact=True))
    return tuple(found)
