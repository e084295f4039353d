"""The answer on follow-ups in words: what is best, what is lacking, what it does not show."""

from __future__ import annotations

from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.curve import Curve
from selaras.diagnosis.followup.figures import Sentence
from selaras.diagnosis.followup.policy import FollowUp, Lack, Scarce
from selaras.diagnosis.followup.survivorship import says_why
from selaras.diagnosis.followup.terms import amount_limits
from selaras.diagnosis.followup.wording import amount, amount_span, number, share
from selaras.errors.sentences import counted

UNGRADED = Sentence("unknown", "tidak diketahui")


def sentence_of(answer: FollowUp) -> Sentence:
    """The answer in one to three sentences."""
    return _joined(*sentences_of(answer))


def sentences_of(answer: FollowUp) -> tuple[Sentence, ...]:
    """The answer first, then what it rests on, one by one."""
    if answer.lack is not None:
        cannot = Sentence(
            "The best number of attempts cannot be told yet.",
            "Jumlah percobaan terbaik belum dapat dipastikan.",
        )
        return cannot, needed_for(answer)
    said = _spread(answer, answer.scarce) if answer.scarce is not None else (_best(answer),)
    return tuple(s for s in (*said, _worth(answer)) if s.en)


def needed_for(answer: FollowUp) -> Sentence:
    """What it takes to tell."""
    n = answer.n
    if answer.lack is Lack.NO_LEADS:
        return Sentence(
            "No lead was given to anybody in this period: choose another one, or load leads.",
            "Tidak ada prospek yang ditugaskan pada periode ini: pilih periode lain, atau muat "
            "leads.",
        )
    if answer.lack is Lack.FEW_LEADS:
        return Sentence(
            f"It takes {FOLLOW_UP.least_attempted} leads that were attempted; there "
            f"{_is(n['leads'])} {counted(n['leads'], 'lead')} with "
            f"{counted(n['attempts'], 'attempt')}.",
            f"Perlu {FOLLOW_UP.least_attempted} prospek yang dicoba dihubungi; ada {n['leads']} "
            f"prospek dengan {n['attempts']} percobaan.",
        )
    if answer.lack is Lack.FEW_CONTACTS:
        return Sentence(
            f"It takes {FOLLOW_UP.least_events} contacts; there {_is(n['contacts'])} "
            f"{n['contacts']:,}.",
            f"Perlu {FOLLOW_UP.least_events} kontak; baru ada {n['contacts']}.",
        )
    if answer.lack is Lack.FEW_REPS:
        return Sentence(
            f"An interval takes {FOLLOW_UP.least_reps} reps; there {_is(n['reps'])} {n['reps']}, "
            "and the habits of a few are no law.",
            f"Selang perlu {FOLLOW_UP.least_reps} tenaga penjual; baru ada {n['reps']}, dan "
            "kebiasaan beberapa orang bukan hukum.",
        )
    assert answer.worth.why_not is not None
    return answer.worth.why_not


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def limits_of(answer: FollowUp) -> tuple[Sentence, ...]:
    """What the answer does not show, and what was left out of it."""
    n = answer.n
    limits = [says_why(answer.final_numbers)] if answer.final_numbers else []
    limits.append(
        Sentence(
            "Association: leads that were given up are taken to be like those of the same "
            f"{answer.by.value} that were not.",
            "Hubungan: prospek yang dihentikan dianggap sama dengan prospek lain dengan "
            f"{_by(answer)} yang sama yang diteruskan.",
        )
    )
    if answer.weighted is not None and answer.weighted.agrees is False:
        there, here = (
            share(answer.weighted.by_weights),
            share(answer.weighted.by_hazards.value or 0),
        )
        limits.append(
            Sentence(
                f"By weights {answer.weighted.attempts} attempts reach {there.en} instead of "
                f"{here.en}: who is called again hangs on more than the {answer.by.value}.",
                f"Menurut pembobotan {answer.weighted.attempts} percobaan menghubungi {there.id}, "
                f"bukan {here.id}: siapa yang ditelepon lagi bergantung pada lebih dari "
                f"{_by(answer)}.",
            )
        )
    if answer.curves and any(curve.best.is_edge for curve in answer.curves):
        deepest = len(answer.curves[0].rows)
        limits.append(
            Sentence(
                f"The evidence ends at attempt {deepest}: where that is the best, more may be "
                "better.",
                f"Bukti berakhir pada percobaan ke-{deepest}: bila itu yang terbaik, lebih banyak "
                "mungkin lebih baik.",
            )
        )
    if answer.worth.amount is not None:
        limits += amount_limits(answer.amounts)
        limits.append(
            Sentence(
                f"A deal counts if it was won within {FOLLOW_UP.win_window_days} days of the "
                f"contact ({n['later_wins']} were won later).",
                f"Transaksi dihitung bila dimenangkan dalam {FOLLOW_UP.win_window_days} hari sejak "
                f"kontak ({n['later_wins']} dimenangkan kemudian).",
            )
        )
    elif answer.worth.why_not is not None and answer.lack is not Lack.NO_VALUE:
        limits.append(answer.worth.why_not)
    return (*limits, *_left_out(n))


def _left_out(n: dict[str, int]) -> list[Sentence]:
    found = []
    if n.get("not_assigned"):
        found.append(
            Sentence(
                f"{n['not_assigned']} leads of the period were given to nobody and are left out.",
                f"{n['not_assigned']} prospek pada periode ini tidak ditugaskan dan tidak ikut.",
            )
        )
    if n["unclear_attempts"]:
        found.append(
            Sentence(
                f"{n['unclear_attempts']} attempts without an outcome count as not reached.",
                f"{n['unclear_attempts']} percobaan tanpa hasil dihitung sebagai tidak terhubung.",
            )
        )
    if n["wins_without_contact"]:
        found.append(
            Sentence(
                f"{n['wins_without_contact']} deals were won without a contact on record.",
                f"{n['wins_without_contact']} transaksi dimenangkan tanpa kontak yang tercatat.",
            )
        )
    return found


