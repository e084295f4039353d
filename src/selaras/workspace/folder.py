"""A workspace: the folder that agreements, calendars, mappings and evidence live in."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from selaras.errors import InputError

SETTINGS_FILE = "selaras.toml"
_KNOWN_SETTINGS = ("name", "currency", "time_zone", "language")


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where everything lies, and the few settings that hold for all of it.

    `currency` is what amounts are converted to where nothing else is stated, `time_zone` is how
    instants without an offset are read, `language` is `en` or `id`.
    """

    root: Path
    name: str
    currency: str
    time_zone: ZoneInfo
    language: str

    @property
    def agreements(self) -> Path:
        return self.root / "agreements"

    @property
    def calendars(self) -> Path:
        return self.root / "calendars"

    @property
    def mappings(self) -> Path:
        return self.root / "mappings"

    @property
    def evidence(self) -> Path:
        return self.root / "evidence"

    @property
    def database(self) -> Path:
        """The SQLite file that keeps what must not lie in evidence: names behind pseudonyms."""
        return self.root / "selaras.sqlite3"


def open_workspace(root: Path) -> Workspace:
    """Open the folder `root` as a workspace; a missing `selaras.toml` means the defaults."""
    if not root.is_dir():
        raise InputError(
            "There is no such folder.",
            file=str(root),
            mend="Make a workspace with `selaras init --workspace DIR --template marketing-sales`.",
        )
    path = root / SETTINGS_FILE
    settings = _read_settings(path) if path.exists() else {}
    zone = settings.get("time_zone", "UTC")
    language = settings.get("language", "en")
    if language not in ("en", "id"):
        raise InputError(f"language is {language!r}.", file=str(path), mend="Write `en` or `id`.")
    try:
        time_zone = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(
            f"time_zone {zone!r} is not known.",
            file=str(path),
            mend="Write a name such as Asia/Jakarta.",
        ) from None
    return Workspace(
        root=root,
        name=settings.get("name", root.resolve().name),
        currency=settings.get("currency", "IDR"),
        time_zone=time_zone,
        language=language,
    )


def _read_settings(path: Path) -> dict[str, str]:
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"This is not TOML: {error}.", file=str(path)) from None
    for key, value in settings.items():
        if key not in _KNOWN_SETTINGS:
            raise InputError(
                f"{key!r} is not a setting.",
                file=str(path),
                mend=f"Known are {', '.join(_KNOWN_SETTINGS)}.",
            )
        if not isinstance(value, str):
            raise InputError(f"{key} must be a text in quotes.", file=str(path))
    return settings
