"""Measures: how a value is read off the evidence, from what is written to values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selaras.agreements import columns
from selaras.agreements.measure_forms import (
    AmountForm,
    CountForm,
    MeasureForm,
    RatioForm,
)
from selaras.agreements.shape import nearest
from selaras.agreements.source import KEEP_ONE, NONE, Place, all_of
from selaras.agreements.timed_measures import read_attempts, read_resolution, read_response
from selaras.agreements.values import (
    Amount,
    Count,
    Measure,
    Predicate,
    Ratio,
    Term,
)
from selaras.contracts import TABLES, Column, Table
from selaras.errors import said

Terms = Mapping[str, Term]
ONCE_A_PERIOD = {"leads": "lead_id", "lead_stages": "lead_id"}
"""Tables whose rows count once a period by default, with the column that makes them the same."""
_MEASURES = ("count", "amount", "ratio", "response_time", "resolution_time", "attempts")


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows that a count or an amount is taken over."""

    table: Table
    where: Predicate
    term: Term | None

    @property
    def term_name(self) -> str | None:
        return None if self.term is None else self.term.name


def read_measure(form: MeasureForm, terms: Terms, place: Place) -> Measure:
    """The measure in `form`; InputError unless exactly one is written, and makes sense."""
    written = [name for name in _MEASURES if getattr(form, name) is not None]
    if len(written) != 1:
        raise place.fault(
            said(
                "A measure is exactly one thing; here stands {what}.",
                "Ukuran adalah tepat satu hal; di sini ada {what}.",
                what=all_of(written),
            ),
            said(
                "Write one of {names}.",
                "Tulis salah satu dari {names}.",
                names=", ".join(_MEASURES),
            ),
        )
    here = place.at(written[0])
    if form.count is not None:
        return read_count(form.count, terms, here)
    if form.amount is not None:
        return read_amount(form.amount, terms, here)
    if form.ratio is not None:
        return _read_ratio(form.ratio, terms, here)
    if form.response_time is not None:
        return read_response(form.response_time, here)
    if form.resolution_time is not None:
        return read_resolution(form.resolution_time, here)
    assert form.attempts is not None
    return read_attempts(form.attempts, here)


def read_count(form: str | CountForm, terms: Terms, place: Place) -> Count:
    """A count of a term or a table, with the defaults that CountForm documents."""
    if isinstance(form, str):
        form = _named_rows(form, terms, place)
    rows = _read_rows(form, terms, place)
    distinct = ONCE_A_PERIOD.get(rows.table.name)
    if form.distinct is False:
        distinct = None
    elif form.distinct is not None:
        distinct = columns.find_column(form.distinct, (rows.table,), place.at("distinct")).column
    if form.at is not None:
        at = columns.time_in(rows.table, form.at, place.at("at"))
    else:
        at = default_at(rows.table, rows.where, rows.term, place)
    return Count(rows.table.name, at, rows.where, distinct, rows.term_name)


def _named_rows(name: str, terms: Terms, place: Place) -> CountForm:
    if name in terms:
        return CountForm.model_validate({"term": name})
    if name in TABLES:
        return CountForm.model_validate({"table": name})
    raise place.fault(
        said(
            "`{name}` is neither a term of this agreement nor an evidence table.",
            "`{name}` bukan istilah kesepakatan ini dan bukan tabel bukti.",
            name=name,
        ),
        nearest(name, [*terms, *TABLES]),
    )


def _read_rows(form: CountForm | AmountForm, terms: Terms, place: Place) -> _Rows:
    if (form.term is None) == (form.table is None):
        raise place.fault(
            said(
                "Exactly one of `term` and `table` says what rows are meant.",
                "Tepat satu dari `term` dan `table` menyebut baris yang dimaksud.",
            )
        )
    if form.term is None:
        table = columns.find_table(str(form.table), place.at("table"))
        reach = (table, *columns.parents_of(table))
        return _Rows(table, columns.read_where(form.where, reach, place.at("where")), None)
    if form.term not in terms:
        raise place.at("term").fault(
            said(
                "`{term}` is not a term of this agreement.",
                "`{term}` bukan istilah kesepakatan ini.",
                term=form.term,
            ),
            nearest(form.term, terms),
        )
    term = terms[form.term]
    table = TABLES[term.table]
    own = columns.read_where(form.where, (table, *columns.parents_of(table)), place.at("where"))
    return _Rows(table, (*term.where, *own), term)


