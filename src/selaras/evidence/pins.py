"""Pins: snapshots that a vacuum spares, each with the reason why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from selaras.errors import EvidenceError, InputError, said
from selaras.evidence.manifest import FOLDER, write_durably

PINS = "_pins"


@dataclass(frozen=True, slots=True)
class Pin:
    """A snapshot's number, and why it must stay readable."""

    snapshot: int
    reason: str


@contextmanager
def pins_held(root: Path) -> Iterator[None]:
    """No pin comes or goes meanwhile: a vacuum decides and removes under it."""
    folder = root / PINS
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        yield


def read_pins(root: Path) -> tuple[Pin, ...]:
    """Every pin, by snapshot and reason; EvidenceError where one cannot be read."""
    folder = root / PINS
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return tuple(
        sorted((_read(path) for path in paths), key=lambda pin: (pin.snapshot, pin.reason))
    )


def add_pin(root: Path, number: int, reason: str) -> None:
    """Pin snapshot `number`; the same reason twice is one pin. EvidenceError if it was vacuumed."""
    if not reason.strip():
        raise InputError(
            said("A pin needs a reason.", "Sematan perlu alasan."),
            mend=said(
                "Say who or what needs the snapshot.",
                "Sebutkan siapa atau apa yang memerlukan potret itu.",
            ),
        )
    path = _path(root, Pin(number, reason))
    with pins_held(root):
        refuse_vacuumed(root, number)
        if not path.exists():
            write_durably(path, json.dumps({"snapshot": number, "reason": reason}) + "\n")


def remove_pins(root: Path, number: int, reason: str | None) -> int:
    """Remove the pins of snapshot `number` (with that reason, or all); returns how many."""
    with pins_held(root):
        gone = [
            pin
            for pin in read_pins(root)
            if pin.snapshot == number and reason in (None, pin.reason)
        ]
        for pin in gone:
            _path(root, pin).unlink()
    return len(gone)


def vacuumed_mark(root: Path, number: int) -> Path:
    """The file that says that a vacuum took files of snapshot `number`."""
    return root / FOLDER / f"{number}.vacuumed"


def is_vacuumed(root: Path, number: int) -> bool:
    return vacuumed_mark(root, number).exists()


def refuse_vacuumed(root: Path, number: int) -> None:
    """EvidenceError where a vacuum took files of the snapshot."""
    if is_vacuumed(root, number):
        raise EvidenceError(
            said(
                "Snapshot {number} can no longer be read: its files were vacuumed. "
                "`selaras evidence list` shows those that can, `selaras evidence pin` keeps one.",
                "Potret {number} tidak dapat dibaca lagi: berkasnya sudah dibersihkan. "
                "`selaras evidence list` menunjukkan yang masih ada, `selaras evidence pin` "
                "menyimpannya.",
                number=number,
            )
        )


def _path(root: Path, pin: Pin) -> Path:
    digest = hashlib.sha256(pin.reason.encode()).hexdigest()[:12]
    return root / PINS / f"{pin.snapshot}-{digest}.json"


def _read(path: Path) -> Pin:
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        return Pin(int(body["snapshot"]), str(body["reason"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvidenceError(
            said(
                "The pin {path} is damaged ({error}): mend or remove it.",
                "Sematan {path} rusak ({error}): perbaiki atau hapus.",
                path=path, error=error,
            )
        ) from None  # fmt: skip
