"""Who may ask why: the one place where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from selaras.agreements.values import Agreement, AgreementVersion, Commitment
from selaras.records.people.scope import Scope

FUNNEL = frozenset({"leads", "lead_stages", "assignments", "attempts", "touches"})
"""Tables that tell what Marketing brings and what Sales does with it."""


def funnel_parties(versions: Iterable[AgreementVersion]) -> frozenset[str]:
    """Parties of promises that are measured on the funnel: Marketing and Sales, however named.

    Where nothing is promised on it, parties that bear these names.
    """
    found = {
        party
        for version in versions
        for commitment in version.agreement.commitments
        if _tables(version.agreement, commitment) & FUNNEL
        for party in (commitment.promisor, commitment.promisee)
    }
    return frozenset(found) or frozenset({"marketing", "sales"})


def is_of_funnel(version: AgreementVersion) -> bool:
    """Whether a promise of the agreement is measured on the funnel."""
    agreement = version.agreement
    return any(_tables(agreement, one) & FUNNEL for one in agreement.commitments)


def may_ask(scope: Scope, versions: Iterable[AgreementVersion]) -> bool:
    """Members of the funnel's parties, administrators and auditors; never a customer's people."""
    if not scope.is_of_the_house:
        return False
    return scope.everything or not scope.parties.isdisjoint(funnel_parties(versions))


def require_asking(scope: Scope, versions: Iterable[AgreementVersion]) -> None:
    """Raise PermissionDenied for whoever may not ask."""
    if not may_ask(scope, versions):
        raise PermissionDenied("Diagnosis is for members of Marketing and Sales.")


def _tables(agreement: Agreement, commitment: Commitment) -> set[str]:
    measure = commitment.measure
    parts = (getattr(measure, name, None) for name in ("of", "over", "start", "stop"))
    tables = {getattr(part, "table", None) for part in (measure, *parts)}
    return {table for table in tables if table is not None}
