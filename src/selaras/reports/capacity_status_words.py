"""The words around headroom, in both languages."""

from __future__ import annotations

from selaras.reports.words import Language

HEADS: dict[Language, dict[str, str]] = {
    "en": {
        "kind": "Headroom",
        "site": "site",
        "product": "product",
        "unit": "unit",
        "claimed": "claimed",
        "tested": "tested",
        "in_use": "in use",
        "reserved": "reserved",
        "free": "free",
        "least": "least free",
        "sold": "sold/tested",
        "standing": "tests",
        "remarks": "What to mind",
        "problems": "What is wrong in the data",
        "notes": "In use is the {percentile} percentile of the last {window} weeks’ readings; "
        "free is what tests support, less use and reservations, {level} sure. A week’s stock is "
        "that of its worst day; of hours the week under way counts what is left of it. "
        "Sold/tested is in use and reserved over tested; its limit is "
        "{limit}.",
        "untested": "untested",
        "week": "week of",
        "some": "{tested}/{n}",
        "heat": "Free by site and week",
        "heat_note": "Free stock and hours, {level} sure; a dash where no test holds or use is not "
        "read.",
        "table": "Today",
        "places": "places",
        "fact_unsupported": "not backed by a test",
        "unsupported": "places with capacity that no valid test stands behind",
        "fact_over": "oversold",
        "over": "places sold beyond the limit of {limit}",
        "fact_debts": "in debt",
        "debts": "places that owe more than was tested",
        "source": "As of {as_of} · snapshot {snapshot} · service level {level}",
        "level": "Service level",
        "rows": "resources, capacity_tests and utilisation in the snapshot: --format json has "
        "every test",
        "shown": "A grid of {places} places by {weeks} weeks; {short} cells have nothing free.",
        "key_free": "share of what was tested that is free",
        "key_none": "nothing free, or a debt",
        "key_unknown": "not known",
        "more": "Of {n} places the {most} with the least to spare are shown.",
    },
    "id": {
        "kind": "Ruang kapasitas",
        "site": "lokasi",
        "product": "produk",
        "unit": "satuan",
        "claimed": "diklaim",
        "tested": "teruji",
        "in_use": "terpakai",
        "reserved": "direservasi",
        "free": "tersedia",
        "least": "paling sedikit",
        "sold": "terjual/teruji",
        "standing": "uji",
        "remarks": "Yang perlu diperhatikan",
        "problems": "Yang keliru dalam data",
        "notes": "Terpakai adalah persentil {percentile} dari pembacaan {window} minggu terakhir; "
        "tersedia adalah yang didukung uji, dikurangi pemakaian dan reservasi, dengan keyakinan "
        "{level}. Stok sebuah minggu adalah stok pada hari terburuknya; jam minggu berjalan adalah "
        "sisanya. Terjual/teruji adalah yang terpakai dan direservasi dibanding yang teruji; "
        "batasnya {limit}.",
        "untested": "tanpa uji",
        "week": "minggu",
        "some": "{tested}/{n}",
        "heat": "Yang tersedia menurut lokasi dan minggu",
        "heat_note": "Stok dan jam yang tersedia, keyakinan {level}; tanda pisah bila tak ada uji "
        "yang berlaku atau pemakaian tidak dibaca.",
        "table": "Hari ini",
        "places": "tempat",
        "fact_unsupported": "tanpa uji",
        "unsupported": "tempat dengan kapasitas tanpa uji yang berlaku",
        "fact_over": "terjual berlebih",
        "over": "tempat yang terjual melampaui batas {limit}",
        "fact_debts": "berutang",
        "debts": "tempat yang berutang melebihi yang teruji",
        "source": "Per {as_of} · potret {snapshot} · tingkat layanan {level}",
        "level": "Tingkat layanan",
        "rows": "resources, capacity_tests, dan utilisation dalam potret: --format json memuat "
        "semua uji",
        "shown": "Kisi {places} tempat kali {weeks} minggu; {short} sel tidak menyisakan apa pun.",
        "key_free": "bagian yang teruji yang masih tersedia",
        "key_none": "tidak ada yang tersedia, atau utang",
        "key_unknown": "tidak diketahui",
        "more": "Dari {n} tempat ditampilkan {most} yang sisanya paling sedikit.",
    },
}
