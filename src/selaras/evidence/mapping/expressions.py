"""Small expressions over a source's columns: what may stand in them, and their SQL.

A mapping is written by a user and run by whoever loads, so an expression can read the row it is
given and nothing else: no subquery, no table, no file, no setting.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from selaras.errors import InputError, Said, said

_SHOWN = 80
_ALLOWED: tuple[type[exp.Expr], ...] = (
    exp.Column, exp.Identifier, exp.Literal, exp.Null, exp.Boolean, exp.Paren, exp.Neg, exp.Not,
    exp.And, exp.Or, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In,
    exp.Between, exp.Like, exp.ILike, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod,
    exp.DPipe, exp.Case, exp.If, exp.Cast, exp.TryCast, exp.DataType, exp.DataTypeParam,
    exp.Interval, exp.Var, exp.Tuple, exp.Escape, exp.JSONPath, exp.JSONPathRoot, exp.JSONPathKey,
    exp.JSONPathSubscript,
)  # fmt: skip
_FUNCTIONS: tuple[type[exp.Expr], ...] = (
    exp.Abs, exp.Ceil, exp.Coalesce, exp.Concat, exp.ConcatWs, exp.Contains, exp.Floor,
    exp.Greatest, exp.Least, exp.Left, exp.Length, exp.Lower, exp.MD5, exp.Nullif, exp.Right,
    exp.Round, exp.SplitPart, exp.StartsWith, exp.EndsWith, exp.StrPosition, exp.StrToTime,
    exp.Substring, exp.TimeToStr, exp.Trim, exp.Upper, exp.RegexpExtract, exp.RegexpReplace,
    exp.RegexpLike, exp.Replace, exp.Reverse, exp.Year, exp.Month, exp.Day, exp.Extract,
    exp.DateTrunc, exp.TimestampTrunc, exp.DateDiff, exp.JSONExtractScalar,
    exp.UnixToTime,
)  # fmt: skip
_BY_NAME = (
    "json_extract_string", "lpad", "ltrim", "make_date", "make_timestamp", "nullif", "prefix",
    "regexp_extract", "regexp_full_match", "regexp_matches", "regexp_replace", "replace", "rpad",
    "rtrim", "split_part", "strftime", "strip_accents", "strptime", "suffix", "trim",
    "try_strptime", "epoch_ms", "to_timestamp",
)  # fmt: skip
_TYPES = frozenset(
    exp.DataType.Type[name]
    for name in ("VARCHAR", "TEXT", "INT", "BIGINT", "DOUBLE", "FLOAT", "DECIMAL", "BOOLEAN",
                 "DATE", "TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMPNTZ", "TIME", "HUGEINT", "INT128",
                 "INTERVAL")
    if name in exp.DataType.Type.__members__
)  # fmt: skip


def check_expression(text: str) -> None:
    """Raise InputError unless `text` is one scalar expression over columns."""
    for node in _parse(text).walk():
        problem = _objection(node)
        if problem is not None:
            raise InputError(
                said(
                    "{problem} cannot stand in an expression.",
                    "{problem} tidak dapat dipakai dalam ekspresi.",
                    problem=problem,
                ),
                mend=said(
                    "Use columns of the source, CASE, CAST, arithmetic and text functions.",
                    "Gunakan kolom sumber, CASE, CAST, hitungan, dan fungsi teks.",
                ),
            )


def columns_of(text: str) -> tuple[str, ...]:
    """Names of the source columns in an expression, in the order written."""
    return tuple(dict.fromkeys(column.name for column in _parse(text).find_all(exp.Column)))


def to_sql(text: str, name_of: Callable[[str], str]) -> str:
    """DuckDB's SQL for an expression, every column replaced by what `name_of` calls it."""

    def rename(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column):
            return exp.column(exp.to_identifier(name_of(node.name), quoted=True))
        return node

    return str(_parse(text).copy().transform(rename).sql(dialect="duckdb"))


@lru_cache(maxsize=1024)
def _parse(text: str) -> exp.Expr:
    try:
        parsed = sqlglot.parse(text, dialect="duckdb")
    except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError) as error:
        raise InputError(
            said("{text} is not an expression.", "{text} bukan ekspresi.", text=repr(_short(text))),
            mend=said(
                "Write columns in double quotes where their names hold spaces or signs.",
                "Tulis kolom dalam tanda kutip ganda bila namanya memuat spasi atau tanda.",
            ),
        ) from error
    if len(parsed) != 1 or parsed[0] is None:
        raise InputError(
            said(
                "{text} is not one expression.",
                "{text} bukan satu ekspresi.",
                text=repr(_short(text)),
            )
        )
    return parsed[0]


def _objection(node: exp.Expr) -> Said | None:
    objection: Said | None = None
    if isinstance(node, exp.Column):
        objection = _other_table(node) if node.table else None
    elif isinstance(node, exp.Anonymous):
        objection = None if node.name.lower() in _BY_NAME else _function(node)
    elif isinstance(node, exp.DataType):
        known = node.this in _TYPES
        objection = None if known else _type(node)
    elif isinstance(node, exp.In) and (node.args.get("query") or node.args.get("unnest")):
        objection = said("A subquery", "Subkueri")
    elif not isinstance(node, (*_ALLOWED, *_FUNCTIONS)):
        by_name = isinstance(node, exp.Func) and node.sql_name().lower() in _BY_NAME
        objection = None if by_name else Said(f"`{node.sql(dialect='duckdb')[:60]}`")
    return objection


def _other_table(node: exp.Expr) -> Said:
    return said(
        "The column of another table, `{sql}`,", "Kolom tabel lain, `{sql}`,", sql=node.sql()
    )


def _function(node: exp.Expr) -> Said:
    return said("The function {name}", "Fungsi {name}", name=node.name)


def _type(node: exp.Expr) -> Said:
    return said("The type {sql}", "Tipe {sql}", sql=node.sql(dialect="duckdb"))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
