"""The API's description: what programs rely on changes only when somebody meant it to.

After a change that is meant: `python -m tests.web.api.test_description`.
"""

from __future__ import annotations

import json
from pathlib import Path

from django.test import Client

SNAPSHOT = Path(__file__).with_name("openapi.json")


def _described() -> str:
    described = Client().get("/api/openapi.json").json()
    described["info"]["version"] = "0"
    return json.dumps(described, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def test_description_is_what_it_was() -> None:
    assert _described() == SNAPSHOT.read_text(encoding="utf-8")


def test_every_operation_says_what_it_does() -> None:
    paths = json.loads(_described())["paths"]
    operations = [one for path in paths.values() for one in path.values()]
    assert all(one["summary"] and one["tags"] for one in operations)
    assert len({one["operationId"] for one in operations}) == len(operations)


if __name__ == "__main__":
    import os

    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.django_settings"
    django.setup()
    SNAPSHOT.write_text(_described(), encoding="utf-8")
