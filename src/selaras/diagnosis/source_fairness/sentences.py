"""The answer on source fairness in words."""

from __future__ import annotations

from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.figures import Figure, Sentence
from selaras.diagnosis.followup.wording import number, span
from selaras.diagnosis.source_fairness.answer import Lack, Method, SourceFairness, Verdict


def sentence_of(answer: SourceFairness) -> Sentence:
    """The answer in one or two sentences."""
    if answer.verdict is Verdict.CANNOT_TELL:
        why = needed_for(answer)
        return Sentence(
            "Whether leads that Marketing brought are worse than those that Sales found itself "
            f"cannot be told yet. {why.en}",
            "Apakah prospek dari Pemasaran lebih buruk daripada prospek yang dicari Penjualan "
            f"sendiri belum dapat dipastikan. {why.id}",
        )
    method, effort = answer.methods[0], _effort(answer)
    apart = _deals_apart(method.apart)
    if answer.verdict is Verdict.ALIKE:
        return Sentence(
            f"{effort.en}, leads that Marketing brought and leads that Sales found itself bring as "
            f"many deals: {apart.en}.",
            f"{effort.id}, prospek dari Pemasaran dan prospek yang dicari Penjualan sendiri "
            f"menghasilkan transaksi sama banyak: {apart.id}.",
        )
    less = answer.verdict is Verdict.MARKETING_LOWER
    return Sentence(
        f"{effort.en}, leads that Marketing brought bring {'fewer' if less else 'more'} deals than "
        f"those that Sales found itself: {apart.en}.",
        f"{effort.id}, prospek dari Pemasaran menghasilkan "
        f"{'lebih sedikit' if less else 'lebih banyak'} transaksi daripada prospek yang dicari "
        f"Penjualan sendiri: {apart.id}.",
    )


def needed_for(answer: SourceFairness) -> Sentence:
    """Why it cannot be told, and what it takes."""
    if answer.lack is Lack.TOO_WIDE:
        return _too_wide(answer)
    if answer.lack is Lack.NO_TABLES:
        return Sentence(answer.missing_table or "", "Tabel yang diperlukan belum dimuat.")
    if answer.lack in _STRUCTURE:
        return _STRUCTURE[answer.lack]
    return _too_few(answer)


_STRUCTURE = {
    Lack.NO_OVERLAP: Sentence(
        "The two sides bring leads of different grades and segments: too few are alike to be "
        "compared.",
        "Kedua pihak membawa prospek dengan mutu dan segmen yang berbeda: terlalu sedikit yang "
        "serupa untuk dibandingkan.",
    ),
    Lack.OTHER_REPS: Sentence(
        "Different reps work the two sides, so that reps and leads cannot be told apart: it takes "
        "reps who work both.",
        "Kedua pihak dikerjakan tenaga penjual yang berbeda, sehingga penjual dan prospek tidak "
        "dapat dipisahkan: perlu penjual yang mengerjakan keduanya.",
    ),
    Lack.DISAGREE: Sentence(
        "Standardisation and weights point in opposite directions.",
        "Standardisasi dan pembobotan menunjuk ke arah yang berlawanan.",
    ),
}


def _too_few(answer: SourceFairness) -> Sentence:
    n, sides = answer.n, f"{answer.n['marketing_in_time']} and {answer.n['sales_in_time']}"
    if answer.lack is Lack.ONE_SIDE:
        return Sentence(
            f"Of the leads that were worked, {n['marketing_in_time']} are marketing-sourced and "
            f"{n['sales_in_time']} sales-sourced: there is nothing to compare. Map sourced_by.",
            f"Dari prospek yang dikerjakan, {n['marketing_in_time']} berasal dari Pemasaran dan "
            f"{n['sales_in_time']} dari Penjualan: tidak ada yang dapat dibandingkan. Petakan "
            "sourced_by.",
        )
    if answer.lack is Lack.FEW_WINS:
        more = _about(answer.needed)
        return Sentence(
            f"Each side needs {FOLLOW_UP.least_events} deals that had time to be won; there are "
            f"{n['marketing_wins']} and {n['sales_wins']}.{more.en}",
            f"Tiap pihak perlu {FOLLOW_UP.least_events} transaksi yang sempat dimenangkan; ada "
            f"{n['marketing_wins']} dan {n['sales_wins']}.{more.id}",
        )
    if answer.lack is Lack.FEW_REPS:
        return Sentence(
            f"An interval takes {FOLLOW_UP.least_reps} reps; there are {n['reps']}.",
            f"Selang perlu {FOLLOW_UP.least_reps} tenaga penjual; baru ada {n['reps']}.",
        )
    return Sentence(
        f"Each side needs {FOLLOW_UP.least_leads} leads; there are {sides}.",
        f"Tiap pihak perlu {FOLLOW_UP.least_leads} prospek; ada {sides.replace('and', 'dan')}.",
    )


