"""What the network and planning systems export: eight files, company-wide.

The network system writes UTC and commas, planning writes semicolons, dd/mm/yyyy and Indonesian.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from selaras.demo.network import Network, WeekOfDemand

NOTHING = "-"
_KINDS = {"stock": "stok", "hours": "jam"}


def write_network(network: Network, folder: Path) -> dict[str, int]:
    """Write every file under `folder`; rows by file, without the header."""
    files = {
        "network/resources.csv": _resources(network),
        "network/capacity_tests.csv": _tests(network),
        "network/utilisation.csv": _utilisation(network),
        "network/expansions.csv": _expansions(network),
        "planning/demand.csv": _demand(network.demand),
        "planning/programmes.csv": _programmes(network),
        "planning/programme_demand.csv": _programme_demand(network),
        "planning/claims.csv": _claims(network),
    }
    for file, rows in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        mark = ";" if file.startswith("planning/") else ","
        text = "".join(mark.join(row) + "\n" for row in rows)
        path.write_text(text, encoding="utf-8", newline="\n")
    return {file: len(rows) - 1 for file, rows in files.items()}


Rows = list[Sequence[str]]


def _resources(network: Network) -> Rows:
    head = ("asset", "site", "service", "type", "unit", "nameplate", "in_service")
    return [
        head,
        *(
            (
                one.resource_id, one.site, one.product, _KINDS[one.kind], one.unit,
                str(one.claimed), _iso(one.valid_from),
            )
            for one in network.resources
        ),
    ]  # fmt: skip


def _tests(network: Network) -> Rows:
    head = ("asset", "tested_utc", "capacity", "method", "engineer", "report", "valid_to", "result")
    return [
        head,
        *(
            (
                one.resource_id, _utc(one.tested_at), str(one.capacity), one.method,
                one.tester or NOTHING, one.evidence, _iso(one.expires_on),
                "PASS" if one.passed else "FAIL",
            )
            for one in network.tests
        ),
    ]  # fmt: skip


def _utilisation(network: Network) -> Rows:
    return [
        ("asset", "read_utc", "used"),
        *((one.resource_id, _utc(one.happened_at), str(one.used)) for one in network.readings),
    ]


def _expansions(network: Network) -> Rows:
    return [
        ("asset", "ready_on", "adds", "cost_idr", "state"),
        *(
            (one.resource_id, _iso(one.ready_on), str(one.adds), str(one.cost), one.state)
            for one in network.expansions
        ),
    ]


def _demand(demand: Sequence[WeekOfDemand]) -> Rows:
    return [
        ("Lokasi", "Produk", "Mulai", "Selesai", "Diminta", "Terlayani", "Habis"),
        *(
            (
                one.site, one.product, _slashed(one.week), _slashed(one.week + timedelta(days=6)),
                str(one.wanted), str(one.served), "Y" if one.sold_out else "T",
            )
            for one in demand
        ),
    ]  # fmt: skip


def _programmes(network: Network) -> Rows:
    head = ("Kode", "Nama", "Mulai", "Selesai", "Target", "Disetujui", "Oleh")
    return [
        head,
        *(
            (
                one.programme_id, one.name, _slashed(one.starts), _slashed(one.ends),
                str(one.target), _minute(one.approved_at), one.approved_by or NOTHING,
            )
            for one in network.campaigns
        ),
    ]  # fmt: skip


def _programme_demand(network: Network) -> Rows:
    rows: Rows = [("Kode", "Lokasi", "Produk", "Mulai", "Selesai", "Rencana")]
    for one in network.campaigns:
        for site, planned in one.planned:
            for week in range(one.weeks):
                starts = one.starts + timedelta(weeks=week)
                share = planned * (week + 1) // one.weeks - planned * week // one.weeks
                ends = starts + timedelta(days=6)
                rows.append(
                    (
                        one.programme_id,
                        site,
                        one.product,
                        _slashed(starts),
                        _slashed(ends),
                        str(share),
                    )
                )
    return rows


def _claims(network: Network) -> Rows:
    head = ("No", "Tim", "Waktu", "Perihal", "Jumlah", "Tenggat", "Keyakinan", "Hasil", "Dinilai")
    return [
        head,
        *(
            (
                one.claim_id, one.team, _minute(one.stated_at), one.subject,
                NOTHING if one.quantity is None else str(one.quantity), _minute(one.due_at),
                NOTHING if one.probability is None else f"{one.probability:g}".replace(".", ","),
                one.outcome or NOTHING, _minute(one.judged_at),
            )
            for one in network.claims
        ),
    ]  # fmt: skip


def _iso(day: date | None) -> str:
    return NOTHING if day is None else day.isoformat()


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _slashed(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _minute(at: datetime | None) -> str:
    """`12/01/2026 10:00`, in the time of the head office."""
    return NOTHING if at is None else f"{at + timedelta(hours=7):%d/%m/%Y %H:%M}"
