"""What is filtered, as a file: the keys of the JSON form, one verdict a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from selaras.ledger.form import VERDICT_KEYS, verdict_form
from selaras.ledger.recorded import RecordedVerdict
from selaras.reports.spreadsheet import FORMS, Value, spreadsheet
from selaras.web.ledger_now import seen_ledger
from selaras.web.naming import SubjectNames, subject_names
from selaras.web.pages.ledger.filters import Filters
from selaras.web.person import scope

_KEYS = tuple(key for key in VERDICT_KEYS if key not in ("period", "subject"))
COLUMNS = ("id", "period_start", "period_end", "subject", "name", *_KEYS, "as_of", "snapshot")


@login_required
def ledger(request: HttpRequest, form: str) -> HttpResponse:
    """The verdicts that the filters in the address leave, as CSV or as a workbook."""
    seen, filters = seen_ledger(scope(request)), Filters.read(request.GET)
    found = filters.chosen(seen.newest_first)
    names = subject_names(
        ((o.verdict.subject, o.verdict.subject_kind) for o in found), scope(request)
    )
    day = "" if seen.as_of is None else f"-{seen.as_of:%Y-%m-%d}"
    return download(form, f"ledger{day}", COLUMNS, (_row(one, names) for one in found))


def download(
    form: str, name: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]
) -> HttpResponse:
    """A file to be kept; 404 for a form there is not."""
    if form not in FORMS:
        raise Http404
    answer = HttpResponse(spreadsheet(form, name, columns, rows), content_type=FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _row(one: RecordedVerdict, names: SubjectNames) -> list[Value]:
    form: dict[str, Any] = verdict_form(one.verdict)
    period = form["period"]
    return [
        one.id,
        period["start"],
        period["end"],
        one.verdict.subject,
        names[one.verdict.subject],
        *(form[key] for key in _KEYS),
        one.as_of,
        one.snapshot,
    ]
