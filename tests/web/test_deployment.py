"""What Django itself says of the settings, as they are behind https, and of the models."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

from django.core.management import call_command


def test_deployment_check_is_clean_behind_https(tmp_path: Path) -> None:
    environment = {
        **{key: text for key, text in os.environ.items() if key != "DATABASE_URL"},
        "DJANGO_SETTINGS_MODULE": "selaras.web.settings",
        "SELARAS_WORKSPACE": str(tmp_path),
        "SELARAS_URL": "https://selaras.example.org",
    }
    result = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "DEBUG"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert "no issues" in result.stdout


def test_migrations_are_those_of_the_models(db: None) -> None:
    told = io.StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=told)
    assert "No changes detected" in told.getvalue()
