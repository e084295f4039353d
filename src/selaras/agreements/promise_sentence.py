"""A promise as one sentence that its two sides can hold each other to, in both languages.

What a commitment `says` is its own wording; this is what is measured, said from the values alone,
so that nobody signs a wording that promises something else than what is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from selaras.agreements.fields import show_percent
from selaras.agreements.phrases import Language, say, say_amount, say_excuse, say_schedule, word
from selaras.agreements.promise_nouns import (
    say_column,
    say_conditions,
    say_moment,
    say_rows,
    say_table,
    say_word,
)
from selaras.agreements.values import (
    Amount,
    Attempts,
    Commitment,
    Count,
    Direction,
    Every,
    GrowthObjective,
    NumberObjective,
    Ratio,
    ResolutionTime,
    ResponseTime,
    Schedule,
    Varies,
    WithinObjective,
)


def promise_sentence(
    commitment: Commitment,
    language: Language = "en",
    names: Mapping[str, str] | None = None,
    *,
    excuses: bool = True,
) -> str:
    """Who promises what to whom: `Sales promises Marketing: 90% of leads are answered …`.

    Parameters
    ----------
    names
        Party → the name to show for it; a party that is not in it is shown by its own word.
    excuses
        Whether to end with the sentence that says when a miss is excused.
    """
    shown = names or {}
    promisor = shown.get(commitment.promisor, commitment.promisor)
    promisee = shown.get(commitment.promisee, commitment.promisee)
    verb = "promises" if language == "en" else "berjanji kepada"
    sentence = f"{promisor} {verb} {promisee}: {promise_body(commitment, language)}."
    if excuses and commitment.excused:
        sentence += f" {excuse_sentence(commitment, language)}"
    return sentence[:1].upper() + sentence[1:]


def promise_body(commitment: Commitment, language: Language = "en") -> str:
    """What is promised, without the parties: `at least 15 mql, for each rep, every month`."""
    parts = [_bound(commitment, language)]
    if commitment.of:
        only = "only for" if language == "en" else "hanya untuk"
        parts.append(f"{only} {say_conditions(commitment.of, language)}")
    if commitment.per is not None:
        each = "for each" if language == "en" else "untuk tiap"
        parts.append(f"{each} {say_column(commitment.per, language)}")
    parts.append(_every(commitment, language))
    return ", ".join(parts)


def _every(commitment: Commitment, language: Language) -> str:
    cadence = commitment.every
    if cadence.every is Every.ROLLING:
        if language == "en":
            return f"over any {cadence.days} days"
        return f"selama {cadence.days} hari mana pun"
    return f"{'every' if language == 'en' else 'setiap'} {say(cadence, language)}"


def _bound(commitment: Commitment, language: Language) -> str:
    measure = commitment.measure
    match measure:
        case Count():
            return _number(commitment, _counted(measure, language), language)
        case Amount():
            return _number(commitment, _summed(commitment, measure, language), language)
        case Ratio():
            return _ratio(commitment, measure, language)
        case Attempts():
            return _attempts(commitment, measure, language)
        case ResponseTime() | ResolutionTime():
            return _time(commitment, measure, language)


def _number(commitment: Commitment, what: str, language: Language) -> str:
    objective = commitment.objective
    if isinstance(objective, GrowthObjective):
        return _growth(objective, what, language)
    assert isinstance(objective, NumberObjective)
    direction = _direction(objective, language)
    currency = f"{_currency(commitment.currency, language)} " if commitment.currency else ""
    targets = _numbers(objective.target, language, before=currency)
    if isinstance(commitment.measure, Amount):
        return f"{direction} {targets} {'from' if language == 'en' else 'dari'} {what}"
    if objective.target.varies is Varies.NOTHING:
        return f"{direction} {targets} {what}"
    return f"{what} – {direction} {targets}"


def _growth(objective: GrowthObjective, what: str, language: Language) -> str:
    growth = say(objective.growth, language)
    if language == "en":
        return f"{growth} more {what} than in the period before"
    return f"{growth} lebih banyak {what} daripada periode sebelumnya"


def _numbers(schedule: Schedule[Any], language: Language, *, before: str = "") -> str:
    def show(target: Any) -> str:
        return before + say_amount(Decimal(target), language)

    if schedule.varies is Varies.NOTHING:
        return word("nothing", language) if schedule.otherwise is None else show(schedule.otherwise)
    return _cases(_shown(schedule, show), language)


def _cases(schedule: Schedule[Any], language: Language) -> str:
    """As `say_schedule`, and silent on what is asked elsewhere where that is nothing."""
    text = say_schedule(schedule, language)
    if schedule.varies is Varies.NOTHING or schedule.otherwise is not None:
        return text
    return text.removesuffix(f", {word('else', language)} {word('nothing', language)}")


def _shown(schedule: Schedule[Any], show: Any) -> Schedule[Any]:
    """The schedule with its targets as text."""
    otherwise = None if schedule.otherwise is None else show(schedule.otherwise)
    cases = tuple((key, show(target)) for key, target in schedule.cases)
    return Schedule(otherwise, schedule.varies, cases)


def _ratio(commitment: Commitment, ratio: Ratio, language: Language) -> str:
    of, over = _counted(ratio.of, language), _counted(ratio.over, language)
    if ratio.of.at != ratio.over.at:
        of, over = (
            _dated(c.at, text, language) for c, text in ((ratio.of, of), (ratio.over, over))
        )
    objective = commitment.objective
    if isinstance(objective, GrowthObjective):
        share = f"{of} ÷ {over}"
        return _growth(objective, share, language)
    assert isinstance(objective, NumberObjective)
    bound = f"{_direction(objective, language)} {_percents(objective.target, language)}"
    return f"{of} are {bound} of {over}" if language == "en" else f"{of} {bound} dari {over}"


def _percents(schedule: Schedule[Any], language: Language) -> str:
    """Shares as percents; a ratio that may exceed one as a plain number."""
    targets = [target for _, target in schedule.cases]
    targets += [] if schedule.otherwise is None else [schedule.otherwise]
    if any(target > 1 for target in targets):
        return _numbers(schedule, language)
    return _cases(_shown(schedule, show_percent), language)


def _dated(at: str, text: str, language: Language) -> str:
    """What is counted, and by which time, where the two sides of a ratio differ in it."""
    moment = say_moment(at, language)
    return f"{text} {'when' if language == 'en' else 'saat'} {moment}"


def _attempts(commitment: Commitment, measure: Attempts, language: Language) -> str:
    objective = commitment.objective
    assert isinstance(objective, NumberObjective)
    items = _share_of(objective, say_table(measure.start.table, language), language)
    bound = f"{_direction(objective, language)} {_numbers(objective.target, language)}"
    within = say(measure.within, language)
    if language == "en":
        return f"{items} get {bound} attempts within {within}{_only(measure.where, language)}"
    return f"{items} mendapat {bound} upaya kontak dalam {within}{_only(measure.where, language)}"


def _time(
    commitment: Commitment, measure: ResponseTime | ResolutionTime, language: Language
) -> str:
    objective = commitment.objective
    assert isinstance(objective, WithinObjective)
    items = _share_of(objective, say_table(measure.start.table, language), language)
    verb = _reached(measure, language)
    since = say_moment(measure.start.column, language)
    since = f"of being {since}" if language == "en" else f"sejak {since}"
    within = _cases(objective.within, language)
    if objective.within.varies is Varies.NOTHING:
        return f"{items} {verb} {word('within', language)} {within} {since}"
    times = "in time" if language == "en" else "tepat waktu"
    return f"{items} {verb} {times} – {word('within', language)} {within} {since}"


_ANSWERS = ("attempts", "ticket_events", "contacts", "touches")
"""Tables whose rows are somebody answering."""


def _reached(measure: ResponseTime | ResolutionTime, language: Language) -> str:
    """What has to happen in time: `get an answer (by a person)`, `are resolved`."""
    only = _only(measure.where, language)
    if isinstance(measure, ResolutionTime):
        stop = say_moment(measure.stop.column, language)
        return f"{'are ' if language == 'en' else ''}{stop}{only}"
    if measure.stop.table in _ANSWERS or measure.start == measure.stop:
        return f"{'get an answer' if language == 'en' else 'mendapat jawaban'}{only}"
    rows = say_rows(measure.stop.table, measure.where, language)
    return f"{'lead to' if language == 'en' else 'menghasilkan'} {rows}"


def _share_of(objective: NumberObjective | WithinObjective, items: str, language: Language) -> str:
    if objective.share == 1:
        return f"all {items}" if language == "en" else f"semua {items}"
    joint = "of" if language == "en" else "dari"
    return f"{say(objective.share, language)} {joint} {items}"


def _counted(count: Count, language: Language) -> str:
    if count.term:
        return say_word(count.term, language)
    return say_rows(count.table, count.where, language)


def _summed(commitment: Commitment, amount: Amount, language: Language) -> str:
    rows = amount.term or say_rows(amount.table, amount.where, language)
    if amount.column == "amount":
        return rows
    return f"{say_column(amount.column, language)} {'of' if language == 'en' else 'dari'} {rows}"


def _only(where: Any, language: Language) -> str:
    text = say_conditions(where, language)
    return f" ({text})" if text else ""


def _direction(objective: NumberObjective, language: Language) -> str:
    plain = "at least" if objective.direction is Direction.AT_LEAST else "at most"
    return word(plain, language)


def _currency(code: str, language: Language) -> str:
    return "Rp" if (code, language) == ("IDR", "id") else code


def excuse_sentence(commitment: Commitment, language: Language = "en") -> str:
    """When a miss is excused; empty where it never is."""
    if not commitment.excused:
        return ""
    lead = "A miss is excused" if language == "en" else "Janji yang tidak ditepati dimaklumi"
    verb = "is " if language == "en" else ""
    says = "; ".join(say_excuse(one, language, verb) for one in commitment.excused)
    return f"{lead} {says}."
