"""What source columns are usually called, in English and Bahasa Indonesia, and elsewhere."""

from __future__ import annotations

import re
import unicodedata

from selaras.contracts import Column, Kind, Table

_BY_COLUMN: dict[str, tuple[str, ...]] = {
    "lead_id": ("lead", "mql id", "prospect id", "contact id", "id prospek", "nomor prospek",
                "no prospek"),
    "person_id": ("rep", "user id", "employee id", "employee", "sales agent", "id karyawan", "nik",
                  "pegawai"),
    "deal_id": ("opportunity id", "opportunity", "deal", "order id", "id peluang", "nomor kontrak",
                "no kontrak", "no transaksi", "nomor transaksi", "transaksi", "no pesanan",
                "nomor pesanan", "no faktur", "nomor faktur", "invoice", "invoice number"),
    "ticket_id": ("ticket", "number", "incident", "case number", "case id", "nomor tiket", "nomor"),
    "attempt_id": ("call id", "activity id", "task id", "id aktivitas"),
    "touch_id": ("event id", "interaction id", "click id"),
    "contact_id": ("meeting id", "interaction id", "contact"),
    "created_at": ("created", "created date", "create date", "first contact date", "engage date",
                   "date created", "inquiry date", "tanggal", "tanggal masuk", "dibuat", "tgl",
                   "tanggal dibuat", "date", "masuk", "tgl masuk"),
    "assigned_at": ("assigned", "assigned date", "tanggal ditugaskan", "ditugaskan"),
    "happened_at": ("date", "time", "timestamp", "when", "changed at", "updated at", "waktu",
                    "tanggal", "jam", "sys updated at", "activity date", "start time", "called at",
                    "at", "ts", "datetime"),
    "opened_at": ("opened", "created at", "created", "open date", "dibuka", "tanggal", "waktu"),
    "resolved_at": ("resolved", "solved at", "closed at", "close date", "selesai",
                    "tanggal selesai"),
    "closed_at": ("closed", "close date", "closed date", "won date", "tanggal tutup", "ditutup"),
    "delivered_at": ("delivered", "delivery date", "activated at", "tanggal aktif", "terpasang"),
    "source": ("lead source", "origin", "channel", "utm source", "sumber", "asal"),
    "channel": ("source", "utm medium", "medium", "kanal", "saluran"),
    "campaign": ("campaign name", "utm campaign", "kampanye", "landing page id", "program"),
    "sourced_by": ("sourced", "brought by", "dibawa oleh"),
    "grade": ("rating", "score", "lead grade", "nilai prospek", "peringkat"),
    "segment": ("business segment", "customer type", "segmen", "industry", "sector"),
    "region": ("area", "territory", "wilayah", "regional office", "provinsi", "kota"),
    "owner": ("sales rep", "rep", "assigned to", "lead owner", "sales agent", "agent",
              "penanggung jawab", "pemilik", "sales", "marketing", "sr id", "account manager",
              "petugas"),
    "value": ("expected value", "estimated value", "nilai", "deal value", "planned"),
    "amount": ("close value", "value", "price", "total", "nilai", "harga", "jumlah", "revenue",
               "biaya", "cost"),
    "currency": ("mata uang", "ccy"),
    "account": ("customer", "company", "account name", "client", "pelanggan", "perusahaan"),
    "customer": ("account", "company", "client", "caller id", "caller", "pelanggan"),
    "product": ("product name", "item", "produk", "layanan", "service"),
    "site": ("location", "address", "lokasi", "cabang", "pop", "desa", "kecamatan", "kabupaten",
             "gudang", "toko", "alamat"),
    "outcome": ("status", "result", "deal stage", "stage", "hasil"),
    "loss_reason": ("lost reason", "reason lost", "alasan kalah", "alasan"),
    "reason": ("note", "alasan", "keterangan"),
    "stage": ("status", "new value", "lead status", "tahap"),
    "status": ("state", "incident state", "ticket status", "keadaan"),
    "group": ("assignment group", "queue", "team", "kelompok", "grup"),
    "seq": ("sys mod count", "sequence", "order", "urutan", "no"),
    "severity": ("priority", "prioritas", "urgency", "tingkat"),
    "topic": ("category", "subject", "kategori", "topik"),
    "resolved_by": ("solver", "assigned to", "agent", "diselesaikan oleh"),
    "kind": ("type", "activity type", "jenis", "tipe"),
    "team": ("department", "manager", "tim", "divisi"),
    "company": ("employer", "perusahaan"),
    "role": ("title", "position", "jabatan", "peran"),
    "active_from": ("start date", "hired", "joined", "mulai", "tanggal mulai"),
    "active_to": ("end date", "left", "berakhir", "tanggal keluar"),
    "period_start": ("month", "date", "start", "periode", "bulan", "tanggal mulai", "week"),
    "period_end": ("end", "tanggal akhir"),
    "cost": ("spend", "biaya"),
    "actor": ("changed by", "updated by", "oleh", "diubah oleh"),
    "automated": ("is automated", "auto", "otomatis"),
    "day": ("date", "tanggal", "hari", "valid from"),
    "rate": ("exchange rate", "kurs", "nilai tukar", "value"),
    "used": ("value", "utilisation", "bits", "terpakai"),
}  # fmt: skip
_ELSEWHERE: dict[str, tuple[str, ...]] = {
    # Portuguese, Spanish, German; without accents.
    "lead_id": ("id contacto", "id contato", "codigo lead", "id prospecto", "lead nummer",
                "interessent"),
    "person_id": ("vendedor", "consultor", "quem", "id empleado", "funcionario", "colaborador",
                  "empleado", "usuario", "mitarbeiter", "personalnummer"),
    "deal_id": ("negocio", "id negocio", "oportunidade", "oportunidad", "contrato", "pedido",
                "auftrag", "auftragsnummer", "verkaufschance"),
    "resource_id": ("recurso", "ressource"),
    "ticket_id": ("chamado", "bilhete", "ocorrencia", "pedido", "incidencia", "vorgang",
                  "ticketnummer", "fallnummer", "numero"),
    "attempt_id": ("id atividade", "id actividad", "aktivitat", "chamada", "llamada"),
    "created_at": ("criado em", "criado", "data criacao", "data de criacao", "data registo", "data",
                   "data entrada", "creado", "fecha", "fecha creacion", "fecha de creacion",
                   "erstellt", "erstellt am", "datum", "angelegt", "angelegt am", "eingang"),
    "assigned_at": ("atribuido em", "data atribuicao", "asignado", "fecha asignacion",
                    "zugewiesen am", "zugeteilt am"),
    "happened_at": ("data", "data hora", "hora", "quando", "fecha", "fecha hora", "cuando",
                    "datum", "zeit", "zeitpunkt", "uhrzeit", "wann"),
    "opened_at": ("aberto em", "aberto", "data abertura", "data de abertura", "abertura", "abierto",
                  "fecha apertura", "eroffnet", "eroffnet am", "geoffnet", "gemeldet am",
                  "gemeldet", "erstellt", "erstellt am", "angelegt", "angelegt am", "eingang",
                  "criado em", "criado", "creado"),
    "resolved_at": ("resolvido em", "resolvido", "data resolucao", "data fecho", "fechado em",
                    "resuelto", "fecha resolucion", "gelost", "gelost am", "erledigt am",
                    "erledigt", "geschlossen am", "geschlossen", "abgeschlossen am", "fechado",
                    "cerrado"),
    "closed_at": ("fechado em", "fechado", "data fecho", "data fechamento", "cerrado",
                  "fecha cierre", "geschlossen am", "abgeschlossen",
                  "abgeschlossen am"),
    "source": ("origem", "fonte", "canal", "origen", "fuente", "herkunft", "quelle", "kanal"),
    "channel": ("canal", "meio", "medio", "kanal"),
    "campaign": ("campanha", "campana", "kampagne", "aktion"),
    "segment": ("segmento", "sector", "branche"),
    "region": ("regiao", "zona", "distrito", "region", "provincia", "gebiet", "bundesland"),
    "owner": ("responsavel", "vendedor", "proprietario", "comercial", "agente", "responsable",
              "propietario", "verantwortlich", "zustandig", "vertriebler", "betreuer"),
    "value": ("valor", "valor esperado", "wert"),
    "amount": ("valor", "montante", "preco", "total", "importe", "monto", "precio", "betrag",
               "preis", "summe"),
    "currency": ("moeda", "moneda", "divisa", "wahrung"),
    "account": ("cliente", "empresa", "kunde", "firma"),
    "customer": ("cliente", "empresa", "kunde", "firma"),
    "product": ("produto", "producto", "produkt"),
    "site": ("local", "unidade", "hotel", "loja", "sede", "sitio", "tienda", "standort",
             "filiale", "bereich"),
    "outcome": ("resultado", "estado", "situacao", "ergebnis"),
    "loss_reason": ("motivo", "motivo perda", "motivo perdida", "verlustgrund"),
    "reason": ("motivo", "observacao", "razon", "grund", "bemerkung"),
    "stage": ("etapa", "fase", "estado", "phase"),
    "status": ("estado", "situacao", "zustand"),
    "group": ("grupo", "equipa", "equipe", "fila", "equipo", "gruppe", "warteschlange"),
    "seq": ("ordem", "sequencia", "orden", "folge", "nr", "lfd nr", "lfd"),
    "severity": ("prioridade", "gravidade", "severidade", "prioridad", "gravedad", "prioritat",
                 "dringlichkeit"),
    "responsible": ("responsavel", "responsable", "verantwortlich", "zustandig"),
    "resolved_by": ("resolvido por", "resuelto por", "gelost von", "bearbeiter"),
    "topic": ("assunto", "categoria", "tema", "asunto", "thema", "betreff", "kategorie"),
    "kind": ("tipo", "art", "typ"),
    "team": ("equipa", "equipe", "departamento", "equipo", "abteilung"),
    "company": ("empresa", "firma"),
    "role": ("funcao", "cargo", "puesto", "rolle", "funktion"),
    "active_from": ("data inicio", "desde", "inicio", "fecha inicio", "seit", "beginn", "eintritt",
                    "eintrittsdatum"),
    "active_to": ("data fim", "ate", "fim", "fecha fin", "hasta", "bis", "ende", "austritt"),
    "period_start": ("mes", "periodo", "inicio", "monat", "zeitraum"),
    "period_end": ("fim", "fin", "ende"),
    "cost": ("custo", "gasto", "coste", "costo", "kosten"),
    "automated": ("automatico", "automatica", "automatisch"),
    "day": ("dia", "data", "fecha", "tag", "datum"),
    "rate": ("taxa", "cotacao", "cambio", "tasa", "tipo de cambio", "wechselkurs", "kurs"),
}  # fmt: skip
_ANY_ID = ("code", "key", "nr", "kode", "codigo", "numero", "nummer", "kennung")
"""What the first column of any table is called, where it is not called after the table."""
_WITHIN = 2
"""How much less the name of a field within another tells than one that stands alone."""
_SINGLE_WORDS = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def plain(name: str) -> str:
    """A name in small letters without accents, words with one blank between."""
    parts = unicodedata.normalize("NFKD", _CAMEL.sub(" ", name))
    bare = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(_SINGLE_WORDS.findall(bare.lower()))


