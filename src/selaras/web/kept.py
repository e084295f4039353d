"""Texts that were written once and are kept in the process: the least looked at are forgotten.

For what many people look at, or one person often, and what hangs on nothing but its key.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from django.utils.safestring import SafeString, mark_safe

MOST_CHARACTERS = 16_000_000
"""Kept at most, of all texts together (*choice*)."""
_texts: OrderedDict[Hashable, SafeString] = OrderedDict()
_lock = threading.Lock()
_length = 0


def written(key: Hashable, write: Callable[[], str]) -> SafeString:
    """The HTML under a key, written where it is not kept.

    `key` says all that the text hangs on: what it tells, and who may read it, in which language.
    `write` gives text that is safe as it stands.
    """
    with _lock:
        found = _texts.get(key)
        if found is not None:
            _texts.move_to_end(key)
            return found
    text = mark_safe(write())  # noqa: S308  (templates of this house wrote it)
    with _lock:
        _keep(key, text)
    return text


def _keep(key: Hashable, text: SafeString) -> None:
    global _length  # noqa: PLW0603  (the length of the store beside it)
    before = _texts.pop(key, None)
    _length += len(text) - (0 if before is None else len(before))
    _texts[key] = text
    while _length > MOST_CHARACTERS and len(_texts) > 1:
        _key, oldest = _texts.popitem(last=False)
        _length -= len(oldest)
