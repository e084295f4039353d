"""From texts to a contract's types: one SQL statement per table, run on every batch.

Each value that does not fit is told by a reason; nothing is turned into null on the quiet.
"""

from __future__ import annotations

from dataclasses import dataclass

from selaras.contracts import Column, Kind
from selaras.errors import InputError
from selaras.evidence.loading import reasons
from selaras.evidence.loading.batches import column_at
from selaras.evidence.mapping.columns import EPOCHS, has_clock
from selaras.evidence.mapping.expressions import to_sql
from selaras.evidence.mapping.read import nearest
from selaras.evidence.mapping.values import ColumnMapping, Mapping, TableMapping

KEPT, FILTERED = "kept", "filtered"
_NOTHING = "chr(0)"  # marks an expression that is null, for TRY makes null of one that fails
_BLANKS = "' \t\r\n\u00a0\ufeff'"
_ISO_DAY = r"^\d{4}-\d{2}-\d{2}$"
_ISO_TIME = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?$"
_ISO_INSTANT = (
    r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)? ?([Zz]|[+-]\d{2}(:?\d{2})?)$"
)
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_WHOLE = r"^[+-]?\d+(\.0*)?$"
_YES = ("true", "t", "yes", "y", "1", "1.0", "ya")
_NO = ("false", "f", "no", "n", "0", "0.0", "tidak")


@dataclass(frozen=True, slots=True)
class Typing:
    """The statement that types one table's rows of a source with these columns.

    It reads a table `raw` with `c0`, `c1`, … and `_row`, and yields `_row`, `_reason` (null where
    the row fits), `_column`, `_order`, and per contract column its value; for a TIME or DAY
    column instead `<name>__local` (naive), `<name>__instant` (naive, in UTC) and `<name>__day`.
    `reads` are the positions of the source columns that it needs.
    """

    sql: str
    reads: tuple[int, ...]


def typing_of(mapping: Mapping, table: TableMapping, columns: tuple[str, ...]) -> Typing:
    """Compile the typing of `table`; InputError where the source lacks a column that it reads."""
    return _Compiler(mapping, table, columns).compile()


