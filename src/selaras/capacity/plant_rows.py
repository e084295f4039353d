"""Rows of evidence as values of the plant; what does not fit is said, and not counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from selaras.capacity.choices import HEADROOM
from selaras.capacity.problems import Problems
from selaras.capacity.proof import is_usable, proof_on
from selaras.capacity.resources import CapacityTest, Expansion, Kind, Resource

Row = Mapping[str, Any]


def resources_of_rows(rows: Sequence[Row], problems: Problems) -> tuple[Resource, ...]:
    """Resources with a site, a product and a kind; units in one spelling for each place."""
    found: list[Resource] = []
    spellings: dict[tuple[str, str, str], str] = {}
    for row in rows:
        resource_id = row["resource_id"]
        missing = [name for name in ("site", "product", "kind") if not row[name]]
        if missing:
            problems.say(
                "incomplete_resource",
                resource_id,
                f"it has no {' and no '.join(missing)}, and is not counted.",
                f"tidak memiliki {' dan '.join(missing)}, sehingga tidak dihitung.",
            )
            continue
        claimed = row["claimed"]
        if claimed is not None and claimed < 0:
            problems.say(
                "negative_capacity",
                resource_id,
                "the capacity claimed of it is below 0 and is not counted.",
                "kapasitas yang diklaim di bawah 0 dan tidak dihitung.",
            )
            claimed = None
        first, last = row["valid_from"], row["valid_to"]
        if first is not None and last is not None and last < first:
            problems.say(
                "service_ends_before_it_begins",
                resource_id,
                f"it is in service from {first} to {last}: never.",
                f"beroperasi dari {first} sampai {last}: tidak pernah.",
            )
        unit = " ".join((row["unit"] or "").split())
        unit = spellings.setdefault((row["site"], row["product"], unit.casefold()), unit)
        kind = Kind(row["kind"])
        found.append(
            Resource(resource_id, row["site"], row["product"], kind, unit, claimed, first, last)
        )
    _say_units(found, problems)
    return tuple(found)


def tests_of_rows(
    rows: Sequence[Row], known: AbstractSet[str], zone: ZoneInfo, problems: Problems
) -> dict[str, tuple[CapacityTest, ...]]:
    """Tests by resource, the oldest first; days are local to `zone`."""
    found: dict[str, list[CapacityTest]] = defaultdict(list)
    for row in rows:
        test = CapacityTest(
            resource_id=row["resource_id"],
            tested_at=row["tested_at"],
            tested_on=_local(row["tested_at"], zone).date(),
            capacity=row["capacity"],
            method=row["method"],
            tester=row["tester"],
            evidence=row["evidence"],
            expires_on=None
            if row["expires_at"] is None
            else _local(row["expires_at"], zone).date(),
            passed=row["passed"],
        )
        _say_test(test, known, problems)
        found[test.resource_id].append(test)
    for resource_id, tests in found.items():
        tests.sort(key=lambda test: test.tested_at)
        if resource_id in known:
            _say_overlap(resource_id, tests, problems)
    return {resource_id: tuple(tests) for resource_id, tests in found.items()}


def expansions_of_rows(
    rows: Sequence[Row], known: AbstractSet[str], problems: Problems
) -> tuple[Expansion, ...]:
    """Expansions that add something to a resource that is known."""
    found = []
    for row in rows:
        resource_id, adds = row["resource_id"], row["adds"]
        if resource_id not in known:
            _say_unknown(resource_id, "an expansion", "perluasan", problems)
        elif adds is None or adds < 0:
            problems.say(
                "unusable_expansion",
                resource_id,
                f"the expansion of {row['ready_on']} does not say what it adds.",
                f"perluasan {row['ready_on']} tidak menyebut tambahannya.",
            )
        else:
            cost, currency, state = row["cost"], row["currency"], row["state"]
            found.append(Expansion(resource_id, row["ready_on"], adds, cost, currency, state))
    return tuple(found)


def _local(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone)


def _say_test(test: CapacityTest, known: AbstractSet[str], problems: Problems) -> None:
    if test.resource_id not in known:
        _say_unknown(test.resource_id, "a test", "uji", problems)
    elif test.passed is not False and (test.capacity is None or test.capacity < 0):
        problems.say(
            "unusable_test",
            test.resource_id,
            f"the test of {test.tested_on} shows no capacity, or one below 0, and proves nothing.",
            f"uji {test.tested_on} tidak menunjukkan kapasitas yang sah, sehingga tidak "
            "membuktikan apa pun.",
        )
    elif not is_usable(test) and test.expires_on is not None:
        problems.say(
            "test_after_expiry",
            test.resource_id,
            f"the test of {test.tested_on} had expired before it was made ({test.expires_on}), "
            "and proves nothing.",
            f"uji {test.tested_on} sudah kedaluwarsa sebelum dilakukan ({test.expires_on}), "
            "sehingga tidak membuktikan apa pun.",
        )


def _say_overlap(resource_id: str, tests: Sequence[CapacityTest], problems: Problems) -> None:
    """Say which of two tests counts where they hold on the newest one's day and differ."""
    proof = proof_on(tests, max(test.tested_on for test in tests))
    older, newest = proof.overlapped, proof.test
    if older is None or newest is None or older.capacity is None or newest.capacity is None:
        return
    if abs(older.capacity - newest.capacity) <= HEADROOM.overlap_differs * newest.capacity:
        return
    problems.say(
        "overlapping_tests",
        resource_id,
        f"two tests hold at once, {older.capacity:g} ({older.tested_on}) and "
        f"{newest.capacity:g} ({newest.tested_on}): the newer one counts.",
        f"dua uji berlaku sekaligus, {older.capacity:g} ({older.tested_on}) dan "
        f"{newest.capacity:g} ({newest.tested_on}): yang lebih baru yang dihitung.",
    )


def _say_unknown(resource_id: str, what: str, indonesian: str, problems: Problems) -> None:
    problems.say(
        "unknown_resource",
        resource_id,
        f"there is {what} of it, but no such resource.",
        f"ada {indonesian} untuknya, tetapi sumber daya itu tidak dikenal.",
    )


def _say_units(resources: Sequence[Resource], problems: Problems) -> None:
    units: dict[tuple[str, str], set[str]] = defaultdict(set)
    for resource in resources:
        units[resource.site, resource.product].add(resource.unit or resource.kind)
    for (site, product), found in units.items():
        if len(found) > 1:
            names = ", ".join(sorted(found))
            problems.say(
                "units_differ",
                f"{site}, {product}",
                f"capacity is in several units ({names}), which are not added up.",
                f"kapasitas memakai beberapa satuan ({names}), yang tidak dijumlahkan.",
            )
