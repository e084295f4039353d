"""The evidence tables: columns, types, units, keys, fixed words."""

from selaras.contracts.table import (
    DELETED_AT,
    FILE,
    HASH,
    LINE,
    MONTH,
    NUMBERED,
    SOURCE,
    Column,
    Kind,
    Table,
    day_flag,
)
from selaras.contracts.tables import STAGES, TABLES

__all__ = [
    "DELETED_AT",
    "FILE",
    "HASH",
    "LINE",
    "MONTH",
    "NUMBERED",
    "SOURCE",
    "STAGES",
    "TABLES",
    "Column",
    "Kind",
    "Table",
    "day_flag",
]
