"""The evidence of a simulated company fits its contracts and says no more than was known."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from selaras.contracts import TABLES, Kind
from selaras.demo.companies.planting import draw_company
from selaras.demo.companies.tables import Evidence, draw_evidence
from selaras.evidence.stored_columns import staged_schema


@pytest.fixture(scope="module", params=["overload", "immature"])
def evidence(request: pytest.FixtureRequest) -> Evidence:
    return draw_evidence(draw_company(5, request.param, 1000))


def test_tables_have_the_columns_of_their_contracts(evidence: Evidence) -> None:
    assert set(evidence.tables) == {
        *("leads", "assignments", "attempts", "lead_stages", "deals", "people")
    }
    for name, table in evidence.tables.items():
        expected = [field for field in staged_schema(TABLES[name]) if field.name[0] != "_"]
        assert list(table.schema) == expected
        keys = table.select(list(TABLES[name].key))
        assert keys.group_by(keys.column_names).aggregate([]).num_rows == table.num_rows
        for column in TABLES[name].columns:
            if column.kind is Kind.WORD:
                assert set(table[column.name].unique().to_pylist()) - {None} <= set(column.words)
            if column.required:
                assert table[column.name].null_count == 0


def test_nothing_is_known_that_came_later(evidence: Evidence) -> None:
    for table in evidence.tables.values():
        for field in table.schema:
            if pa.types.is_timestamp(field.type) and table[field.name].null_count < len(table):
                assert pc.max(table[field.name]).as_py() <= evidence.complete_to
    deals = evidence.tables["deals"]
    assert deals["outcome"].is_null().equals(deals["closed_at"].is_null())
    assert deals["delivered_amount"].is_null().equals(deals["delivered_at"].is_null())


def test_calls_stop_once_a_lead_is_reached(evidence: Evidence) -> None:
    attempts = evidence.tables["attempts"]
    contacts = attempts.filter(pc.equal(attempts["outcome"], "contacted"))
    last = attempts.group_by("lead_id").aggregate([("happened_at", "max")])
    joined = contacts.join(last, "lead_id")
    assert joined.num_rows == contacts.num_rows > 0
    assert pc.all(pc.equal(joined["happened_at"], joined["happened_at_max"])).as_py()
    assert pc.count_distinct(contacts["lead_id"]).as_py() == contacts.num_rows


def test_leads_lie_in_their_periods(evidence: Evidence) -> None:
    created = evidence.tables["leads"]["created_at"]
    assert pc.min(created).as_py() >= evidence.base_starts
    assert pc.max(created).as_py() < evidence.actual_ends
    first = pc.sum(pc.less(created, pa.scalar(evidence.actual_starts))).as_py()
    assert 850 <= first <= 1150


def test_same_seed_gives_the_same_evidence() -> None:
    one, other = (draw_evidence(draw_company(5, "quality", 500)) for _ in range(2))
    assert all(one.tables[name].equals(other.tables[name]) for name in one.tables)
    third = draw_evidence(draw_company(6, "quality", 500))
    assert not one.tables["leads"].equals(third.tables["leads"])
