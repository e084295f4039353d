"""What somebody new starts with: the workspace's clock, and an administrator its language."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from django.test import Client
from tests.web.conftest import person
from tests.web.served import environment, run

from selaras.records.audit.actor import Actor
from selaras.records.people.invitations import invite
from selaras.records.people.models import Party, Person, Role

SETTINGS = 'name = "Aurora"\ntime_zone = "America/Sao_Paulo"\nlanguage = "id"\n'


def test_invited_person_sees_times_by_the_workspace_s_clock(
    home: Party, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "selaras.toml").write_text(SETTINGS)
    settings.WORKSPACE = tmp_path
    ratna = Actor(person("ratna", (home.slug, Role.ADMINISTRATOR)), "page")
    secret = invite(ratna, email="ines@example.org", party=home, role=Role.MEMBER).secret
    password = "hujan-di-bulan-juni"
    Client().post(
        f"/invitation/{secret}/", {"name": "Inês", "password": password, "again": password}
    )
    ines = Person.objects.get(email="ines@example.org")
    assert (ines.time_zone, ines.language) == ("America/Sao_Paulo", "en")


def test_first_administrator_has_the_workspace_s_clock_and_language(tmp_path: Path) -> None:
    (tmp_path / "selaras.toml").write_text(SETTINGS)
    subprocess.run(
        [sys.executable, "-c", "from selaras.cli import main; main()", "createadmin",
         "--email", "ana@example.org", "--name", "Ana", "--password-stdin"],
        cwd=tmp_path, env=environment(), input="hujan-di-bulan-juni\n", text=True,
        capture_output=True, check=True,
    )  # fmt: skip
    told = "from selaras.records.people.models import Person\n"
    told += "ana = Person.objects.get()\nprint(ana.time_zone, ana.language)"
    assert run(tmp_path, told).split() == ["America/Sao_Paulo", "id"]
