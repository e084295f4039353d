"""Plain data as YAML text that people like to read: what is short stands on one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from selaras.agreements.fields import show_number

Data = str | int | bool | Decimal | date | None | Mapping[str, "Data"] | list["Data"]
WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_%]*(?:[ .-][A-Za-z0-9_%]+)*", re.ASCII)
_LENGTH = re.compile(r"\d+ (?:business )?(?:minute|hour|day)s?|\d+(?:\.\d+)?%", re.ASCII)
_KEY = re.compile(r"\d{1,4}|\d{4}-(?:Q\d|W?\d\d)", re.ASCII)
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def write_yaml(data: Mapping[str, Data], blocks: frozenset[str]) -> str:
    """YAML of a mapping; the values of keys in `blocks` are spread over lines, however short."""
    return "\n".join(_block(data, 0, blocks)) + "\n"


def _block(data: Mapping[str, Data], indent: int, blocks: frozenset[str]) -> list[str]:
    lines: list[str] = []
    for key, value in data.items():
        head = f"{' ' * indent}{_key(key)}:"
        inline = write_flow(value)
        fits = len(head) + 1 + len(inline) <= WIDTH and key not in blocks
        if not isinstance(value, Mapping | list) or fits or not value:
            lines.append(f"{head} {inline}")
        elif isinstance(value, Mapping):
            lines += [head, *_members(key, value, indent + 2, blocks)]
        else:
            lines += [head, *_items(value, indent + 2, blocks)]
    return lines


def _members(key: str, value: Mapping[str, Data], indent: int, blocks: frozenset[str]) -> list[str]:
    if key != "commitments":
        return _block(value, indent, blocks)
    return _block(value, indent, blocks | set(value))


def _items(items: list[Data], indent: int, blocks: frozenset[str]) -> list[str]:
    lines: list[str] = []
    for item in items:
        if isinstance(item, Mapping) and item:
            inner = _block(item, indent + 2, blocks)
            lines += [f"{' ' * indent}- {inner[0].lstrip()}", *inner[1:]]
        else:
            lines.append(f"{' ' * indent}- {write_flow(item)}")
    return lines


def write_flow(value: Data) -> str:
    """YAML of a value on one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)}: {write_flow(item)}" for key, item in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(write_flow(item) for item in value)}]"
    return _scalar(value)


def _scalar(value: str | int | bool | Decimal | date | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | int):
        return show_number(Decimal(value))
    if isinstance(value, date):
        return value.isoformat()
    return _text(value)


def _key(key: str) -> str:
    return key if _KEY.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    if is_plain or _LENGTH.fullmatch(text):
        return text
    return f'"{"".join(_escape(sign) for sign in text)}"'


def _escape(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if sign.isprintable():
        return sign
    return f"\\U{ord(sign):08X}"
