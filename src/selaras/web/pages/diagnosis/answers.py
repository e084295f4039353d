"""Answers worked out once and kept beside the evidence: `evidence/_answers/<key>.json`.

They follow from the evidence and can be removed at any time; those that nobody asked for in three
months are. What people want to keep is frozen in the records instead.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.safestring import SafeString, mark_safe

from selaras.web.place import workspace

_THREE_MONTHS = 90 * 86_400.0
_SEALED = "selaras.web.pages.diagnosis.answers"


@dataclass(frozen=True)
class KeptPage:
    """One answer: `body` holds its JSON form, and what was written of it in each language."""

    body: dict[str, Any]

    @property
    def sentence(self) -> dict[str, str]:
        found: dict[str, str] = self.body["sentence"]
        return found

    @property
    def supposed(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.body.get("supposed")
        return found

    def html(self, language: str) -> SafeString | None:
        """What was written in a language; None where it is not what this house wrote."""
        return written(self.body, language)


def find_answer(key: str) -> KeptPage | None:
    """The answer kept under a key; None: not yet."""
    path = _path(key)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    os.utime(path)
    return KeptPage(json.loads(text))


def keep_page(key: str, body: dict[str, Any]) -> None:
    """Write an answer under its key, its texts sealed."""
    sealed = body | {"seal": {lang: _seal(html) for lang, html in body["html"].items()}}
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_old(path.parent)
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(json.dumps(sealed, ensure_ascii=False, allow_nan=False), encoding="utf-8")
    draft.replace(path)


def written(body: dict[str, Any], language: str) -> SafeString | None:
    """The HTML in an answer's body, if it bears this house's seal: bodies come back from records,
    and whatever wrote there must not write into pages."""
    html, seal = body.get("html"), body.get("seal")
    if not isinstance(html, dict) or not isinstance(seal, dict):
        return None
    text = html.get(language)
    if not isinstance(text, str) or not constant_time_compare(_seal(text), str(seal.get(language))):
        return None
    return mark_safe(text)  # noqa: S308  (written by our own templates, and sealed)


def _seal(text: str) -> str:
    return salted_hmac(_SEALED, text, algorithm="sha256").hexdigest()


def _remove_old(folder: Path) -> None:
    oldest = time.time() - _THREE_MONTHS
    for path in folder.glob("*.json"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _path(key: str) -> Path:
    return workspace().evidence / "_answers" / f"{key}.json"
