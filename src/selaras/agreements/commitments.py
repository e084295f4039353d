"""Commitments: one promise, from what is written to values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selaras.agreements import columns
from selaras.agreements.document import (
    CalendarForm,
    CommitmentForm,
    ExcuseForm,
    ExcuseWhenForm,
    PartOfForm,
    RollingForm,
)
from selaras.agreements.measures import Terms, read_measure
from selaras.agreements.objectives import read_objective
from selaras.agreements.shape import nearest
from selaras.agreements.source import Place
from selaras.agreements.values import (
    Amount,
    Attempts,
    Cadence,
    CalendarChoice,
    Commitment,
    Count,
    Every,
    Excuse,
    ExcuseWhen,
    Measure,
    Operator,
    Predicate,
    Prorate,
    Ratio,
    ResolutionTime,
    ResponseTime,
)
from selaras.contracts import TABLES, Kind, Table
from selaras.errors import Said, said

GROUPS = ("rep", "team", "company", "party")
"""Words after `per` that are not columns."""
LONGEST_ROLLING = 366
_ROLLING = re.compile(r"\s*(?:rolling\s+)?(\d{1,4})(?:\s+days?)?\s*", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a commitment takes from its agreement: the parties, the words, the calendar."""

    parties: tuple[str, ...]
    terms: Terms
    calendar: str


def read_commitment(name: str, form: CommitmentForm, setting: Setting, place: Place) -> Commitment:
    """The commitment in `form`; InputError where it does not make sense by itself."""
    _check_parties(form, setting.parties, place)
    measure = read_measure(form.measure, setting.terms, place.at("measure"))
    table = items_of(measure)
    _check_per(form.per, measure, place)
    part_of, members = _read_part_of(form.part_of)
    return Commitment(
        name=name,
        promisor=form.promisor,
        promisee=form.promisee,
        measure=measure,
        every=_read_every(form.every, place.at("every")),
        objective=read_objective(form.objective, measure, form.per, place.at("objective")),
        per=form.per,
        of=_read_of(form, measure, place.at("of")),
        excused=_read_excuses(form, place.at("excused")),
        calendar=_read_calendar(form.calendar, table, setting.calendar, place.at("calendar")),
        currency=_read_currency(form, measure, place),
        prorate=None if form.prorate is None else Prorate(form.prorate),
        owner=form.owner,
        baseline=None if form.baseline is None else form.baseline.value,
        deadline=form.deadline,
        part_of=part_of,
        members=members,
        says=form.says,
    )


def items_of(measure: Measure) -> Table:
    """The table whose rows are the items, or are counted."""
    match measure:
        case Count(table=name) | Amount(table=name):
            return TABLES[name]
        case Ratio(of=Count(table=name)):
            return TABLES[name]
        case ResponseTime(start=start) | ResolutionTime(start=start) | Attempts(start=start):
            return TABLES[start.table]


def _counted(measure: Measure) -> tuple[Table, ...]:
    """Each table that items are taken from: two for most ratios."""
    if isinstance(measure, Ratio):
        return (TABLES[measure.of.table], TABLES[measure.over.table])
    return (items_of(measure),)


def _reach_of(measure: Measure) -> tuple[Table, ...]:
    """Tables whose columns every item has: its own, its lead's, its ticket's."""
    reaches = [(table, *columns.parents_of(table)) for table in _counted(measure)]
    return tuple(table for table in reaches[0] if all(table in reach for reach in reaches))


def _read_of(form: CommitmentForm, measure: Measure, place: Place) -> Predicate:
    reach = _reach_of(measure)
    if form.of and not reach:
        tables = [table.name for table in _counted(measure)]
        raise place.fault(
            said(
                "{names} share no column that could limit both.",
                "{names} tidak punya kolom bersama yang dapat membatasi keduanya.",
                names=Said(" and ".join(tables), " dan ".join(tables)),
            ),
            said("Put it in each one's `where`.", "Tulis di `where` masing-masing."),
        )
    of = columns.read_where(form.of, reach, place)
    _check_who_waits(of, measure, place)
    return of


def _check_who_waits(of: Predicate, measure: Measure, place: Place) -> None:
    """Where rows of one table answer each other, `of` has to say which of them wait."""
    if not isinstance(measure, ResponseTime) or measure.start != measure.stop:
        return
    table = measure.start.table
    if not any(condition.ref.table == table for condition in of):
        raise place.fault(
            said(
                "`from` and `to` are one column, and `of` does not say which rows of {table} wait.",
                "`from` dan `to` adalah satu kolom, dan `of` tidak menyebut baris {table} mana "
                "yang menunggu.",
                table=table,
            ),
            said(
                "Limit them by a column of theirs, such as `of: {{status: waiting_customer}}`.",
                "Batasi dengan kolomnya, misalnya `of: {{status: waiting_customer}}`.",
            ),
        )


def _check_parties(form: CommitmentForm, parties: Sequence[str], place: Place) -> None:
    for role in ("promisor", "promisee"):
        party = getattr(form, role)
        if party not in parties:
            raise place.at(role).fault(
                said(
                    "`{party}` is not a party of this agreement.",
                    "`{party}` bukan pihak dalam kesepakatan ini.",
                    party=party,
                ),
                nearest(party, parties),
            )
    if form.promisor == form.promisee:
        raise place.at("promisee").fault(
            said(
                "`{party}` cannot promise to itself.",
                "`{party}` tidak dapat berjanji kepada dirinya sendiri.",
                party=form.promisee,
            ),
            said("Name another party.", "Sebut pihak lain."),
        )


def _check_per(per: str | None, measure: Measure, place: Place) -> None:
    if per is None or per in GROUPS:
        return
    for table in _counted(measure):
        _check_group(per, (table, *columns.parents_of(table), TABLES["people"]), place.at("per"))


