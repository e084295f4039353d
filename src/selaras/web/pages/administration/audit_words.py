"""Audit rows in words: what an action is called on a page. The CSV keeps the codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from selaras.records.audit.models import AuditRow
from selaras.records.people.models import Person

_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?")
ACTIONS = {
    "person.created": _("made an account"),
    "person.invited": _("invited"),
    "person.changed": _("changed their account"),
    "person.signed_in": _("signed in"),
    "person.sign_in_failed": _("wrong password"),
    "person.password_changed": _("changed the password"),
    "person.password_reset": _("set a new password by a link"),
    "person.password_link_made": _("made a link to a new password"),
    "person.second_factor_added": _("set up a second factor"),
    "person.second_factor_removed": _("removed a second factor"),
    "person.recovery_codes_renewed": _("made new recovery codes"),
    "person.access_ended": _("ended access"),
    "person.access_given_back": _("gave access back"),
    "person.known_in_evidence": _("said who they are in the evidence"),
    "invitation.accepted": _("accepted an invitation"),
    "invitation.revoked": _("took an invitation back"),
    "membership.added": _("gave a role"),
    "membership.removed": _("took a role away"),
    "party.added": _("added a party"),
    "party.renamed": _("renamed a party"),
    "token.made": _("made an API token"),
    "token.revoked": _("ended an API token"),
    "draft.started": _("began a draft"),
    "draft.changed": _("changed a draft"),
    "draft.discarded": _("threw a draft away"),
    "agreement.proposed": _("proposed an agreement"),
    "agreement.answered": _("answered with a proposal of their own"),
    "agreement.commented": _("commented on an agreement"),
    "agreement.withdrawn": _("withdrew a proposal"),
    "agreement.signed": _("signed an agreement"),
    "agreement.enacted": _("the last signature: it will hold"),
    "agreement.notice_given": _("gave notice"),
    "agreement.notice_taken_back": _("took the notice back"),
    "agreement.end_agreed": _("agreed to the end"),
    "answer.kept": _("kept an answer"),
    "review.called": _("called a review"),
    "review.moved": _("moved a review"),
    "review.cancelled": _("cancelled a review"),
    "review.held": _("held a review"),
    "review.decided": _("noted a decision"),
    "review.minuted": _("wrote minutes"),
    "agenda.added": _("put a point on the agenda"),
    "agenda.drawn": _("drew the agenda anew"),
    "agenda.left_out": _("left a point out"),
    "agenda.put_back": _("put a point back"),
    "agenda.moved": _("moved a point"),
    "action.given": _("gave an action"),
    "action.done": _("finished an action"),
    "action.dropped": _("dropped an action"),
    "action.reopened": _("reopened an action"),
    "action.postponed": _("postponed an action"),
    "feedback.given": _("gave feedback"),
    "feedback.answered": _("answered feedback"),
    "feedback.withdrawn": _("withdrew feedback"),
    "target.proposed": _("proposed a shared target"),
    "target.agreed": _("agreed on a shared target"),
    "target.dropped": _("dropped a shared target"),
    "win.told": _("told of a small win"),
    "win.taken": _("took small wins from the evidence"),
    "reservation.taken": _("reserved capacity"),
    "reservation.extended": _("extended a reservation"),
    "reservation.ordered": _("turned a reservation into an order"),
    "reservation.released": _("released a reservation"),
    "reservation.expired": _("a reservation ran out"),
    "load.asked": _("asked for a load"),
    "load.noted": _("loaded sources"),
    "replay.asked": _("asked for quarantine to be read again"),
    "replay.noted": _("read quarantine again"),
    "upload.brought": _("brought a file"),
    "upload.removed": _("removed a file"),
    "mapping.saved": _("saved a mapping"),
    "mapping.changed": _("changed a mapping"),
    "quarantine.mended": _("mended a row"),
    "quarantine.dropped": _("dropped a row"),
    "schedule.saved": _("set a schedule"),
    "schedule.removed": _("removed a schedule"),
    "schedule.rested": _("let regular work rest"),
    "schedule.resumed": _("took regular work up again"),
    "schedule.run": _("asked for regular work at once"),
    "telling.changed": _("changed how they are told"),
    "channel.added": _("added a channel"),
    "channel.removed": _("removed a channel"),
}
"""Actions that have words; every other is shown by its code."""
VIAS = {
    "page": _("on a page"),
    "api": _("through the API"),
    "command": _("on the command line"),
    "job": _("as a job"),
}


def told_facts(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """What an act was about, as words and values that fit a table; what is empty is left out."""
    return [
        (name.replace("_", " "), short_fact(fact))
        for name, fact in facts.items()
        if fact not in (None, "", [], {})
    ]


def short_fact(fact: object) -> str:
    """A fact in the reader's language: a list's parts, a time as one writes it, a hash's begin."""
    if isinstance(fact, bool):
        return gettext("yes") if fact else gettext("no")
    if isinstance(fact, list | tuple):
        return ", ".join(short_fact(one) for one in fact)
    text = str(fact)
    if len(text) == 64 and all(digit in "0123456789abcdef" for digit in text):
        return f"{text[:12]}…"
    return _told_time(text) or text


def _told_time(text: str) -> str:
    """A day or an instant as the reader's language writes it; empty for what is none."""
    if not _TIME.fullmatch(text):
        return ""
    try:
        if len(text) == len("2026-01-01"):
            return date_format(date.fromisoformat(text), "j M Y")
        at = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return date_format(localtime(at) if at.tzinfo else at, "j M Y, H:i")


def action_words(action: str) -> str:
    return str(ACTIONS.get(action, action))


def people_of(rows: Iterable[AuditRow]) -> dict[str, str]:
    """Id → name, of the people that rows are about (one query)."""
    ids = {row.object_id for row in rows if row.object_kind == "person"}
    found = Person.objects.filter(pk__in=[one for one in ids if one.isdigit()])
    return {str(pk): name for pk, name in found.values_list("pk", "name")}
