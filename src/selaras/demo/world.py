"""What never changes about Nusantara Net: its places, channels, people's days, and its scales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from selaras.errors import InputError, said

FIRST_DAY = date(2025, 10, 1)
LAST_DAY = date(2026, 5, 15)
"""The history that the exports cover, both days included, in the time of the head office (WIB)."""
WIB = timezone(timedelta(hours=7), "WIB")
AS_OF = datetime(2026, 5, 16, tzinfo=WIB)
"""The instant the demo is evaluated at: the exports are complete up to it."""
DAYS = (LAST_DAY - FIRST_DAY).days + 1

CLOSED_DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        *("2025-12-25", "2025-12-26", "2026-01-01", "2026-01-16", "2026-02-16", "2026-02-17"),
        # Nyepi and Eid al-Fitr with their joint leave: the longest gap in the year
        *("2026-03-18", "2026-03-19", "2026-03-20", "2026-03-23", "2026-03-24"),
        *("2026-04-03", "2026-05-01", "2026-05-14", "2026-05-15", "2026-05-27", "2026-05-28"),
    )
)
"""Weekdays on which the simulated offices were closed: public holidays and cuti bersama.

Written down, and not asked of a package, so that a seed gives the same bytes whatever is installed.
"""
QUIET_DAYS = (date(2026, 3, 18), date(2026, 3, 29))
"""The days around Eid on which few customers ask for anything, both included."""

SHIFTS = ((8, 12), (13, 17))
"""Local opening hours, Monday to Friday."""


@dataclass(frozen=True, slots=True)
class Region:
    name: str
    utc_offset_hours: int
    share: float
    sites: tuple[str, ...]


REGIONS = (
    Region("Jakarta", 7, 0.46, ("Cikini", "Kelapa Gading", "Serpong")),
    Region("Makassar", 8, 0.32, ("Panakkukang", "Tamalanrea")),
    Region("Jayapura", 9, 0.22, ("Abepura", "Sentani")),
)
SITES = tuple(site for region in REGIONS for site in region.sites)


@dataclass(frozen=True, slots=True)
class Channel:
    """Where leads come from. `quality` is the mean of the latent quality, in its own standard
    deviations; `cost` is rupiah a lead; `label` is how the CRM spells it."""

    name: str
    label: str
    sourced_by: str
    share: float
    quality: float
    cost: int


CHANNELS = (
    Channel("organic_search", "Organic Search", "marketing", 0.20, 0.15, 45_000),
    Channel("paid_search", "Google Ads", "marketing", 0.20, 0.10, 260_000),
    Channel("paid_social", "Facebook/IG Ads", "marketing", 0.24, 0.05, 140_000),
    Channel("event", "Pameran", "marketing", 0.10, 0.20, 480_000),
    Channel("referral", "Referral", "marketing", 0.10, 0.40, 90_000),
    Channel("partner", "Mitra", "partner", 0.08, 0.25, 200_000),
    Channel("outbound", "Outbound Sales", "sales", 0.08, 0.00, 0),
)
CAMPAIGNS = ("always-on", "fibre-for-offices", "ramadan-2026", "east-expansion")
SEGMENTS = ("sme", "corporate", "government")
SEGMENT_SHARES = (0.62, 0.24, 0.14)
SEGMENT_AMOUNTS = (18_000_000, 95_000_000, 64_000_000)
"""Median rupiah of a year's contract, by segment."""
PRODUCTS = ("Fibre 100", "Dedicated 500", "Metro-E 1G")
GRADES = ("A", "B", "C")

CUSTOMERS = (
    "Bank Cendana",
    "RS Harapan Timur",
    "Universitas Bahari",
    "Hotel Nirwana",
    "Pelabuhan Arafura",
    "Koperasi Maju",
    "Tambang Rimba",
    "Dinas Kominfo",
    "Garmen Lestari",
    "Logistik Samudra",
)


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    label: str
    responsible: str
    share: float


TOPICS = (
    Topic("outage", "Gangguan jaringan", "provider", 0.24),
    Topic("slow_link", "Koneksi lambat", "provider", 0.22),
    Topic("billing", "Tagihan", "provider", 0.12),
    Topic("office_wifi", "WiFi kantor pelanggan", "customer", 0.18),
    Topic("own_router", "Router milik pelanggan", "customer", 0.14),
    Topic("email_client", "Email pengguna", "customer", 0.10),
)


@dataclass(frozen=True, slots=True)
class Severity:
    """`hours` is the median working time a ticket takes, pauses apart."""

    name: str
    label: str
    share: float
    hours: float


SEVERITIES = (
    Severity("critical", "P1", 0.08, 1.5),
    Severity("high", "P2", 0.22, 3.2),
    Severity("medium", "P3", 0.45, 6.5),
    Severity("low", "P4", 0.25, 15.0),
)

FIRST_NAMES = (
    *("ani", "budi", "citra", "dewi", "eko", "fitri", "gilang", "hana", "indra", "joko"),
    *("kartika", "lukas", "maria", "nanda", "oki", "putri", "rizal", "sari", "tono", "umar"),
    *("vina", "wahyu", "yosef", "zahra"),
)
LAST_NAMES = (
    *("wijaya", "siregar", "lestari", "pratama", "tandi", "kogoya", "nugroho", "rumbiak"),
    *("hasanuddin", "halim", "wenda", "santoso", "daeng", "simanjuntak", "putra", "maulana"),
    *("paembonan", "suebu", "kurnia", "saragih", "anwar", "pangaribuan", "hidayat"),
)
MAIL_DOMAIN = "nusantaranet.example"


@dataclass(frozen=True, slots=True)
class Scale:
    """How big a company is.

    Parameters
    ----------
    leads
        Leads of one branch over the whole history, on average.
    reps
        Sales reps of one branch.
    tickets
        Tickets of one branch, on average.
    branches
        How many such branches there are; each is simulated by itself, so that memory does not
        grow with the company.
    """

    leads: int
    reps: int
    tickets: int
    branches: int = 1

    @property
    def leads_per_rep_and_month(self) -> float:
        return self.leads / self.reps / (DAYS / 30.4)


SCALES = {
    "small": Scale(leads=2_000, reps=9, tickets=900),
    "medium": Scale(leads=20_000, reps=24, tickets=4_000, branches=10),
    "large": Scale(leads=100_000, reps=40, tickets=10_000, branches=100),
}


def read_scale(name: str) -> Scale:
    """The scale of that name; InputError where there is none."""
    if name not in SCALES:
        raise InputError(
            said("{name!r} is not a scale.", "{name!r} bukan skala.", name=name),
            mend=said("Known are {known}.", "Yang dikenal: {known}.", known=", ".join(SCALES)),
        )
    return SCALES[name]


def seconds(day: date) -> int:
    """Seconds from the Unix epoch to the midnight that begins `day`, as if `day` were in UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