def _too_wide(answer: SourceFairness) -> Sentence:
    apart, more = _deals_apart(answer.methods[0].apart), _about(answer.needed)
    effort = _effort(answer)
    return Sentence(
        f"{effort.en}, the difference is {apart.en}.{more.en}",
        f"{effort.id}, perbedaannya {apart.id}.{more.id}",
    )


def limits_of(answer: SourceFairness) -> tuple[Sentence, ...]:
    """What the answer does not show."""
    limits = [
        Sentence(
            "Association: who sources a lead was not drawn by lot, and a grade is a noisy label.",
            "Hubungan: siapa yang membawa prospek tidak diundi, dan nilai mutu adalah label yang "
            "tidak tepat.",
        )
    ]
    if answer.e_value is not None:
        value = number(answer.e_value, 2)
        bound = number(answer.e_value_bound or 1.0, 2)
        limits.append(
            Sentence(
                f"E-value {value.en} ({bound.en} for the end of the interval): something unseen "
                "would have to be that much more common on one side, and weigh as much on deals, "
                "to explain the difference away.",
                f"E-value {value.id} ({bound.id} untuk ujung selang): sesuatu yang tak terlihat "
                "harus sekian kali lebih lazim di satu pihak, dan sekuat itu memengaruhi "
                "transaksi, untuk meniadakan perbedaan ini.",
            )
        )
    if answer.promised is not None and 0 < answer.attempts < answer.promised:
        limits.append(
            Sentence(
                f"At {answer.attempts} attempts, not the {answer.promised} agreed: further ones "
                "were made too seldom on one side.",
                f"Pada {answer.attempts} percobaan, bukan {answer.promised} seperti disepakati: "
                "percobaan lebih lanjut terlalu jarang di satu pihak.",
            )
        )
    if not answer.in_time and answer.methods:
        limits.append(
            Sentence(
                "No promise of speed is judged here, so that speed is as it was.",
                "Tidak ada janji kecepatan yang dinilai, jadi kecepatan apa adanya.",
            )
        )
    if answer.overlap is not None and answer.overlap.share < 1:
        out = number(100 * (1 - answer.overlap.share))
        limits.append(
            Sentence(
                f"{out.en}% of the leads are left out: the other side brings none like them.",
                f"{out.id}% prospek tidak ikut: pihak lain tidak membawa yang serupa.",
            )
        )
    if answer.n.get("other_leads"):
        limits.append(
            Sentence(
                f"{answer.n['other_leads']} leads of partners or of unknown origin are left out.",
                f"{answer.n['other_leads']} prospek dari mitra atau yang asalnya tidak diketahui "
                "tidak ikut.",
            )
        )
    return tuple(limits)


METHODS = {
    "standardisation": Sentence("standardised by grade", "distandarkan menurut mutu"),
    "weights": Sentence("weighted by propensity", "dibobot menurut peluang"),
}


def method_name(method: Method) -> Sentence:
    """What a method is called."""
    return METHODS[method.name]


def _deals_apart(apart: Figure) -> Sentence:
    """`2.1 more deals per 100 leads (90% interval 0.4 to 3.8)`, marketing's less sales'."""
    value = number(100 * (apart.value or 0.0), 1)
    if apart.low is None or apart.high is None:
        ends = Sentence("", "")
    else:
        found = span(number(100 * apart.low, 1), number(100 * apart.high, 1))
        ends = Sentence(f" (90% interval {found.en})", f" (selang 90% {found.id})")
    plus = "+" if (apart.value or 0) > 0 else ""
    return Sentence(
        f"{plus}{value.en} deals per 100 leads{ends.en}",
        f"{plus}{value.id} transaksi per 100 prospek{ends.id}",
    )


def _effort(answer: SourceFairness) -> Sentence:
    times = answer.attempts
    if answer.in_time:
        return Sentence(
            f"Answered in time and tried {times} times alike",
            f"Dengan jawaban tepat waktu dan {times} percobaan yang sama",
        )
    return Sentence(f"Tried {times} times alike", f"Dengan {times} percobaan yang sama")


def _about(needed: int | None) -> Sentence:
    if needed is None:
        return Sentence("", "")
    found = number(needed)
    return Sentence(
        f" About {found.en} leads of the smaller side would be enough.",
        f" Sekitar {found.id} prospek di pihak yang lebih kecil akan cukup.",
    )
