"""Signs that turn the direction of writing deceive nobody."""

from __future__ import annotations

import pytest
from tests.web.conftest import person, signed_in

from selaras.records.people.models import Party, Role
from selaras.workspace import Workspace

TURNED = "Maya \u202e05\u2066\u2069"


@pytest.mark.parametrize("gzip", [False, True])
def test_names_that_turn_the_writing_are_shown_as_they_are(
    home: Party, place: Workspace, gzip: bool
) -> None:
    someone = person("maya", ("sales", Role.MEMBER))
    someone.name = TURNED
    someone.save()
    headers = {"Accept-Encoding": "gzip"} if gzip else {}
    answer = signed_in(someone).get("/me/", headers=headers)
    assert answer.headers.get("Content-Encoding", "") == ("gzip" if gzip else "")
    if not gzip:
        text = answer.content.decode()
        assert "Maya \ufffd05\ufffd\ufffd" in text
        assert "\u202e" not in text


def test_files_keep_what_was_written(home: Party, place: Workspace) -> None:
    Party.objects.filter(slug="sales").update(name=TURNED)
    audit = signed_in(person("ratna", ("nusantara", Role.ADMINISTRATOR)))
    person("maya", ("sales", Role.MEMBER))
    names = [one["name"] for one in audit.get("/api/parties").json()["items"]]
    assert TURNED in names
