"""What stands out, in sentences: English and Bahasa Indonesia."""

from __future__ import annotations

from collections.abc import Mapping

from selaras.demo.standouts import Below, Changed, HardPeriod, MissedTogether, Share, Standout
from selaras.ledger import Verdict
from selaras.reports.ledger_table import asked_text, number_text, period_name, value_text

_SENTENCES = {
    "en": {
        "below": "{subject} ({kind}): {commitment} kept on {kept} of {n} ({share}) over {periods} "
        "closed periods, where {asked} is asked; the others {others} (n = {others_n}).",
        "changed": "{subject} ({kind}): {commitment} at {share} ({kept} of {n}) from {since} on, "
        "after {before} ({before_kept} of {before_n}) until then.",
        "missed": "{period}: {commitment} missed at {value}, where {asked} is asked (n = {n}).",
        "hard": "{period}: {excused} of {subjects} miss {commitment} and are excused: {reason}.",
    },
    "id": {
        "below": "{subject} ({kind}): {commitment} ditepati pada {kept} dari {n} ({share}) selama "
        "{periods} periode yang sudah tutup, padahal diminta {asked}; yang lain {others} "
        "(n = {others_n}).",
        "changed": "{subject} ({kind}): {commitment} menjadi {share} ({kept} dari {n}) sejak "
        "{since}, sebelumnya {before} ({before_kept} dari {before_n}).",
        "missed": "{period}: {commitment} tidak ditepati, {value} padahal diminta {asked} "
        "(n = {n}).",
        "hard": "{period}: {excused} dari {subjects} tidak menepati {commitment} dan dimaklumi: "
        "{reason}.",
    },
}


def sentence(standout: Standout, names: Mapping[str, str], language: str = "en") -> str:
    """One sentence, with n and the 90% interval; `names` are shown instead of pseudonyms."""
    forms = _SENTENCES[language]
    if isinstance(standout, HardPeriod):
        return forms["hard"].format(
            period=standout.period,
            excused=standout.excused,
            subjects=standout.subjects,
            commitment=standout.commitment,
            reason=standout.reason,
        )
    if isinstance(standout, MissedTogether):
        return _missed(standout.verdict, language)
    subject = names.get(standout.subject, standout.subject)
    if isinstance(standout, Changed):
        return forms["changed"].format(
            subject=subject,
            kind=standout.subject_kind,
            commitment=standout.commitment,
            share=_with_interval(standout.after),
            kept=standout.after.kept,
            n=standout.after.n,
            since=standout.since,
            before=_with_interval(standout.before),
            before_kept=standout.before.kept,
            before_n=standout.before.n,
        )
    return _below(standout, subject, forms["below"])


def _missed(verdict: Verdict, language: str) -> str:
    return _SENTENCES[language]["missed"].format(
        period=period_name(verdict),
        commitment=verdict.commitment,
        value=value_text(verdict, language),
        asked=asked_text(verdict, language),
        n=number_text(verdict.n, language),
    )


def _below(standout: Below, subject: str, form: str) -> str:
    return form.format(
        subject=subject,
        kind=standout.subject_kind,
        commitment=standout.commitment,
        kept=standout.share.kept,
        n=standout.share.n,
        share=_with_interval(standout.share),
        periods=standout.periods,
        asked=f"{standout.asked:.0%}",
        others=f"{standout.others.value:.0%}",
        others_n=standout.others.n,
    )


def _with_interval(share: Share) -> str:
    """`60%, 54–66%`."""
    low, high = share.interval.low, share.interval.high
    return f"{share.value:.0%}, {low:.0%}–{high:.0%}"