def default_at(table: Table, where: Predicate, term: Term | None, place: Place) -> str:
    """The time that rows are counted by where the measure does not say."""
    if term is not None and term.at is not None:
        return term.at
    return columns.default_time(table, where, place)


def read_amount(form: str | AmountForm, terms: Terms, place: Place) -> Amount:
    """The sum of a column: `deals.amount`, a term, or a mapping of AmountForm."""
    if isinstance(form, str):
        form = _named_amount(form, terms, place)
    if form.of is not None and form.column is not None:
        raise place.fault(
            said("`of` and `column` mean the same.", "`of` dan `column` sama artinya."), KEEP_ONE
        )
    written = form.of or form.column or "amount"
    column = written
    if "." in written and form.table is None and form.term is None:
        table, _, column = written.partition(".")
        form = form.model_copy(update={"table": table})
    rows = _read_rows(form, terms, place)
    here = place.at("of") if form.of else place.at("column")
    ref = columns.find_column(column, (rows.table,), here)
    found = columns.column_of(ref)
    if found.kind not in columns.NUMBERS:
        numbers = [c.name for c in rows.table.columns if c.kind in columns.NUMBERS]
        raise here.fault(
            said(
                "`{column}` is not a number that can be added up.",
                "`{column}` bukan angka yang dapat dijumlahkan.",
                column=ref,
            ),
            said(
                "Numbers of {table} are: {names}.",
                "Angka di {table}: {names}.",
                table=rows.table.name,
                names=", ".join(numbers) or NONE,
            ),
        )
    if form.at is not None:
        at = columns.time_in(rows.table, form.at, place.at("at"))
    else:
        at = default_sum_time(rows.table, found, rows.where, rows.term, place)
    return Amount(rows.table.name, ref.column, at, rows.where, rows.term_name)


def default_sum_time(
    table: Table, column: Column, where: Predicate, term: Term | None, place: Place
) -> str:
    """As `default_at`, but a column that is set late counts when it was set."""
    if column.governed_by is not None and (term is None or term.at is None):
        return column.governed_by
    return default_at(table, where, term, place)


def _named_amount(name: str, terms: Terms, place: Place) -> AmountForm:
    if name in terms:
        return AmountForm.model_validate({"term": name})
    table, dot, column = name.partition(".")
    if not dot:
        raise place.fault(
            said(
                "`{name}` is neither a term of this agreement nor a column such as `deals.amount`.",
                "`{name}` bukan istilah kesepakatan ini dan bukan kolom seperti `deals.amount`.",
                name=name,
            ),
            nearest(name, [*terms, *(f"{table}.amount" for table in TABLES)]),
        )
    columns.find_table(table, place)
    return AmountForm.model_validate({"table": table, "of": column})


def _read_ratio(form: RatioForm, terms: Terms, place: Place) -> Ratio:
    of = _one_of(form, ("of", "numerator"), place)
    over = _one_of(form, ("over", "to", "denominator"), place)
    return Ratio(
        read_count(getattr(form, of), terms, place.at(of)),
        read_count(getattr(form, over), terms, place.at(over)),
    )


def _one_of(form: RatioForm, names: Sequence[str], place: Place) -> str:
    written = [name for name in names if getattr(form, name) is not None]
    if len(written) == 1:
        return written[0]
    what = said("is written twice", "ditulis dua kali")
    if not written:
        what = said("is missing", "belum ada")
    raise place.fault(
        said(
            "`{name}` of the ratio {what}.", "`{name}` dari rasio {what}.", name=names[0], what=what
        ),
        said("Write `{{of: …, over: …}}`.", "Tulis `{{of: …, over: …}}`."),
    )
