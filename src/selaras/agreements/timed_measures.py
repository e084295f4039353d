"""Measures of time: what starts an item, and what answers, ends or tries it."""

from __future__ import annotations

from collections.abc import Sequence

from selaras.agreements import columns
from selaras.agreements.measure_forms import (
    AttemptsForm,
    PausesForm,
    ResolutionTimeForm,
    ResponseTimeForm,
)
from selaras.agreements.objectives import check_length
from selaras.agreements.shape import nearest
from selaras.agreements.source import Place
from selaras.agreements.values import (
    Attempts,
    ColumnRef,
    Condition,
    Operator,
    Predicate,
    ResolutionTime,
    ResponseTime,
)
from selaras.calendars.duration import Duration
from selaras.contracts import STAGES, TABLES, Table
from selaras.errors import said

PAUSED: Predicate = (Condition(ColumnRef("ticket_events", "pause"), Operator.IN, (True,)),)
"""What stops the clock of a ticket where nothing else is written."""


def read_response(form: ResponseTimeForm, place: Place) -> ResponseTime:
    """How soon an item is answered; InputError where no row can answer it."""
    start = columns.find_time(form.from_, place.at("from"))
    stop = columns.find_time(form.to, place.at("to"))
    begins, ends = TABLES[start.table], TABLES[stop.table]
    if begins is not ends and not _shared_key(begins, ends):
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
    key = _shared_key(table, table)
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


def _shared_key(one: Table, other: Table) -> str | None:
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


def read_resolution(form: ResolutionTimeForm, place: Place) -> ResolutionTime:
    """How soon an item is done; InputError where its start and end stand in two tables."""
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
    if stop == start or stop.column == table.event_time:
        raise place.at("to").fault(
            said(
                "`{stop}` is when an item begins: nothing is done by it.",
                "`{stop}` adalah saat sebuah butir mulai: tidak ada yang selesai dengannya.",
                stop=stop,
            ),
            said("Name in `to` when it is done.", "Sebut di `to` kapan ia selesai."),
        )
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


def read_attempts(form: Duration | AttemptsForm, place: Place) -> Attempts:
    """How often a lead is tried; InputError where items are no leads."""
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