def _check_group(per: str, tables: Sequence[Table], place: Place) -> None:
    """`per` must be a column of one of `tables`, and one that can group."""
    if "." not in per and not any(columns.has_column(table, per) for table in tables):
        known = [*GROUPS, *(name for table in tables for name in table.column_names)]
        raise place.fault(
            said(
                "`{per}` is neither {groups} nor a column of {tables}.",
                "`{per}` bukan {groups} dan bukan kolom dari {tables}.",
                per=per,
                groups=", ".join(GROUPS),
                tables=", ".join(table.name for table in tables),
            ),
            nearest(per, known),
        )
    ref = columns.find_column(per, tables, place)
    if columns.column_of(ref).kind is Kind.TIME:
        raise place.fault(
            said(
                "`{column}` is a time; `every` says the periods.",
                "`{column}` adalah waktu; periodenya disebut `every`.",
                column=ref,
            ),
            said("Name another column.", "Sebut kolom lain."),
        )


def _read_every(written: str | RollingForm, place: Place) -> Cadence:
    text = written if isinstance(written, str) else str(written.rolling)
    fixed = [every.value for every in Every if every is not Every.ROLLING]
    if isinstance(written, str) and text in fixed:
        return Cadence(Every(text))
    match = _ROLLING.fullmatch(text)
    if match is None or (isinstance(written, str) and "rolling" not in text):
        raise place.fault(
            said("`{text}` is not a period.", "`{text}` bukan periode.", text=text[:40]),
            said(
                "Write day, week, month, quarter, year or `rolling 30 days`.",
                "Tulis day, week, month, quarter, year, atau `rolling 30 days`.",
            ),
        )
    days = int(match[1])
    if not 1 <= days <= LONGEST_ROLLING:
        raise place.fault(
            said(
                "A rolling window lasts 1 to {most} days, not {days}.",
                "Jendela bergulir berlangsung 1 sampai {most} hari, bukan {days}.",
                most=LONGEST_ROLLING,
                days=days,
            )
        )
    return Cadence(Every.ROLLING, days)


def _read_excuses(form: CommitmentForm, place: Place) -> tuple[Excuse, ...]:
    if isinstance(form.excused, ExcuseForm):
        return (Excuse(_read_when(form.excused.when, place.at("when")), form.excused.says),)
    return tuple(
        Excuse(_read_when(excuse.when, place.at(n, "when")), excuse.says)
        for n, excuse in enumerate(form.excused)
    )


def _read_when(form: ExcuseWhenForm, place: Place) -> ExcuseWhen:
    bounds = [
        Operator(name)
        for name in ("above", "below", "at_least", "at_most")
        if getattr(form, name) is not None
    ]
    if len(bounds) + (form.status is not None) != 1:
        raise place.fault(
            said("An excuse has exactly one condition.", "Pengecualian punya tepat satu syarat."),
            said(
                "Write one of above, below, at_least, at_most, status.",
                "Tulis salah satu dari above, below, at_least, at_most, status.",
            ),
        )
    if not bounds:
        return ExcuseWhen(form.commitment, status=form.status)
    return ExcuseWhen(form.commitment, bounds[0], getattr(form, bounds[0].value).value)


def _read_calendar(
    written: str | CalendarForm | None, table: Table, standard: str, place: Place
) -> CalendarChoice | None:
    if written is None or written == standard:
        return None
    if isinstance(written, str):
        return CalendarChoice(written)
    tables = (table, *columns.parents_of(table), TABLES["people"])
    columns.find_column(written.by, tables, place.at("by"))
    extra = written.__pydantic_extra__
    if not extra:
        raise place.fault(
            said(
                "A calendar by {by} needs at least one {by}.",
                "Kalender menurut {by} perlu sedikitnya satu {by}.",
                by=written.by,
            )
        )
    return CalendarChoice(written.else_ or standard, written.by, tuple(sorted(extra.items())))


def _read_currency(form: CommitmentForm, measure: Measure, place: Place) -> str | None:
    inner = None if form.measure.amount is None else form.measure.amount
    inner = getattr(inner, "currency", None)
    at = place.at("measure", "amount", "currency") if inner else place.at("currency")
    if inner is not None and form.currency is not None and inner != form.currency:
        raise at.fault(
            said(
                "The currency is {inner} here and {outer} there.",
                "Mata uangnya {inner} di sini dan {outer} di sana.",
                inner=inner,
                outer=form.currency,
            )
        )
    currency = inner or form.currency
    if currency is None:
        if is_money(measure):
            raise place.fault(
                said("An amount of money names its currency.", "Nilai uang menyebut mata uangnya."),
                said(
                    "Write `currency: IDR`, or another.", "Tulis `currency: IDR`, atau yang lain."
                ),
            )
        return None
    if not isinstance(measure, Amount):
        raise at.fault(
            said("Only an amount has a currency.", "Hanya nilai uang yang punya mata uang."),
            said("Leave `currency` out.", "Hapus `currency`."),
        )
    if not _CURRENCY.fullmatch(currency):
        raise at.fault(
            said(
                "`{currency}` is not an ISO 4217 code.",
                "`{currency}` bukan kode ISO 4217.",
                currency=currency,
            ),
            said("Write three letters: IDR.", "Tulis tiga huruf: IDR."),
        )
    return currency


def is_money(measure: Measure) -> bool:
    """Whether it adds up amounts in the currency that stands in their row."""
    return isinstance(measure, Amount) and columns.has_column(TABLES[measure.table], "currency")


def _read_part_of(written: str | PartOfForm | None) -> tuple[str | None, int | None]:
    if isinstance(written, PartOfForm):
        return written.commitment, written.members
    return written, None
