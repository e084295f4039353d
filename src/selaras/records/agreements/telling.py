"""Telling the other side: who hears of what was done with an agreement."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote

from selaras.errors.sentences import day_in_words
from selaras.records.agreements.models import Enactment, Ending, Proposal, Signature
from selaras.records.alerts.notices import tell
from selaras.records.people.models import Person, Role

_WRITERS = (Role.MEMBER, Role.SIGNER, Role.HEAD, Role.CUSTOMER)


def members_of(slugs: Collection[str], *, but: Person | None) -> list[Person]:
    """Everybody who writes for one of the parties, without the one who acts."""
    found = Person.objects.filter(
        memberships__party__slug__in=list(slugs), memberships__role__in=_WRITERS, is_active=True
    ).distinct()
    return [person for person in found.order_by("pk") if but is None or person.pk != but.pk]


def tell_of_proposal(proposal: Proposal) -> None:
    version, name = proposal.version, proposal.agreement.name
    others = [slug for slug in version.party_slugs if slug != proposal.party.slug]
    tell(
        members_of(others, but=proposal.proposed_by),
        key=f"proposal-{proposal.pk}",
        kind="agreement",
        says={
            "en": f"{proposal.party} proposes version {version.number} of {name}: read it, "
            "comment on it or sign it.",
            "id": f"{proposal.party} mengusulkan versi {version.number} dari {name}: baca, "
            "tanggapi, atau tanda tangani.",
        },
        link=proposal_path(proposal),
        parties=version.party_slugs,
    )


def tell_of_comment(proposal: Proposal, comment_id: int, by: Person | None, party: str) -> None:
    slugs = proposal.version.party_slugs
    tell(
        members_of(slugs, but=by),
        key=f"comment-{comment_id}",
        kind="agreement",
        says={
            "en": f"{party} comments on version {proposal.version.number} of "
            f"{proposal.agreement.name}.",
            "id": f"{party} menanggapi versi {proposal.version.number} dari "
            f"{proposal.agreement.name}.",
        },
        link=proposal_path(proposal),
        parties=slugs,
    )


def tell_of_signature(proposal: Proposal, signature: Signature) -> None:
    slugs, number = proposal.version.party_slugs, proposal.version.number
    tell(
        members_of(slugs, but=signature.person),
        key=f"signature-{signature.pk}",
        kind="agreement",
        says={
            "en": f"{signature.party} has signed version {number} of {proposal.agreement.name}.",
            "id": f"{signature.party} telah menandatangani versi {number} dari "
            f"{proposal.agreement.name}.",
        },
        link=proposal_path(proposal),
        parties=slugs,
    )


def tell_of_enactment(enactment: Enactment) -> None:
    slugs, name = enactment.version.party_slugs, enactment.agreement.name
    tell(
        members_of(slugs, but=None),
        key=f"enactment-{enactment.pk}",
        kind="agreement",
        says={
            "en": f"Everyone has signed {name}: version {enactment.version.number} holds from "
            f"{day_in_words(enactment.force_from, 'en')}.",
            "id": f"Semua pihak telah menandatangani {name}: versi {enactment.version.number} "
            f"berlaku mulai {day_in_words(enactment.force_from, 'id')}.",
        },
        link=agreement_path(name),
        parties=slugs,
    )


def tell_of_ending(ending: Ending) -> None:
    slugs, name = ending.enactment.version.party_slugs, ending.agreement.name
    tell(
        members_of(slugs, but=ending.person),
        key=f"ending-{ending.pk}",
        kind="agreement",
        says={
            "en": f"{ending.party} gives notice: {name} is to end after "
            f"{day_in_words(ending.last_day, 'en')}.",
            "id": f"{ending.party} memberitahukan bahwa {name} akan berakhir setelah "
            f"{day_in_words(ending.last_day, 'id')}.",
        },
        link=agreement_path(name),
        parties=slugs,
    )


def tell_of_withdrawal(proposal: Proposal) -> None:
    version, name = proposal.version, proposal.agreement.name
    tell(
        members_of(version.party_slugs, but=proposal.closed_by),
        key=f"withdrawal-{proposal.pk}",
        kind="agreement",
        says={
            "en": f"{proposal.party} has taken version {version.number} of {name} back: nothing "
            "waits for a signature.",
            "id": f"{proposal.party} menarik kembali versi {version.number} dari {name}: tidak ada "
            "yang menunggu tanda tangan.",
        },
        link=proposal_path(proposal),
        parties=version.party_slugs,
    )


def tell_of_agreed_end(ending: Ending, by: Person | None) -> None:
    slugs, name = ending.enactment.version.party_slugs, ending.agreement.name
    tell(
        members_of(slugs, but=by),
        key=f"end-agreed-{ending.pk}",
        kind="agreement",
        says={
            "en": f"Everyone agrees: {name} ends after {day_in_words(ending.last_day, 'en')}.",
            "id": f"Semua pihak setuju: {name} berakhir setelah "
            f"{day_in_words(ending.last_day, 'id')}.",
        },
        link=agreement_path(name),
        parties=slugs,
    )


def tell_of_notice_taken_back(ending: Ending, by: Person | None) -> None:
    slugs, name = ending.enactment.version.party_slugs, ending.agreement.name
    tell(
        members_of(slugs, but=by),
        key=f"notice-taken-back-{ending.pk}",
        kind="agreement",
        says={
            "en": f"{ending.party} takes its notice back: {name} holds on.",
            "id": f"{ending.party} menarik kembali pemberitahuannya: {name} tetap berlaku.",
        },
        link=agreement_path(name),
        parties=slugs,
    )


def agreement_path(name: str) -> str:
    """Where an agreement is on this site."""
    return f"/agreements/{quote(name)}/"


def proposal_path(proposal: Proposal) -> str:
    """Where a proposal is on this site."""
    return f"{agreement_path(proposal.agreement.name)}proposals/{proposal.pk}/"
