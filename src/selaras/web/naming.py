"""What is shown for a party, and for somebody or something that promises are counted per."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from selaras.evidence.pseudonyms import PSEUDONYM
from selaras.ledger.items.subject import UNASSIGNED
from selaras.records.people.models import Party
from selaras.records.people.names import display_names
from selaras.records.people.scope import PERSONAL, Scope
from selaras.reports.promise import title_of


class PartyNames(dict[str, str]):
    """Slug → name; a party that is in no register is shown by its slug, made readable."""

    def __missing__(self, slug: str) -> str:
        return title_of(slug)


def party_names() -> PartyNames:
    """The names of all parties (one query)."""
    return PartyNames(Party.objects.values_list("slug", "name"))


class SubjectNames:
    """How subjects are shown to one person."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    @property
    def shown(self) -> frozenset[tuple[str, str]]:
        """Every subject that is shown by another name than its id, and this name."""
        return frozenset(self._names.items())

    def __getitem__(self, subject: str | None) -> str:
        if subject is None:
            return ""
        if subject == UNASSIGNED:
            return _("nobody’s")
        return self._names.get(subject, subject)


def subject_names(subjects: Iterable[tuple[str | None, str | None]], scope: Scope) -> SubjectNames:
    """Names of subjects, given with their kind; only people have another than their id."""
    people = {subject for subject, kind in subjects if subject and kind in PERSONAL}
    return SubjectNames(display_names(people, scope) if people else {})


_ALONE = re.compile(rf"(?<=>){PSEUDONYM.pattern}(?=<)")
"""A pseudonym that is all that an element of HTML holds."""


def with_people(html: str, scope: Scope) -> SafeString:
    """An answer, which is kept for all who may read it, with the people in it by their names.

    `html` is safe as it stands. Whose name is not known, or may not be told, stays as they are.
    """
    names = display_names(set(_ALONE.findall(html)), scope)
    named = _ALONE.sub(lambda found: escape(names.get(found[0], found[0])), html) if names else html
    return mark_safe(named)  # noqa: S308  (the names are escaped, the rest was safe)
