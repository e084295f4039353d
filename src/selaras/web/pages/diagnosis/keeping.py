"""Keeping an answer that was worked out: frozen in the records, for the funnel's parties."""

from __future__ import annotations

from selaras.records.answers.keep import keep_answer
from selaras.records.answers.models import KeptAnswer
from selaras.records.audit.actor import Actor
from selaras.records.people.scope import Scope
from selaras.web.pages.diagnosis.answers import KeptPage
from selaras.web.pages.diagnosis.questions import Moment, Question
from selaras.web.pages.diagnosis.reach import funnel_parties


def keep_found(
    actor: Actor, scope: Scope, question: Question, moment: Moment, found: KeptPage
) -> KeptAnswer:
    """Keep the answer to a question as it stands. Raises as `keep_answer` does."""
    return keep_answer(
        actor,
        scope,
        kind=question.kind,
        body=found.body,
        snapshot=moment.snapshot,
        as_of=moment.as_of,
        versions=dict(moment.versions),
        parties=funnel_parties(moment.book.versions),
        title=found.sentence,
    )
