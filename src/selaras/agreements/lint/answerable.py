"""Evidence: commitments that no loaded table can answer, and calendars that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from selaras.agreements.columns import parents_of
from selaras.agreements.commitments import GROUPS, items_of
from selaras.agreements.lint.note import Level
from selaras.agreements.lint.periods import all_targets
from selaras.agreements.lint.subject import Subject
from selaras.agreements.promise_nouns import said_number
from selaras.agreements.values import (
    Amount,
    Attempts,
    ColumnRef,
    Commitment,
    Count,
    Measure,
    Operator,
    Predicate,
    Ratio,
    ResolutionTime,
    ResponseTime,
    WithinObjective,
)
from selaras.contracts import TABLES, Table
from selaras.errors import InputError, said
from selaras.errors.sentences import month_in_words


def check_calendars(subject: Subject) -> None:
    """Every calendar that is named must be there and readable."""
    if subject.calendars is None:
        return
    named: dict[str, tuple[str | int, ...]] = {subject.agreement.calendar: ("calendar",)}
    for commitment in subject.agreement.commitments:
        choice = commitment.calendar
        if choice is not None:
            path = subject.on(commitment, "calendar")
            named.setdefault(choice.otherwise, path)
            for _, name in choice.cases:
                named.setdefault(name, path)
    for name, path in named.items():
        try:
            subject.calendars(name)
        except InputError as error:
            subject.note(Level.ERROR, "calendar", path, error.problem, error.mend)


def check_subjects(subject: Subject) -> None:
    """Whom rows belong to must be told by the rows, their lead or their ticket."""
    for commitment in subject.agreement.commitments:
        table = items_of(commitment.measure)
        if commitment.per is None or not _needs_owner(commitment.per, table):
            continue
        if table.owner is None and not parents_of(table):
            subject.note(
                Level.ERROR,
                "subject",
                subject.on(commitment, "per"),
                said(
                    "Nothing in {table} tells whose a row is, so that `{name}` cannot be counted "
                    "per {per}.",
                    "Tidak ada di {table} yang menunjukkan sebuah baris milik siapa, sehingga "
                    "`{name}` tidak dapat dihitung per {per}.",
                    table=table.name,
                    name=commitment.name,
                    per=commitment.per,
                ),
                said("Leave `per` out, or name a column.", "Hapus `per`, atau sebut satu kolom."),
            )


def _needs_owner(per: str, table: Table) -> bool:
    """Whether `per` means people, and not a column of the row, its lead or its ticket."""
    if per == "rep" or per.startswith("people."):
        return True
    near = (table, *parents_of(table))
    return "." not in per and not any(per in one.column_names for one in near)


def check_answerable(subject: Subject) -> None:
    """Every table and column that a commitment reads must hold something."""
    if subject.tables is None:
        return
    for commitment in subject.agreement.commitments:
        refs = list(dict.fromkeys(_columns_of(commitment)))
        missing = [
            name for name in dict.fromkeys(ref.table for ref in refs) if _is_empty(subject, name)
        ]
        if missing:
            subject.note(
                Level.WARNING,
                "no-evidence",
                subject.on(commitment, "measure"),
                said(
                    "No loaded table can answer `{name}`: {tables} {verb} empty or not loaded.",
                    "Belum ada tabel yang dapat menjawab `{name}`: {tables} kosong atau belum "
                    "dimuat.",
                    name=commitment.name,
                    tables=", ".join(missing),
                    verb="is" if len(missing) == 1 else "are",
                ),
                said(
                    "Write a mapping that feeds {tables} and load it.",
                    "Tulis pemetaan yang mengisi {tables}, lalu muat.",
                    tables=", ".join(missing),
                ),
            )
            continue
        _check_columns(subject, commitment, refs)
        _check_precision(subject, commitment)
    _check_beginnings(subject)


def _check_beginnings(subject: Subject) -> None:
    """A table that begins after the agreement: did nothing happen, or was it not exported?"""
    since = subject.span[0]
    read = {ref.table for one in subject.agreement.commitments for ref in _columns_of(one)}
    for name in sorted(read):
        begins = None if _is_empty(subject, name) else (subject.tables or {})[name].begins
        if begins is None or begins <= since:
            continue
        subject.note(
            Level.INFO,
            "begins-later",
            ("effective",),
            said(
                "The agreement holds from {since}, and the first row of {table} is of {begins}: "
                "what came before counts as nothing.",
                "Kesepakatan berlaku sejak {since}, sedangkan baris pertama {table} dari {begins}: "
                "yang sebelumnya dihitung tidak ada.",
                since=since,
                table=name,
                begins=month_in_words(begins),
            ),
            said(
                "If the export lacks it, state `complete_from:` in the mapping of {table}.",
                "Jika tidak termuat dalam ekspor, tulis `complete_from:` pada pemetaan {table}.",
                table=name,
            ),
        )


def _is_empty(subject: Subject, table: str) -> bool:
    loaded = (subject.tables or {}).get(table)
    return loaded is None or loaded.rows == 0


def _check_columns(subject: Subject, commitment: Commitment, refs: list[ColumnRef]) -> None:
    tables = subject.tables or {}
    for ref in refs:
        if ref.column in tables[ref.table].null_columns:
            subject.note(
                Level.WARNING,
                "empty-column",
                subject.on(commitment, "measure"),
                said(
                    "`{name}` reads `{column}`, which is empty in all {rows} rows.",
                    "`{name}` membaca `{column}`, yang kosong di semua {rows} baris.",
                    name=commitment.name,
                    column=ref,
                    rows=said_number(tables[ref.table].rows),
                ),
                said("Map a column of the source to it.", "Petakan satu kolom sumber ke sana."),
            )


def _check_precision(subject: Subject, commitment: Commitment) -> None:
    """Hours cannot be judged where only the day is known."""
    measure, objective = commitment.measure, commitment.objective
    if isinstance(measure, Attempts):
        windows, times = [measure.within], [measure.start]
        times.append(ColumnRef("attempts", "happened_at"))
    elif isinstance(measure, ResponseTime | ResolutionTime):
        assert isinstance(objective, WithinObjective)
        windows, times = all_targets(objective.within), [measure.start, measure.stop]
    else:
        return
    if all(window.is_day_level for window in windows):
        return
    tables = subject.tables or {}
    for ref in times:
        if ref.column in tables[ref.table].day_columns:
            subject.note(
                Level.WARNING,
                "day-only",
                subject.on(commitment, "objective"),
                said(
                    "`{name}` is judged by the hour, and of `{column}` only the day is known: it "
                    "cannot be told.",
                    "`{name}` dinilai menurut jam, padahal dari `{column}` hanya harinya yang "
                    "diketahui: tidak dapat dipastikan.",
                    name=commitment.name,
                    column=ref,
                ),
                said(
                    "Promise days, such as `1 business day`, or load times.",
                    "Janjikan hari, misalnya `1 business day`, atau muat jamnya.",
                ),
            )


def _columns_of(commitment: Commitment) -> Iterator[ColumnRef]:
    """Columns that must be filled for the commitment to be answered."""
    yield from _measure_columns(commitment.measure)
    yield from _filled(commitment.of)
    per = commitment.per
    if per is not None and per not in GROUPS:
        yield from _group_column(per, items_of(commitment.measure))


def _measure_columns(measure: Measure) -> Iterator[ColumnRef]:
    match measure:
        case Ratio():
            yield from _measure_columns(measure.of)
            yield from _measure_columns(measure.over)
        case Count():
            yield ColumnRef(measure.table, measure.at)
            yield from _filled(measure.where)
        case Amount():
            yield ColumnRef(measure.table, measure.at)
            yield ColumnRef(measure.table, measure.column)
            yield from _filled(measure.where)
        case ResponseTime() | ResolutionTime():
            yield from (measure.start, measure.stop)
            yield from _filled(measure.where)
        case Attempts():
            yield from (measure.start, ColumnRef("attempts", "happened_at"))
            yield from _filled(measure.where)


def _filled(predicate: Predicate) -> Iterator[ColumnRef]:
    for condition in predicate:
        if condition.operator is not Operator.IS_NULL:
            yield condition.ref


def _group_column(per: str, table: Table) -> Iterator[ColumnRef]:
    name, dot, column = per.partition(".")
    if dot:
        yield ColumnRef(name, column)
    elif per in table.column_names:
        yield ColumnRef(table.name, per)
    elif "lead_id" in table.column_names and per in TABLES["leads"].column_names:
        yield ColumnRef("leads", per)
