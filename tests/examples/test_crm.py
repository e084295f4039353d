"""The sales pipeline: every figure worked out again from the CSV files, without Selaras."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from .workspaces import Example, accounted, quarter, selaras

OPPORTUNITIES, AGENTS = "sales_pipeline.csv", "sales_teams.csv"
QUARTERS = ("2017-01-01", "2017-04-01", "2017-07-01", "2017-10-01")
HORIZON = date(2018, 1, 1)  # complete to the end of 2017


def closed(crm: Example) -> list[dict[str, str]]:
    return [row for row in crm.rows(OPPORTUNITIES) if row["close_date"]]


def test_every_row_of_the_exports_is_accounted_for(crm: Example) -> None:
    opportunities, agents = crm.rows(OPPORTUNITIES), crm.rows(AGENTS)
    counts = crm.load_again()
    assert {key: count["read"] for key, count in counts.items()} == {
        ("crm-opportunities", "deals"): len(opportunities),
        ("crm-agents", "people"): len(agents),
    }
    assert all(accounted(count) == count["read"] for count in counts.values())
    assert {key: count["unchanged"] for key, count in counts.items()} == {
        ("crm-opportunities", "deals"): len({row["opportunity_id"] for row in opportunities}),
        ("crm-agents", "people"): len({row["sales_agent"] for row in agents}),
    }
    assert (len(opportunities), len(agents)) == (8800, 35)


def test_won_amount_of_each_agent_and_quarter(crm: Example) -> None:
    sums = {(r["sales_agent"], q): Decimal(0) for r in crm.rows(AGENTS) for q in QUARTERS}
    wins = Counter[tuple[str, str]]()
    for row in closed(crm):
        if row["deal_stage"] == "Won":
            cell = row["sales_agent"], quarter(row["close_date"])
            sums[cell] += Decimal(row["close_value"])
            wins[cell] += 1
    verdicts = crm.verdicts("quota")
    assert {cell: verdict["value"] for cell, verdict in verdicts.items()} == sums
    for (agent, first), verdict in verdicts.items():
        target = 30_000 if first == "2017-01-01" else 70_000
        assert verdict["target"] == target
        assert verdict["unit"] == "USD"
        assert verdict["n"] == wins[agent, first]
        assert verdict["status"] == ("kept" if sums[agent, first] >= target else "missed")
        assert verdict["final"]


def test_agents_without_an_opportunity_count_as_zero(crm: Example) -> None:
    busy = {row["sales_agent"] for row in crm.rows(OPPORTUNITIES)}
    idle = {row["sales_agent"] for row in crm.rows(AGENTS)} - busy
    assert len(idle) == 5
    zeros = {agent for (agent, _), v in crm.verdicts("quota").items() if v["value"] == 0}
    assert zeros == idle


def test_agents_amounts_add_up_to_the_revenue(crm: Example) -> None:
    quotas, revenue = crm.verdicts("quota"), crm.verdicts("revenue")
    for first in QUARTERS:
        members = [v["value"] for (_agent, at), v in quotas.items() if at == first]
        assert len(members) == 35
        assert revenue["", first]["value"] == sum(members)
        assert revenue["", first]["target"] == sum(
            v["target"] for (_agent, at), v in quotas.items() if at == first
        )


@pytest.mark.parametrize(
    ("commitment", "column"), [("win-rate", "regional_office"), ("win-rate-by-team", "manager")]
)
def test_win_rate_of_regions_and_teams(crm: Example, commitment: str, column: str) -> None:
    group = {row["sales_agent"]: row[column] for row in crm.rows(AGENTS)}
    won, decided = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in closed(crm):
        cell = group[row["sales_agent"]], quarter(row["close_date"])
        decided[cell] += 1
        won[cell] += row["deal_stage"] == "Won"
    verdicts = crm.verdicts(commitment)
    assert set(verdicts) == set(decided)
    for cell, verdict in verdicts.items():
        assert (verdict["kept"], verdict["n"]) == (won[cell], decided[cell])
        assert verdict["value"] == pytest.approx(won[cell] / decided[cell], rel=1e-8)
        is_kept = won[cell] * 100 >= decided[cell] * 62
        assert verdict["status"] == ("kept" if is_kept else "missed")


def test_share_decided_within_90_days_of_the_first_engagement(crm: Example) -> None:
    region = {row["sales_agent"]: row["regional_office"] for row in crm.rows(AGENTS)}
    tallies = {(r, q): Counter[str]() for r in set(region.values()) for q in QUARTERS}
    for row in crm.rows(OPPORTUNITIES):
        if not row["engage_date"].startswith("2017"):
            continue
        until = date.fromisoformat(row["close_date"]) if row["close_date"] else HORIZON
        late = (until - date.fromisoformat(row["engage_date"])).days > 90
        fate = "broken" if late else "kept" if row["close_date"] else "open"
        tallies[region[row["sales_agent"]], quarter(row["engage_date"])][fate] += 1
    verdicts = crm.verdicts("decided-in-time")
    assert {
        cell: Counter({word: verdict[word] for word in ("kept", "broken", "open")})
        for cell, verdict in verdicts.items()
    } == tallies
    assert sum(tally["open"] for tally in tallies.values()) > 0


def test_a_product_is_called_as_in_the_price_list(crm: Example) -> None:
    prices = {row["product"] for row in crm.rows("products.csv")}
    named = {row["product"] for row in crm.rows(OPPORTUNITIES)}
    assert named - prices == {"GTXPro"}
    table = crm.evidence("deals", "product")
    assert set(table.column("product").to_pylist()) == prices
    assert table.num_rows == len(crm.rows(OPPORTUNITIES))


def test_a_trace_names_the_rows_behind_a_sum(crm: Example) -> None:
    trace = crm.trace("sales-finance", "quota", "Vicki Laflamme", "2017-01")
    rows = crm.rows(OPPORTUNITIES)
    # The line of a row counts the header.
    behind = {rows[item["line"] - 2]["opportunity_id"] for item in trace["items"]}
    assert behind == {
        row["opportunity_id"]
        for row in closed(crm)
        if row["deal_stage"] == "Won"
        and row["sales_agent"] == "Vicki Laflamme"
        and quarter(row["close_date"]) == "2017-01-01"
    }


def test_lint_has_nothing_to_say(crm: Example) -> None:
    assert selaras("lint", "--workspace", crm.root).endswith("0 errors, 0 warnings.\n")
