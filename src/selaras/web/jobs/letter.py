"""A message in words, in the language of whoever gets it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from selaras.records.alerts.models import Change, Delivery
from selaras.records.alerts.sentences import summary
from selaras.records.alerts.wording import Worded, worded
from selaras.records.people.scope import Scope
from selaras.web.place import workspace

MOST_LINES = 40
"""How many sentences one message holds; the rest is counted (*choice*)."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message: what it is headed by, its text, and the id by which a repetition is known."""

    subject: str
    text: str
    message_id: str


def letter_of(delivery: Delivery, scope: Scope) -> Letter | None:
    """The message; None where nothing is left in it that the person may be told."""
    language = delivery.person.language
    zone = ZoneInfo(delivery.person.time_zone)
    with translation.override(language), timezone.override(zone):
        if delivery.kind == Delivery.Kind.TRIAL:
            return _letter(delivery, gettext("A trial message from Selaras"),
                           [gettext("If you read this, alerts reach you this way.")])  # fmt: skip
        notices = worded(delivery.notices.select_related("change").order_by("id"), scope, language)
        if delivery.kind == Delivery.Kind.DIGEST:
            from selaras.web.jobs.digests import digest_lines  # noqa: PLC0415

            return _letter(delivery, *digest_lines(scope, notices))
        if not notices:
            return None
        return _letter(delivery, _subject(notices, language), lines(notices))


def _letter(delivery: Delivery, subject: str, text: Sequence[str]) -> Letter:
    name = " ".join(workspace().name.split())
    foot = gettext("How and when you are told: %(address)s") % {
        "address": link("/me/notifications/")
    }
    return Letter(
        f"[{name}] {' '.join(subject.split())}"[:180],
        "\n".join([*text, "", "-- ", foot]),
        f"<{delivery.key.replace(':', '.')}@{_domain()}>",
    )


def _subject(notices: Sequence[Worded], language: str) -> str:
    kinds = Counter(notice.kind for notice in notices)
    changes = summary(kinds, language)
    others = [notice for notice in notices if notice.kind not in Change.Kind.values]
    if changes and not others:
        return gettext("Promises: %(what)s") % {"what": changes}
    if len(notices) == 1:
        return notices[0].sentence
    return ngettext("%(count)s notice", "%(count)s notices", len(notices)) % {"count": len(notices)}


def lines(notices: Sequence[Worded]) -> list[str]:
    """A sentence and where it leads, for each; the rest is counted."""
    text = []
    for notice in notices[:MOST_LINES]:
        text += [notice.sentence, *([f"  {link(notice.link)}"] if notice.link else []), ""]
    rest = len(notices) - MOST_LINES
    if rest > 0:
        text.append(
            ngettext("And %(count)s more: %(address)s", "And %(count)s more: %(address)s", rest)
            % {"count": rest, "address": link("/notifications/")}
        )
    return text


def link(path: str) -> str:
    """The whole address of a page, where the house knows its own."""
    return f"{settings.ADDRESS}{path}"


def _domain() -> str:
    return link("").partition("//")[2].partition("/")[0].partition(":")[0] or "selaras.invalid"
