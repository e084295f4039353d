"""Findings in words, English and Indonesian."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri

from selaras.diagnosis.finding import Cause, Effect, Estimate, Needed, Words
from selaras.diagnosis.gaps_in_evidence import Holdings
from selaras.diagnosis.verdict_rule import RULE, Case, Ruling
from selaras.errors.sentences import figures_in

TEAM_WORDS = {
    "marketing": Words("Marketing", "Pemasaran"),
    "sales": Words("Sales", "Penjualan"),
    "joint": Words("both teams jointly", "kedua tim bersama"),
    "technical": Words("Technical", "Teknik"),
}
FACTOR_WORDS = {
    "volume": Words("number of leads", "jumlah prospek"),
    "mix": Words("mix of leads", "bauran prospek"),
    "quality": Words("quality of leads within a source", "mutu prospek dalam satu sumber"),
    "speed": Words("speed of the first answer", "kecepatan jawaban pertama"),
    "persistence": Words("persistence", "ketekunan"),
    "skill": Words("skill of reps", "keterampilan tenaga penjual"),
    "load": Words("leads per rep", "beban prospek per tenaga penjual"),
    "price": Words("price", "harga"),
    "conversion": Words(
        "conversion shared by all sources and reps", "konversi di semua sumber dan penjual"
    ),
    "delivery": Words("what Technical delivered", "yang dapat dikirim Teknik"),
}


_MATTERS = 0.05
"""A rise of load, or a share of leads without their like, below this is not spoken of."""


def amount_words(value: float, unit: str) -> Words:
    """An amount short enough to be read: `Rp 1.2 billion`."""
    size = abs(value)
    unit_id = "Rp" if unit == "IDR" else unit
    scales = ((1e12, "trillion", "triliun"), (1e9, "billion", "miliar"), (1e6, "million", "juta"))
    for scale, en, id_ in scales:
        if size >= scale:
            plain = _figures(size / scale)
            return Words(f"{unit} {plain} {en}", f"{unit_id} {figures_in(plain, 'id')} {id_}")
    plain = f"{size:,.0f}" if size >= 1_000 else _figures(size)
    return Words(f"{unit} {plain}", f"{unit_id} {figures_in(plain, 'id')}")


def _figures(size: float) -> str:
    """Three figures, all of a whole number, and no zeros at the end of a fraction."""
    digits = 2 if size < 10 else 1 if size < 100 else 0
    text = f"{size:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


def sentence_of(
    ruling: Ruling, case: Case, needed: Needed | None, unit: str, *, of_plan: bool = False
) -> Words:
    """The finding in one or two sentences; `of_plan`: the base is a plan."""
    verdict = ruling.cause
    change = _change(case.gap, case.base, unit, of_plan=of_plan)
    held_back = (
        Words("It would lie higher still but for", "Kelebihannya tertahan oleh")
        if of_plan
        else Words("It would have risen more but for", "Kenaikannya tertahan oleh")
    )
    if verdict is Cause.CANNOT_TELL:
        more = needed.says if needed is not None else Words("", "")
        return Words(
            f"{change.en} Cannot tell yet why. {more.en}".strip(),
            f"{change.id} Penyebabnya belum dapat dipastikan. {more.id}".strip(),
        )
    if verdict is Cause.NEITHER:
        return Words(
            f"{change.en} There is no shortfall that anybody would have to answer for.",
            f"{change.id} Tidak ada kekurangan yang harus dipertanggungjawabkan siapa pun.",
        )
    if verdict is Cause.BOTH:
        one, other = (_team(case, name, unit) for name in ruling.named)
        if case.gap.value > 0:
            return Words(
                f"{change.en} {held_back.en} {one.en} and {other.en}.",
                f"{change.id} {held_back.id} {one.id} dan {other.id}.",
            )
        return Words(
            f"{change.en} Two had a part in it: {one.en} and {other.en}.",
            f"{change.id} Dua pihak berperan: {one.id} dan {other.id}.",
        )
    own = _team(case, verdict.value, unit)
    if case.gap.value > 0:
        return Words(
            f"{change.en} {held_back.en} {own.en}.",
            f"{change.id} {held_back.id} {own.id}.",
        )
    return Words(
        f"{change.en} Most of it lies with {own.en}.",
        f"{change.id} Sebagian besar berasal dari {own.id}.",
    )


def _team(case: Case, name: str, unit: str) -> Words:
    effect: Effect = next(team for team in case.teams if team.name == name)
    words, amount = TEAM_WORDS[name], amount_words(effect.effect, unit)
    low, high = amount_words(effect.high or 0.0, unit), amount_words(effect.low or 0.0, unit)
    return Words(
        f"{words.en} (−{amount.en}; 90% interval −{high.en} to −{low.en})",
        f"{words.id} (−{amount.id}; selang 90% −{high.id} hingga −{low.id})",
    )


def _change(gap: Estimate, base: float, unit: str, *, of_plan: bool) -> Words:
    amount = amount_words(gap.value, unit)
    share = f"{abs(gap.value) / base:.0%}" if base > 0 else "–"
    fell = gap.value < 0
    ends_en = ends_id = ""
    if gap.low is not None and gap.high is not None and base > 0:
        low, high = (f"{end / base:+.0%}".replace("-", "−") for end in (gap.low, gap.high))
        ends_en = f"; 90% interval {low} to {high}"
        ends_id = f"; selang 90% {low} hingga {high}"
    if of_plan:
        return Words(
            f"Revenue lies {amount.en} {'below' if fell else 'above'} the plan ({share}{ends_en}).",
            f"Pendapatan {amount.id} di {'bawah' if fell else 'atas'} rencana ({share}{ends_id}).",
        )
    return Words(
        f"Revenue {'fell' if fell else 'rose'} by {amount.en} ({share}{ends_en}).",
        f"Pendapatan {'turun' if fell else 'naik'} {amount.id} ({share}{ends_id}).",
    )


def needed_of(verdict: Cause, case: Case, n: dict[str, int], least_reps: int) -> Needed | None:
    """What would settle it: leads a cohort at which the interval would be narrow enough.

    Intervals narrow with the square root of the leads: the worst team's would exclude zero, and
    the gap's too, at n · (half-width / |effect|)²; that it is worse than the next worst would be
    sure enough at n · (z of what is asked / z of how sure it is)².
    """
    if verdict is not Cause.CANNOT_TELL:
        return None
    if n["reps"] < least_reps:
        return Needed(
            None,
            None,
            Words(
                f"An interval takes at least {least_reps} reps; there "
                f"{'is' if n['reps'] == 1 else 'are'} {n['reps']}.",
                f"Interval memerlukan sedikitnya {least_reps} tenaga penjual; baru ada "
                f"{n['reps']}.",
            ),
        )
    worst = min(case.teams, key=lambda team: team.effect)
    if case.shared_by_all and worst.name == "joint" and case.harmful.get("joint", 0.0) >= RULE.sure:
        return Needed(
            None,
            None,
            Words(
                "Most of it is a fall that all sources and all reps share, which cannot be put "
                "down to quality or to skill; sources or reps that were treated otherwise would "
                "tell.",
                "Sebagian besar adalah penurunan yang sama di semua sumber dan semua tenaga "
                "penjual, yang tidak dapat dipilah menjadi mutu atau keterampilan; sumber atau "
                "penjual yang diperlakukan berbeda akan menjawabnya.",
            ),
        )
    have = min(case.leads)
    factor = _times_more(case)
    events = RULE.least_events / max(min(case.won), 1)
    factor = max(factor, events, RULE.least_leads / max(have, 1))
    if factor > 100:
        return Needed(
            None,
            None,
            Words(
                "The teams' effects are too close to tell at any number of leads seen so far.",
                "Pengaruh kedua tim terlalu dekat untuk dibedakan pada jumlah prospek sejauh ini.",
            ),
        )
    leads = _about(have * max(factor, 1.05))
    return Needed(
        leads,
        None,
        Words(
            f"About {leads:,} leads in each period would be enough; there are {have:,}.",
            f"Sekitar {leads:,} prospek di tiap periode akan cukup; baru ada {have:,}.".replace(
                ",", "."
            ),
        ),
    )


def needed_of_load(rise: float) -> Needed:
    """What would settle whether reps did less or could not do more; `rise` as in `LoadParts`."""
    more = f"{np.expm1(rise):.0%}"
    return Needed(
        None,
        None,
        Words(
            f"Reps got {more} more leads a working day, and may not have been able to do more for "
            "each: a period with fewer leads, or more reps, would tell.",
            f"Tenaga penjual menerima {more} lebih banyak prospek per hari kerja, dan mungkin "
            "tidak mampu berbuat lebih untuk masing-masing: periode dengan lebih sedikit prospek, "
            "atau lebih banyak tenaga penjual, akan menjawabnya.",
        ),
    )


def needed_of_overlap(alone: float) -> Needed:
    """What would settle it where too much hangs on leads without their like (`Overlap.leads`)."""
    kinds = _without_their_like(alone)
    return Needed(
        None,
        None,
        Words(
            f"{kinds.en} Periods in which the same kinds of lead came would tell.",
            f"{kinds.id} Periode dengan jenis prospek yang sama akan menjawabnya.",
        ),
    )


def _without_their_like(alone: float) -> Words:
    share = f"{alone:.0%}"
    return Words(
        f"{share} of the leads are of a source, region, segment and grade of which the other "
        "period has next to none: how they fared cannot be compared.",
        f"{share} prospek berasal dari sumber, wilayah, segmen, dan nilai mutu yang hampir tidak "
        "ada pada periode lainnya: hasilnya tidak dapat dibandingkan.",
    )


def _about(leads: float) -> int:
    """Rounded up to two digits: nobody knows it closer."""
    step = 10 ** max(math.floor(math.log10(leads)) - 1, 0)
    return int(math.ceil(leads / step) * step)


def _times_more(case: Case) -> float:
    """How many times the leads it would take, going by the gap and the worst team."""
    worst = min(case.teams, key=lambda team: team.effect)
    factors = [1.0]
    pairs = (
        (case.gap.value, case.gap.low, case.gap.high),
        (worst.effect, worst.low, worst.high),
    )
    for value, low, high in pairs:
        if low is not None and high is not None and value != 0:
            half = (high - low) / 2
            factors.append((half / abs(value)) ** 2)
    return max(*factors, _to_tell_apart(case))


def _to_tell_apart(case: Case) -> float:
    """How many times the leads it would take to tell the worst team from the next worst.

    1 where that is told, or where the gap itself is not: then nobody is compared yet.
    """
    if case.gap.low is None or case.gap.high is None or case.gap.low <= 0 <= case.gap.high:
        return 1.0
    worst = min(case.own or case.teams, key=lambda team: team.effect)
    likely = case.worse_than_next.get(worst.name, 0.0)
    if likely >= RULE.sure:
        return 1.0
    return float((ndtri(RULE.sure) / ndtri(likely)) ** 2) if likely > 0.5 else np.inf


def limits_of(
    holdings: Holdings,
    n: dict[str, int],
    age_days: int,
    *,
    of_plan: bool = False,
    rise: float = 0.0,
    alone: float = 0.0,
) -> tuple[Words, ...]:
    """What the finding does not show; `of_plan`: the base is a plan.

    `rise` is that of load (`LoadParts`), 0 where it makes no difference what reps could have done;
    `alone` the share of leads without their like (`Overlap`).
    """
    found = [
        Words(
            "This is accounting, not proof of cause: it shares the gap out among what changed.",
            "Ini perhitungan, bukan bukti sebab-akibat: selisih dibagi menurut apa yang berubah.",
        ),
        Words(
            f"Every lead was followed for {age_days} days; what came later is not counted.",
            f"Setiap prospek diikuti {age_days} hari; yang terjadi sesudahnya tidak dihitung.",
        ),
        Words(
            "A change shared by all sources and all reps cannot be told to be quality or skill: "
            "it is counted as joint.",
            "Perubahan yang sama di semua sumber dan semua tenaga penjual tidak dapat dipilah "
            "menjadi mutu atau keterampilan: dihitung bersama.",
        ),
    ]
    if holdings.attempts:
        found.append(
            Words(
                "That quick answers reach more leads is an association.",
                "Bahwa jawaban cepat menjangkau lebih banyak prospek adalah asosiasi.",
            )
        )
    if holdings.attempts and not of_plan:
        found.append(
            Words(
                "Grades are taken to tell half of what reps see in a lead: persistence counts "
                "leads that were given up as the worse ones of their grade.",
                "Nilai mutu dianggap menyatakan separuh dari yang dilihat penjual pada prospek: "
                "kegigihan menghitung prospek yang dihentikan sebagai yang lebih buruk pada nilai "
                "mutunya.",
            )
            if holdings.grades
            else Words(
                "Leads have no grades: if reps give up the worse ones first, persistence is said "
                "to have cost more than it did.",
                "Prospek tidak punya nilai mutu: bila penjual lebih dulu menghentikan yang lebih "
                "buruk, pengaruh kegigihan tampak lebih besar daripada sebenarnya.",
            )
        )
    if np.expm1(rise) >= _MATTERS:
        more = f"{np.expm1(rise):.0%}"
        found.append(
            Words(
                f"Reps got {more} more leads a working day. If they had all they could do, what "
                "they did less for each lead is load and not theirs: the intervals of speed, "
                "persistence and load allow for that.",
                f"Tenaga penjual menerima {more} lebih banyak prospek per hari kerja. Bila mereka "
                "sudah bekerja semampunya, berkurangnya upaya per prospek adalah beban dan bukan "
                "kesalahan mereka: selang kecepatan, kegigihan, dan beban memperhitungkannya.",
            )
        )
    if alone >= _MATTERS:
        found.append(_without_their_like(alone))
    if n["passed_on_base"] < n["leads_base"] or n["passed_on_period"] < n["leads_period"]:
        found.append(
            Words(
                "Leads that nobody got are counted as what Marketing did not pass on.",
                "Prospek tanpa penanggung jawab dihitung sebagai yang tidak diteruskan Pemasaran.",
            )
        )
    return tuple(found)
