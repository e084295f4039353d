"""The workspace's secret is there whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from selaras.web.secret import SECRET_FILE, make_secret, secret_of


@pytest.fixture(autouse=True)
def no_secret_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SELARAS_SECRET_KEY", raising=False)


def test_no_secret_is_made_where_one_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SELARAS_SECRET_KEY", "given")
    make_secret(tmp_path)
    assert os.listdir(tmp_path) == []


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    make_secret(tmp_path)
    first = secret_of(tmp_path)
    make_secret(tmp_path)

    assert len(first) > 40
    assert secret_of(tmp_path) == first
    assert stat.S_IMODE((tmp_path / SECRET_FILE).stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == [SECRET_FILE]


def test_a_full_disk_leaves_no_empty_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_length: int) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as without_room:
        without_room.setattr("selaras.web.secret.secrets.token_urlsafe", full)
        with pytest.raises(OSError, match="No space"):
            make_secret(tmp_path)
    assert os.listdir(tmp_path) == []

    make_secret(tmp_path)
    assert len(secret_of(tmp_path)) > 40


def test_a_secret_is_made_where_the_disk_knows_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_given: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    make_secret(tmp_path)

    assert len(secret_of(tmp_path)) > 40
    assert os.listdir(tmp_path) == [SECRET_FILE]
