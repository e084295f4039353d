"""The words of every page a person reads, in English and Bahasa Indonesia, in one place."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "id"]
"""The languages that answers are written in."""

WORDS: dict[str, tuple[str, str]] = {
    # the frame
    "skip": ("Skip to the answer", "Langsung ke jawaban"),
    "table": ("Table", "Tabel"),
    "show_table": ("The same as a table", "Hal yang sama dalam tabel"),
    "scrolls": ("can be scrolled sideways", "dapat digeser ke samping"),
    "provenance": ("Where this comes from", "Asal jawaban ini"),
    "as_of": ("As of", "Per tanggal"),
    "snapshot": ("Evidence snapshot", "Potret bukti"),
    "interval": ("Interval", "Selang"),
    "interval_90": ("90% interval", "selang 90%"),
    "rows": ("Way to the rows", "Jalan ke baris data"),
    "versions": ("Agreement versions", "Versi kesepakatan"),
    "model_answer": ("A model’s answer", "Jawaban model"),
    "association": ("Association, not cause", "Hubungan, bukan sebab"),
    "to": ("to", "hingga"),
    "about": ("about", "sekitar"),
    "no_data": ("no data", "tidak ada data"),
    # charts
    "factor": ("Factor", "Faktor"),
    "effect": ("Effect", "Pengaruh"),
    "cost": ("Cost", "Biaya"),
    "value": ("Value", "Nilai"),
    "group": ("Group", "Kelompok"),
    "key.unit": ("in {unit}", "dalam {unit}"),
    "key.up": ("raises it", "menaikkan"),
    "key.down": ("lowers it", "menurunkan"),
    "key.down-hollow": ("could as well be zero", "bisa jadi nol"),
    "key.whisker": ("90% interval", "selang 90%"),
    "key.cropped": (
        "cut: the axis does not start at zero",
        "terpotong: sumbu tidak mulai dari nol",
    ),
    # the history of a promise
    "history": ("How it went", "Perjalanannya"),
    "history.status": ("Status", "Status"),
    "history.asked": ("Asked", "Diminta"),
    "history.at_least": ("at least this was asked", "diminta sedikitnya ini"),
    "history.at_most": ("at most this was asked", "diminta paling banyak ini"),
    "history.share": ("share kept", "bagian yang ditepati"),
    "history.ratio": ("ratio", "rasio"),
    "history.value": ("value", "nilai"),
    "history.per": ("per {per}, on average", "per {per}, rata-rata"),
    "history.runs": ("still runs", "masih berjalan"),
    "history.describes": (
        "The value of each period from {first} to {last}, where it is {value}.",
        "Nilai tiap periode dari {first} hingga {last}, yaitu {value}.",
    ),
    # verdicts
    "verdict": ("Verdict", "Putusan"),
    "cannot_tell": ("Cannot tell yet", "Belum dapat dipastikan"),
    # a diagnosis
    "diagnosis.kind": ("Diagnosis", "Diagnosis"),
    "diagnosis.points_to": ("Points to {team}", "Mengarah ke {team}"),
    "diagnosis.points_to_two": ("Points to {team} and {other}", "Mengarah ke {team} dan {other}"),
    "diagnosis.neither": ("No shortfall to explain", "Tidak ada kekurangan berarti"),
    "diagnosis.periods": (
        "Leads created {period}, against those created {base}",
        "Prospek yang dibuat {period}, dibandingkan dengan {base}",
    ),
    "diagnosis.plan": (
        "Leads created {period}, against the plan {plan}",
        "Prospek yang dibuat {period}, dibandingkan dengan rencana {plan}",
    ),
    "diagnosis.period_alone": ("Leads created {period}", "Prospek yang dibuat {period}"),
    "diagnosis.age": (
        "every lead followed for {days} days",
        "setiap prospek diikuti selama {days} hari",
    ),
    "diagnosis.gap": ("Gap", "Selisih"),
    "diagnosis.base": ("Base", "Pembanding"),
    "diagnosis.planned": ("Plan", "Rencana"),
    "diagnosis.period": ("Period", "Periode"),
    "diagnosis.leads": ("Leads", "Prospek"),
    "diagnosis.leads_note": ("after {base} in the base", "sebelumnya {base}"),
    "diagnosis.moved": ("What moved it", "Apa yang menggerakkannya"),
    "diagnosis.teams": ("What each team did to it", "Pengaruh tiap tim"),
    "diagnosis.teams_note": (
        "A team’s effect is what its factors did together (Owen value). The order in which factors "
        "are taken makes no difference, and the effects add up to the gap. It is accounting of who "
        "holds which factor, and no proof of cause.",
        "Pengaruh tim adalah pengaruh bersama faktor-faktornya (nilai Owen). Urutan faktor tidak "
        "berpengaruh, dan jumlahnya sama dengan selisih. Ini pembukuan tentang siapa memegang "
        "faktor apa, bukan bukti sebab-akibat.",
    ),
    "diagnosis.team": ("Team", "Tim"),
    "diagnosis.factors": ("What each factor did to it", "Pengaruh tiap faktor"),
    "diagnosis.factors_note": (
        "Factors are counted one by one here (Shapley value), and also add up to the gap. Those of "
        "a team need not add up to the team’s effect above exactly.",
        "Di sini faktor dihitung satu per satu (nilai Shapley), dan jumlahnya juga sama dengan "
        "selisih. Jumlah faktor satu tim tidak selalu persis sama dengan pengaruh tim di atas.",
    ),
    "diagnosis.teams_shown": (
        "A waterfall from {base} to {actual}: {steps}.",
        "Diagram air terjun dari {base} ke {actual}: {steps}.",
    ),
    "diagnosis.what_if": ("Had one thing been otherwise", "Andai satu hal lain"),
    "diagnosis.what_if_table": (
        "Revenue had it been so, and the change against what was",
        "Pendapatan seandainya begitu, dan perubahannya terhadap kenyataan",
    ),
    "diagnosis.supposed": ("Supposed", "Seandainya"),
    "diagnosis.revenue": ("Revenue", "Pendapatan"),
    "diagnosis.change": ("Change", "Perubahan"),
    "diagnosis.dropped": ("What the evidence does not speak of", "Yang tidak terbaca dari bukti"),
    "diagnosis.limits": ("What it does not show", "Yang tidak ditunjukkan"),
    "diagnosis.needed": ("What would settle it", "Yang akan memastikannya"),
    "diagnosis.counted": ("What was counted", "Yang dihitung"),
    "diagnosis.count": ("Count", "Jumlah"),
    "diagnosis.both": ("Both", "Keduanya"),
    "diagnosis.likely": (
        "Likelihood of having done the greatest harm: {teams}.",
        "Kemungkinan paling merugikan: {teams}.",
    ),
    "count.leads": ("Leads", "Prospek"),
    "count.passed_on": ("Passed on to Sales", "Diteruskan ke Penjualan"),
    "count.attempts": ("Attempts", "Percobaan"),
    "count.contacts": ("Contacts", "Kontak"),
    "count.won": ("Deals won", "Transaksi menang"),
    "count.reps": ("Reps", "Tenaga penjual"),
}
"""Key → the word in English and in Indonesian."""


def word(key: str, language: Language, **facts: object) -> str:
    """The word or sentence of that key, its facts filled in.

    Raises KeyError for a key that is not in the catalogue: a page shows no key in place of a word.
    """
    english, indonesian = WORDS[key]
    text = indonesian if language == "id" else english
    return text.format(**facts) if facts else text
