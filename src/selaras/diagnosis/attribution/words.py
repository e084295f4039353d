"""What an attribution says in words, English and Indonesian."""

from __future__ import annotations

from collections.abc import Sequence

from selaras.diagnosis.attribution.answer import Compared, Estimate, ModelCredit, Says
from selaras.diagnosis.attribution.question import WON, Model
from selaras.errors.sentences import figures_in

MODEL_NAMES = {
    Model.FIRST: {"en": "First touch", "id": "Sentuhan pertama"},
    Model.LAST: {"en": "Last touch", "id": "Sentuhan terakhir"},
    Model.LINEAR: {"en": "Linear", "id": "Merata"},
    Model.U: {"en": "U (40/20/40)", "id": "U (40/20/40)"},
    Model.W: {"en": "W (30/30/30/10)", "id": "W (30/30/30/10)"},
    Model.DECAY: {"en": "Time decay (7 days)", "id": "Peluruhan waktu (7 hari)"},
    Model.MARKOV_1: {"en": "Markov, order 1", "id": "Markov, orde 1"},
    Model.MARKOV_2: {"en": "Markov, order 2", "id": "Markov, orde 2"},
    Model.SHAPLEY: {"en": "Shapley", "id": "Shapley"},
}
SURE_WORDS = {
    "likely": {"en": "likely", "id": "kemungkinan besar"},
    "possible": {"en": "possible", "id": "mungkin"},
    "not_shown": {"en": "not shown", "id": "belum terlihat"},
    "cannot_tell": {"en": "cannot tell", "id": "belum dapat dipastikan"},
}
KIND_WORDS = {
    "sourced": {"en": "sourced by Marketing", "id": "bersumber dari Marketing"},
    "influenced": {"en": "influenced by Marketing", "id": "dipengaruhi Marketing"},
}


def number(value: float, language: str, digits: int = 0) -> str:
    """A number with thousands apart, as the language writes it."""
    return figures_in(f"{value:,.{digits}f}", language)


def percent(share: float, language: str = "en", digits: int = 0) -> str:
    """A share as percent."""
    return f"{number(100 * share, language, digits)}%"


def percent_range(estimate: Estimate, language: str = "en") -> str:
    """`31% (24%–38%)`, the interval where there is one."""
    text = percent(estimate.value, language)
    if estimate.low is None or estimate.high is None:
        return text
    return f"{text} ({percent(estimate.low, language)}–{percent(estimate.high, language)})"


def money(value: float, currency: str, language: str) -> str:
    """`IDR 95,000,000`."""
    return f"{currency} {number(value, language)}"


def conversion_words(conversion: str, n: int) -> Says:
    """What is counted: won leads, or leads that reached a stage."""
    if conversion == WON:
        return {"en": "won lead" if n == 1 else "won leads", "id": "prospek yang menang"}
    return {
        "en": f"lead that reached {conversion}" if n == 1 else f"leads that reached {conversion}",
        "id": f"prospek yang mencapai {conversion}",
    }


def leading_sentence(models: Sequence[ModelCredit], n: int, conversion: str) -> Says:
    """One channel leads under every model: from the least to the greatest share it gets."""
    shares = [model.channels[0].share for model in models]
    lows = [s.low if s.low is not None else s.value for s in shares]
    highs = [s.high if s.high is not None else s.value for s in shares]
    what, leader = conversion_words(conversion, n), models[0].leader
    under = {"en": "every model", "id": "semua model"}
    if len(models) == 1:
        under = MODEL_NAMES[models[0].model]
    return {
        "en": f"{leader} brought most under {under['en']}: {percent(min(lows))}–"
        f"{percent(max(highs))} of the credit for {number(n, 'en')} {what['en']}.",
        "id": f"{leader} membawa paling banyak menurut {under['id']}: {percent(min(lows), 'id')}–"
        f"{percent(max(highs), 'id')} dari kredit atas {number(n, 'id')} {what['id']}.",
    }


def too_close_sentence(leaders: Sequence[str]) -> Says:
    """Some channels are ahead, but not by enough for the conversions there are."""
    names = {"en": _listed(leaders, "and"), "id": _listed(leaders, "dan")}
    return {
        "en": f"Cannot tell which channel brought most: {names['en']} are too close for so few "
        "conversions.",
        "id": f"Belum dapat dipastikan saluran mana yang membawa paling banyak: {names['id']} "
        "terlalu dekat untuk konversi sesedikit ini.",
    }


