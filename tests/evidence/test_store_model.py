"""Whatever the order of loads, the store equals a dictionary that was upserted."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.stores import LOADED_AT, Store
from selaras.contracts import DELETED_AT
from selaras.evidence.comparison import LoadCount

KEYS = st.sampled_from(["a", "b", "c", "é"])
VALUES = st.one_of(st.none(), st.sampled_from(["", "x", "x;amount:1", "x\x1fy"]))
DAYS = st.one_of(st.none(), st.sampled_from(["2026-01-31", "2026-02-01", "2026-02-28"]))
ROWS = st.lists(
    st.fixed_dictionaries({"deal_id": KEYS, "created_at": DAYS, "account": VALUES, "site": VALUES}),
    max_size=5,
)


@dataclass(frozen=True)
class Load:
    rows: list[dict[str, str | None]]
    source: str
    export: str
    day: int

    @property
    def complete_to(self) -> datetime:
        return datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=self.day)


LOADS = st.builds(
    Load,
    ROWS,
    st.sampled_from(["one", "two"]),
    st.sampled_from(["full", "changes"]),
    st.integers(0, 3),
)
Content = tuple[str | None, ...]


@dataclass
class Model:
    """Key → content, source and when it was deleted."""

    rows: dict[str, tuple[Content, str, datetime | None]]

    def take(self, load: Load) -> LoadCount:
        staged = {str(row["deal_id"]): row for row in load.rows}
        tally = dict.fromkeys(("inserted", "updated", "unchanged", "restored", "deleted"), 0)
        for key, row in staged.items():
            content = (row["created_at"], row["account"], row["site"])
            former = self.rows.get(key)
            if former is None:
                became = "inserted"
            elif former[2] is not None:
                became = "restored"
            else:
                became = "unchanged" if former[0] == content else "updated"
            tally[became] += 1
            if became != "unchanged":
                self.rows[key] = (content, load.source, None)
        for key, (content, source, gone) in list(self.rows.items()):
            missing = key not in staged and source == load.source and gone is None
            if load.export == "full" and missing:
                self.rows[key] = (content, source, load.complete_to)
                tally["deleted"] += 1
        merged = len(load.rows) - len(staged)
        return LoadCount("deals", load.source, merged=merged, **tally)


def stored(store: Store) -> dict[str, tuple[Content, str, datetime | None]]:
    columns = ("deal_id", "created_at", "account", "site", "_source", DELETED_AT, "_month")
    found = {}
    for key, at, account, site, source, gone, month in store.rows("deals", *columns):
        day = None if at is None else at.date().isoformat()
        assert month == ("none" if day is None else day[:7])
        assert key not in found
        found[key] = ((day, account, site), source, gone)
    return found


@settings(max_examples=20, deadline=None)
@given(st.lists(LOADS, min_size=1, max_size=4))
def test_the_store_equals_a_dictionary(loads):
    with tempfile.TemporaryDirectory() as folder:
        store, model = Store(Path(folder)), Model({})
        contents: dict[str, object] = {}
        for load in loads:
            before = dict(model.rows)
            expected = model.take(load)
            staged = store.stage("deals", load.rows, load.source, load.export, load.complete_to)  # type: ignore[arg-type]
            result = store.evidence.commit([staged], LOADED_AT)
            assert result.counts == (expected,)
            assert stored(store) == model.rows
            snapshot = store.evidence.snapshot()
            assert snapshot.rows("deals") == len(model.rows)
            if before == model.rows and store.evidence.snapshots()[1:]:
                former = store.evidence.snapshot(snapshot.number - (result.snapshot is not None))
                assert former.digest("deals") == snapshot.digest("deals")
            again = store.evidence.commit([staged], LOADED_AT)
            assert again.snapshot is None
            seen = frozenset((key, row[0], row[2]) for key, row in model.rows.items())
            assert contents.setdefault(snapshot.digest("deals"), seen) == seen
        assert len(set(contents.values())) == len(contents)
