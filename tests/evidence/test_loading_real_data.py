"""Data that nobody here wrote: every row of it is accounted for. Skipped where it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from selaras.evidence.loading import TableCount

from .loading_kit import Shop, utc

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"

OLIST_LEADS = """\
mapping: olist-leads
source: {file: olist_funnel/olist_marketing_qualified_leads_dataset.csv}
export: full
complete_to: 2018-05-31
time_zone: America/Sao_Paulo
table: leads
columns:
  lead_id: mql_id
  created_at: {from: first_contact_date, format: "%Y-%m-%d", precision: day}
  source: {from: origin, nulls: [unknown]}
  sourced_by: {value: marketing}
"""
OLIST_DEALS = """\
mapping: olist-deals
source: {file: olist_funnel/olist_closed_deals_dataset.csv}
export: full
time_zone: America/Sao_Paulo
tables:
  deals:
    columns:
      deal_id: {expression: "mql_id || '/' || seller_id"}
      lead_id: mql_id
      owner: {from: sr_id, personal: true}
      closed_at: won_date
      outcome: {value: won}
      amount: {from: declared_monthly_revenue, nulls: ["0.0"]}
      currency: {value: BRL}
  lead_stages:
    columns:
      lead_id: mql_id
      stage: {value: won}
      happened_at: won_date
  people:
    repeated: first
    columns:
      person_id: {from: sr_id, personal: true}
      role: {value: rep}
"""
SERVICENOW = """\
mapping: servicenow
source: {file: servicenow_incidents/incident_event_log.csv.zip}
export: full
time_zone: Europe/Rome
nulls: ["?"]
tables:
  tickets:
    repeated: last
    columns:
      ticket_id: number
      opened_at: {from: opened_at, format: "%d/%m/%Y %H:%M"}
      customer: {from: caller_id, personal: true}
      site: location
      topic: category
      severity: priority
      responsible: {value: provider}
      resolved_at: {from: resolved_at, format: "%d/%m/%Y %H:%M"}
      resolved_by: {from: resolved_by, personal: true}
  ticket_events:
    columns:
      ticket_id: number
      happened_at: {from: sys_updated_at, format: "%d/%m/%Y %H:%M"}
      seq: sys_mod_count
      status: incident_state
      group: assignment_group
      pause: {expression: "case when incident_state like 'Awaiting%' then 'true' else 'false' end"}
"""
CRM = """\
mapping: crm
source: {file: crm_sales_maven/sales_pipeline.csv}
export: full
time_zone: America/New_York
table: deals
columns:
  deal_id: opportunity_id
  account: account
  owner: {from: sales_agent, personal: true}
  product: {from: product, map: {GTXPro: GTX Pro}}
  created_at: engage_date
  closed_at: close_date
  outcome: {from: deal_stage, map: {Won: won, Lost: lost}, else: null}
  amount: close_value
  currency: {value: USD}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    if not DATA.is_dir():
        pytest.skip("the folder `shared/data` beside the repository is absent")
    shop = Shop(tmp_path)
    (tmp_path / "data").symlink_to(DATA.resolve())
    return shop


def loaded(shop: Shop, *mappings: str) -> dict[str, TableCount]:
    for number, text in enumerate(mappings):
        shop.map(text, str(number))
    return {f"{c.mapping} {c.table}": c for c in shop.load().counts}


def test_olist(shop: Shop) -> None:
    counts = loaded(shop, OLIST_LEADS, OLIST_DEALS)
    leads = counts["olist-leads leads"]
    assert (leads.read, leads.inserted) == (8000, 8000)
    assert (counts["olist-deals deals"].inserted, counts["olist-deals lead_stages"].inserted) == (
        842,
        842,
    )
    people = counts["olist-deals people"]
    assert (people.read, people.inserted + people.merged) == (842, 842)
    days = shop.rows("leads", ("count(*)", "count(source)", "bool_and(created_at_is_day)"))
    assert days == [(8000, 8000 - 1099 - 60, True)]
    first = shop.rows("leads", ("min(created_at)", "max(created_at)"))
    assert first == [(utc(2017, 6, 14, 3), utc(2018, 5, 31, 3))]
    assert shop.evidence.snapshot().complete_to("leads") == utc(2018, 6, 1, 3)
    assert shop.rows("deals", ("bool_or(closed_at_is_day)",)) == [(False,)]
    assert shop.load().snapshot is None


def test_servicenow_last_row_wins_and_every_event_is_kept(shop: Shop) -> None:
    counts = loaded(shop, SERVICENOW)
    tickets, events = counts["servicenow tickets"], counts["servicenow ticket_events"]
    assert (tickets.read, tickets.inserted, tickets.merged) == (119_998, 20_769, 99_229)
    assert (events.read, events.inserted, events.quarantined) == (119_998, 119_998, ())
    last = shop.rows("tickets", ("max(_line)", "count(resolved_at)"))
    assert last[0][0] == 119_999
    assert shop.rows("ticket_events", ("min(happened_at)",)) == [(utc(2016, 2, 29, 0, 23),)]


def test_crm_has_open_deals_without_an_outcome(shop: Shop) -> None:
    counts = loaded(shop, CRM)
    assert counts["crm deals"].inserted == 8800
    assert shop.rows(
        "deals", ("count(*)", "count(account)", "count(created_at)", "count(outcome)")
    ) == [(8800, 8800 - 1425, 8800 - 500, 6711)]
    assert shop.rows("deals", ("DISTINCT product",)) == [
        (name,)
        for name in (
            "GTK 500", "GTX Basic", "GTX Plus Basic", "GTX Plus Pro", "GTX Pro", "MG Advanced",
            "MG Special",
        )
    ]  # fmt: skip
    names = shop.rows("deals", ("count(DISTINCT owner)", "bool_and(owner LIKE 'p-%')"))
    assert names == [(30, True)]