def disagreeing_sentence(models: Sequence[ModelCredit]) -> Says:
    """Models that are each sure of a channel name different ones."""
    leaders: dict[str, list[Model]] = {}
    for model in models:
        leaders.setdefault(model.leader, []).append(model.model)
    said = {
        language: "; ".join(
            f"{leader}: {', '.join(MODEL_NAMES[m][language] for m in found)}"
            for leader, found in leaders.items()
        )
        for language in ("en", "id")
    }
    return {
        "en": f"Cannot tell which channel brought most: the models disagree ({said['en']}).",
        "id": "Belum dapat dipastikan saluran mana yang membawa paling banyak: model-model "
        f"tidak sepakat ({said['id']}).",
    }


def _listed(names: Sequence[str], last: str) -> str:
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else names[0]


def one_channel_sentence(channel: str, n: int, conversion: str) -> Says:
    """There is one channel: all the credit is its, and nothing is compared."""
    what = conversion_words(conversion, n)
    return {
        "en": f"All touches are of one channel, {channel}: it has all the credit for "
        f"{number(n, 'en')} {what['en']} under any model, and there is nothing to compare.",
        "id": f"Semua sentuhan berasal dari satu saluran, {channel}: semua kredit atas "
        f"{number(n, 'id')} {what['id']} miliknya menurut model apa pun; tidak ada pembanding.",
    }


def unknown_channel_sentence(share: Estimate | None) -> Says:
    """Touches that state no channel have most of the credit (`share`), or are all (None)."""
    most = {
        language: "" if share is None else f" ({percent_range(share, language)})"
        for language in ("en", "id")
    }
    whole = share is None
    return {
        "en": "Cannot tell which channel brought most: "
        + (
            "no touch states its channel"
            if whole
            else f"touches that state no channel have most of the credit{most['en']}"
        )
        + ". Map what tells their channel.",
        "id": "Belum dapat dipastikan saluran mana yang membawa paling banyak: "
        + (
            "tidak ada sentuhan yang menyebut salurannya"
            if whole
            else f"sentuhan tanpa saluran mendapat kredit terbanyak{most['id']}"
        )
        + ". Petakan kolom yang menyebut salurannya.",
    }


def few_sentence(n: int, needed: int, conversion: str) -> Says:
    """There are too few conversions with a touch to share credit out."""
    what = conversion_words(conversion, n)
    if n == 0:
        return {
            "en": f"Cannot tell: there is no {conversion_words(conversion, 1)['en']} with a touch "
            "before it.",
            "id": f"Belum dapat dipastikan: tidak ada {what['id']} dengan sentuhan sebelumnya.",
        }
    return {
        "en": f"Cannot tell: {n} {what['en']} with a touch "
        f"{'is' if n == 1 else 'are'} too few to say what brought them; "
        f"{needed} more {'is' if needed == 1 else 'are'} needed.",
        "id": f"Belum dapat dipastikan: {n} {what['id']} dengan sentuhan terlalu sedikit untuk "
        f"mengatakan apa yang membawanya; perlu {needed} lagi.",
    }


def win_sentence(
    *,
    lead: str,
    thing: str,
    channel: str,
    worth: tuple[float, str] | None,
    compared: Compared,
    sure: str,
) -> Says:
    """What a converted lead had met, how those who met it fared, and how sure its part is.

    `worth` is what the lead brought, with its currency; None where it is not known.
    """
    met = f"{thing} ({channel})" if thing != channel else channel
    here = f"{compared.met_converted}/{compared.met}"
    there = f"{compared.other_converted}/{compared.other}"
    said = {}
    for language in ("en", "id"):
        whom = f"{lead} ({money(*worth, language)})" if worth else lead
        before = _BEFORE[language].format(whom=whom, met=met, here=here, there=there)
        made = percent_range(compared.made, language) if compared.made is not None else ""
        said[language] = f"{before}. {_PARTS[sure][language].format(made=made)}"
    return said


_BEFORE = {
    "en": "{whom} converted after {met}; of leads that met it {here} did, of others {there}",
    "id": "{whom} berkonversi setelah {met}; dari prospek yang menemuinya {here} berkonversi, "
    "dari yang lain {there}",
}
_PARTS = {
    "likely": {
        "en": "It likely brought it: {made} of such conversions would not have come without it, "
        "if the leads were otherwise alike.",
        "id": "Kemungkinan besar karena itu: {made} dari konversi seperti ini tidak akan datang "
        "tanpanya, bila prospeknya serupa dalam hal lain.",
    },
    "possible": {
        "en": "It possibly brought it: {made} of such conversions would not have come without "
        "it, if the leads were otherwise alike.",
        "id": "Mungkin karena itu: {made} dari konversi seperti ini tidak akan datang tanpanya, "
        "bila prospeknya serupa dalam hal lain.",
    },
    "not_shown": {
        "en": "That it made a difference is not shown.",
        "id": "Pengaruhnya belum terlihat.",
    },
    "cannot_tell": {
        "en": "Too few to say how sure that is.",
        "id": "Terlalu sedikit untuk mengatakan seberapa pasti.",
    },
}
