"""The columns of each export, spelled as its system spells them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from selaras.demo.company import (
    KINDS,
    LEAD_STAGES,
    OUTCOMES,
    REASONS,
    TICKET_STATUSES,
    Codes,
    Company,
)
from selaras.demo.office import NEVER, Seconds
from selaras.demo.world import (
    CAMPAIGNS,
    CHANNELS,
    CUSTOMERS,
    PRODUCTS,
    REGIONS,
    SEGMENTS,
    SEVERITIES,
    SITES,
    TOPICS,
)

NOTHING = "-"
"""How these systems write that there is no value."""
_WIB = 7 * 3600
_GRADES = ("Hot", "Warm", "Cold")
_STAGES = tuple(
    {"sal": "Accepted", "mql": "MQL", "sql": "SQL"}.get(stage, stage.capitalize())
    for stage in LEAD_STAGES
)
_STATUSES = {
    "new": "Baru",
    "in_progress": "Dikerjakan",
    "waiting_customer": "Menunggu pelanggan",
    "resolved": "Selesai",
}
_TEAMS = {
    "marketing": "Pemasaran",
    "sales": "Penjualan",
    "technical": "Teknik",
    "service": "Layanan",
}


@dataclass(frozen=True, slots=True)
class Export:
    """One file: its place under the exports, how it is written, and its rows, all as text."""

    file: str
    rows: Callable[[Company], pa.Table]
    delimiter: str = ","
    quoted: bool = False


def _words(words: Sequence[str], codes: Codes) -> pa.Array:
    """The words at `codes`; NOTHING for codes below 0 and for empty words."""
    shown = [word or NOTHING for word in words]
    known = pa.array(codes, mask=codes < 0)
    return pa.array(shown, pa.string()).take(known).fill_null(NOTHING)


def _ids(prefix: str, company: Company, numbers: Codes) -> pa.Array:
    """Ids that are unique over the branches: `NN-L-000000042`."""
    whole = pa.array(numbers + company.branch * 10_000_000).cast(pa.string())
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(whole, 9, "0"), "")


def _local(at: Seconds, offset: int = _WIB) -> pa.Array:
    """`2026-02-03 09:15:22` in the zone of the head office; NOTHING where it did not happen."""
    unset = at == NEVER
    instants = pa.array(np.where(unset, 0, at) + offset, mask=unset).cast(pa.timestamp("s"))
    return instants.cast(pa.string()).fill_null(NOTHING)


def _utc(at: Seconds) -> pa.Array:
    """`2026-02-03T02:15:22Z`."""
    text = _local(at, offset=0)
    day, clock = pc.utf8_slice_codeunits(text, 0, 10), pc.utf8_slice_codeunits(text, 11)
    return pc.binary_join_element_wise(day, "T", clock, "Z", "")


def _helpdesk(at: Seconds) -> pa.Array:
    """`03/02/2026 09:15`."""
    text = _local(at)
    parts = [pc.utf8_slice_codeunits(text, *ends) for ends in ((8, 10), (5, 7), (0, 4), (11, 16))]
    shown = pc.binary_join_element_wise(*parts[:3], "/")
    shown = pc.binary_join_element_wise(shown, parts[3], " ")
    return pc.if_else(pc.equal(text, NOTHING), NOTHING, shown)


def _rupiah(amounts: Codes) -> pa.Array:
    """`18.500.000`."""
    padded = pc.utf8_lpad(pa.array(amounts).cast(pa.string()), 15, "0")
    groups = [pc.utf8_slice_codeunits(padded, at, at + 3) for at in range(0, 15, 3)]
    return pc.utf8_ltrim(pc.binary_join_element_wise(*groups, "."), characters="0.")


def _people(company: Company) -> list[str]:
    return [person.person_id for person in company.people]


def _agents(company: Company) -> list[str]:
    return [person.person_id for person in company.people if person.team == "service"]


def people(company: Company) -> pa.Table:
    """The HR list; the first day of people who were always there is not in it."""
    staff = company.people
    return pa.table(
        {
            "ID Karyawan": [person.person_id for person in staff],
            "Tim": [_TEAMS[person.team] for person in staff],
            "Jabatan": [person.role for person in staff],
            "Wilayah": [REGIONS[person.region].name for person in staff],
            "Mulai": [NOTHING] * len(staff),
            "Selesai": [NOTHING] * len(staff),
        }
    )


def leads(company: Company) -> pa.Table:
    rows = company.leads
    numbers = np.arange(len(rows.created_at))
    return pa.table(
        {
            "Lead ID": _ids("NN-L-", company, numbers),
            "Created Date": _local(rows.created_at),
            "Lead Source": _words([channel.label for channel in CHANNELS], rows.channel),
            "Campaign": _words(CAMPAIGNS, rows.campaign),
            "Lead Owner": _words(_people(company), rows.owner),
            "Assigned Date": _local(rows.assigned_at),
            "Rating": _words(_GRADES, rows.grade),
            "Segment": _words(SEGMENTS, rows.segment),
            "Region": _words([region.name for region in REGIONS], rows.region),
            "Expected Value": pa.array(rows.value).cast(pa.string()),
            "Currency": _words(["IDR"], np.zeros_like(numbers)),
        }
    )


def lead_history(company: Company) -> pa.Table:
    """Every change of a lead's stage or owner, as a CRM's field history keeps it."""
    stages, moves = company.stages, company.assignments
    lead = np.concatenate([stages.lead, moves.lead])
    at = np.concatenate([stages.happened_at, moves.happened_at])
    people = _people(company)
    many = len(moves.lead)
    value = pa.concat_arrays([_words(_STAGES, stages.stage), _words(people, moves.person)])
    order = pa.array(np.argsort(at, kind="stable"))
    table = pa.table(
        {
            "Lead ID": _ids("NN-L-", company, lead),
            "Field": _words(["Stage", "Owner"], np.repeat([0, 1], [len(stages.lead), many])),
            "New Value": value,
            "Changed At": _local(at),
            "Changed By": pa.concat_arrays(
                [_words(people, stages.person), _words([""], np.full(many, -1))]
            ),
            "Reason": _words(REASONS, np.concatenate([stages.reason, np.zeros(many, np.int64)])),
        }
    )
    return table.take(order)


def attempts(company: Company) -> pa.Table:
    rows = company.attempts
    return pa.table(
        {
            "activity_id": _ids("NN-A-", company, np.arange(len(rows.lead))),
            "lead": _ids("NN-L-", company, rows.lead),
            "started_utc": _utc(rows.happened_at),
            "agent": _words(_people(company), rows.person),
            "channel": _words(KINDS, rows.kind),
            "result": _words(OUTCOMES, rows.outcome),
            "bot": _words(["N", "Y"], rows.automated.astype(np.int64)),
        }
    )


def deals(company: Company) -> pa.Table:
    rows = company.deals
    state = np.where(rows.closed_at == NEVER, 0, np.where(rows.won, 1, 2))
    delivered = np.where(rows.delivered_at == NEVER, -1, rows.amount)
    shown = pc.if_else(pa.array(delivered < 0), NOTHING, _rupiah(np.maximum(delivered, 0)))
    return pa.table(
        {
            "No Peluang": _ids("NN-D-", company, np.arange(len(rows.lead))),
            "No Lead": _ids("NN-L-", company, rows.lead),
            "Pemilik": _words(_people(company), rows.owner),
            "Produk": _words(PRODUCTS, rows.product),
            "Lokasi": _words(SITES, rows.site),
            "Dibuat": _local(rows.created_at),
            "Ditutup": _local(rows.closed_at),
            "Status": _words(["Terbuka", "Menang", "Kalah"], state),
            "Nilai": _rupiah(rows.amount),
            "Mata Uang": _words(["IDR"], np.zeros_like(state)),
            "Alasan Kalah": _words(REASONS, rows.reason),
            "Terpasang": _local(rows.delivered_at),
            "Nilai Terpasang": shown,
        }
    )


def touches(company: Company) -> pa.Table:
    rows, webinar = company.touches, company.truths.webinar
    return pa.table(
        {
            "touch_id": _ids("NN-M-", company, np.arange(len(rows.lead))),
            "lead_id": _ids("NN-L-", company, rows.lead),
            "time": _local(rows.happened_at),
            "channel": _words([channel.label for channel in CHANNELS], rows.channel),
            "campaign": _words(CAMPAIGNS, rows.campaign),
            "asset": _words(["", webinar.asset if webinar else ""], rows.asset),
            "cost_idr": pa.array(rows.cost).cast(pa.string()),
        }
    )


def tickets(company: Company) -> pa.Table:
    rows = company.tickets
    open_ = rows.resolved_at == NEVER
    solved_by = np.where(open_, -1, rows.solved_by_customer.astype(np.int64))
    return pa.table(
        {
            "Nomor": _ids("T-", company, np.arange(len(rows.opened_at))),
            "Dibuka": _helpdesk(rows.opened_at),
            "Pelanggan": _words(CUSTOMERS, rows.customer),
            "Wilayah": _words([region.name for region in REGIONS], rows.region),
            "Topik": _words([topic.label for topic in TOPICS], rows.topic),
            "Prioritas": _words([severity.label for severity in SEVERITIES], rows.severity),
            "Diselesaikan": _helpdesk(rows.resolved_at),
            "Oleh Pihak": _words(["Nusantara Net", "Pelanggan"], solved_by),
            "Oleh": _words(_agents(company), rows.solver),
        }
    )


def ticket_log(company: Company) -> pa.Table:
    rows = company.ticket_events
    return pa.table(
        {
            "Nomor": _ids("T-", company, rows.ticket),
            "Waktu": _helpdesk(rows.happened_at),
            "Urutan": pa.array(rows.seq).cast(pa.string()),
            "Status": _words([_STATUSES[status] for status in TICKET_STATUSES], rows.status),
        }
    )


TABLES = (
    Export("hr/karyawan.csv", people, delimiter=";"),
    Export("crm/leads.csv", leads),
    Export("crm/lead_history.csv", lead_history, quoted=True),
    Export("crm/peluang.csv", deals, delimiter=";"),
    Export("telephony/activities.csv", attempts),
    Export("marketing/touches.csv", touches),
    Export("helpdesk/tickets.csv", tickets, delimiter=";"),
    Export("helpdesk/ticket_log.csv", ticket_log, delimiter=";"),
)
"""Every export but the spending, which sums over the branches."""
