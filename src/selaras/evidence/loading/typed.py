"""From texts to a contract's types: one SQL statement per table, run on every batch.

Each value that does not fit is told by a reason; nothing is turned into null on the quiet.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace

from selaras.contracts import Column, Kind
from selaras.errors import InputError, Said, said
from selaras.evidence.literals import text_sql
from selaras.evidence.loading import reasons
from selaras.evidence.loading.written_numbers import grouping, number_form
from selaras.evidence.loading.written_times import read_iso, read_time
from selaras.evidence.mapping.expressions import to_sql
from selaras.evidence.mapping.values import ColumnMapping, Mapping, TableMapping

_SHOWN_COLUMNS = 60
_NUMBERS = (Kind.AMOUNT, Kind.RATE, Kind.WHOLE)
_NOTHING = "chr(0)"  # marks an expression that is null, for TRY makes null of one that fails
BLANKS = " \t\r\n\u00a0\ufeff"
"""What is cut off both ends of every value."""
_YES = ("true", "t", "yes", "y", "1", "1.0", "ya")
_NO = ("false", "f", "no", "n", "0", "0.0", "tidak")


@dataclass(frozen=True, slots=True)
class Typing:
    """The statement that types one table's rows of a source with these columns.

    It reads a table `raw` with `_row` and, of the source columns at the positions `reads`, `n0`,
    `n1`, … (trimmed, the mapping's null tokens as null). It yields, in any order, `_row`,
    `_fault` (null where the row fits, else a position in `faults`), `_filtered`, `_order`, and per
    contract column its value; for a TIME or DAY column instead `<name>__local` (naive),
    `<name>__instant` (naive, in UTC) and `<name>__day`. `faults` are reasons and columns.
    """

    sql: str
    reads: tuple[int, ...]
    faults: tuple[tuple[str, str], ...]


def typing_of(mapping: Mapping, table: TableMapping, columns: tuple[str, ...]) -> Typing:
    """Compile the typing of `table`; InputError where the source lacks a column that it reads."""
    return _Compiler(mapping, table, columns).compile()


def identifier(name: str) -> str:
    """A name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


class _Compiler:
    def __init__(self, mapping: Mapping, table: TableMapping, columns: tuple[str, ...]) -> None:
        self.mapping = mapping
        self.table = table
        self.columns = columns
        self.reads: dict[int, None] = {}
        self.texts: dict[str, str] = {}
        self.parses: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.faults: list[tuple[str, str, str]] = []  # condition, reason, column

    def compile(self) -> Typing:
        for column in self.table.columns:
            self._add(column, self.table.contract.column(column.column))
        where = "'true'" if self.table.where is None else self._tried(self.table.where, None)
        order = "NULL" if self.table.order_by is None else self._tried(self.table.order_by, None)
        doubtful = f"w__ NOT IN ('true', 'false', {_NOTHING})"
        self.faults.insert(0, (f"w__ IS NULL OR {doubtful}", reasons.EXPRESSION, "where"))
        if self.table.order_by is not None:
            self.faults.append(("o__ IS NULL", reasons.EXPRESSION, "order_by"))
        numbered = [(condition, str(i)) for i, (condition, _, _) in enumerate(self.faults)]
        # materialised, or the planner copies each expression to every place that names it
        sql = f"""
            WITH texts AS MATERIALIZED (
                SELECT _row, {where} AS w__, {order} AS o__ {_listed(self.texts, "t ")} FROM raw
            ), parsed AS MATERIALIZED (
                SELECT * {_listed(self.parses, "p ")} FROM texts
            )
            SELECT _row, {_case(numbered)} AS _fault, nullif(o__, {_NOTHING}) AS _order,
                   coalesce(w__ IN ('false', {_NOTHING}), false) AS _filtered
                   {"".join(", " + identifier(name) for name in self.values)}
            FROM (SELECT * {_listed(self.values, "")} FROM parsed)
        """
        faults = tuple((reason, column) for _, reason, column in self.faults)
        return Typing(sql, tuple(self.reads), faults)

    def _position(self, name: str, line: int | None) -> int:
        if name not in self.columns:
            raise InputError(
                said(
                    "The source has no column {name}.",
                    "Sumber tidak memiliki kolom {name}.",
                    name=repr(name),
                ),
                file=str(self.mapping.file),
                line=line,
                mend=_columns_there(name, self.columns),
            )
        if self.columns.count(name) > 1:
            raise InputError(
                said(
                    "The source has several columns {name}.",
                    "Sumber memiliki beberapa kolom {name}.",
                    name=repr(name),
                ),
                file=str(self.mapping.file),
                line=line,
                mend=said(
                    "Rename one, or state `header: false`, `skip: 1` and `names:`.",
                    "Ganti nama salah satu, atau tulis `header: false`, `skip: 1`, dan `names:`.",
                ),
            )
        position = self.columns.index(name)
        self.reads[position] = None
        return position

    def _tried(self, expression: str, line: int | None, decimal: str = ".") -> str:
        """The text of an expression; null where it fails, _NOTHING where it is null.

        A number that it reckons is written with the sign that the column's own numbers have.
        """
        sql = to_sql(expression, lambda name: f"n{self._position(name, line)}")
        text = f"CAST(({sql}) AS VARCHAR)"
        if decimal != ".":
            written = f"replace({text}, '.', {text_sql(decimal)})"
            text = f"CASE WHEN typeof(({sql})) = 'VARCHAR' THEN {text} ELSE {written} END"
        return f"TRY(coalesce({text}, {_NOTHING}))"

    def _add(self, column: ColumnMapping, contract: Column) -> None:
        text = identifier("t " + column.column)
        self.texts[column.column] = self._text(column, contract)
        if contract.required:
            self.faults.append((f"{text} IS NULL", reasons.MISSING, column.column))
        if column.expression is not None:
            failed = f"{identifier('t ' + column.column + ' tried')} IS NULL"
            self.faults.insert(0, (failed, reasons.EXPRESSION, column.column))
        match contract.kind:
            case Kind.TEXT:
                self.values[column.column] = text
            case Kind.WORD:
                self._add_word(column, contract, text)
            case Kind.FLAG:
                self._add_flag(column, text)
            case Kind.AMOUNT | Kind.RATE | Kind.WHOLE:
                self._add_number(column, contract.kind, text)
            case Kind.TIME | Kind.DAY:
                self._add_time(column, contract.kind, text)

    def _text(self, column: ColumnMapping, contract: Column) -> str:
        """The text that is then read as the column's kind; null for nothing."""
        if column.is_constant:
            return _literal(column.constant)
        if column.expression is not None:
            tried = f"{column.column} tried"
            decimal = column.decimal if contract.kind in _NUMBERS else "."
            self.texts[tried] = self._tried(column.expression, column.line, decimal)
            raw = f"nullif(trim({identifier('t ' + tried)}, {text_sql(BLANKS)}), {_NOTHING})"
        else:
            raw = f"n{self._position(column.source or '', column.line)}"
        own = [text for text in column.nulls if text not in self.mapping.nulls or column.expression]
        if own:
            raw = f"CASE WHEN {raw} NOT IN ({', '.join(map(text_sql, own))}) THEN {raw} END"
        if not column.words and not column.has_otherwise:
            return raw
        cases = [(f"{raw} IS NULL", _literal(dict(column.words).get("")))]
        cases += [(f"{raw} = {text_sql(old)}", _literal(new)) for old, new in column.words]
        return _case(cases, _literal(column.otherwise) if column.has_otherwise else raw)

    def _fault(self, column: ColumnMapping, condition: str, reason: str) -> None:
        text = identifier("t " + column.column)
        self.faults.append((f"{text} IS NOT NULL AND {condition}", reason, column.column))

    def _add_word(self, column: ColumnMapping, contract: Column, text: str) -> None:
        words = ", ".join(text_sql(word) for word in contract.words)
        self.values[column.column] = f"CASE WHEN lower({text}) IN ({words}) THEN lower({text}) END"
        self._fault(column, f"{identifier(column.column)} IS NULL", reasons.NOT_A_WORD)

    def _add_flag(self, column: ColumnMapping, text: str) -> None:
        yes, no = (", ".join(map(text_sql, words)) for words in (_YES, _NO))
        cases = [(f"lower({text}) IN ({yes})", "true"), (f"lower({text}) IN ({no})", "false")]
        self.values[column.column] = _case(cases)
        self._fault(column, f"{identifier(column.column)} IS NULL", reasons.NOT_A_FLAG)

    def _add_number(self, column: ColumnMapping, kind: Kind, text: str) -> None:
        if column.is_constant:
            # written in the mapping, not by the source
            column = replace(column, decimal=".", thousands=None)
        plain = text
        if column.thousands is not None:
            between = text_sql(grouping(column.thousands))
            plain = f"regexp_replace({plain}, {between}, '', 'g')"
        if column.decimal != ".":
            plain = f"replace({plain}, {text_sql(column.decimal)}, '.')"
        form = text_sql(number_form(column, is_whole=kind is Kind.WHOLE))
        types = {Kind.AMOUNT: "DECIMAL(18,4)", Kind.RATE: "DECIMAL(18,8)", Kind.WHOLE: "BIGINT"}
        fits, value = (identifier(f"p {column.column} {part}") for part in ("fits", "value"))
        self.parses[f"{column.column} fits"] = f"regexp_matches({text}, {form})"
        self.parses[f"{column.column} value"] = f"TRY_CAST({plain} AS {types[kind]})"
        self.values[column.column] = f"CASE WHEN {fits} THEN {value} END"
        self._fault(column, f"NOT {fits}", reasons.NOT_A_NUMBER)
        self._fault(column, f"{identifier(column.column)} IS NULL", reasons.TOO_LARGE)

    def _add_time(self, column: ColumnMapping, kind: Kind, text: str) -> None:
        local, instant, day = (f"{column.column}__{part}" for part in ("local", "instant", "day"))
        reads = [read_time(text, form) for form in column.formats] or read_iso(text)
        found = []
        for number, read in enumerate(reads):
            self.parses[f"{column.column} {number}"] = read.value
            found.append((identifier(f"p {column.column} {number}"), read))
        for name, is_instant in ((local, False), (instant, True)):
            cases = [
                (f"{value} IS NOT NULL", value if read.is_instant is is_instant else "NULL")
                for value, read in found
            ]
            self.values[name] = f"CAST({_case(cases)} AS TIMESTAMP)"
        is_day = _case([(f"{v} IS NOT NULL", "true" if r.is_day else "false") for v, r in found])
        precise = column.day_precision
        self.values[day] = is_day if precise is None else ("true" if precise else "false")
        either = f"coalesce({identifier(local)}, {identifier(instant)})"
        reason = reasons.NOT_A_TIME if kind is Kind.TIME else reasons.NOT_A_DAY
        self._fault(column, f"{either} IS NULL", reason)
        within = (
            f"{either} BETWEEN TIMESTAMP '1900-01-02' AND TIMESTAMP '2200-12-30'"
            if kind is Kind.TIME
            else f"year({either}) BETWEEN 1 AND 9999"
        )
        self._fault(column, f"NOT {within}", reasons.OUT_OF_RANGE)


def _listed(expressions: dict[str, str], prefix: str) -> str:
    return "".join(f", {sql} AS {identifier(prefix + name)}" for name, sql in expressions.items())


def _columns_there(name: str, columns: tuple[str, ...]) -> Said:
    """The column that is nearest to a wrong name, where one is near, and those there are."""
    shown = ", ".join(columns[:_SHOWN_COLUMNS]) + (", …" if len(columns) > _SHOWN_COLUMNS else "")
    near = difflib.get_close_matches(name, columns, n=1)
    if near:
        return said(
            "Did you mean {near}? It has {names}.",
            "Maksud Anda {near}? Yang ada: {names}.",
            near=near[0],
            names=shown,
        )
    return said("It has {names}.", "Yang ada: {names}.", names=shown)


def _literal(word: str | None) -> str:
    """What a mapping writes for a value; the empty text means nothing here as in a source."""
    return text_sql(word) if word else "NULL"


def _case(cases: list[tuple[str, str]], otherwise: str = "NULL") -> str:
    if not cases:
        return otherwise
    return f"CASE {' '.join(f'WHEN {c} THEN {v}' for c, v in cases)} ELSE {otherwise} END"
