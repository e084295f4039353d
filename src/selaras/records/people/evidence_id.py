"""Who somebody is in the evidence, told by the id that the source systems know them by."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import transaction

from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.models import Person
from selaras.records.people.permission import require_administrator
from selaras.workspace import open_workspace


def evidence_id(known_as: str) -> str:
    """The random id that replaced `known_as` when evidence was loaded; empty where none did."""
    database = open_workspace(Path(settings.WORKSPACE)).database
    if not known_as or not database.exists():
        return ""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        try:
            row = db.execute(
                "SELECT pseudonym FROM pseudonyms WHERE kind = 'person' AND original = ?",
                (known_as,),
            ).fetchone()
        except sqlite3.OperationalError:  # no id was ever replaced in this workspace
            return ""
    return "" if row is None else str(row[0])


@transaction.atomic
def set_evidence_id(actor: Actor, person: Person, known_as: str) -> None:
    """Say who somebody is in the evidence: by their id there, or by the one it replaced.

    Empty says that they are nobody in it. Raises PermissionDenied unless an administrator says so.
    """
    require_administrator(actor)
    known_as = known_as.strip()
    person_id = evidence_id(known_as) or known_as
    if person_id == person.person_id:
        return
    person.person_id = person_id
    person.save(update_fields=["person_id"])
    record(actor, "person.known_in_evidence", "person", person.pk, known=bool(person_id))
