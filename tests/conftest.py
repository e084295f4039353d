"""What all tests share: hypothesis without a clock, since machines differ in speed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "selaras",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # The same examples on every run of a build; a developer's runs look further each time.
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("selaras")


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Tables are made from the models: migrating takes fifteen seconds for each worker.

    `tests/records/test_migrations.py` holds that migrations lead to the same tables.
    """
    return False


@pytest.fixture
def postgres_dsn() -> str:
    """Of a PostgreSQL server that tests may make databases in; without one they are skipped."""
    name = "SELARAS_TEST_POSTGRES"
    dsn = os.environ.get(name)
    if dsn:
        return dsn
    if os.environ.get("SELARAS_REQUIRE_ALL") == "1":
        pytest.fail(f"{name} is not set, and SELARAS_REQUIRE_ALL=1 asks for everything")
    pytest.skip(f"{name} (a PostgreSQL DSN) is not set")


def pytest_unconfigure() -> None:
    """Take away the folder that `django_settings` made; each worker has its own."""
    made = Path(os.environ.get("SELARAS_WORKSPACE", ""))
    if made.name.startswith("selaras-tests-"):
        shutil.rmtree(made, ignore_errors=True)
