"""What sources write for the contracts' words, in the languages of `synonyms`."""

from __future__ import annotations

from selaras.contracts import Column
from selaras.evidence.mapping.synonyms import plain

_MEANT: dict[str, tuple[str, ...]] = {
    # How a deal ended.
    "won": ("menang", "berhasil", "ganho", "ganha", "ganado", "ganada", "gewonnen", "success"),
    "lost": ("kalah", "gagal", "perdido", "perdida", "verloren", "failed"),
    # How somebody was tried, and what came of it.
    "call": ("telepon", "telpon", "phone", "ligacao", "telefonema", "chamada", "llamada", "anruf"),
    "email": ("mail", "e mail", "surel", "correo", "correio"),
    "visit": ("kunjungan", "visita", "besuch", "meeting"),
    "chat": ("whatsapp", "whats app", "wa", "sms", "message"),
    "no_answer": ("no reply", "not reached", "tidak dijawab", "tidak diangkat", "sem resposta",
                  "nao atendeu", "sin respuesta", "no contesta", "nicht erreicht",
                  "keine antwort", "busy", "sibuk"),
    "voicemail": ("voice mail", "pesan suara", "correio de voz", "caixa postal", "buzon",
                  "mailbox", "anrufbeantworter"),
    "wrong_number": ("salah nomor", "numero errado", "numero equivocado", "falsche nummer"),
    "contacted": ("reached", "connected", "answered", "spoke", "tersambung", "dihubungi",
                  "atendeu", "contatado", "contactado", "contestada", "erreicht"),
    # What a lead has become.
    "inquiry": ("enquiry", "new", "baru", "novo", "nuevo", "neu", "anfrage"),
    "mql": ("marketing qualified", "marketing qualified lead"),
    "sal": ("sales accepted", "accepted", "diterima", "aceite", "aceito", "aceptado",
            "angenommen"),
    "sql": ("sales qualified", "sales qualified lead"),
    "opportunity": ("peluang", "oportunidade", "oportunidad", "chance"),
    "rejected": ("ditolak", "rejeitado", "recusado", "rechazado", "abgelehnt"),
    "disqualified": ("unqualified", "tidak layak", "desqualificado", "descalificado"),
    "recycled": ("nurture", "nurturing", "recycle", "reciclado"),
    # Who brings, who solves.
    "marketing": ("pemasaran",),
    "sales": ("penjualan", "vendas", "ventas", "vertrieb"),
    "partner": ("mitra", "parceiro", "socio", "reseller"),
    "customer": ("client", "pelanggan", "cliente", "kunde"),
    "provider": ("vendor", "penyedia", "fornecedor", "proveedor", "anbieter"),
}  # fmt: skip

_FLAGS = {
    **dict.fromkeys(("s", "sim", "si", "ja", "j", "wahr", "verdadeiro", "verdadero", "x", "on",
                     "benar"), "true"),
    **dict.fromkeys(("nao", "nein", "falsch", "falso", "off", "salah"), "false"),
}  # fmt: skip


def flag_meant(value: str) -> str | None:
    """`true` or `false` where a value says it that loading does not read so by itself."""
    return _FLAGS.get(plain(value))


def word_meant(column: Column, value: str) -> str | None:
    """The one of the column's words that a value says, or contains; None where none does.

    The longest thing said decides: `not reached` is no answer, whatever `reached` means.
    """
    found = plain(value)
    padded = f" {found} "
    said = [
        (len(name), word)
        for word in column.words
        for name in (word.replace("_", " "), *_MEANT.get(word, ()))
        if f" {name} " in padded
    ]
    return max(said)[1] if said else None
