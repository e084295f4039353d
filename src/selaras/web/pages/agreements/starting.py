"""What a new agreement begins with: a page that is almost empty, or one that others found good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.agreements import Agreement, export_agreement, parse_agreement
from selaras.web.pages.agreements.form.fields import AgreementFields, CommitmentFields
from selaras.web.pages.agreements.form.writing import write_text

STARTS: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    ("marketing-sales", _("Marketing and Sales"),
     _("Leads for each rep, a first answer in time, enough attempts.")),
    ("support", _("Service and customers"),
     _("Tickets are looked at and solved in time, by how severe they are.")),
    ("", _("An empty page"), _("Two parties, and a first promise to fill in.")),
)  # fmt: skip


def starting_text(
    start: str, title: str, name: str, parties: tuple[str, str], today: date, calendar: str
) -> str:
    """The YAML to begin with, from the first day of next month to the end of that year."""
    first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    last = date(first.year, 12, 31)
    if start:
        agreement = _example(start)
        return export_agreement(
            replace(
                _between(agreement, parties),
                name=name,
                title=title,
                effective_from=first,
                effective_to=last,
                calendar=calendar,
            )
        )
    promise = CommitmentFields(name="first-promise", promisor=parties[0], promisee=parties[1])
    return write_text(
        AgreementFields(
            agreement=name,
            title=title,
            parties=parties,
            first=first.isoformat(),
            last=last.isoformat(),
            calendar=calendar,
            review="month",
            commitments=(promise,),
        )
    )


def _example(start: str) -> Agreement:
    folder = files("selaras.demo") / "templates" / start / "agreements"
    return parse_agreement((folder / f"{start}.yaml").read_text(encoding="utf-8")).agreement


def _between(agreement: Agreement, parties: tuple[str, str]) -> Agreement:
    """The same promises between other parties, without what only the example's people have."""
    new = dict(zip(agreement.parties, parties, strict=False))
    commitments = tuple(
        replace(c, promisor=new[c.promisor], promisee=new[c.promisee], calendar=None, owner=None)
        for c in agreement.commitments
    )
    return replace(
        agreement, parties=tuple(new[p] for p in agreement.parties), commitments=commitments
    )
