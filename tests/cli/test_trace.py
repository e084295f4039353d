"""`selaras trace`: how a verdict is named, and what is told where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from selaras.cli.app import app
from selaras.demo.templates import start_workspace
from selaras.errors import InputError

ROWS = "id,created,owner\n" + "".join(f"L{n},2026-0{1 + n % 6}-05 09:00,joão\n" for n in range(12))
MAPPING = """mapping: leads
source: {file: leads.csv}
export: full
complete_to: 2026-06-30
time_zone: UTC
table: leads
columns: {lead_id: id, created_at: created, owner: owner}
"""
AGREEMENT = """agreement: sales
parties: [marketing, sales]
effective: {from: 2026-01-01, to: 2026-12-31}
calendar: always
commitments:
  quarterly:
    {promisor: marketing, promisee: sales, measure: {count: leads}, every: quarter,
     objective: {at_least: 4}}
  weekly:
    {promisor: marketing, promisee: sales, measure: {count: leads}, every: week,
     objective: {at_least: 4}}
  by-owner:
    {promisor: marketing, promisee: sales, measure: {count: leads}, per: leads.owner,
     every: month, objective: {at_least: 1}}
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root: Path = tmp_path_factory.mktemp("traced")
    for name, text in (
        ("mappings/leads.yaml", MAPPING),
        ("agreements/sales.yaml", AGREEMENT),
        ("mappings/leads.csv", ROWS),
    ):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    run(root, "load")
    return root


def run(root: Path, *arguments: str) -> str:
    words = [*arguments, "--workspace", str(root)]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def traced(root: Path, commitment: str, *more: str) -> list[tuple[str, int]]:
    """Start and number of items of every verdict that is traced."""
    words = ("trace", "sales", commitment, "--as-of", "2026-07-01", "--format", "json", *more)
    return [
        (one["verdict"]["period"]["start"][:10], len(one["items"]))
        for one in json.loads(run(root, *words))["traces"]
    ]


def test_a_period_is_found_by_the_name_that_the_ledger_prints(root: Path) -> None:
    assert traced(root, "quarterly", "--period", "2026-Q1") == [("2026-01-01", 6)]
    assert traced(root, "weekly", "--period", "2026-W02") == [("2026-01-05", 2)]
    assert traced(root, "by-owner", "--period", "2026-03") == [("2026-03-01", 2)]


def test_a_period_is_found_by_how_it_starts(root: Path) -> None:
    assert traced(root, "quarterly", "--period", "2026-04-01") == [("2026-04-01", 6)]
    assert traced(root, "quarterly", "--period", "2026") == [("2026-01-01", 6), ("2026-04-01", 6)]


def test_without_a_period_the_newest_is_traced(root: Path) -> None:
    assert traced(root, "quarterly") == [("2026-04-01", 6)]


def test_what_is_not_there_is_told_with_what_is(root: Path) -> None:
    with pytest.raises(InputError) as fault:
        run(root, "trace", "sales", "quarterly", "--period", "2026-Q9", "--as-of", "2026-07-01")
    assert str(fault.value).startswith(
        "There is no period 2026-Q9 of quarterly, and none that starts so. Known are 2026-01-01 to "
    )
    with pytest.raises(InputError) as fault:
        run(root, "trace", "sales", "by-owner", "--subject", "joao", "--as-of", "2026-07-01")
    assert str(fault.value) == (
        "There is no verdict on by-owner for 'joao'. Did you mean joão? Known are joão."
    )
    with pytest.raises(InputError) as fault:
        run(root, "trace", "sales", "weekly", "--subject", "x", "--as-of", "2026-07-01")
    assert str(fault.value).endswith("Leave --subject out: it is not counted per anything.")


DEALS = """id,closed,outcome,amount,currency
D1,2026-02-05 09:00,won,1000,BRL
D2,2026-02-06 09:00,won,100,USD
D3,2026-02-07 09:00,won,50,
"""
MONEY = {
    "selaras.toml": 'name = "Money"\ncurrency = "BRL"\n',
    "mappings/deals.csv": DEALS,
    "mappings/deals.yaml": """mapping: deals
source: {file: deals.csv}
export: full
complete_to: 2026-06-30
time_zone: UTC
table: deals
columns: {deal_id: id, created_at: closed, closed_at: closed, outcome: outcome, amount: amount,
  currency: currency}
""",
    "mappings/rates.csv": "currency,day,rate\nUSD,2026-02-01,5\n",
    "mappings/rates.yaml": """mapping: rates
source: {file: rates.csv}
time_zone: UTC
table: rates
columns: {currency: currency, day: day, rate: rate}
""",
    "agreements/money.yaml": """agreement: money
parties: [sales, finance]
effective: {from: 2026-01-01, to: 2026-12-31}
calendar: always
commitments:
  revenue:
    {promisor: sales, promisee: finance, measure: {amount: {of: deals.amount,
     where: {outcome: won}}}, every: quarter, objective: {at_least: 1400}, currency: BRL}
""",
}


def test_amounts_are_told_in_their_own_currency_and_as_counted_not_as_kept(tmp_path: Path) -> None:
    for name, text in MONEY.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    run(tmp_path, "load")
    where = ("money", "revenue", "--as-of", "2026-07-01", "--period", "2026-Q1")
    lines = [line.split() for line in run(tmp_path, "trace", *where).splitlines()]
    assert " ".join(lines[0]) == "revenue 2026-Q1 ● kept 2 of 3 counted, 1 unknown times in UTC"
    assert lines[1] == ["item", "judgement", "start", "amount", "currency", "source", "row"]
    day = "2026-02-0"
    assert lines[2:] == [
        ["D1", "counted", f"{day}5", "09:00:00", "1,000", "BRL", "deals.csv:2"],
        ["D2", "counted", f"{day}6", "09:00:00", "100", "USD", "deals.csv:3"],
        ["D3", "unknown", f"{day}7", "09:00:00", "50", "deals.csv:4"],
    ]
    spoken = run(tmp_path, "trace", *where, "--language", "id").splitlines()[0]
    assert "2 dari 3 dihitung, 1 tidak diketahui" in spoken


def test_a_template_says_what_is_behind_a_verdict(tmp_path: Path) -> None:
    start_workspace(tmp_path, "support")
    run(tmp_path, "load")
    out = run(tmp_path, "trace", "support", "pick-up", "--as-of", "2026-04-11")
    assert "source row" in out
