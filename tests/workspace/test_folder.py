"""What a workspace's settings say, and how wrong ones are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from selaras.errors import InputError
from selaras.workspace import open_workspace
from selaras.workspace.instants import asked_instant


def settings(folder: Path, *lines: str) -> Path:
    (folder / "selaras.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_without_settings_the_clock_runs(tmp_path: Path) -> None:
    assert abs(open_workspace(tmp_path).now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_still_clock_is_local_to_the_workspace(tmp_path: Path) -> None:
    place = open_workspace(
        settings(tmp_path, 'time_zone = "Asia/Jakarta"', 'as_of = "2026-05-16T09:00"')
    )
    assert place.now() == datetime(2026, 5, 16, 2, tzinfo=UTC)
    assert asked_instant(place, None) == place.now()
    assert asked_instant(place, "2026-01-01") == datetime(2025, 12, 31, 17, tzinfo=UTC)


def test_today_is_the_day_where_the_workspace_is(tmp_path: Path) -> None:
    place = open_workspace(
        settings(tmp_path, 'time_zone = "Asia/Jakarta"', 'as_of = "2026-05-16T03:00"')
    )
    assert place.now().astimezone(UTC).date() == date(2026, 5, 15)
    assert place.today() == date(2026, 5, 16)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('as_of = "soon"', "is not an instant"),
        ('as_off = "2026-05-16"', "is not a setting"),
        ('language = "fr"', "language is 'fr'"),
        ('time_zone = "Mars"', "is not known"),
        ('time_zone = "localtime"', "is not known"),
        ("currency = 7", "must be a text in quotes"),
        ('currency = "Rupiah"', "not an ISO 4217 code"),
        ("name = ", "This is not TOML"),
    ],
)
def test_a_wrong_setting_is_refused_in_a_sentence(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        open_workspace(settings(tmp_path, line))