def fitness(column: Column, table: Table, name: str) -> int:
    """How well a source column's name fits a contract column: 0 not at all, 100 the same.

    A field within another, `outer.inner`, is also known by its own name.
    """
    outer, _dot, inner = name.rpartition(".")
    whole = _fitness(column, table, name)
    return max(whole, _fitness(column, table, inner) - _WITHIN) if outer else whole


def _fitness(column: Column, table: Table, name: str) -> int:
    known, found = plain(column.name), plain(name)
    if not found:
        return 0
    if known == found:
        return 100
    if column.name == table.key[0] and found in ("id", plain(table.name.removesuffix("s")), "uuid"):
        return 95
    if column.name == table.key[0] and found in _ANY_ID:
        return 60
    synonyms = (known, *_BY_COLUMN.get(column.name, ()))
    if found in synonyms:
        return 90 - synonyms.index(found)
    elsewhere = _ELSEWHERE.get(column.name, ())
    if found in elsewhere:
        return 70 - elsewhere.index(found)
    if column.kind is Kind.TIME and f"{known.removesuffix(' at')} date" == found:
        return 60
    return _partly(found, synonyms, 40) or _partly(found, elsewhere, 20)


def _partly(found: str, names: tuple[str, ...], most: int) -> int:
    """The fitness of a name that contains one of `names`, the first of which is the best."""
    words = set(found.split())
    fits = (most - n for n, name in enumerate(names) if len(name) > 3 and {*name.split()} <= words)
    return next(fits, 0)
