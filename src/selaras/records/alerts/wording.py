"""Notices in words, for whoever reads them now: names are looked up, and never kept in a notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from selaras.agreements.phrases import Language
from selaras.ledger import Verdict
from selaras.ledger.recorded import verdict_from_form
from selaras.records.alerts.models import Notice
from selaras.records.alerts.notices import still_theirs
from selaras.records.alerts.sentences import ChangeWords, change_words
from selaras.records.people.models import Party
from selaras.records.people.names import display_names
from selaras.records.people.scope import PERSONAL, Scope


@dataclass(frozen=True, slots=True)
class Worded:
    """A notice as one person reads it: `kind` is that of the change, or of the occasion."""

    id: int
    kind: str
    head: str
    figures: str
    sentence: str
    link: str
    made_at: datetime
    read: bool

    @property
    def is_change(self) -> bool:
        """Whether it tells of a verdict, whose status is shown as everywhere."""
        return self.kind in ("at_risk", "missed", "kept")

    @property
    def word(self) -> str:
        """The kind in a word of the reader's language."""
        return str(KINDS.get(self.kind, self.kind))


KINDS = {
    "at_risk": _("at risk"),
    "missed": _("missed"),
    "kept": _("kept after all"),
    "agreement": _("agreement"),
    "review": _("joint review"),
    "action": _("action"),
    "feedback": _("feedback"),
    "load": _("data"),
    "capacity": _("capacity"),
}
"""Kinds of notices → what people call them."""


def worded(notices: Iterable[Notice], scope: Scope, language: str) -> list[Worded]:
    """The notices that are still this person's business, in `language` (three queries)."""
    theirs = [notice for notice in notices if still_theirs(scope, notice)]
    verdicts = {notice.pk: _verdict(notice) for notice in theirs if notice.change is not None}
    people = {v.subject for v in verdicts.values() if v.subject and v.subject_kind in PERSONAL}
    shown = display_names(people, scope)
    parties = dict(Party.objects.values_list("slug", "name")) if verdicts else {}
    return [
        _worded(notice, _words(notice, verdicts.get(notice.pk), parties, shown, language))
        for notice in theirs
    ]


def _verdict(notice: Notice) -> Verdict:
    assert notice.change is not None
    return verdict_from_form(notice.change.form, ZoneInfo("UTC"))


def _words(
    notice: Notice,
    verdict: Verdict | None,
    parties: dict[str, str],
    shown: dict[str, str],
    language: str,
) -> ChangeWords | str:
    if verdict is None:
        return str(notice.says.get(language) or notice.says.get("en", ""))
    subject = None if verdict.subject is None else shown.get(verdict.subject, verdict.subject)
    spoken: Language = "id" if language == "id" else "en"
    return change_words(notice.kind, verdict, parties, subject, spoken)


def _worded(notice: Notice, words: ChangeWords | str) -> Worded:
    head, figures, sentence = (
        (words, "", words)
        if isinstance(words, str)
        else (words.head, words.figures, words.sentence)
    )
    return Worded(
        notice.pk, notice.kind, head, figures, sentence, notice.link, notice.made_at,
        notice.read_at is not None,
    )  # fmt: skip
