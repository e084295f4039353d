"""Who sees how evidence came in, and who may bring some."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from selaras.records.people.models import Party
from selaras.records.people.scope import Scope


def may_load(scope: Scope) -> bool:
    """Administrators, and whoever heads the home company: what they load, all verdicts rest on."""
    if scope.reads_only:
        return False
    if scope.administers:
        return True
    if not scope.heads:
        return False
    return Party.objects.filter(home=True, slug__in=sorted(scope.heads)).exists()


def sees_data(scope: Scope) -> bool:
    """People of the home company and its teams, administrators and auditors; no customers."""
    if scope.everything:
        return True
    if scope.is_customer or not scope.parties:
        return False
    mine = Party.objects.filter(slug__in=sorted(scope.parties))
    return mine.filter(Q(home=True) | Q(company__home=True)).exists()


def check_may_load(scope: Scope) -> None:
    """Raise PermissionDenied for one who may not bring evidence."""
    if not may_load(scope):
        raise PermissionDenied("Only administrators and heads of the home company load evidence.")
