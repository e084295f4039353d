"""What an attribution does not show, and what it had to leave out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from selaras.diagnosis.attribution.answer import Numbers, Says
from selaras.diagnosis.attribution.conversions_query import Amounts
from selaras.diagnosis.attribution.question import MARKOV_ORDERS, WON, Asked, Model
from selaras.diagnosis.choices import ATTRIBUTION
from selaras.errors.sentences import day_in_words


@dataclass(frozen=True, slots=True)
class Facts:
    """What the limits of an answer hang on."""

    asked: Asked
    amounts: Amounts
    stop: datetime
    numbers: Numbers
    unsourced: int


def revenue_is_known(amounts: Amounts) -> bool:
    """Whether revenue can be stated: every currency has its rate, and few amounts are lacking."""
    if amounts.unconverted or amounts.deals == 0:
        return False
    return amounts.left_out <= ATTRIBUTION.most_left_out * amounts.deals


def limits_of(facts: Facts) -> tuple[Says, ...]:
    """The sentences, those that hold of every answer first."""
    found = [_ASSOCIATION, _OPEN_LEADS]
    if Model.SHAPLEY in facts.asked.models:
        found.append(_SHAPLEY)
    if any(model in MARKOV_ORDERS for model in facts.asked.models):
        found.append(_MARKOV)
    found += _revenue(facts)
    found += _coverage(facts)
    return tuple(found)


_ASSOCIATION: Says = {
    "en": "Credit is accounting by a stated rule, not proof of cause: nobody was kept from a "
    "touch at random.",
    "id": "Kredit adalah pembukuan menurut aturan yang disebut, bukan bukti sebab-akibat: tidak "
    "ada prospek yang secara acak dijauhkan dari sentuhan.",
}
_OPEN_LEADS: Says = {
    "en": "A lead that is still open counts as not converted so far.",
    "id": "Prospek yang masih terbuka dihitung belum berkonversi.",
}
_SHAPLEY: Says = {
    "en": "Shapley looks at converted paths alone: it ignores those who met a channel and did "
    "not convert.",
    "id": "Shapley hanya melihat jalur yang berkonversi: yang menemui saluran tetapi tidak "
    "berkonversi diabaikan.",
}
_MARKOV: Says = {
    "en": "A removal effect says what the chain would lose without a channel if nothing took its "
    "place.",
    "id": "Efek penghapusan menyatakan berapa yang hilang dari rantai tanpa suatu saluran bila "
    "tidak ada penggantinya.",
}


def _revenue(facts: Facts) -> list[Says]:
    amounts = facts.amounts
    if facts.asked.conversion != WON:
        return [
            {
                "en": "Revenue is stated for won deals alone (--conversion won).",
                "id": "Pendapatan hanya dinyatakan untuk deal yang menang (--conversion won).",
            }
        ]
    if amounts.unconverted:
        names = ", ".join(amounts.unconverted)
        return [
            {
                "en": f"Revenue cannot be told: rates has no rate for {names} on the day of some "
                "deals. Load rates for it.",
                "id": f"Pendapatan belum dapat dipastikan: rates tidak memiliki kurs {names} pada "
                "hari beberapa deal. Muat kursnya.",
            }
        ]
    if not amounts.left_out:
        return []
    counted = f"{amounts.lacking}/{amounts.deals}", f"{amounts.negative}/{amounts.deals}"
    known = revenue_is_known(amounts)
    return [
        {
            "en": ("Revenue leaves out" if known else "Revenue cannot be told:")
            + f" deals without an amount or currency ({counted[0]}) and with a negative amount "
            f"({counted[1]}).",
            "id": ("Pendapatan tidak mencakup" if known else "Pendapatan belum dapat dipastikan:")
            + f" deal tanpa nilai atau mata uang ({counted[0]}) dan bernilai negatif "
            f"({counted[1]}).",
        }
    ]


def _coverage(facts: Facts) -> list[Says]:
    found: list[Says] = []
    numbers, amounts = facts.numbers, facts.amounts
    untouched = numbers.conversions - numbers.conversions_touched
    if untouched:
        found.append(
            {
                "en": f"{untouched} of {numbers.conversions} conversions had no touch before: no "
                "channel gets credit for them.",
                "id": f"{untouched} dari {numbers.conversions} konversi tidak didahului sentuhan: "
                "tidak ada saluran yang mendapat kreditnya.",
            }
        )
    if amounts.without_lead:
        found.append(
            {
                "en": f"{amounts.without_lead} won deals name no lead and are left out.",
                "id": f"{amounts.without_lead} deal yang menang tidak menyebut prospek dan tidak "
                "dihitung.",
            }
        )
    if facts.unsourced:
        found.append(
            {
                "en": f"Who sourced it is not known for {facts.unsourced} of "
                f"{numbers.conversions} conversions; they do not count as sourced by Marketing.",
                "id": f"Sumber {facts.unsourced} dari {numbers.conversions} konversi tidak "
                "diketahui; tidak dihitung sebagai bersumber dari Marketing.",
            }
        )
    until = min(facts.asked.as_of, facts.asked.end or facts.asked.as_of)
    if facts.stop + timedelta(days=1) < until:
        day, hari = (day_in_words(facts.stop, language) for language in ("en", "id"))
        found.append(
            {
                "en": f"The evidence is complete to {day} only: later conversions are not seen.",
                "id": f"Bukti hanya lengkap sampai {hari}: konversi sesudahnya tidak terlihat.",
            }
        )
    return found
