"""What the first request would otherwise wait for: modules, words, templates, the ledger."""

from __future__ import annotations

import gc
import logging
from dataclasses import replace

from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver, reverse
from django.utils import translation

from selaras.errors import SelarasError
from selaras.records.people.scope import NOBODY
from selaras.web.ledger_now import seen_ledger
from selaras.web.pages.ledger.drawing import draw_ahead

_EVERYBODY = replace(NOBODY, everything=True)
_log = logging.getLogger(__name__)
_TEMPLATES = (
    "account/login.html",
    "today/today.html",
    "ledger/ledger.html",
    "ledger/verdicts.html",
    "ledger/agreement.html",
    "ledger/commitment.html",
    "ledger/trace.html",
)


def make_ready() -> None:
    """Read all of it once, and begin to draw the charts, so that nobody's first look takes seconds.

    A ledger that cannot be read is told by the pages that show it; the house opens all the same.
    """
    reverse("today")  # reads every address, and with them every view
    assert get_resolver().url_patterns
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Ledger")
    for name in _TEMPLATES:
        get_template(name)
    try:
        ledger = seen_ledger(_EVERYBODY)
    except (SelarasError, OSError) as error:
        _log.warning("The ledger cannot be read: %s", error)
        return
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            draw_ahead(ledger)
    _set_aside()


_LOOKS = (5_000, 20, 1_000)
"""New values between two looks for circular garbage among them, and how many such looks there are
to one among those that outlived one, and of these to one at everything (*choice*)."""


def _set_aside() -> None:
    """Let what stays for good be left out when the process looks for garbage.

    A look at everything takes 0.2 s with the verdicts of 236,000 leads, and some request would wait
    for it. Values that are let go of later are freed all the same: nothing of them is circular.
    What is kept for readers while they come is as large, and seldom looked through.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_LOOKS)
