"""Business effect in words: what it cost both teams, not who is to blame."""

from __future__ import annotations

from selaras.diagnosis.business_effect.answer import BusinessEffect, Lack, PromiseEffect
from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.figures import Figure, Sentence
from selaras.diagnosis.followup.terms import amount_limits
from selaras.diagnosis.followup.wording import amount, amount_span, number, span

KINDS = {
    "speed": Sentence("leads answered late", "prospek yang terlambat dijawab"),
    "persistence": Sentence("leads given up too early", "prospek yang terlalu cepat dihentikan"),
    "volume": Sentence("leads promised and missing", "prospek yang dijanjikan dan tidak datang"),
    "quality": Sentence(
        "accepted leads promised and missing", "prospek layak yang dijanjikan dan tidak datang"
    ),
}


def sentence_of(answer: BusinessEffect) -> Sentence:
    """What broken promises cost both teams together, the largest first."""
    if answer.lack is not None:
        why = needed_for(answer)
        return Sentence(
            f"What broken promises cost cannot be told yet. {why.en}",
            f"Biaya janji yang tidak ditepati belum dapat dipastikan. {why.id}",
        )
    sure = [e for e in answer.promises if e.deals is not None and e.deals.is_above_zero]
    if not sure:
        return Sentence(
            "Of no promise can it be told that breaking it cost deals.",
            "Belum ada janji yang dapat dipastikan merugikan transaksi ketika tidak ditepati.",
        )
    said = [effect_sentence(effect, answer.currency) for effect in sure[:2]]
    return Sentence(
        " ".join(["What it cost both teams:", *(s.en for s in said)]),
        " ".join(["Kerugian bagi kedua tim:", *(s.id for s in said)]),
    )


def effect_sentence(effect: PromiseEffect, currency: str) -> Sentence:
    """One promise: what was broken of it, and what went with it."""
    what, broken = KINDS[effect.kind], number(effect.broken)
    if effect.deals is None:
        why = lack_of(effect)
        return Sentence(
            f"{effect.commitment}: {broken.en} {what.en}; the effect cannot be told. {why.en}",
            f"{effect.commitment}: {broken.id} {what.id}; pengaruhnya belum dapat dipastikan. "
            f"{why.id}",
        )
    if effect.lack is Lack.NOTHING_BROKEN:
        return Sentence(
            f"{effect.commitment}: nothing was broken.",
            f"{effect.commitment}: tidak ada yang dilanggar.",
        )
    deals, ends = _deals(effect.deals)
    money = Sentence("", "")
    if effect.revenue is not None and effect.revenue.value is not None:
        worth, between = amount(effect.revenue.value, currency), amount_span(
            effect.revenue, currency
        )  # fmt: skip
        money = Sentence(f", {worth.en} ({between.en})", f", {worth.id} ({between.id})")
    sure = "" if effect.deals.is_above_zero else "; it could as well be nothing"
    sure_id = "" if effect.deals.is_above_zero else "; bisa jadi tidak ada"
    return Sentence(
        f"{effect.commitment}: {broken.en} {what.en} went with {deals.en} deals fewer "
        f"({ends.en}){money.en}{sure}.",
        f"{effect.commitment}: {broken.id} {what.id} disertai {deals.id} transaksi lebih sedikit "
        f"({ends.id}){money.id}{sure_id}.",
    )


def needed_for(answer: BusinessEffect) -> Sentence:
    """What it takes to tell."""
    if answer.lack is Lack.NO_TABLES:
        return Sentence(answer.problem or "", "Tabel yang diperlukan belum dimuat.")
    if answer.lack is Lack.NO_PROMISE:
        return Sentence(
            "No agreement promises a response time or a number of attempts to leads.",
            "Tidak ada kesepakatan yang menjanjikan waktu jawab atau jumlah percobaan kepada "
            "prospek.",
        )
    return Sentence(
        f"It takes {FOLLOW_UP.least_cell} leads that were attempted; there are "
        f"{answer.n.get('attempts', 0)} attempts.",
        f"Perlu {FOLLOW_UP.least_cell} prospek yang dicoba dihubungi; ada "
        f"{answer.n.get('attempts', 0)} percobaan.",
    )


def lack_of(effect: PromiseEffect) -> Sentence:
    """Why one promise's effect cannot be told."""
    if effect.lack is Lack.FEW_REPS:
        return Sentence(
            f"An interval takes {FOLLOW_UP.least_reps} reps.",
            f"Selang perlu {FOLLOW_UP.least_reps} tenaga penjual.",
        )
    return Sentence(
        f"It takes {FOLLOW_UP.least_leads} leads kept and broken, and {FOLLOW_UP.least_events} "
        "contacts and deals.",
        f"Perlu {FOLLOW_UP.least_leads} prospek yang ditepati dan yang dilanggar, serta "
        f"{FOLLOW_UP.least_events} kontak dan transaksi.",
    )


def limits_of(answer: BusinessEffect) -> tuple[Sentence, ...]:
    """What the answer does not show."""
    limits = [
        Sentence(
            "Association, not cause: nobody drew lots for who is answered late or given up; "
            "effects of several promises overlap and are not to be added up.",
            "Hubungan, bukan sebab: siapa yang terlambat dijawab atau dihentikan tidak diundi; "
            "pengaruh beberapa janji tumpang tindih dan tidak boleh dijumlahkan.",
        ),
        Sentence(
            "Missing leads are a model's answer: they are taken to be like those that came.",
            "Prospek yang tidak datang adalah jawaban model: dianggap sama dengan yang datang.",
        ),
    ]
    if answer.worth.why_not is not None:
        limits.append(answer.worth.why_not)
    else:
        limits += amount_limits(answer.amounts)
    if answer.spend_lack is not None:
        limits.append(
            Sentence(
                "Costs cannot be told: the table spend is not loaded.",
                "Biaya belum dapat dipastikan: tabel spend belum dimuat.",
            )
        )
    if answer.unusable_spend:
        limits.append(
            Sentence(
                f"{answer.unusable_spend} rows of spend without a usable amount are left out.",
                f"{answer.unusable_spend} baris spend tanpa nilai yang dapat dipakai tidak ikut.",
            )
        )
    if answer.sources:
        limits.append(
            Sentence(
                "Deals are those won so far of the leads that came in: of recent leads more may "
                "follow.",
                "Transaksi adalah yang sudah dimenangkan dari prospek yang masuk: dari prospek "
                "baru mungkin masih bertambah.",
            )
        )
    return tuple(limits)


def _deals(deals: Figure) -> tuple[Sentence, Sentence]:
    value = number(deals.value or 0.0, 1)
    if deals.low is None or deals.high is None:
        return value, Sentence("", "")
    return value, span(number(deals.low, 1), number(deals.high, 1))
