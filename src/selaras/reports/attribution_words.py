"""The words of the attribution page, in English and Bahasa Indonesia."""

from __future__ import annotations

from selaras.reports.words import Language

KINDS = {
    "sourced": {"en": "Sourced by Marketing", "id": "Bersumber dari Marketing"},
    "influenced": {"en": "Influenced by Marketing", "id": "Dipengaruhi Marketing"},
}
_TEXTS: dict[str, tuple[str, str]] = {
    "kind": ("Attribution", "Atribusi"),
    "won": ("Leads won", "Prospek yang menang"),
    "stage": ("Leads that reached {stage}", "Prospek yang mencapai {stage}"),
    "until": ("{what} up to {until}", "{what} sampai {until}"),
    "between": ("{what} from {start} to {end}", "{what} dari {start} sampai {end}"),
    "conversions": ("Conversions", "Konversi"),
    "touched": ("{n} with a touch before", "{n} didahului sentuhan"),
    "paths": ("Leads with touches", "Prospek dengan sentuhan"),
    "null_paths": ("{n} not converted so far", "{n} belum berkonversi"),
    "touches": ("Touches", "Sentuhan"),
    "revenue": ("Revenue", "Pendapatan"),
    "share": ("Share of all", "Bagian dari semua"),
    "channel": ("Channel", "Saluran"),
    "credit": ("Models side by side", "Model berdampingan"),
    "credit_says": (
        "Each model shares the same conversions out by another rule. Where they agree, the answer "
        "does not hang on the rule; where they differ, it does. Small figures are 90% intervals "
        "over customers.",
        "Setiap model membagi konversi yang sama dengan aturan lain. Bila semua sepakat, "
        "jawabannya tidak bergantung pada aturan; bila berbeda, bergantung. Angka kecil adalah "
        "selang 90% atas pelanggan.",
    ),
    "one_channel": ("One channel", "Satu saluran"),
    "nothing_compared": (
        "All touches are of one channel: there is nothing to compare it with.",
        "Semua sentuhan dari satu saluran: tidak ada pembanding.",
    ),
    "chart.conversions": ("Credit by model, in conversions", "Kredit per model, dalam konversi"),
    "chart.describes": (
        "Credit for {n} conversions by channel, one bar for each model.",
        "Kredit atas {n} konversi menurut saluran, satu batang untuk setiap model.",
    ),
    "table.conversions": ("Credit in conversions", "Kredit dalam konversi"),
    "table.revenue": ("Credit in revenue", "Kredit dalam pendapatan"),
    "table.removal": (
        "Share of conversions lost if the channel were gone (Markov)",
        "Bagian konversi yang hilang bila saluran tidak ada (Markov)",
    ),
    "part": ("Marketing’s part", "Bagian Marketing"),
    "part_says": (
        "Sourced: Marketing brought the lead. Influenced: the lead met at least one touch before "
        "it converted, which does not say that the touch made the difference.",
        "Bersumber: Marketing yang membawa prospek. Dipengaruhi: prospek menemui setidaknya satu "
        "sentuhan sebelum berkonversi; ini tidak berarti sentuhan itu yang menentukan.",
    ),
    "wins": ("Small wins", "Kemenangan kecil"),
    "wins_say": (
        "What the newest conversions had met, and how leads that met it fared against leads of "
        "the same grade and month that did not.",
        "Apa yang ditemui konversi terbaru, dan hasil prospek yang menemuinya dibandingkan dengan "
        "prospek setingkat dan sebulan yang tidak menemuinya.",
    ),
    "no_wins": (
        "Of nothing that the newest leads met is it shown that it made a difference.",
        "Belum terlihat pengaruh dari apa pun yang ditemui prospek terbaru.",
    ),
    "deal": ("Lead", "Prospek"),
    "thing": ("Met", "Menemui"),
    "sure": ("How sure", "Seberapa pasti"),
    "met": ("Converted of those who met it", "Berkonversi dari yang menemuinya"),
    "others": ("others {n}", "lainnya {n}"),
    "made": ("Would not have come without it", "Tidak akan datang tanpanya"),
    "limits": ("What it does not show", "Yang tidak ditunjukkan"),
    "needed": (
        "{n} more conversions with a touch are needed.",
        "Perlu {n} konversi lagi yang didahului sentuhan.",
    ),
}


def text(key: str, language: Language, **facts: object) -> str:
    """The words of that key, their facts filled in; KeyError for a key that is not there."""
    english, indonesian = _TEXTS[key]
    found = indonesian if language == "id" else english
    return found.format(**facts) if facts else found
