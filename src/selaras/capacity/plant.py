"""The plant: everything that is known of capacity as of an instant, by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from selaras.capacity.choices import HEADROOM
from selaras.capacity.finding import Words
from selaras.capacity.flow import Flow, wanted_as_use, with_turned_away
from selaras.capacity.problems import Problem
from selaras.capacity.proof import Proof, proof_on
from selaras.capacity.refusals import unknown
from selaras.capacity.reservations import NO_BOOKINGS, Bookings
from selaras.capacity.resources import CapacityTest, Expansion, Kind, Place, Resource
from selaras.capacity.usage import NOT_USED, InUse, Usage, in_use

_SITE = Words("site", "lokasi")
_PRODUCT = Words("product", "produk")
_UNIT = Words("unit there", "satuan di sana")


@dataclass(frozen=True)
class Plant:
    """Resources, tests, planned expansions, use and reservations as of an instant.

    Weeks and days are local to `zone`. `usage` is by resource. `flows` is what was wanted week
    by week at each site and product. Made by `capacity.plant_query.read_plant`, or
    from plain values.
    """

    as_of: datetime
    zone: ZoneInfo
    resources: tuple[Resource, ...]
    tests: Mapping[str, tuple[CapacityTest, ...]] = field(default_factory=dict)
    expansions: tuple[Expansion, ...] = ()
    usage: Mapping[str, Usage] = field(default_factory=dict)
    bookings: Bookings = NO_BOOKINGS
    problems: tuple[Problem, ...] = ()
    snapshot: str | None = None
    flows: Mapping[tuple[str, str], Flow] = field(default_factory=dict)
    _at: dict[Place, tuple[Resource, ...]] = field(init=False, repr=False, compare=False)
    _sites: dict[str, tuple[Place, ...]] = field(init=False, repr=False, compare=False)
    _planned: dict[Place, tuple[Expansion, ...]] = field(init=False, repr=False, compare=False)
    _used: dict[Place, InUse] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        at: dict[Place, list[Resource]] = {place: [] for place in self.bookings.by_place}
        for resource in self.resources:
            at.setdefault(resource.place, []).append(resource)
        known = {resource.resource_id: resource.place for resource in self.resources}
        expected: dict[Place, list[Expansion]] = defaultdict(list)
        for expansion in self.expansions:
            if expansion.resource_id in known:
                expected[known[expansion.resource_id]].append(expansion)
        object.__setattr__(self, "_at", {place: tuple(at[place]) for place in sorted(at)})
        sites: dict[str, list[Place]] = defaultdict(list)
        for place in self._at:
            sites[place.site].append(place)
        object.__setattr__(self, "_sites", {site: tuple(found) for site, found in sites.items()})
        object.__setattr__(self, "_planned", {p: tuple(found) for p, found in expected.items()})

    @property
    def today(self) -> date:
        return self.as_of.astimezone(self.zone).date()

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place with a resource or a reservation, in order."""
        return tuple(self._at)

    def resources_of(self, place: Place) -> tuple[Resource, ...]:
        return self._at.get(place, ())

    def expansions_of(self, place: Place) -> tuple[Expansion, ...]:
        return self._planned.get(place, ())

    def is_read(self, resource: Resource) -> bool:
        """Whether it is known, and not for too long ago, how much of a resource is in use.

        Somebody has read it; or, of hours that nobody reads, what is wanted of them is on record.
        """
        return self._has_reading(resource) or self.is_told_by_demand(resource.place)

    def _has_reading(self, resource: Resource) -> bool:
        usage = self.usage.get(resource.resource_id)
        return usage is not None and usage.weeks_old <= HEADROOM.most_stale_weeks

    def is_told_by_demand(self, place: Place) -> bool:
        """Whether what is wanted of a place's hours stands for readings of it, which nobody takes.

        Only where all that is wanted there is of this place: of capacity in several units nobody
        can tell which was meant.
        """
        flow = self.flow_of(place)
        if flow is None or place.kind is not Kind.HOURS:
            return False
        known = flow.is_recent and len(flow.unbroken) >= HEADROOM.least_spread
        return known and not any(map(self._has_reading, self.resources_of(place)))

    def flow_of(self, place: Place) -> Flow | None:
        """What was wanted there; None where that is not on record, or not of this place alone."""
        if len(self.units_at(place)) > 1:
            return None
        return self.flows.get((place.site, place.product))

    def units_at(self, place: Place) -> tuple[Place, ...]:
        """The places of the same site and product."""
        here = self._sites.get(place.site, ())
        return tuple(other for other in here if other.product == place.product)

    def level_of(self, resource: Resource) -> float:
        """What was read to be in use of a resource; 0 where nobody has read it."""
        usage = self.usage.get(resource.resource_id)
        return usage.level if usage is not None and self._has_reading(resource) else 0.0

    def free_share(self, resource: Resource) -> float:
        """The share of what was shown of a resource that nobody uses, 0 … 1."""
        shown = self.proof(resource).shown
        usage = self.usage.get(resource.resource_id)
        if shown <= 0 or usage is None:
            return 1.0
        return min(max(1 - usage.level / shown, 0.0), 1.0)

    def proof(self, resource: Resource) -> Proof:
        """What stands behind a resource today."""
        return proof_on(self.tests.get(resource.resource_id, ()), self.today)

    def use_of(self, place: Place) -> InUse:
        """What is in use of the resources there that a test has shown, and its forecast."""
        if place not in self._used:
            self._used[place] = self._use(place)
        return self._used[place]

    def _use(self, place: Place) -> InUse:
        flow = self.flow_of(place)
        if flow is not None and self.is_told_by_demand(place):
            shown = any(self.proof(resource).shown > 0 for resource in self.resources_of(place))
            return wanted_as_use(flow) if shown else NOT_USED
        usages, weeks = [], []
        for resource in self.resources_of(place):
            if not self._has_reading(resource) or self.proof(resource).shown <= 0:
                continue
            usages.append(self.usage[resource.resource_id])
            began = resource.valid_from
            weeks.append(None if began is None else (self.today - began).days // 7 + 1)
        found = in_use(usages, weeks)
        return with_turned_away(found, flow) if place.kind is Kind.HOURS else found

    def with_bookings(self, bookings: Bookings) -> Plant:
        """The same plant with other reservations; what was found of its use is found already."""
        found = Plant(
            self.as_of,
            self.zone,
            self.resources,
            self.tests,
            self.expansions,
            self.usage,
            bookings,
            self.problems,
            self.snapshot,
            self.flows,
        )
        object.__setattr__(found, "_used", self._used)
        return found

    def if_proven(self, place: Place, resource_ids: Collection[str]) -> Plant:
        """One place alone, had those resources been tested today and shown what is claimed."""
        resources = tuple(r for other in self.units_at(place) for r in self.resources_of(other))
        tests = {r.resource_id: self.tests.get(r.resource_id, ()) for r in resources}
        for resource in resources:
            if resource.resource_id in resource_ids:
                tests[resource.resource_id] += (self._as_claimed(resource),)
        names = tests.keys() & self.usage.keys()
        return Plant(
            self.as_of,
            self.zone,
            resources,
            tests,
            usage={name: self.usage[name] for name in names},
            bookings=Bookings({place: self.bookings.of(place)}),
            flows=self.flows,
        )

    def _as_claimed(self, resource: Resource) -> CapacityTest:
        """A test of today that shows what is claimed; where nothing is, what the last one did."""
        claimed = self.proof(resource).shown if resource.claimed is None else resource.claimed
        return CapacityTest(resource.resource_id, self.as_of, self.today, claimed, passed=True)

    def places_of(self, product: str) -> tuple[Place, ...]:
        return tuple(place for place in self._at if place.product == product)

    def chosen(self, site: str | None, product: str | None) -> tuple[Place, ...]:
        """The places of a site, of a product, or of both (None: of any).

        Raises InputError, naming near matches, for one that is not known.
        """
        if site is not None and product is not None:
            return self.place(site, product)
        for what, name, known in (
            (_SITE, site, {place.site for place in self._at}),
            (_PRODUCT, product, {place.product for place in self._at}),
        ):
            if name is not None and name not in known:
                raise unknown(what, name, known)
        return tuple(
            place
            for place in self._at
            if site in (None, place.site) and product in (None, place.product)
        )

    def place(self, site: str, product: str, unit: str | None = None) -> tuple[Place, ...]:
        """The places of that site and product: one for each kind and unit of capacity.

        Raises InputError, naming near matches, for a site, product or unit that is not known.
        """
        here = self._sites.get(site, ())
        if not here:
            raise unknown(_SITE, site, self._sites)
        found = [place for place in here if place.product == product]
        if not found:
            at = Words(f"{_PRODUCT.en} at {site}", f"{_PRODUCT.id} di {site}")
            raise unknown(at, product, {place.product for place in here})
        if unit is not None:
            fitting = [place for place in found if place.unit.casefold() == unit.casefold()]
            if not fitting:
                raise unknown(_UNIT, unit, {place.unit for place in found})
            found = fitting
        return tuple(found)
