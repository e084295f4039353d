"""The words of tables and pages about follow-ups, in English and Indonesian."""

from __future__ import annotations

HEADS = {
    "en": {
        "attempt": "attempt", "attempted": "attempted", "contacts": "contacts",
        "chance": "chance", "interval": "90%", "made": "made", "by": "reached by", "tries":
        "attempts", "worth": "worth", "net": "net a lead", "best": "best", "leads": "leads",
        "now": "now", "kind": "kind", "plan": "attempts a lead", "value": "a contact is worth",
        "ended": "ended with", "share": "of them reached", "all": "all", "band": "when",
        "all_leads": "all leads", "not_read": "Not read this way: by final number of attempts",
        "spread": "How to spread the attempts", "curve": "Attempt by attempt",
        "timing": "When attempts get through", "hours": "hour of day", "weekdays": "weekday",
        "waits": "wait for the first attempt, hours", "shows_not": "What it does not show",
        "cannot": "? cannot tell", "edge": "≥", "value_column": "value",
    },
    "id": {
        "attempt": "percobaan", "attempted": "dicoba", "contacts": "kontak",
        "chance": "peluang", "interval": "90%", "made": "dilakukan", "by": "terhubung s.d.",
        "tries": "percobaan", "worth": "nilai", "net": "bersih per prospek", "best": "terbaik",
        "leads": "prospek", "now": "sekarang", "kind": "jenis", "plan": "percobaan per prospek",
        "value": "nilai satu kontak", "ended": "berakhir pada", "share": "yang terhubung",
        "all": "semua", "band": "kapan", "all_leads": "semua prospek",
        "not_read": "Tidak dibaca begini: menurut jumlah akhir percobaan",
        "spread": "Cara membagi percobaan", "curve": "Percobaan demi percobaan",
        "timing": "Kapan percobaan terhubung", "hours": "jam", "weekdays": "hari",
        "waits": "jeda hingga percobaan pertama, jam", "shows_not": "Yang tidak ditunjukkan",
        "cannot": "? belum dapat dipastikan", "edge": "≥", "value_column": "nilai",
    },
}  # fmt: skip
DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "id": ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"),
}
PAGE = {
    "en": {
        "kind": "Follow-ups",
        "standfirst": "Leads that a rep got from {first} to before {last}.",
        "reps": "reps",
        "cost_stated": "An attempt costs {cost}. It is worth making while what it brings lies "
        "above that.",
        "cost_shadow": "An attempt costs what it would bring elsewhere: {cost}, the shadow price "
        "of the attempts there are. Net values are after that.",
        "best": "The best number of attempts",
        "worth_axis": "what the attempt is worth",
        "cost_label": "what it costs",
        "best_label": "stop after {n}",
        "edge_label": "at least {n}",
        "best_caption": "By kind of lead, with 90% intervals",
        "spread_caption": "What each kind gets",
        "final_caption": "Leads by the number of attempts they ended with",
        "described": "{name}: the first attempt is worth {first}, attempt {n} {last}; an attempt "
        "costs {cost}.",
        "promised": "The agreement asks for {n} attempts.",
        "price": "One attempt more would be worth {price} ({span}).",
        "refused": "A lead that answers is not called again, so that its final number of attempts "
        "says how the calling went. Read as a chance, it misleads; the last column is the chance.",
    },
    "id": {
        "kind": "Tindak lanjut",
        "standfirst": "Prospek yang diterima tenaga penjual dari {first} hingga sebelum {last}.",
        "reps": "tenaga penjual",
        "cost_stated": "Satu percobaan berbiaya {cost}, dan layak dilakukan selama hasilnya di "
        "atas itu.",
        "cost_shadow": "Satu percobaan berbiaya sebesar hasilnya di tempat lain: {cost}, harga "
        "bayangan dari percobaan yang ada. Nilai bersih sudah dikurangi biaya itu.",
        "best": "Jumlah percobaan terbaik",
        "worth_axis": "nilai percobaan itu",
        "cost_label": "biayanya",
        "best_label": "berhenti setelah {n}",
        "edge_label": "sedikitnya {n}",
        "best_caption": "Menurut jenis prospek, dengan selang 90%",
        "spread_caption": "Bagian tiap jenis",
        "final_caption": "Prospek menurut jumlah percobaan saat berakhir",
        "described": "{name}: percobaan pertama bernilai {first}, percobaan ke-{n} {last}; satu "
        "percobaan berbiaya {cost}.",
        "promised": "Kesepakatan meminta {n} percobaan.",
        "price": "Satu percobaan lagi akan bernilai {price} ({span}).",
        "refused": "Prospek yang menjawab tidak ditelepon lagi, sehingga jumlah akhir percobaannya "
        "adalah hasil. Dibaca sebagai peluang, angka itu menyesatkan; kolom terakhir adalah "
        "peluangnya.",
    },
}
"""What only the page says, by language."""
