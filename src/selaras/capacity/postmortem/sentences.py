"""What is said of a programme that fell short, in both languages."""

from __future__ import annotations

from selaras.capacity.finding import Words, listed, number_words
from selaras.capacity.postmortem.answer import Postmortem, Verdict
from selaras.capacity.postmortem.questions import Answer, Cause

CAUSES = {
    Cause.TARGET: Words("the target was too high", "targetnya terlalu tinggi"),
    Cause.TECHNICAL: Words(
        "Technical was over-confident or untested", "Teknik terlalu yakin atau tanpa uji"
    ),
    Cause.MANAGEMENT: Words(
        "what was known was misread at the approval",
        "yang sudah diketahui salah dibaca saat persetujuan",
    ),
}
QUESTIONS = {
    Cause.TARGET: Words("Was the target too high?", "Apakah targetnya terlalu tinggi?"),
    Cause.TECHNICAL: Words(
        "Was Technical over-confident or untested?",
        "Apakah Teknik terlalu yakin, atau tanpa uji?",
    ),
    Cause.MANAGEMENT: Words(
        "Was what was known misread?", "Apakah yang sudah diketahui salah dibaca?"
    ),
}
ANSWERS = {
    Answer.YES: Words("yes", "ya"),
    Answer.NO: Words("no", "tidak"),
    Answer.CANNOT_TELL: Words("cannot tell", "belum dapat dipastikan"),
}
FIGURES = {
    "demand": Words("Demand", "Permintaan"),
    "target": Words("Target", "Target"),
    "claimed": Words("Claimed", "Diklaim"),
    "tested": Words("Tested", "Teruji"),
    "actual": Words("Actual capacity", "Kapasitas nyata"),
}
TERMS = {
    "demand_over_target": Words("Demand over the target", "Permintaan di atas target"),
    "target_over_claimed": Words("Target over what was claimed", "Target di atas yang diklaim"),
    "claimed_over_tested": Words("Claim over what was tested", "Klaim di atas yang teruji"),
    "tested_over_actual": Words("Test over what there was", "Hasil uji di atas kapasitas nyata"),
    "target_over_tested": Words(
        "Target over what was tested (an OK without a quantity)",
        "Target di atas yang teruji (persetujuan tanpa jumlah)",
    ),
    "claimed_over_actual": Words(
        "Claim over what there was (untested)",
        "Klaim di atas kapasitas nyata (tanpa uji)",
    ),
    "target_over_actual": Words(
        "Target over what there was (no claim, no test)",
        "Target di atas kapasitas nyata (tanpa klaim, tanpa uji)",
    ),
}


def sentence_of(found: Postmortem) -> Words:
    """The answer in a sentence or two."""
    name = found.programme.name
    if found.verdict is Verdict.NO_SHORTFALL:
        return Words(
            f"{name} did not fall short of capacity: there is nothing to explain.",
            f"{name} tidak kekurangan kapasitas: tidak ada yang perlu dijelaskan.",
        )
    if found.fell_short is None:
        return Words(
            f"Whether {name} fell short cannot be told: nothing on record says what was wanted and "
            "served in its weeks.",
            f"Belum dapat dipastikan apakah {name} kekurangan kapasitas: permintaan dan layanan "
            "pada minggu-minggunya tidak tercatat.",
        )
    return _gap(found) + _why(found)


def _gap(found: Postmortem) -> Words:
    name, gap = found.programme.name, found.waterfall.gap
    if gap is None or gap.value <= 0:
        sites = found.outcome.sold_out
        return Words(
            f"{name} fell short of capacity at {listed(sites, 'en')}."
            if sites
            else f"{name} fell short of capacity.",
            f"{name} kekurangan kapasitas di {listed(sites, 'id')}."
            if sites
            else f"{name} kekurangan kapasitas.",
        )
    amount = number_words(gap.value)
    ends = Words("", "")
    if gap.low is not None and gap.high is not None:
        low, high = number_words(gap.low), number_words(gap.high)
        ends = Words(
            f" (90% interval {low.en} to {high.en})", f" (selang 90% {low.id} hingga {high.id})"
        )
    return Words(
        f"{name} fell short of capacity by {amount.en}{ends.en}.",
        f"{name} kekurangan kapasitas sebesar {amount.id}{ends.id}.",
    )


def _why(found: Postmortem) -> Words:
    if found.causes:
        causes = [CAUSES[cause] for cause in found.causes]
        return Words(
            f"By what was known at the approval, {listed([c.en for c in causes], 'en')}.",
            f"Menurut yang diketahui saat persetujuan, {listed([c.id for c in causes], 'id')}.",
        )
    if found.verdict is Verdict.CHANCE:
        return Words(
            "By what was known at the approval nobody misjudged it: the shortfall lay within the "
            "risk that was accepted.",
            "Menurut yang diketahui saat persetujuan tidak ada yang salah menilai: kekurangan ini "
            "masih dalam risiko yang diterima.",
        )
    return Words(
        "Why cannot be told from what was on record at the approval.",
        "Penyebabnya belum dapat dipastikan dari catatan yang ada saat persetujuan.",
    )


def needed_of(found: Postmortem) -> tuple[Words, ...]:
    """What would settle the questions that cannot be told."""
    needed = []
    open_ = {q.cause for q in found.questions if q.answer is Answer.CANNOT_TELL}
    if Cause.MANAGEMENT in open_ or Cause.TARGET in open_:
        past = found.known.forecast.past
        needed.append(
            Words(
                f"More programmes on record: the forecast rests on {past}, and the interval of the "
                "probability reaches over its bound.",
                f"Lebih banyak program tercatat: perkiraan bertumpu pada {past}, dan selang "
                "peluangnya melewati batas.",
            )
        )
    if not found.known.is_known.all():
        needed.append(
            Words(
                "A dated test of every site before the approval.",
                "Uji bertanggal di setiap lokasi sebelum persetujuan.",
            )
        )
    if found.oks.claimed is None:
        needed.append(
            Words("An OK that states its quantity.", "Persetujuan yang menyebut jumlahnya.")
        )
    return tuple(needed) if open_ or found.oks.claimed is None else ()
