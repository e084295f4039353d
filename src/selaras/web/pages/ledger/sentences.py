"""The sentence that a page of the ledger begins with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from selaras.ledger.together import Together, expected_misses
from selaras.ledger.verdict import Status, Verdict
from selaras.records.reader import reader_language
from selaras.reports.numbers import plain
from selaras.reports.verdict_figures import last_day_in, period_in
from selaras.web.ledger_now import Promise, is_current
from selaras.web.pages.ledger.pairs import Side
from selaras.web.templatetags.selaras import chance, title, value


def side_sentence(side: Side, names: Mapping[str, str], as_of: datetime) -> str:
    """`Sales kept 9 of 12 promises to Marketing in April; 2 of 12 are at risk now.`"""
    sides = {"promisor": names[side.promisor], "promisee": names[side.promisee]}
    parts = []
    last = side.last_whole
    decided = sum(one.decided for one in last)
    if decided:
        parts.append(_kept(last, decided, sides))
    now = side.running(as_of)
    if now:
        parts.append(_now(now) if parts else _now_alone(now, sides))
    if not parts:
        return _("Nothing is decided yet of what %(promisor)s promises %(promisee)s.") % sides
    return "; ".join(parts) + "."


def _kept(last: Sequence[Together], decided: int, sides: Mapping[str, str]) -> str:
    facts = {
        **sides,
        "kept": plain(sum(one.kept_count for one in last), reader_language()),
        "of": plain(decided, reader_language()),
        "period": period_in(last[0].period, reader_language()),
    }
    return (
        ngettext(
            "%(promisor)s kept %(kept)s of %(of)s promise to %(promisee)s in %(period)s",
            "%(promisor)s kept %(kept)s of %(of)s promises to %(promisee)s in %(period)s",
            decided,
        )
        % facts
    )


def _now(now: Counter[Status]) -> str:
    whole, spoken = sum(now.values()), reader_language()
    facts = {"of": plain(whole, spoken)}
    risk, missed = now[Status.AT_RISK], now[Status.MISSED]
    if risk and missed:
        facts |= {"risk": plain(risk, spoken), "missed": plain(missed, spoken)}
        return _("now %(risk)s of %(of)s are at risk and %(missed)s missed") % facts
    if missed:
        return _("now %(missed)s of %(of)s are missed") % (
            facts | {"missed": plain(missed, reader_language())}
        )
    if risk:
        return ngettext(
            "now %(risk)s of %(of)s is at risk", "now %(risk)s of %(of)s are at risk", risk
        ) % (facts | {"risk": plain(risk, reader_language())})
    return _("nothing is at risk now")


def _now_alone(now: Counter[Status], sides: Mapping[str, str]) -> str:
    whole = sum(now.values())
    facts = {**sides, "of": plain(whole, reader_language()), "now": _now(now)}
    return _("Of %(of)s promises of %(promisor)s to %(promisee)s, %(now)s") % facts


def outlook_sentence(promise: Promise, as_of: datetime) -> str:
    """How the newest period of a promise goes, and how it is likely to end."""
    newest = promise.newest
    if not is_current(newest.period, as_of):
        return _over_sentence(newest)
    if newest.subjects == 1:
        return _single_sentence(newest.first)
    verdicts = [one.verdict for one in newest.recorded]
    facts = {
        "of": plain(newest.subjects, reader_language()),
        "until": last_day_in(newest.period, reader_language()),
        "value": value(newest),
    }
    misses = expected_misses(verdicts)
    if misses is None:
        return _("It runs until %(until)s; how it ends cannot be told yet.") % facts
    facts |= {
        "missed": plain(round(misses.expected), reader_language()),
        "low": plain(misses.low, reader_language()),
        "high": plain(misses.high, reader_language()),
    }
    return (
        _(
            "By %(until)s about %(missed)s of %(of)s are expected to miss it "
            "(90%% interval %(low)s to %(high)s)."
        )
        % facts
    )


def _over_sentence(newest: Together) -> str:
    facts = {
        "kept": plain(newest.counts[Status.KEPT], reader_language()),
        "of": plain(newest.decided, reader_language()),
        "period": period_in(newest.period, reader_language()),
    }
    if newest.subjects == 1:
        verdict = newest.first
        words = {
            Status.KEPT: _("It was kept in %(period)s."),
            Status.MISSED: _("It was missed in %(period)s."),
            Status.EXCUSED: _("It was missed in %(period)s, and excused."),
        }
        return words.get(verdict.status, _("It cannot be told for %(period)s.")) % facts
    if not newest.decided:
        return _("It cannot be told for %(period)s.") % facts
    return _("In %(period)s %(kept)s of %(of)s kept it.") % facts


def _single_sentence(verdict: Verdict) -> str:
    facts = {
        "until": last_day_in(verdict.period, reader_language()),
        "chance": chance(verdict.probability_missed),
        "value": value(verdict),
    }
    if verdict.status is Status.KEPT:
        return _("It is kept already; the period runs until %(until)s.") % facts
    if verdict.status is Status.MISSED:
        return _("It is missed already; the period runs until %(until)s.") % facts
    if verdict.probability_missed is None:
        return _("It runs until %(until)s, at %(value)s now; its end cannot be forecast.") % facts
    return _("It runs until %(until)s; the chance of a miss is %(chance)s.") % facts


def promise_heading(promise: Promise) -> str:
    """The name of a promise, for a title."""
    return title(promise.commitment.name)
