"""Keeping an answer: frozen, pinned, audited."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from selaras.errors import InputError, said
from selaras.records.answers.models import KeptAnswer
from selaras.records.answers.pinning import pin_snapshot, snapshot_number
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.scope import Scope
from selaras.records.reach import joined, within
from selaras.review.answer import Answer

MOST_BYTES = 2_000_000
"""A body with all its trace; more than that is evidence, not an answer."""


@transaction.atomic
def keep_answer(
    actor: Actor,
    scope: Scope,
    *,
    kind: str,
    body: Mapping[str, Any],
    snapshot: int | str | None,
    as_of: datetime,
    versions: Mapping[str, str],
    parties: Collection[str],
    title: Mapping[str, str] | str,
    agreement: str = "",
) -> KeptAnswer:
    """Keep an answer for `parties`, and its snapshot from vacuums.

    `title` is one sentence, or one by language. Raises PermissionDenied for one who does not act
    in any of the parties, InputError for a body that is no plain value or too large, and
    EvidenceError where the snapshot is gone.
    """
    if not scope.acts_in(parties):
        raise PermissionDenied("Only members of its parties keep an answer.")
    text = _text(body)
    titles = {"en": title, "id": title} if isinstance(title, str) else dict(title)
    if not titles.get("en", "").strip():
        raise InputError(
            said("An answer needs a title.", "Sebuah jawaban perlu judul."),
            mend=said("Say in one sentence what it says.", "Sebut isinya dalam satu kalimat."),
        )
    plain = json.loads(text)
    moment = as_of.astimezone(UTC)
    frozen = Answer(kind, plain, _number(snapshot), moment, dict(versions))
    kept = KeptAnswer.objects.create(
        kind=kind,
        title=titles,
        body=plain,
        snapshot=frozen.snapshot,
        as_of=moment,
        versions=dict(versions),
        agreement=agreement,
        parties=joined(parties),
        kept_by=actor.person,
        digest=frozen.digest,
    )
    if frozen.snapshot is not None:
        pin_snapshot(frozen.snapshot, f"answer {kept.pk}")
    record(actor, "answer.kept", "answer", kept.pk, parties=parties, answers=kind,
           snapshot=frozen.snapshot, digest=frozen.digest)  # fmt: skip
    return kept


def seen_answers(scope: Scope) -> QuerySet[KeptAnswer]:
    """Kept answers that a person may see, the newest first."""
    return within(KeptAnswer.objects.select_related("kept_by"), scope)


def _text(body: Mapping[str, Any]) -> str:
    try:
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InputError(
            said(
                "An answer holds plain values: {error}.",
                "Sebuah jawaban berisi nilai biasa: {error}.",
                error=error,
            )
        ) from None
    if len(text.encode()) > MOST_BYTES:
        raise InputError(
            said(
                "The answer has {size} MB.",
                "Jawaban ini {size} MB.",
                size=f"{len(text.encode()) / 1e6:.1f}",
            ),
            mend=said(
                "Keep one of at most {most} MB: without its rows.",
                "Simpan yang paling besar {most} MB: tanpa baris-barisnya.",
                most=f"{MOST_BYTES / 1e6:.0f}",
            ),
        )
    return text


def _number(snapshot: int | str | None) -> int | None:
    return None if snapshot is None else snapshot_number(snapshot)
