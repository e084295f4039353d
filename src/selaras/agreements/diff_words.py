"""The sentences that say what changed, in English and in Bahasa Indonesia."""

from __future__ import annotations

from selaras.agreements.phrases import Language

FRAMES: dict[Language, dict[str, str]] = {
    "en": {
        "changed": "{label} goes from {before} to {after}",
        "added": "{label} is now {after}",
        "removed": "{label} is gone (it was {before})",
        "term": "term {name}: ",
        "agreement renamed": "The agreement {before} is now called {after}",
        "agreement added": "{after} becomes a party",
        "agreement removed": "{before} is no longer a party",
        "term added": "Term {name} is new: {after}",
        "term removed": "Term {name} is gone",
        "term renamed": "Term {before} is now called {after}",
        "commitment added": "{name} is new: {after}",
        "commitment removed": "{name} is gone: {before}",
        "commitment renamed": "{before} is now called {after}",
    },
    "id": {
        "changed": "{label} berubah dari {before} menjadi {after}",
        "added": "{label} kini {after}",
        "removed": "{label} dihapus (sebelumnya {before})",
        "term": "istilah {name}: ",
        "agreement renamed": "Kesepakatan {before} kini bernama {after}",
        "agreement added": "{after} menjadi pihak",
        "agreement removed": "{before} bukan lagi pihak",
        "term added": "Istilah {name} baru: {after}",
        "term removed": "Istilah {name} dihapus",
        "term renamed": "Istilah {before} kini bernama {after}",
        "commitment added": "{name} baru: {after}",
        "commitment removed": "{name} dihapus: {before}",
        "commitment renamed": "{before} kini bernama {after}",
    },
}
LABELS: dict[str, dict[Language, str]] = {
    "title": {"en": "the title", "id": "judul"},
    "effective_from": {"en": "the first day", "id": "hari pertama"},
    "effective_to": {"en": "the last day", "id": "hari terakhir"},
    "calendar": {"en": "the calendar", "id": "kalender"},
    "review_every": {"en": "the review", "id": "tinjauan"},
    "individuals": {
        "en": "who sees single people's figures",
        "id": "siapa yang melihat angka perorangan",
    },
    "meaning": {"en": "the meaning", "id": "arti"},
    "says": {"en": "the wording", "id": "kalimatnya"},
    "promisor": {"en": "the promisor", "id": "pihak yang berjanji"},
    "promisee": {"en": "the promisee", "id": "pihak yang dijanjikan"},
    "measure": {"en": "the measure", "id": "ukuran"},
    "every": {"en": "the period", "id": "periode"},
    "objective": {"en": "the objective", "id": "sasaran"},
    "target": {"en": "the target", "id": "target"},
    "share": {"en": "the share asked", "id": "bagian yang diminta"},
    "per": {"en": "whom it is counted per", "id": "dihitung per"},
    "of": {"en": "the evidence it is limited to", "id": "bukti yang dicakup"},
    "excused": {"en": "the excuse", "id": "pengecualian"},
    "currency": {"en": "the currency", "id": "mata uang"},
    "prorate": {"en": "how a cut-short period is scaled", "id": "penyesuaian periode terpotong"},
    "owner": {"en": "the owner", "id": "penanggung jawab"},
    "baseline": {"en": "the baseline", "id": "nilai awal"},
    "deadline": {"en": "the deadline", "id": "tenggat"},
    "part_of": {"en": "the goal it is part of", "id": "tujuan yang lebih besar"},
    "members": {"en": "the number of members", "id": "jumlah anggota"},
}
