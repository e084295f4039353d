"""What rows of evidence tables are called in a sentence, in English and in Bahasa Indonesia."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from selaras.agreements.fields import show_number
from selaras.agreements.phrases import Language, say_amount
from selaras.agreements.values import Condition, Operator, Predicate, Scalar
from selaras.errors.sentences import Said, day_in_words, figures_in

_NOUNS: Mapping[str, Mapping[Language, str]] = {
    "people": {"en": "people", "id": "orang"},
    "leads": {"en": "leads", "id": "prospek"},
    "assignments": {"en": "assignments", "id": "penugasan"},
    "lead_stages": {"en": "steps of leads", "id": "langkah prospek"},
    "touches": {"en": "marketing touches", "id": "sentuhan pemasaran"},
    "attempts": {"en": "attempts", "id": "upaya kontak"},
    "deals": {"en": "deals", "id": "transaksi"},
    "spend": {"en": "spending", "id": "belanja"},
    "demand": {"en": "demand", "id": "permintaan"},
    "tickets": {"en": "tickets", "id": "tiket"},
    "ticket_events": {"en": "steps of tickets", "id": "langkah tiket"},
    "contacts": {"en": "contacts", "id": "kontak"},
    "claims": {"en": "claims", "id": "klaim"},
    "capacity_tests": {"en": "capacity tests", "id": "uji kapasitas"},
    "rates": {"en": "exchange rates", "id": "kurs"},
    "plans": {"en": "plans", "id": "rencana"},
    "programmes": {"en": "programmes", "id": "program"},
    "programme_demand": {"en": "planned demand of programmes", "id": "permintaan rencana program"},
    "resources": {"en": "resources", "id": "sumber daya"},
    "expansions": {"en": "expansions", "id": "perluasan"},
    "utilisation": {"en": "readings of use", "id": "pembacaan pemakaian"},
}
_GROUPS: Mapping[str, Mapping[Language, str]] = {
    "rep": {"en": "rep", "id": "tenaga penjual"},
    "team": {"en": "team", "id": "tim"},
    "company": {"en": "company", "id": "perusahaan"},
    "party": {"en": "party", "id": "pihak"},
    "region": {"en": "region", "id": "wilayah"},
    "source": {"en": "source", "id": "sumber"},
    "site": {"en": "site", "id": "lokasi"},
    "severity": {"en": "severity", "id": "tingkat keparahan"},
    "customer": {"en": "customer", "id": "pelanggan"},
    "segment": {"en": "segment", "id": "segmen"},
    "channel": {"en": "channel", "id": "kanal"},
    "product": {"en": "product", "id": "produk"},
}
_MOMENTS: Mapping[str, Mapping[Language, str]] = {
    "opened_at": {"en": "opened", "id": "dibuka"},
    "created_at": {"en": "created", "id": "dibuat"},
    "assigned_at": {"en": "assigned", "id": "ditugaskan"},
    "closed_at": {"en": "closed", "id": "ditutup"},
    "resolved_at": {"en": "resolved", "id": "diselesaikan"},
    "delivered_at": {"en": "delivered", "id": "diserahkan"},
    "happened_at": {"en": "recorded", "id": "tercatat"},
    "approved_at": {"en": "approved", "id": "disetujui"},
    "tested_at": {"en": "tested", "id": "diuji"},
    "expires_at": {"en": "expired", "id": "kedaluwarsa"},
    "stated_at": {"en": "stated", "id": "dinyatakan"},
    "due_at": {"en": "due", "id": "jatuh tempo"},
    "judged_at": {"en": "judged", "id": "dinilai"},
}
_STAGES: Mapping[str, Mapping[Language, str]] = {
    "inquiry": {"en": "inquiry", "id": "pertanyaan"},
    "mql": {"en": "MQL", "id": "MQL"},
    "sal": {"en": "SAL", "id": "SAL"},
    "sql": {"en": "SQL", "id": "SQL"},
    "opportunity": {"en": "opportunity", "id": "peluang"},
    "contacted": {"en": "contacted", "id": "terhubung"},
    "won": {"en": "won", "id": "menang"},
    "lost": {"en": "lost", "id": "kalah"},
    "rejected": {"en": "rejected", "id": "ditolak"},
    "recycled": {"en": "recycled", "id": "didaur ulang"},
    "disqualified": {"en": "disqualified", "id": "tidak memenuhi syarat"},
}
"""Fixed words of the funnel as a sentence writes them."""
_COLUMNS: Mapping[str, Mapping[Language, str]] = {
    "reason": {"en": "reason", "id": "alasan"},
    "outcome": {"en": "outcome", "id": "hasil"},
    "stage": {"en": "stage", "id": "tahap"},
    "kind": {"en": "kind", "id": "jenis"},
    "status": {"en": "status", "id": "status"},
    "grade": {"en": "grade", "id": "mutu"},
}
_WORDED = frozenset({"stage", "status", "outcome", "kind"})
"""Columns whose values are words, and no names that somebody gave."""
_TESTS: Mapping[Operator, Mapping[Language, str]] = {
    Operator.NOT_IN: {"en": "not", "id": "bukan"},
    Operator.ABOVE: {"en": "above", "id": "di atas"},
    Operator.BELOW: {"en": "below", "id": "di bawah"},
    Operator.AT_LEAST: {"en": "at least", "id": "sedikitnya"},
    Operator.AT_MOST: {"en": "at most", "id": "paling banyak"},
}


def say_table(table: str, language: Language) -> str:
    """`leads`, `prospek`: what the rows of an evidence table are."""
    found = _NOUNS.get(table)
    return found[language] if found else table.replace("_", " ")


def say_column(column: str, language: Language) -> str:
    """The word for a column, without its table: `leads.source` is `source`."""
    plain = column.rpartition(".")[2]
    found = _GROUPS.get(plain) or _COLUMNS.get(plain)
    return found[language] if found else plain.replace("_", " ")


def say_moment(column: str, language: Language) -> str:
    """What has happened to a row at a time column: `opened_at` is `opened`, `dibuka`."""
    found = _MOMENTS.get(column)
    return found[language] if found else column.removesuffix("_at").replace("_", " ")


def say_rows(table: str, where: Predicate, language: Language) -> str:
    """Rows of a table and what they are limited to: `deals (outcome won)`."""
    noun, rest = say_table(table, language), list(where)
    stage = next((c for c in where if _is_one_stage(c)), None)
    if stage is not None:
        rest.remove(stage)
        at = "leads that reach" if language == "en" else "prospek yang mencapai"
        noun = f"{at} {say_word(str(stage.values[0]), language)}"
    text = say_conditions(tuple(rest), language)
    return f"{noun} ({text})" if text else noun


def say_word(text: str, language: Language) -> str:
    """A fixed word of the funnel, or an agreed term of that name: `MQL`, `ditolak`."""
    found = _STAGES.get(text)
    return found[language] if found else text.replace("_", " ")


def _is_one_stage(condition: Condition) -> bool:
    ref = condition.ref
    is_stage = (ref.table, ref.column) == ("lead_stages", "stage")
    return is_stage and condition.operator is Operator.IN and len(condition.values) == 1


def say_conditions(predicate: Predicate, language: Language) -> str:
    """Conditions in words, joined by commas: `outcome won, reason known`; empty without any."""
    return ", ".join(_condition(one, language) for one in predicate)


def _condition(condition: Condition, language: Language) -> str:
    column = say_column(condition.ref.column, language)
    if condition.ref.column in _MOMENTS and condition.operator is Operator.NOT_NULL:
        return say_moment(condition.ref.column, language)
    if condition.ref.column == "automated" and condition.values == (False,):
        return "by a person" if language == "en" else "oleh orang"
    if condition.operator is Operator.IS_NULL:
        return f"{column} {'not known' if language == 'en' else 'tidak diketahui'}"
    if condition.operator is Operator.NOT_NULL:
        return f"{column} {'known' if language == 'en' else 'diketahui'}"
    joint = " or " if language == "en" else " atau "
    is_worded = condition.ref.column in _WORDED
    values = joint.join(_value(value, language, is_worded) for value in condition.values)
    test = _TESTS.get(condition.operator)
    return f"{column} {test[language]} {values}" if test else f"{column} {values}"


def _value(value: Scalar, language: Language, is_worded: bool) -> str:
    if isinstance(value, bool):
        return {"en": ("no", "yes"), "id": ("tidak", "ya")}[language][value]
    if isinstance(value, Decimal | int):
        return show_number(Decimal(value))
    if isinstance(value, date):
        return day_in_words(value, language)
    return say_word(str(value), language) if is_worded else str(value)


def said_number(value: Decimal | int, digits: int | None = None) -> Said:
    """A number as a fact of a sentence in both languages; `digits` after the point, if given."""
    if digits is None:
        return Said(say_amount(Decimal(value), "en"), say_amount(Decimal(value), "id"))
    text = f"{Decimal(value):,.{digits}f}"
    return Said(text, figures_in(text, "id"))
