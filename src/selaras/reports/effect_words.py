"""The words of source fairness and business effect, in English and Indonesian."""

from __future__ import annotations

HEADS = {
    "en": {
        "fairness": "Marketing’s leads and Sales’ own, at equal effort",
        "effect": "What broken promises cost both teams",
        "costs": "What a lead and a deal cost, by source",
        "label": "association, not effect",
        "method": "deals per 100 leads", "marketing": "marketing", "sales": "sales",
        "difference": "difference", "interval": "90%", "crude": "as counted",
        "promise": "promise", "who": "whose", "broken": "broken", "of": "of",
        "as_worked": "as worked", "deals": "deals lost",
        "revenue": "revenue", "source": "source", "spent": "spent",
        "leads": "leads", "won": "deals", "per_lead": "per lead", "per_deal": "per deal",
    },
    "id": {
        "fairness": "Prospek Pemasaran dan prospek Penjualan, dengan upaya yang sama",
        "effect": "Kerugian kedua tim akibat janji yang tidak ditepati",
        "costs": "Biaya satu prospek dan satu transaksi, menurut sumber",
        "label": "hubungan, bukan sebab",
        "method": "transaksi per 100 prospek", "marketing": "pemasaran", "sales": "penjualan",
        "difference": "selisih", "interval": "90%", "crude": "apa adanya",
        "promise": "janji", "who": "milik", "broken": "dilanggar", "of": "dari",
        "as_worked": "apa adanya", "deals": "transaksi hilang",
        "revenue": "pendapatan", "source": "sumber",
        "spent": "belanja", "leads": "prospek", "won": "transaksi", "per_lead": "per prospek",
        "per_deal": "per transaksi",
    },
}  # fmt: skip
