"""The e-mail that brings an invitation."""

from __future__ import annotations

import logging
import smtplib

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import override

from selaras.records.people.models import Invitation
from selaras.web.place import workspace

_log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, link: str, inviter: object) -> bool:
    """Send it in the language chosen for whom it is; False where no e-mail could go out."""
    with override(invitation.language):
        context = {
            "invitation": invitation,
            "link": link,
            "inviter": inviter,
            "workspace": workspace(),
        }
        subject = render_to_string("invitation/subject.txt", context).strip()
        text = render_to_string("invitation/message.txt", context)
    try:
        return bool(send_mail(subject, text, None, [invitation.email]))
    except (OSError, smtplib.SMTPException):
        _log.exception("An invitation could not be sent.")
        return False