def kind_name(name: str) -> Sentence:
    """A grade or source as it is; the empty one in words."""
    return Sentence(name, name) if name else UNGRADED


def _best(answer: FollowUp) -> Sentence:
    whole = answer.curves[0]
    assert answer.terms.cost is not None
    cost, value = amount(float(answer.terms.cost), answer.unit), amount(
        whole.value.value or 0, answer.unit
    )  # fmt: skip
    grades = [c for c in answer.curves[1:] if c.best.number is not None]
    each = ", ".join(f"{kind_name(c.name).en} {c.best.number}" for c in grades)
    each_id = ", ".join(f"{kind_name(c.name).id} {c.best.number}" for c in grades)
    number_, reads, reads_id = whole.best.number, _sure(whole), _sure_id(whole)
    if number_ == 0:
        return Sentence(
            f"At {cost.en} an attempt and {value.en} a contact, no attempt pays for itself.",
            f"Dengan {cost.id} per percobaan dan {value.id} per kontak, tidak ada percobaan yang "
            "menutup biayanya.",
        )
    return Sentence(
        f"At {cost.en} an attempt and {value.en} a contact, {number_} attempts a lead bring most"
        f"{reads}; by {answer.by.value}: {each}.",
        f"Dengan {cost.id} per percobaan dan {value.id} per kontak, {number_} percobaan per "
        f"prospek memberi hasil terbesar{reads_id}; menurut {_by(answer)}: {each_id}.",
    )


def _spread(answer: FollowUp, scarce: Scarce) -> tuple[Sentence, ...]:
    made = number(scarce.attempts)
    each = [
        (kind_name(kind), _times(share_.attempts, share_.attempts_then, share_.share))
        for kind, leads, share_ in zip(scarce.kinds, scarce.leads, scarce.shares, strict=True)
        if leads
    ]
    listed = ", ".join(f"{kind.en} {times.en}" for kind, times in each)
    listed_id = ", ".join(f"{kind.id} {times.id}" for kind, times in each)
    price = amount(scarce.price.value or 0, answer.unit)
    said = Sentence(
        f"{made.en} attempts bring most when spread by {answer.by.value}: {listed} a lead; "
        f"one attempt more is worth {price.en}.",
        f"{made.id} percobaan memberi hasil terbesar bila dibagi menurut {_by(answer)}: "
        f"{listed_id} per prospek; satu percobaan lagi bernilai {price.id}.",
    )
    if not scarce.price.value:
        spent = number(sum(s.expected for s in scarce.shares))
        enough = Sentence(
            f"{made.en} attempts are more than the evidence reaches: after {spent.en}, every "
            f"lead has had as many as are known of, by {answer.by.value}: {listed}.",
            f"{made.id} percobaan melebihi jangkauan bukti: setelah {spent.id}, setiap prospek "
            f"sudah mendapat sebanyak yang diketahui, menurut {_by(answer)}: {listed_id}.",
        )
        return (enough,)
    gained = scarce.value_gained
    if gained is None:
        return (said,)
    if not gained.is_above_zero:
        return (
            said,
            Sentence(
                "It cannot be told whether that is more than the same attempts bring today.",
                "Belum dapat dipastikan apakah itu lebih besar daripada hasil percobaan yang sama "
                "saat ini.",
            ),
        )
    more, ends = amount(gained.value or 0, answer.unit), amount_span(gained, answer.unit)
    return (
        said,
        Sentence(
            f"That is {more.en} more than the same attempts bring today (90% interval {ends.en}).",
            f"Itu {more.id} lebih besar daripada hasil percobaan yang sama saat ini (selang 90% "
            f"{ends.id}).",
        ),
    )


def _times(whole: int, then: int, part: float) -> Sentence:
    if part <= 0:
        return Sentence(str(whole), str(whole))
    some = share(part)
    return Sentence(
        f"{whole} (and {some.en} of them {then})", f"{whole} (dan {some.id} di antaranya {then})"
    )


def _worth(answer: FollowUp) -> Sentence:
    """Where the value of a contact comes from, where it was not stated."""
    if answer.worth.amount is None:
        return Sentence("", "")
    whole = answer.curves[0]
    value = amount(whole.value.value or 0, answer.unit)
    mean = amount(float(answer.worth.amount), answer.unit)
    wins = share(whole.win_rate or 0)
    return Sentence(
        f"A contact is taken to be worth {value.en}: {wins.en} are won, at {mean.en} a deal "
        f"({answer.worth.deals} deals).",
        f"Satu kontak dianggap bernilai {value.id}: {wins.id} dimenangkan, dengan {mean.id} per "
        f"transaksi ({answer.worth.deals} transaksi).",
    )


def _sure(curve: Curve) -> str:
    best = curve.best
    if best.low is None or best.low == best.high:
        return ""
    return f" (90% interval {best.low} to {best.high})"


def _sure_id(curve: Curve) -> str:
    best = curve.best
    if best.low is None or best.low == best.high:
        return ""
    return f" (selang 90% {best.low} hingga {best.high})"


def _by(answer: FollowUp) -> str:
    return {"grade": "mutu", "source": "sumber"}[answer.by.value]


def _joined(*parts: Sentence) -> Sentence:
    return Sentence(" ".join(p.en for p in parts if p.en), " ".join(p.id for p in parts if p.id))
