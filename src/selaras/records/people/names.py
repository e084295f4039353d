"""By what name people in the evidence are shown: kept here, never in the evidence itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from django.conf import settings

from selaras.evidence.pseudonyms import Pseudonyms
from selaras.records.people.models import Person
from selaras.records.people.scope import Scope
from selaras.workspace import open_workspace


def display_names(ids: Collection[str], scope: Scope) -> dict[str, str]:
    """Id in the evidence → name, of the people whose name is known and may be told.

    A name is that of the person who signs in with that `person_id`, else what the pseudonym stands
    for (`budi.siregar@…` is shown as Budi Siregar). What was forgotten has no name, whoever asks;
    a stranger and a customer's member are told none but their own.
    """
    wanted = {one for one in ids if one}
    if not scope.is_of_the_house:
        wanted &= {scope.person_id}
    if not wanted:
        return {}
    database = open_workspace(Path(settings.WORKSPACE)).database
    originals = Pseudonyms(database).originals(sorted(wanted))
    forgotten = _forgotten(database, wanted) - set(originals)
    signing_in = dict(
        Person.objects.filter(person_id__in=wanted, is_active=True)
        .order_by("-pk")
        .values_list("person_id", "name")
    )
    names = {one: readable(original) for one, original in originals.items()} | signing_in
    return {one: name for one, name in names.items() if one not in forgotten}


def readable(original: str) -> str:
    """An id as one would read it aloud: of an address, the part before the @, in words."""
    local, at, _domain = original.partition("@")
    if not at:
        return original
    words = local.replace(".", " ").replace("_", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words) or original


def _forgotten(database: Path, ids: set[str]) -> set[str]:
    """Those of the ids that once stood for somebody and were forgotten."""
    if not database.exists():
        return set()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        rows = db.execute("SELECT pseudonym FROM pseudonym_audit WHERE action = 'forgotten'")
        return {pseudonym for (pseudonym,) in rows} & ids
