"""The way from an empty database to today's tables, on SQLite or the PostgreSQL that CI starts.

Other tests begin with tables made from the models, which takes a second instead of fifteen; that
both ways lead to the same tables is held here.
"""

from __future__ import annotations

import json
from pathlib import Path

from django.apps import apps
from tests.browser.conftest import REPOSITORY, database
from tests.records.tables import tables_here
from tests.web.served import run

from selaras.demo.templates import start_workspace


def test_migrations_lead_to_the_tables_of_the_models(db: None, tmp_path: Path) -> None:
    start_workspace(tmp_path / "company", "marketing-sales")
    told = run(
        tmp_path / "company",
        "from tests.records.tables import tables_here\nprint(tables_here())",
        PYTHONPATH=str(REPOSITORY),
        **database(),
    )
    migrated = json.loads(told.splitlines()[-1])
    made = json.loads(tables_here())
    assert migrated.pop("django_migrations")
    made.pop("django_migrations", None)
    assert sorted(migrated) == sorted(made)
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("selaras."):
            table = model._meta.db_table
            assert migrated[table] == made[table], table