def quoted(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


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
        self.values: dict[str, str] = {}
        self.faults: list[tuple[str, str, str]] = []  # condition, reason, column

    def compile(self) -> Typing:
        for column in self.table.columns:
            self._add(column, self.table.contract.column(column.column))
        where = "'true'" if self.table.where is None else self._tried(self.table.where, None)
        order = "NULL" if self.table.order_by is None else self._tried(self.table.order_by, None)
        self.faults.insert(0, ("w__ IS NULL", reasons.EXPRESSION, "where"))
        if self.table.order_by is not None:
            self.faults.append(("o__ IS NULL", reasons.EXPRESSION, "order_by"))
        nulls = ", ".join(quoted(text) for text in self.mapping.nulls)
        cleaned = "".join(
            f", CASE WHEN trim({column_at(i)}, {_BLANKS}) NOT IN ({nulls}) "
            f"THEN trim({column_at(i)}, {_BLANKS}) END AS n{i}"
            for i in self.reads
        )
        texts = "".join(f", {sql} AS {identifier('t ' + n)}" for n, sql in self.texts.items())
        values = "".join(f", {sql} AS {identifier(n)}" for n, sql in self.values.items())
        reason = _case([(condition, quoted(reason)) for condition, reason, _ in self.faults])
        blamed = _case([(condition, quoted(column)) for condition, _, column in self.faults])
        sql = f"""
            SELECT _row, {reason} AS _reason, {blamed} AS _column,
                   nullif(o__, {_NOTHING}) AS _order,
                   CASE WHEN w__ IS NULL OR w__ = 'true' THEN '{KEPT}' ELSE '{FILTERED}' END
                       AS _fate
                   {"".join(", " + identifier(name) for name in self.values)}
            FROM (SELECT * {values}
                  FROM (SELECT *, {where} AS w__, {order} AS o__ {texts}
                        FROM (SELECT * {cleaned} FROM raw)))
            ORDER BY _row
        """  # fmt: skip
        return Typing(sql, tuple(self.reads))

    def _position(self, name: str, line: int | None) -> int:
        if name not in self.columns:
            raise InputError(
                f"The source has no column {name!r}.",
                file=str(self.mapping.file),
                line=line,
                mend=f"{nearest(name, self.columns)} It has {', '.join(self.columns[:60])}."
                if len(self.columns) <= 60
                else nearest(name, self.columns[:60]),
            )
        if self.columns.count(name) > 1:
            raise InputError(
                f"The source has several columns {name!r}.",
                file=str(self.mapping.file),
                line=line,
                mend="Rename one, or state `header: false`, `skip: 1` and `names:`.",
            )
        position = self.columns.index(name)
        self.reads[position] = None
        return position

    def _tried(self, expression: str, line: int | None) -> str:
        """The text of an expression; null where it fails, _NOTHING where it is null."""
        sql = to_sql(expression, lambda name: f"n{self._position(name, line)}")
        return f"TRY(coalesce(CAST(({sql}) AS VARCHAR), {_NOTHING}))"

    def _add(self, column: ColumnMapping, contract: Column) -> None:
        text = identifier("t " + column.column)
        self.texts[column.column] = self._text(column)
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

    def _text(self, column: ColumnMapping) -> str:
        """The text that is then read as the column's kind; null for nothing."""
        if column.is_constant:
            return "NULL" if column.constant is None else quoted(column.constant)
        if column.expression is not None:
            tried = f"{column.column} tried"
            self.texts[tried] = self._tried(column.expression, column.line)
            raw = f"nullif(trim({identifier('t ' + tried)}, {_BLANKS}), {_NOTHING})"
        else:
            raw = f"n{self._position(column.source or '', column.line)}"
        own = [text for text in column.nulls if text not in self.mapping.nulls or column.expression]
        if own:
            raw = f"CASE WHEN {raw} NOT IN ({', '.join(map(quoted, own))}) THEN {raw} END"
        if not column.words and not column.has_otherwise:
            return raw
        cases = [(f"{raw} IS NULL", _literal(dict(column.words).get("")))]
        cases += [(f"{raw} = {quoted(old)}", _literal(new)) for old, new in column.words]
        return _case(cases, _literal(column.otherwise) if column.has_otherwise else raw)

    def _fault(self, column: ColumnMapping, condition: str, reason: str) -> None:
        text = identifier("t " + column.column)
        self.faults.append((f"{text} IS NOT NULL AND {condition}", reason, column.column))

    def _add_word(self, column: ColumnMapping, contract: Column, text: str) -> None:
        words = ", ".join(quoted(word) for word in contract.words)
        self.values[column.column] = f"CASE WHEN lower({text}) IN ({words}) THEN lower({text}) END"
        self._fault(column, f"{identifier(column.column)} IS NULL", reasons.NOT_A_WORD)

    def _add_flag(self, column: ColumnMapping, text: str) -> None:
        yes, no = (", ".join(map(quoted, words)) for words in (_YES, _NO))
        cases = [(f"lower({text}) IN ({yes})", "true"), (f"lower({text}) IN ({no})", "false")]
        self.values[column.column] = _case(cases)
        self._fault(column, f"{identifier(column.column)} IS NULL", reasons.NOT_A_FLAG)

    def _add_number(self, column: ColumnMapping, kind: Kind, text: str) -> None:
        plain = text
        if column.thousands is not None:
            plain = f"replace({plain}, {quoted(column.thousands)}, '')"
        if column.decimal != ".":
            plain = f"replace({plain}, {quoted(column.decimal)}, '.')"
        self.texts[f"{column.column} plain"] = plain
        plain = identifier(f"t {column.column} plain")
        form = _WHOLE if kind is Kind.WHOLE else _NUMBER
        types = {Kind.AMOUNT: "DECIMAL(18,4)", Kind.RATE: "DECIMAL(18,8)", Kind.WHOLE: "BIGINT"}
        cast = f"TRY_CAST({plain} AS {types[kind]})"
        self.values[column.column] = f"CASE WHEN regexp_matches({plain}, '{form}') THEN {cast} END"
        self._fault(column, f"NOT regexp_matches({plain}, '{form}')", reasons.NOT_A_NUMBER)
        self._fault(column, f"{identifier(column.column)} IS NULL", reasons.TOO_LARGE)

    def _add_time(self, column: ColumnMapping, kind: Kind, text: str) -> None:
        local, instant, day = (f"{column.column}__{part}" for part in ("local", "instant", "day"))
        reads = [_read_time(text, form) for form in column.formats] or _read_iso(text)
        self.values[local] = _first(reads, "local")
        self.values[instant] = _first(reads, "instant")
        is_day = _case([(read.fits, read.is_day) for read in reads], "false")
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


@dataclass(frozen=True, slots=True)
class _Read:
    """One way to read a time: SQL of whether it fits, of its value, of whether it is a day."""

    fits: str
    value: str
    part: str  # local or instant
    is_day: str


def _first(reads: list[_Read], part: str) -> str:
    return _case(
        [(read.fits, read.value if read.part == part else "NULL::TIMESTAMP") for read in reads],
        "NULL::TIMESTAMP",
    )


def _read_time(text: str, form: str) -> _Read:
    if form in EPOCHS:
        factor = 1_000_000 if form == "epoch" else 1_000
        micros = f"CAST(TRY_CAST({text} AS DECIMAL(30,6)) * {factor} AS BIGINT)"
        value = f"TRY(make_timestamp({micros}))"
        return _Read(f"{value} IS NOT NULL", value, "instant", "false")
    parsed = f"try_strptime({text}, {quoted(form)})"
    if "%z" in form or "%Z" in form:
        return _Read(f"{parsed} IS NOT NULL", f"timezone('UTC', {parsed})", "instant", "false")
    is_day = "false" if has_clock(form) else "true"
    return _Read(f"{parsed} IS NOT NULL", parsed, "local", is_day)


def _read_iso(text: str) -> list[_Read]:
    dotted = f"replace({text}, ',', '.')"
    seconds = f"regexp_replace({dotted}, '([T ]\\d\\d:\\d\\d)( ?[Zz+-].*)$', '\\1:00\\2')"
    instant = f"regexp_replace({seconds}, '([+-]\\d\\d)$', '\\1:00')"
    return [
        _Read(f"regexp_matches({text}, '{_ISO_DAY}')", _cast(text), "local", "true"),
        _Read(f"regexp_matches({text}, '{_ISO_TIME}')", _cast(dotted), "local", "false"),
        _Read(
            f"regexp_matches({text}, '{_ISO_INSTANT}')",
            f"timezone('UTC', TRY_CAST({instant} AS TIMESTAMPTZ))",
            "instant",
            "false",
        ),
    ]


def _cast(text: str) -> str:
    return f"TRY_CAST({text} AS TIMESTAMP)"


def _literal(word: str | None) -> str:
    return "NULL" if word is None else quoted(word)


def _case(cases: list[tuple[str, str]], otherwise: str = "NULL") -> str:
    if not cases:
        return otherwise
    return f"CASE {' '.join(f'WHEN {c} THEN {v}' for c, v in cases)} ELSE {otherwise} END"
