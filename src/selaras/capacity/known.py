"""What is known at one instant: demand, programmes, the plant, and everybody's word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from selaras.capacity.claims.actuals import actuals_of
from selaras.capacity.claims.claims_query import recorded_claims
from selaras.capacity.claims.credibility import Credibility, credibility
from selaras.capacity.claims.judging import judge_claims
from selaras.capacity.claims.values import Claim, Judged
from selaras.capacity.plant import Plant
from selaras.capacity.plant_query import read_plant
from selaras.capacity.programmes.assessment import Assessment, assess
from selaras.capacity.programmes.bearing import Bearing, bearing_of
from selaras.capacity.programmes.cells import DemandCells
from selaras.capacity.programmes.forecast import DemandForecast, forecast_demand
from selaras.capacity.programmes.learning import DemandModel, learn
from selaras.capacity.programmes.programmes_query import demand_cells, recorded_programmes
from selaras.capacity.programmes.programmes_rows import past_of
from selaras.capacity.programmes.values import Programme
from selaras.capacity.reservations import NO_BOOKINGS, Bookings, Reservation
from selaras.capacity.source_query import Source, first_whole_day


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Everything that an answer about a programme reads, as of one instant.

    `begins` is the first day that a table holds in full; one that does so from the beginning on is
    not in it. What was before is not known, and never taken for nothing.
    """

    at: datetime
    zone: ZoneInfo
    cells: DemandCells
    programmes: tuple[Programme, ...]
    plant: Plant | None
    claims: tuple[Claim, ...]
    snapshot: str | None
    begins: Mapping[str, date] = field(default_factory=dict)

    def is_whole(self, table: str, first: date) -> bool:
        """Whether a table holds everything from that day on."""
        begins = self.begins.get(table)
        return begins is None or begins <= first

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()

    def model(self, programme: Programme) -> DemandModel:
        """What demand says, without what the programme itself came to."""
        past = past_of(self.programmes, but=programme.programme_id)
        day = min(self.today, programme.first)
        return learn(self.cells, past, day, programme.spots)

    def forecast(self, programme: Programme) -> DemandForecast:
        """The programme's demand as it could be forecast then."""
        return forecast_demand(programme, self.model(programme))

    def assess(self, programme: Programme) -> Assessment:
        """The programme held against what is known now."""
        return assess(programme, self.forecast(programme), self.bearing(programme))

    def judged(self) -> tuple[Judged, ...]:
        """Every claim with what came of it, by its own outcome or by tests and demand."""
        actuals = actuals_of(
            self.claims,
            self.plant,
            self.cells,
            self.programmes,
            self.at,
            self.begins.get("demand", date.min),
        )
        return judge_claims(self.claims, self.at, actuals)

    def bearing(self, programme: Programme) -> Bearing:
        """What the plant bore at the programme's sites, as known then.

        What is held for the programme itself is part of its demand, and takes nothing from it.
        """
        plant = self.plant
        if plant is not None and programme.programme_id in plant.bookings.by_programme:
            plant = plant.with_bookings(plant.bookings.without(programme.programme_id))
        return bearing_of(programme, plant)

    def word(self) -> Credibility:
        """How good each team's word has been."""
        return credibility(self.judged())


def read_evidence(
    source: Source,
    zone: ZoneInfo,
    reservations: Iterable[Reservation] = (),
    bookings: Bookings = NO_BOOKINGS,
) -> Evidence:
    """Read everything as of the source's instant; tables that are not loaded are empty.

    What is reserved comes as reservations, or already summed up by place, or as both.
    """
    cells = demand_cells(source, zone)
    plant = None
    if source.has("resources"):
        plant = read_plant(source, zone, reservations, bookings)
    return Evidence(
        source.as_of,
        zone,
        cells,
        recorded_programmes(source, cells),
        plant,
        recorded_claims(source, zone),
        source.snapshot_id,
        {
            table: first
            for table in ("demand", "capacity_tests", "claims", "deals")
            if (first := first_whole_day(source, table, zone)) is not None
        },
    )


def seen_on(plant: Plant | None, day: date, zone: ZoneInfo) -> Plant | None:
    """The same plant looked at from another day: which of its tests hold then."""
    if plant is None:
        return None
    return Plant(
        datetime.combine(day, time(), zone),
        plant.zone,
        plant.resources,
        plant.tests,
        plant.expansions,
        plant.usage,
        plant.bookings,
        plant.problems,
        plant.snapshot,
    )
