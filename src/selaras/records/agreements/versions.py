"""Versions and the name they share: written once, looked up by number, hash or standing."""

from __future__ import annotations

from datetime import datetime

from selaras.agreements.values import AgreementVersion
from selaras.errors import InputError, said
from selaras.records.agreements.models import Agreement, Proposal, Version
from selaras.records.people.models import Person

SHOWN = 12
"""Digits of a hash that people are shown."""


def locked_agreement(name: str) -> Agreement:
    """The agreement of that name, made where it is new, held until the transaction ends."""
    Agreement.objects.get_or_create(name=name)
    return Agreement.objects.select_for_update().get(name=name)


def keep_version(
    agreement: Agreement,
    version: AgreementVersion,
    text: str,
    *,
    at: datetime,
    by: Person | None,
    follows: Version | None,
) -> Version:
    """The row of a version: the one there is of that hash, or a new one."""
    there: Version | None = agreement.versions.filter(hash=version.version).first()
    if there is not None:
        return there
    newest = agreement.versions.order_by("-number").first()
    values = version.agreement
    made: Version = Version.objects.create(
        agreement=agreement,
        number=1 if newest is None else newest.number + 1,
        hash=version.version,
        text=text,
        title=values.title or "",
        parties=f" {' '.join(values.parties)} ",
        effective_from=values.effective_from,
        effective_to=values.effective_to,
        follows=follows,
        made_at=at,
        made_by=by,
    )
    return made


def open_proposal(agreement: Agreement) -> Proposal | None:
    """The proposal that waits for signatures, if there is one."""
    return (
        agreement.proposals.filter(state=Proposal.State.OPEN)
        .select_related("version", "party", "proposed_by")
        .first()
    )


def find_version(name: str, wanted: str | None) -> Version:
    """A version by its number or the beginning of its hash.

    Without either: the one enacted last, else the one proposed, else the newest. Raises InputError
    with what there is where there is none.
    """
    versions: list[Version] = list(
        Version.objects.filter(agreement__name=name)
        .select_related("agreement", "enactment")
        .order_by("number")
    )
    if not versions:
        names = Agreement.objects.values_list("name", flat=True)
        raise InputError(
            said("There is no version of {name!r}.", "Tidak ada versi dari {name!r}.", name=name),
            mend=said("Known are {known}.", "Yang dikenal: {known}.", known=", ".join(names))
            if names
            else said("Nothing was proposed yet.", "Belum ada yang diusulkan."),
        )
    if wanted is None:
        enacted = [v for v in versions if hasattr(v, "enactment")]
        if enacted:
            return max(enacted, key=lambda v: v.enactment.pk)
        return versions[-1]
    found = [
        v
        for v in versions
        if str(v.number) == wanted or (len(wanted) >= 6 and v.hash.startswith(wanted.lower()))
    ]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{v.number} ({v.hash[:SHOWN]})" for v in versions)
    raise InputError(
        said(
            "There is no version {wanted!r} of {name}.",
            "Tidak ada versi {wanted!r} dari {name}.",
            wanted=wanted,
            name=name,
        ),
        mend=said("Known are {known}.", "Yang dikenal: {known}.", known=known),
    )
