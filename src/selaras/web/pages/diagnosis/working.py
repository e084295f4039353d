"""Answers worked out from the evidence, and written in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.reports.page import Page, write_answer
from selaras.web.pages.diagnosis.answers import keep_page
from selaras.web.pages.diagnosis.questions import (
    CreditAsked,
    EffortAsked,
    Moment,
    Question,
    WhyAsked,
)
from selaras.web.pages.diagnosis.supposing import supposed_worlds
from selaras.web.place import workspace
from selaras.workspace.spans import read_days

_LANGUAGES = ("en", "id")
Body = dict[str, Any]


def work_out(question: Question, moment: Moment) -> None:
    """Answer a question and keep the answer under its key.

    Raises InputError and EvidenceError as the questions do.
    """
    body = _WORK[type(question)](question, moment)
    body |= {
        "kind": question.kind,
        "asked": question.query,
        "snapshot": moment.snapshot,
        "as_of": moment.as_of.isoformat(),
        "versions": dict(moment.versions),
    }
    keep_page(question.key(moment), body)


def _why(question: Question, moment: Moment) -> Body:
    from selaras.diagnosis.asking import question_of_workspace  # noqa: PLC0415  (scipy, slowly)
    from selaras.diagnosis.business_effect import business_effect  # noqa: PLC0415
    from selaras.diagnosis.source_fairness import source_fairness  # noqa: PLC0415
    from selaras.reports.diagnosis_page import diagnosis_answer  # noqa: PLC0415

    assert isinstance(question, WhyAsked)
    asked = question_of_workspace(
        workspace(),
        moment.as_of.isoformat(),
        base=question.base,
        period=question.period,
        against=question.plan or None,
        snapshot=_snapshot(moment),
        book=moment.book,
    )
    try:
        finding = asked.answer()
        fairness, effect = source_fairness(asked.leads), business_effect(asked.leads)
    finally:
        asked.close()
    form = finding.as_json()
    # The cells are evidence: whoever wants them asks for the JSON on the command line.
    form.pop("trace", None)
    return {
        **_texts(lambda language: diagnosis_answer(finding, language, fairness, effect)),
        "form": form,
        "supposed": supposed_worlds(finding),
    }


def _credit(question: Question, moment: Moment) -> Body:
    from selaras.diagnosis.attribution.form import attribution_form  # noqa: PLC0415
    from selaras.diagnosis.attribution.question import Asked  # noqa: PLC0415
    from selaras.diagnosis.attribution.workspace import workspace_attribution  # noqa: PLC0415
    from selaras.reports.attribution_page import attribution_answer  # noqa: PLC0415

    assert isinstance(question, CreditAsked)
    zone, period = workspace().time_zone, question.period
    start, end = read_days(period, zone, option="--period") if period else (None, None)
    asked = Asked(as_of=moment.as_of, start=start, end=end, conversion=question.conversion)
    answer = workspace_attribution(workspace(), asked, snapshot=moment.snapshot)
    return {
        **_texts(lambda language: attribution_answer(answer, language)),
        "form": attribution_form(answer),
    }


def _effort(question: Question, moment: Moment) -> Body:
    from selaras.diagnosis.followup import Terms, follow_up, follow_up_form  # noqa: PLC0415
    from selaras.diagnosis.followup.asking import asked_of_workspace  # noqa: PLC0415
    from selaras.diagnosis.followup.policy import kind_asked  # noqa: PLC0415
    from selaras.reports.followup_page import follow_up_answer  # noqa: PLC0415

    assert isinstance(question, EffortAsked)
    terms = Terms(_amount(question.value), _amount(question.cost), _whole(question.attempts))
    kind = kind_asked(question.by)
    asked = asked_of_workspace(
        workspace(), moment.as_of.isoformat(), question.period, _snapshot(moment), book=moment.book
    )
    try:
        answer = follow_up(asked, terms, kind)
    finally:
        asked.reading.engine.close()
    return {
        **_texts(lambda language: follow_up_answer(answer, language)),
        "form": follow_up_form(answer),
    }


_WORK: Mapping[type[Question], Callable[[Question, Moment], Body]] = {
    WhyAsked: _why,
    CreditAsked: _credit,
    EffortAsked: _effort,
}


def _texts(page_in: Callable[[Any], Page]) -> Body:
    pages = {language: page_in(language) for language in _LANGUAGES}
    return {
        "sentence": {language: page.sentence for language, page in pages.items()},
        "html": {language: str(write_answer(page)) for language, page in pages.items()},
    }


def _snapshot(moment: Moment) -> str | None:
    return None if moment.snapshot is None else str(moment.snapshot)


def _amount(text: str) -> Decimal | None:
    """An amount as people type it: digits, thousands apart by spaces, dots or commas."""
    if not text:
        return None
    plain = "".join(c for c in text if c not in "   _.,")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise InputError(
            _("%(text)s is not an amount.") % {"text": text[:40] or "—"},
            mend=_("Write digits, as in 500000."),
        )
    return found


def _whole(text: str) -> int | None:
    if not text:
        return None
    amount = _amount(text)
    return None if amount is None else int(amount)
