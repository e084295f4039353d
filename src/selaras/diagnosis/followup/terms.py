"""What a contact is worth and what an attempt costs, as stated or as read off the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.amounts_query import WonAmounts
from selaras.diagnosis.followup.figures import Sentence
from selaras.errors import InputError, said


@dataclass(frozen=True, slots=True)
class Terms:
    """What the asker states, in the workspace's currency; None is left to the evidence.

    `value` is what one contact is worth, `cost` what one attempt costs, `attempts` how many can
    be made in all (then an attempt costs what it would have brought elsewhere). Neither cost nor
    attempts: as many as were made.
    """

    value: Decimal | None = None
    cost: Decimal | None = None
    attempts: int | None = None

    def __post_init__(self) -> None:
        if self.value is not None and not self.value > 0:
            raise InputError(
                said("A contact's value must be above 0.", "Nilai satu kontak harus di atas 0."),
                mend=said("Write --value 500000.", "Tulis --value 500000."),
            )
        if self.cost is not None and self.cost < 0:
            raise InputError(
                said(
                    "An attempt's cost cannot be below 0.",
                    "Biaya satu upaya tidak boleh di bawah 0.",
                ),
                mend=said("Write --cost 30000.", "Tulis --cost 30000."),
            )
        if self.attempts is not None and self.attempts < 1:
            raise InputError(
                said("There must be at least one attempt.", "Harus ada sedikitnya satu upaya."),
                mend=said("Write --attempts 1000.", "Tulis --attempts 1000."),
            )
        if self.cost is not None and self.attempts is not None:
            raise InputError(
                said(
                    "--cost and --attempts exclude each other.",
                    "--cost dan --attempts tidak dapat dipakai bersama.",
                ),
                mend=said(
                    "With a number of attempts, an attempt costs what it would bring elsewhere.",
                    "Dengan jumlah upaya yang tetap, biaya satu upaya adalah hasil yang akan "
                    "dibawanya di tempat lain.",
                ),
            )


@dataclass(frozen=True, slots=True)
class Worth:
    """Where the value of a contact is from.

    `stated` is the asker's; else it is `amount`, the mean of a won deal, times the share of
    contacts that a deal follows. `why_not` says why neither is known.
    """

    stated: Decimal | None = None
    amount: Decimal | None = None
    deals: int = 0
    why_not: Sentence | None = None

    @property
    def is_known(self) -> bool:
        return self.why_not is None


def worth_of(
    terms: Terms, amounts: WonAmounts, matured: float, wins: float, has_deals: bool
) -> Worth:
    """Stated, else from the evidence: deals won with usable amounts, contacts old enough."""
    if terms.value is not None:
        return Worth(stated=terms.value)
    why = _why_not(amounts, matured, wins, has_deals)
    if why is not None:
        return Worth(why_not=why)
    assert amounts.mean is not None
    return Worth(amount=amounts.mean, deals=amounts.usable)


def _why_not(amounts: WonAmounts, matured: float, wins: float, has_deals: bool) -> Sentence | None:
    least = FOLLOW_UP.least_events
    if not has_deals:
        return Sentence(
            "What a contact is worth cannot be told: the table deals is not loaded. State --value.",
            "Nilai sebuah kontak belum dapat dipastikan: tabel deals belum dimuat. Tulis --value.",
        )
    if (amounts.without_rate and amounts.usable == 0) or _most_lack(amounts):
        return _unusable(amounts)
    if amounts.usable < least or wins < least:
        many = int(min(amounts.usable, wins))
        return Sentence(
            f"What a contact is worth cannot be told from {many} won deals; it takes {least}. "
            "State --value.",
            f"Nilai sebuah kontak belum dapat dipastikan dari {many} transaksi yang dimenangkan; "
            f"perlu {least}. Tulis --value.",
        )
    if matured < FOLLOW_UP.least_leads:
        return Sentence(
            f"What a contact is worth cannot be told: only {int(matured)} contacts are "
            f"{FOLLOW_UP.win_window_days} days old. State --value.",
            f"Nilai sebuah kontak belum dapat dipastikan: baru {int(matured)} kontak yang berumur "
            f"{FOLLOW_UP.win_window_days} hari. Tulis --value.",
        )
    return None


def _most_lack(amounts: WonAmounts) -> bool:
    won = amounts.usable + amounts.unusable
    return amounts.unusable > FOLLOW_UP.most_unusable * won


def _unusable(amounts: WonAmounts) -> Sentence:
    en, local = [], []
    for many, english, indonesian in _faults(amounts):
        en.append(f"{many} {english}")
        local.append(f"{many} {indonesian}")
    won = amounts.usable + amounts.unusable
    return Sentence(
        f"What a contact is worth cannot be told: of {won} won deals, {_and(en, 'and')}. "
        "Mend the amounts, load rates, or state --value.",
        f"Nilai sebuah kontak belum dapat dipastikan: dari {won} transaksi yang dimenangkan, "
        f"{_and(local, 'dan')}. Perbaiki nilainya, muat rates, atau tulis --value.",
    )


def _faults(amounts: WonAmounts) -> list[tuple[int, str, str]]:
    found = [
        (amounts.missing, "have no amount", "tanpa nilai"),
        (amounts.not_positive, "have an amount of 0 or less", "bernilai 0 atau kurang"),
        (amounts.without_currency, "have no currency", "tanpa mata uang"),
    ]
    found += [
        (many, f"are in {code} without a rate", f"dalam {code} tanpa kurs")
        for code, many in sorted(amounts.without_rate.items())
    ]
    return [fault for fault in found if fault[0]]


def amount_limits(amounts: WonAmounts) -> list[Sentence]:
    """What was left out of the mean amount, where it is not so much that nothing can be said."""
    return [
        Sentence(
            f"{many} won deals {english}; they are left out of the mean amount.",
            f"{many} transaksi yang dimenangkan {indonesian}; tidak ikut dalam nilai rata-rata.",
        )
        for many, english, indonesian in _faults(amounts)
    ]


def _and(parts: Sequence[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"
