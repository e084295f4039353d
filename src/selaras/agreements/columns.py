"""Tables, columns and values, held against the contracts of the evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from selaras.agreements.fields import read_day, read_number
from selaras.agreements.measure_forms import ConditionForm, Where
from selaras.agreements.shape import nearest
from selaras.agreements.source import KEEP_ONE, NONE, Place, all_of
from selaras.agreements.values import ColumnRef, Condition, Operator, Predicate, Scalar
from selaras.contracts import TABLES, Column, Kind, Table
from selaras.errors import Said, said

NUMBERS = (Kind.AMOUNT, Kind.RATE, Kind.WHOLE)
_BOUNDS = {
    "above": Operator.ABOVE,
    "below": Operator.BELOW,
    "at_least": Operator.AT_LEAST,
    "at_most": Operator.AT_MOST,
}


def find_table(name: str, place: Place) -> Table:
    """The evidence table of that name; InputError with the nearest known one."""
    if name in TABLES:
        return TABLES[name]
    raise place.fault(
        said("There is no evidence table `{name}`.", "Tidak ada tabel bukti `{name}`.", name=name),
        nearest(name, TABLES),
    )


def has_column(table: Table, name: str) -> bool:
    return name in table.column_names


def column_of(ref: ColumnRef) -> Column:
    return TABLES[ref.table].column(ref.column)


def parents_of(table: Table) -> tuple[Table, ...]:
    """Tables that a row of `table` belongs to: its lead, its ticket."""
    return tuple(
        TABLES[name]
        for name, key in (("leads", "lead_id"), ("tickets", "ticket_id"))
        if name != table.name and has_column(table, key)
    )


def find_column(name: str, tables: Sequence[Table], place: Place) -> ColumnRef:
    """The column `name`, plain or `table.column`, in the first of `tables` that has it."""
    first, dot, rest = name.partition(".")
    if dot:
        named = [table for table in tables if table.name == first]
        if not named:
            find_table(first, place)
            reach = ", ".join(table.name for table in tables)
            raise place.fault(
                said(
                    "`{name}` cannot be reached from here.",
                    "`{name}` tidak terjangkau dari sini.",
                    name=name,
                ),
                said("Use a column of {tables}.", "Pakai kolom dari {tables}.", tables=reach),
            )
        tables, name = named, rest
    for table in tables:
        if has_column(table, name):
            return ColumnRef(table.name, name)
    known = [column for table in tables for column in table.column_names]
    raise place.fault(_no_column(name, [table.name for table in tables]), nearest(name, known))


def _no_column(name: str, tables: Sequence[str]) -> Said:
    return said(
        "There is no column `{name}` in {tables}.",
        "Tidak ada kolom `{name}` di {tables}.",
        name=name,
        tables=Said(" or ".join(tables), " atau ".join(tables)),
    )


def find_time(name: str, place: Place) -> ColumnRef:
    """The time column `name`, plain where only one table has it, or `table.column`."""
    first, dot, rest = name.partition(".")
    if dot:
        table = find_table(first, place)
        return ColumnRef(table.name, time_in(table, rest, place))
    found = [table for table in TABLES.values() if name in _times(table)]
    if len(found) == 1:
        return ColumnRef(found[0].name, name)
    if found:
        raise place.fault(
            said(
                "`{name}` is a time of several tables.",
                "`{name}` adalah waktu di beberapa tabel.",
                name=name,
            ),
            said(
                "Write one of {names}.",
                "Tulis salah satu dari {names}.",
                names=", ".join(f"`{table.name}.{name}`" for table in found),
            ),
        )
    known = sorted({column for table in TABLES.values() for column in _times(table)})
    raise place.fault(
        said("There is no time column `{name}`.", "Tidak ada kolom waktu `{name}`.", name=name),
        nearest(name, known),
    )


def time_in(table: Table, name: str, place: Place) -> str:
    """`name` if it is a time column of `table`; InputError otherwise."""
    name = name.removeprefix(f"{table.name}.")
    if name in _times(table):
        return name
    if not has_column(table, name):
        raise place.fault(_no_column(name, [table.name]), nearest(name, table.column_names))
    times = ", ".join(f"`{time}`" for time in _times(table))
    raise place.fault(
        said("`{column}` is not a time.", "`{column}` bukan waktu.", column=f"{table.name}.{name}"),
        said(
            "Times of {table} are: {times}.",
            "Waktu di {table}: {times}.",
            table=table.name,
            times=times or NONE,
        ),
    )


def _times(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.times)


def default_time(table: Table, where: Predicate, place: Place) -> str:
    """The time column that rows are counted by where `at` is not written.

    The time at which the late-set values in `where` were set, else the table's event time.
    """
    governing = {
        column.governed_by
        for condition in where
        if condition.ref.table == table.name
        and condition.operator is not Operator.IS_NULL
        and (column := column_of(condition.ref)).governed_by is not None
    }
    if len(governing) > 1:
        raise place.fault(
            said(
                "Values that are set at {names} are used together.",
                "Nilai yang terisi pada {names} dipakai bersama.",
                names=all_of(sorted(map(str, governing))),
            ),
            said("Say which one counts: `at: …`.", "Sebut yang dihitung: `at: …`."),
        )
    if governing:
        return str(governing.pop())
    if table.event_time is None:
        times = ", ".join(f"`{time}`" for time in _times(table))
        if not times:
            raise place.fault(
                said(
                    "Rows of {table} have no time at which they happened, so that no period can "
                    "be told for them.",
                    "Baris {table} tidak punya waktu kejadian, sehingga periodenya tidak dapat "
                    "ditentukan.",
                    table=table.name,
                ),
                said(
                    "Count one of {tables}.",
                    "Hitung salah satu dari {tables}.",
                    tables=", ".join(n for n, t in TABLES.items() if t.event_time),
                ),
            )
        raise place.fault(
            said(
                "{table} has no event time.",
                "{table} tidak punya waktu kejadian.",
                table=table.name,
            ),
            said(
                "Say which time counts: `at: …` of {times}.",
                "Sebut waktu yang dihitung: `at: …` dari {times}.",
                times=times,
            ),
        )
    return table.event_time


def read_where(where: Where, tables: Sequence[Table], place: Place) -> Predicate:
    """Conditions on columns of `tables`; the first table that has a plain column is meant."""
    conditions: list[Condition] = []
    for name, written in where.items():
        here = place.at(name)
        ref = find_column(name, tables, here)
        if any(condition.ref == ref for condition in conditions):
            raise here.fault(
                said("`{key}` stands here twice.", "`{key}` ada dua kali di sini.", key=ref),
                KEEP_ONE,
            )
        conditions += _conditions(ref, written, here)
    return tuple(conditions)


def _conditions(ref: ColumnRef, written: object, place: Place) -> list[Condition]:
    if isinstance(written, ConditionForm):
        return _form_conditions(ref, written, place)
    if written is None:
        return [Condition(ref, Operator.IS_NULL)]
    return [Condition(ref, Operator.IN, _values(ref, written, place))]


def _form_conditions(ref: ColumnRef, form: ConditionForm, place: Place) -> list[Condition]:
    written = form.model_fields_set
    conditions: list[Condition] = []
    if not written:
        raise place.fault(
            said(
                "`{column}` is held against nothing.",
                "`{column}` tidak dibandingkan dengan apa pun.",
                column=ref.column,
            ),
            said("Write `{{not: …}}`.", "Tulis `{{not: …}}`."),
        )
    if "not_" in written:
        if form.not_ is None:
            conditions.append(Condition(ref, Operator.NOT_NULL))
        else:
            values = _values(ref, form.not_, place.at("not"))
            conditions.append(Condition(ref, Operator.NOT_IN, values))
    for key, operator in _BOUNDS.items():
        if key in written:
            bound = _bound(ref, getattr(form, key), place.at(key))
            conditions.append(Condition(ref, operator, (bound,)))
    if form.known is not None:
        known = Operator.NOT_NULL if form.known else Operator.IS_NULL
        conditions.append(Condition(ref, known))
    if not conditions:
        raise place.fault(said("`known` must be true or false.", "`known` harus true atau false."))
    return conditions


def _bound(ref: ColumnRef, written: object, place: Place) -> Scalar:
    column = column_of(ref)
    if column.kind not in (*NUMBERS, Kind.DAY):
        raise place.fault(
            said(
                "`{column}` has no order: more and less mean nothing for {kind}.",
                "`{column}` tidak berurutan: lebih dan kurang tidak berarti bagi {kind}.",
                column=ref,
                kind=_kind(column),
            ),
            said(
                "Write the values themselves, as in `[a, b]`.",
                "Tulis nilainya sendiri, seperti `[a, b]`.",
            ),
        )
    if written is None:
        raise place.fault(said("A bound must have a value.", "Batas harus punya nilai."))
    return _value(ref, written, place)


def _values(ref: ColumnRef, written: object, place: Place) -> tuple[Scalar, ...]:
    if not isinstance(written, list | tuple):
        return (_value(ref, written, place),)
    if not written:
        raise place.fault(
            said(
                "The list is empty: nothing could ever satisfy it.",
                "Daftarnya kosong: tidak ada yang dapat memenuhinya.",
            )
        )
    values: list[Scalar] = []
    for n, item in enumerate(written):
        here = place.at(n)
        if item is None:
            raise here.fault(
                said("null cannot stand in a list.", "null tidak boleh ada dalam daftar."),
                said("Write null by itself.", "Tulis null sendirian."),
            )
        value = _value(ref, item, here)
        if value not in values:
            values.append(value)
    return tuple(values)


def _value(ref: ColumnRef, written: object, place: Place) -> Scalar:
    column = column_of(ref)
    if column.kind is Kind.TIME:
        raise place.fault(
            said(
                "`{column}` is a time, which can only be known or not.",
                "`{column}` adalah waktu, yang hanya dapat diketahui atau tidak.",
                column=ref,
            ),
            said(
                "Write `{{known: true}}`; periods and `at` say when.",
                "Tulis `{{known: true}}`; kapan terjadinya disebut oleh periode dan `at`.",
            ),
        )
    if column.kind is Kind.FLAG:
        if not isinstance(written, bool):
            raise place.fault(
                said(
                    "`{column}` is true or false, not {written}.",
                    "`{column}` adalah true atau false, bukan {written}.",
                    column=ref,
                    written=repr(written),
                )
            )
        return written
    if column.kind is Kind.DAY:
        return _day(ref, written, place)
    if column.kind in NUMBERS:
        return _number(column, ref, written, place)
    text = written if isinstance(written, str) else (place.raw or str(written))
    if column.words and text not in column.words:
        raise place.fault(
            said(
                "`{text}` is not a word of {column}.",
                "`{text}` bukan kata dari {column}.",
                text=text,
                column=ref,
            ),
            nearest(text, column.words),
        )
    if not text or len(text) > 500 or not re.search(r"\S", text):
        raise place.fault(
            said(
                "{column} is held against an empty or very long text.",
                "{column} dibandingkan dengan teks kosong atau terlalu panjang.",
                column=ref,
            )
        )
    return text


def _day(ref: ColumnRef, written: object, place: Place) -> date:
    try:
        return read_day(written)
    except ValueError:
        raise place.fault(
            said(
                "`{column}` is a date, such as 2026-01-31.",
                "`{column}` adalah tanggal, seperti 2026-01-31.",
                column=ref,
            )
        ) from None


def _number(column: Column, ref: ColumnRef, written: object, place: Place) -> Decimal | int:
    try:
        number = read_number(written)
    except ValueError as error:
        raise place.fault(
            said(
                "`{column}` is a number: {what}.",
                "`{column}` adalah angka: {what}.",
                column=ref,
                what=error.args[0] if error.args else error,
            )
        ) from None
    if column.kind is not Kind.WHOLE:
        return number.value
    if number.value != int(number.value):
        raise place.fault(
            said("`{column}` is a whole number.", "`{column}` adalah bilangan bulat.", column=ref)
        )
    return int(number.value)


def _kind(column: Column) -> Said:
    if column.kind is Kind.FLAG:
        return said("true or false", "true atau false")
    if column.kind is Kind.TIME:
        return said("a time here", "waktu di sini")
    return said("words", "kata")
