"""Measures: how a value is read off the evidence, from what is written to values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selaras.agreements import columns
from selaras.agreements.measure_forms import (
    AmountForm,
    AttemptsForm,
    CountForm,
    MeasureForm,
    PausesForm,
    RatioForm,
    ResolutionTimeForm,
    ResponseTimeForm,
)
from selaras.agreements.objectives import check_length
from selaras.agreements.shape import nearest
from selaras.agreements.source import KEEP_ONE, NONE, Place, all_of
from selaras.agreements.values import (
    Amount,
    Attempts,
    ColumnRef,
    Condition,
    Count,
    Measure,
    Operator,
    Predicate,
    Ratio,
    ResolutionTime,
    ResponseTime,
    Term,
)
from selaras.calendars.duration import Duration
from selaras.contracts import STAGES, TABLES, Column, Table
from selaras.errors import said

Terms = Mapping[str, Term]
ONCE_A_PERIOD = {"leads": "lead_id", "lead_stages": "lead_id"}
"""Tables whose rows count once a period by default, with the column that makes them the same."""
PAUSED: Predicate = (Condition(ColumnRef("ticket_events", "pause"), Operator.IN, (True,)),)
"""What stops the clock of a ticket where nothing else is written."""
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
        return _read_response(form.response_time, here)
    if form.resolution_time is not None:
        return _read_resolution(form.resolution_time, here)
    assert form.attempts is not None
    return _read_attempts(form.attempts, here)


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


def _read_response(form: ResponseTimeForm, place: Place) -> ResponseTime:
    start = columns.find_time(form.from_, place.at("from"))
    stop = columns.find_time(form.to, place.at("to"))
    begins, ends = TABLES[start.table], TABLES[stop.table]
    if begins is not ends and not shared_key(begins, ends):
        raise place.fault(
            said(
                "{one} and {other} share neither lead_id nor ticket_id, so that no answer can be "
                "found for an item.",
                "{one} dan {other} tidak berbagi lead_id maupun ticket_id, sehingga jawaban untuk "
                "sebuah butir tidak dapat dicari.",
                one=begins.name,
                other=ends.name,
            ),
            said(
                "Take `from` and `to` from tables of leads, or of tickets.",
                "Ambil `from` dan `to` dari tabel prospek, atau tabel tiket.",
            ),
        )
    if start == stop:
        _check_others_answer(form, begins, place)
    tables = (ends, begins) if ends is not begins else (begins,)
    where = columns.read_where(form.where, tables, place.at("where"))
    return ResponseTime(start, stop, where, _read_until(form.until, begins, place.at("until")))


def _check_others_answer(form: ResponseTimeForm, table: Table, place: Place) -> None:
    """Where `from` and `to` are one column, other rows of the lead or ticket have to answer."""
    key = shared_key(table, table)
    if key is None or table.key == (key,):
        raise place.at("to").fault(
            said(
                "`from` and `to` are one column, and every row of {table} would answer itself.",
                "`from` dan `to` adalah satu kolom, dan setiap baris {table} menjawab dirinya "
                "sendiri.",
                table=table.name,
            ),
            said("Name another time in `to`.", "Sebut waktu lain di `to`."),
        )
    if not form.where:
        raise place.at("where").fault(
            said(
                "`from` and `to` are one column, and `where` does not say which rows answer.",
                "`from` dan `to` adalah satu kolom, dan `where` tidak menyebut baris mana yang "
                "menjawab.",
            ),
            said(
                "Say with `where` which rows answer, and with the commitment's `of` which wait.",
                "Sebut dengan `where` baris mana yang menjawab, dengan `of` mana yang menunggu.",
            ),
        )


def shared_key(one: Table, other: Table) -> str | None:
    """The key that two tables can be joined by: lead_id, ticket_id, or None."""
    for key in ("lead_id", "ticket_id"):
        if columns.has_column(one, key) and columns.has_column(other, key):
            return key
    return None


def _read_until(written: Sequence[str], items: Table, place: Place) -> tuple[str, ...]:
    if not written:
        return ()
    words = tuple(dict.fromkeys(written))
    if columns.has_column(items, "lead_id"):
        for n, word in enumerate(written):
            if word not in STAGES:
                raise place.at(n).fault(
                    said(
                        "`{word}` is not a stage of a lead.",
                        "`{word}` bukan tahap prospek.",
                        word=word,
                    ),
                    nearest(word, STAGES),
                )
        return words
    if columns.has_column(items, "ticket_id"):
        return words
    raise place.fault(
        said(
            "Items of {table} reach no stage or status.",
            "Butir {table} tidak mencapai tahap atau status.",
            table=items.name,
        ),
        said("Leave `until` out.", "Hapus `until`."),
    )


def _read_resolution(form: ResolutionTimeForm, place: Place) -> ResolutionTime:
    start = columns.find_time(form.from_, place.at("from"))
    stop = columns.find_time(form.to, place.at("to"))
    if start.table != stop.table:
        raise place.fault(
            said(
                "`{start}` and `{stop}` do not stand in one row.",
                "`{start}` dan `{stop}` tidak berada dalam satu baris.",
                start=start,
                stop=stop,
            ),
            said(
                "Use `response_time` for times of two tables.",
                "Pakai `response_time` untuk waktu dari dua tabel.",
            ),
        )
    table = TABLES[start.table]
    where = columns.read_where(form.where, (table,), place.at("where"))
    pauses = _read_pauses(form, table, place.at("pauses"))
    return ResolutionTime(
        start, stop, where, pauses, _read_until(form.until, table, place.at("until"))
    )


def _read_pauses(form: ResolutionTimeForm, table: Table, place: Place) -> Predicate:
    written = form.pauses
    has_pauses = columns.has_column(table, "ticket_id")
    if written is False or (written is None and not has_pauses):
        return ()
    if not has_pauses:
        raise place.fault(
            said(
                "Nothing pauses items of {table}: pauses are read from ticket_events.",
                "Tidak ada yang menjeda butir {table}: jeda dibaca dari ticket_events.",
                table=table.name,
            ),
            said("Leave `pauses` out.", "Hapus `pauses`."),
        )
    if written is None or isinstance(written, bool | str):
        return PAUSED
    if isinstance(written, PausesForm):
        written, place = written.where, place.at("where")
    if not written:
        raise place.fault(
            said("An empty condition would always pause.", "Syarat kosong akan selalu menjeda."),
            said("Write `pauses: false`.", "Tulis `pauses: false`."),
        )
    return columns.read_where(written, (TABLES["ticket_events"],), place)


def _read_attempts(form: Duration | AttemptsForm, place: Place) -> Attempts:
    if isinstance(form, Duration):
        check_length(form, place)
        return Attempts(ColumnRef("leads", "created_at"), form)
    check_length(form.within, place.at("within"))
    start = columns.find_time(form.from_, place.at("from"))
    table = TABLES[start.table]
    if not columns.has_column(table, "lead_id"):
        raise place.at("from").fault(
            said(
                "Attempts are made on leads; {table} has no lead_id.",
                "Upaya dilakukan pada prospek; {table} tidak punya lead_id.",
                table=table.name,
            ),
            said(
                "Start at a time of leads, assignments, lead_stages or deals.",
                "Mulailah dari waktu di leads, assignments, lead_stages, atau deals.",
            ),
        )
    tables = (TABLES["attempts"], table) if table.name != "attempts" else (table,)
    where = columns.read_where(form.where, tables, place.at("where"))
    return Attempts(start, form.within, _read_until(form.until, table, place.at("until")), where)
