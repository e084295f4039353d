"""How sources write times, as SQL that reads them."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.evidence.literals import text_sql
from selaras.evidence.mapping.columns import EPOCHS, has_clock
from selaras.evidence.mapping.month_names import ENGLISH, PATTERN, names_month

_ISO_DAY = r"^\d{4}-\d{2}-\d{2}$"
_ISO_TIME = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?$"
_ISO_INSTANT = (
    r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)? ?([Zz]|[+-]\d{2}(:?\d{2})?)$"
)


@dataclass(frozen=True, slots=True)
class Read:
    """One way to read a time: SQL of a naive timestamp, null where the text is not of its form.

    `is_instant`: it is in UTC, else what the clock read. `is_day`: it says no time of day.
    """

    value: str
    is_instant: bool = False
    is_day: bool = False


def read_time(text: str, form: str) -> Read:
    """How `text` (SQL) is read by one format of a mapping, `epoch` and `epoch_ms` included."""
    if form in EPOCHS:
        factor = 1_000_000 if form == "epoch" else 1_000
        micros = f"CAST(TRY_CAST({text} AS DECIMAL(30,6)) * {factor} AS BIGINT)"
        return Read(f"TRY(make_timestamp({micros}))", is_instant=True)
    written = _english_month(text) if names_month(form) else text
    parsed = f"try_strptime({written}, {text_sql(form)})"
    if "%z" in form or "%Z" in form:
        return Read(f"timezone('UTC', {parsed})", is_instant=True)
    return Read(parsed, is_day=not has_clock(form))


def _english_month(text: str) -> str:
    """`text` (SQL) with the name of its month in English."""
    found = f"regexp_extract({text}, {text_sql(PATTERN)})"
    known = ", ".join(f"{text_sql(word)}: {text_sql(name)}" for word, name in ENGLISH.items())
    name = f"MAP {{{known}}}[lower({found})]"
    return f"coalesce(replace({text}, {found}, {name}), {text})"


def read_iso(text: str) -> list[Read]:
    """How `text` (SQL) is read as ISO 8601: a day, a local time, an instant."""
    dotted = f"replace({text}, ',', '.')"
    # DuckDB takes no blank before an offset that follows seconds
    close = f"left({dotted}, 11) || upper(replace(substr({dotted}, 12), ' ', ''))"
    seconds = f"regexp_replace({close}, '([T ]\\d\\d:\\d\\d)([Z+-].*)$', '\\1:00\\2')"
    instant = f"regexp_replace({seconds}, '([+-]\\d\\d)$', '\\1:00')"
    return [
        Read(_if(text, _ISO_DAY, f"TRY_CAST({text} AS TIMESTAMP)"), is_day=True),
        Read(_if(text, _ISO_TIME, f"TRY_CAST({dotted} AS TIMESTAMP)")),
        Read(
            _if(text, _ISO_INSTANT, f"timezone('UTC', TRY_CAST({instant} AS TIMESTAMPTZ))"),
            is_instant=True,
        ),
    ]


def _if(text: str, form: str, value: str) -> str:
    return f"CASE WHEN regexp_matches({text}, '{form}') THEN {value} END"
