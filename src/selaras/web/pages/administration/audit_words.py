"""Audit rows in words: what an action is called on a page. The CSV keeps the codes."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from selaras.records.audit.models import AuditRow
from selaras.records.people.models import Person

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
    "agreement.proposed": _("proposed an agreement"),
    "agreement.signed": _("signed an agreement"),
    "agreement.commented": _("commented on an agreement"),
    "agreement.withdrawn": _("withdrew an agreement"),
}
"""Actions that have words; every other is shown by its code."""
VIAS = {
    "page": _("on a page"),
    "api": _("through the API"),
    "command": _("on the command line"),
    "job": _("as a job"),
}


def action_words(action: str) -> str:
    return str(ACTIONS.get(action, action))


def people_of(rows: Iterable[AuditRow]) -> dict[str, str]:
    """Id → name, of the people that rows are about (one query)."""
    ids = {row.object_id for row in rows if row.object_kind == "person"}
    found = Person.objects.filter(pk__in=[one for one in ids if one.isdigit()])
    return {str(pk): name for pk, name in found.values_list("pk", "name")}
