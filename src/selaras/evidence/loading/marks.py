"""Bytes that are no text, kept as marks inside of text, so that one bad sign spoils one row.

Byte b of a UTF-8 source becomes the sign U+10FF00 + b, of any other source U+10FE00 + b: private
signs that no text holds. From the former the bytes that stood in the source can be had back.
"""

from __future__ import annotations

import codecs

ERRORS = "selaras-mark"
"""Name of the error handler for decoding."""
_FROM_UTF8, _FROM_OTHER, _END = 0x10FF00, 0x10FE00, 0x110000
FIRST_BYTES = b"\xf4\x8f"
"""What every mark (and hardly any other sign) begins with in UTF-8."""
PATTERN = r"[\x{10FE00}-\x{10FFFF}]"
"""Regular expression (RE2) of a mark."""


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    first = _FROM_UTF8 if error.encoding.lower() in ("utf-8", "utf8") else _FROM_OTHER
    return "".join(chr(first + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(ERRORS, _mark)


def read_bytes(raw: bytes) -> str:
    """Text of UTF-8 bytes, marks where they are none."""
    return raw.decode("utf-8", ERRORS)


def as_bytes(text: str) -> bytes:
    """A text in UTF-8; signs that UTF-8 cannot hold (lone surrogates) as marks."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return read_bytes(text.encode("utf-8", "surrogatepass")).encode()


def count_marks(text: str) -> int:
    """How many bytes of a text were no text."""
    return sum(1 for sign in text if ord(sign) >= _FROM_OTHER)


def original(text: str) -> bytes | None:
    """The bytes that stood in a UTF-8 source; None where they cannot be had back."""
    parts = []
    for sign in text:
        at = ord(sign)
        if _FROM_OTHER <= at < _FROM_UTF8:
            return None
        parts.append(bytes([at - _FROM_UTF8]) if at >= _FROM_UTF8 else sign.encode())
    return b"".join(parts)


def visible(text: str) -> str:
    r"""A text for the screen: marks as `\xff`."""
    return "".join(
        f"\\x{ord(sign) & 0xFF:02x}" if ord(sign) >= _FROM_OTHER else sign for sign in text
    )
