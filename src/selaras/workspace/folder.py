"""A workspace: the folder that agreements, calendars, mappings and evidence live in."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from selaras.calendars.zones import zone_of
from selaras.errors import InputError, said

SETTINGS_FILE = "selaras.toml"
_KNOWN_SETTINGS = ("name", "currency", "time_zone", "language", "as_of")


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where everything lies, and the few settings that hold for all of it.

    `currency` is what amounts are converted to where nothing else is stated, `time_zone` is how
    instants without an offset are read, `language` is `en` or `id`. `as_of` holds the clock still
    where a workspace is of another time than ours: a demo, a training, a case of last year.
    """

    root: Path
    name: str
    currency: str
    time_zone: ZoneInfo
    language: str
    as_of: datetime | None = None

    def now(self) -> datetime:
        """The instant at which it is evaluated unless another is asked for."""
        return self.as_of or datetime.now(UTC)

    def today(self) -> date:
        """The day that `now` is on, in the workspace's time zone."""
        return self.now().astimezone(self.time_zone).date()

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
            said("There is no such folder.", "Folder itu tidak ada."),
            file=str(root),
            mend=said(
                "Make a workspace with `selaras init --workspace DIR --template marketing-sales`.",
                "Buat ruang kerja dengan `selaras init --workspace DIR --template "
                "marketing-sales`.",
            ),
        )
    path = root / SETTINGS_FILE
    settings = _read_settings(path) if path.exists() else {}
    currency = settings.get("currency", "IDR")
    if not re.fullmatch("[A-Z]{3}", currency):
        raise InputError(
            said(
                "currency {currency!r} is not an ISO 4217 code.",
                "currency {currency!r} bukan kode ISO 4217.",
                currency=currency,
            ),
            file=str(path),
            mend=said(
                "Write three capital letters, as in IDR.", "Tulis tiga huruf besar, seperti IDR."
            ),
        )
    zone = settings.get("time_zone", "UTC")
    language = settings.get("language", "en")
    if language not in ("en", "id"):
        raise InputError(
            said("language is {language!r}.", "language adalah {language!r}.", language=language),
            file=str(path),
            mend=said("Write `en` or `id`.", "Tulis `en` atau `id`."),
        )
    try:
        time_zone = zone_of(zone)
    except LookupError:
        raise InputError(
            said(
                "time_zone {zone!r} is not known.", "time_zone {zone!r} tidak dikenal.", zone=zone
            ),
            file=str(path),
            mend=said("Write a name such as Asia/Jakarta.", "Tulis nama seperti Asia/Jakarta."),
        ) from None
    return Workspace(
        root=root,
        name=settings.get("name", root.resolve().name),
        currency=currency,
        time_zone=time_zone,
        language=language,
        as_of=_read_as_of(settings.get("as_of"), time_zone, path),
    )


def _read_as_of(text: str | None, zone: ZoneInfo, path: Path) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            said("as_of {text!r} is not an instant.", "as_of {text!r} bukan waktu.", text=text),
            file=str(path),
            mend=said(
                "Write ISO 8601, as in 2026-05-16T00:00+07:00, or leave it out: the clock runs.",
                "Tulis menurut ISO 8601, seperti 2026-05-16T00:00+07:00, atau hapus: jam pun "
                "berjalan.",
            ),
        ) from None
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=zone)


def _read_settings(path: Path) -> dict[str, str]:
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            said("This is not TOML: {error}.", "Ini bukan TOML: {error}.", error=error),
            file=str(path),
        ) from None
    for key, value in settings.items():
        if key not in _KNOWN_SETTINGS:
            raise InputError(
                said("{key!r} is not a setting.", "{key!r} bukan setelan.", key=key),
                file=str(path),
                mend=said(
                    "Known are {known}.", "Yang dikenal: {known}.", known=", ".join(_KNOWN_SETTINGS)
                ),
            )
        if not isinstance(value, str):
            raise InputError(
                said(
                    "{key} must be a text in quotes.",
                    "{key} harus berupa teks dalam tanda kutip.",
                    key=key,
                ),
                file=str(path),
            )
    return settings
