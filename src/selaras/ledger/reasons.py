"""Why a verdict cannot be told, and what would settle it (rule 11)."""

from __future__ import annotations

import re

from selaras.errors.sentences import figures_in

SENTENCES = {
    "nothing_due": (
        "nothing fell due in this period; it is settled once something does",
        "tidak ada yang jatuh tempo pada periode ini; terjawab begitu ada",
    ),
    "unknown_items": (
        "{unknown} of {n} rows lack a value that is needed ({columns}), and they would tip it; "
        "load these values",
        "{unknown} dari {n} baris tidak memuat nilai yang diperlukan ({columns}) dan menentukan "
        "hasilnya; muat nilai itu",
    ),
    "day_precision": (
        "{unknown} of {n} items are known to the day only, and the promise is in hours; "
        "load times with hours",
        "{unknown} dari {n} butir hanya diketahui harinya, sedangkan janjinya dalam jam; "
        "muat waktu lengkap dengan jam",
    ),
    "stale": (
        "the evidence is complete only to {horizon} ({behind}), before this period began; "
        "load what came since",
        "bukti lengkap hanya sampai {horizon} ({behind}), sebelum periode ini dimulai; "
        "muat data setelahnya",
    ),
    "begins_later": (
        "the evidence is complete only from {begins} on, after this period began; "
        "load what came before",
        "bukti lengkap hanya sejak {begins}, setelah periode ini dimulai; muat data sebelumnya",
    ),
    "not_loaded": (
        "the table {tables} is not loaded; write a mapping for it and load it",
        "tabel {tables} belum dimuat; tulis pemetaannya lalu muat",
    ),
    "incomplete": (
        "it is not known how far {tables} is complete; state complete_to in its mapping",
        "belum diketahui sampai kapan {tables} lengkap; nyatakan complete_to dalam pemetaannya",
    ),
    "cut_short": (
        "the agreement holds for only a part of this period; state `prorate` to ask a part of it",
        "kesepakatan hanya berlaku pada sebagian periode ini; nyatakan `prorate` untuk sebagiannya",
    ),
    "no_previous": (
        "there is no settled value of the previous period to grow from",
        "belum ada nilai pasti dari periode sebelumnya sebagai dasar pertumbuhan",
    ),
    "no_rate": (
        "there is no rate to convert {currencies} by; load rates",
        "tidak ada kurs untuk mengonversi {currencies}; muat tabel rates",
    ),
    "no_owner": (
        "{n} rows have no owner, so nobody can be held to them; load who owns them",
        "{n} baris tidak punya pemilik, sehingga tak seorang pun dapat dimintai janji; "
        "muat pemiliknya",
    ),
    "excuse_undecided": (
        "whether it is excused hangs on {commitment}, which is not decided yet",
        "apakah ini dimaklumi bergantung pada {commitment}, yang belum diputuskan",
    ),
    "excuse_untold": (
        "whether it is excused hangs on {commitment}, which has no answer for the same subject "
        "and period; settle that one first",
        "apakah ini dimaklumi bergantung pada {commitment}, yang tidak terjawab untuk subjek dan "
        "periode yang sama; selesaikan itu dahulu",
    ),
    "excused": ("{says}", "{says}"),
    "estimated": (
        "{hanging} items ran over a holiday whose date is an estimate; it is settled by the decree",
        "{hanging} butir melewati hari libur yang tanggalnya masih perkiraan; "
        "pasti setelah keputusan resmi",
    ),
    "restated": ("late evidence changed it: {changes}", "bukti susulan mengubahnya: {changes}"),
    "per": ("{problem}", "{problem}"),
}
"""Code → the sentence in English and Indonesian."""


def reason_for(code: str, **facts: object) -> str:
    """`code: sentence`, in English; the code is stable, the sentence is for people."""
    return f"{code}: {SENTENCES[code][0].format(**facts)}"


_INDONESIAN = {
    "value": "nilai",
    "kept": "ditepati",
    "broken": "dilanggar",
    "open": "terbuka",
    "unknown": "tidak diketahui",
    "exempt": "dikecualikan",
    "counted": "dihitung",
    "missed": "tidak ditepati",
    "excused": "dimaklumi",
    "running": "berjalan",
    "at_risk": "berisiko",
    "cannot_tell": "belum dapat dipastikan",
    "target": "sasaran",
    "asked": "diminta",
    "low": "batas bawah",
    "high": "batas atas",
    "unit": "satuan",
    "final": "final",
    "True": "ya",
    "False": "tidak",
}
"""Statuses, judgements and what a restated verdict says that changed, in Indonesian."""
_CHANGE = re.compile(r"(\w+) was (.*?), is (.*?)(?=; \w+ was |$)")
_JOINED = re.compile(rf"; (?=(?:{'|'.join(SENTENCES)}): )")


def word_in(language: str, word: str) -> str:
    """A status, a judgement or the name of a figure in `en` or `id`."""
    return _INDONESIAN.get(word, word) if language == "id" else word


def reason_in(language: str, reason: str) -> str:
    """The sentences of a reason in `en` or `id`, without their codes.

    A verdict carries its reason in English alone; the facts in it are found again by the sentence
    that they were put into. Several reasons are joined by semicolons.
    """
    return "; ".join(_sentence_in(language, one) for one in _JOINED.split(reason))


def _sentence_in(language: str, reason: str) -> str:
    code, _, sentence = reason.partition(": ")
    if code not in SENTENCES:
        return reason
    english, indonesian = SENTENCES[code]
    if language != "id":
        return sentence
    named = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*?)", re.escape(english))
    found = re.fullmatch(named, sentence)
    if found is None:
        return sentence
    facts = found.groupdict()
    if code == "restated":
        facts["changes"] = _CHANGE.sub(_changed, facts["changes"])
    return indonesian.format(**facts)


def _in_indonesian(word: str) -> str:
    is_figure = word[:1].isdigit() or word[:1] == "-"
    return figures_in(word, "id") if is_figure else word_in("id", word)


def _changed(change: re.Match[str]) -> str:
    name, before, after = (_in_indonesian(word) for word in change.groups())
    return f"{name} semula {before}, kini {after}"
