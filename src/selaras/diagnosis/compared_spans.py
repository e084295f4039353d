"""The two spans that are compared, as instants: checked to be apart, and the right way round."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from selaras.diagnosis.finding import Span
from selaras.errors import InputError, said
from selaras.errors.offsets import check_offset


def cohorts_of(
    base: Span, period: Span, as_of: datetime, zone: ZoneInfo
) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]]:
    """Base and period from midnight to midnight; InputError where they overlap."""
    for name, span in (("base", base), ("period", period)):
        check_span(span, as_of, name)
    if base.first <= period.last and period.first <= base.last:
        raise InputError(
            said(
                "The base {base} and the period {period} overlap.",
                "Pembanding {base} dan periode {period} bertumpang tindih.",
                base=base,
                period=period,
            ),
            mend=said(
                "A lead belongs to one of them: take periods that share no day.",
                "Satu prospek masuk salah satunya: pilih periode tanpa hari yang sama.",
            ),
        )
    return instants_of(base, zone), instants_of(period, zone)


def check_span(span: Span, as_of: datetime, name: str) -> None:
    """InputError where a span is upside down, or the as-of is in no zone."""
    check_offset(as_of, said("The as-of", "As-of"))
    if span.last < span.first:
        raise InputError(
            said(
                "The {name} {span} ends before it begins.",
                "{name} {span} berakhir sebelum dimulai.",
                name=said(name, {"base": "Pembanding"}.get(name, "Periode")),
                span=span,
            ),
            mend=said("Write FROM/TO, FROM first.", "Tulis DARI/SAMPAI, DARI lebih dahulu."),
        )


def instants_of(span: Span, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The midnights at which a span begins and has ended."""
    return _midnight(span.first, zone), _midnight(span.last + timedelta(days=1), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
