"""Rows in quarantine, mended."""

from __future__ import annotations

import pytest
from tests.records.loads.test_uploads import bring, mapped

from selaras.errors import InputError
from selaras.evidence import open_evidence
from selaras.records.audit.actor import Actor
from selaras.records.audit.models import AuditRow
from selaras.records.loads.mappings import mapping_named, save_for_upload
from selaras.records.loads.mending import (
    drop_row,
    find_row,
    map_words,
    mend_row,
    quarantine,
    unknown_words,
    with_words,
)
from selaras.records.loads.plan import plan_load, plan_replay
from selaras.records.loads.run import run_load
from selaras.records.loads.uploads import source_of
from selaras.records.people.scope import Scope
from selaras.workspace import Workspace

STAGES = b"""lead,what,at
L-1,MQL!,2026-03-02 09:00
L-2,MQL!,2026-03-02 10:00
L-3,thrown out,2026-03-02 11:00
L-4,mql,2026-03-02 12:00
"""


def loaded(who: Actor, reach: Scope, content: bytes | None = None) -> None:
    upload = bring(who, reach) if content is None else bring(who, reach, content)
    text = mapped(upload)
    if content is not None:
        text = text.replace("table: leads", "table: lead_stages").split("columns:")[0] + (
            "columns:\n  lead_id: lead\n  stage: what  # as the CRM says\n"
            '  happened_at: {from: at, format: "%Y-%m-%d %H:%M"}\n'
        )
    save_for_upload(who, reach, upload, text)
    run_load(plan_load(who, ["new-leads"], upload=upload).pk)


def test_mended_row_is_loaded_by_the_next_replay(
    own_place: Workspace, who: Actor, reach: Scope
) -> None:
    loaded(who, reach)
    (row,) = quarantine().rows("new-leads")
    mend_row(who, reach, row, values=["N-3", "2026-03-04 09:00", "webinar", ""])
    load = run_load(plan_replay(who, ["new-leads"]).pk)
    assert load.counts["tables"][0]["inserted"] == 1
    assert list(quarantine().rows("new-leads")) == []
    audit = AuditRow.objects.get(action="quarantine.mended")
    assert "2026-03-04" not in str(audit.facts)


def test_row_that_still_does_not_fit_stays_and_keeps_its_date(
    own_place: Workspace, who: Actor, reach: Scope
) -> None:
    loaded(who, reach)
    (row,) = quarantine().rows("new-leads")
    mend_row(who, reach, row, values=["N-3", "still no time", "webinar", ""])
    run_load(plan_replay(who, ["new-leads"]).pk)
    (left,) = quarantine().rows("new-leads")
    assert left.values == ("N-3", "still no time", "webinar", "")
    assert left.quarantined_at == row.quarantined_at


def test_row_is_mended_with_as_many_values_as_it_has(
    own_place: Workspace, who: Actor, reach: Scope
) -> None:
    loaded(who, reach)
    (row,) = quarantine().rows("new-leads")
    with pytest.raises(InputError, match="4 values"):
        mend_row(who, reach, row, values=["N-3"])


def test_broken_line_is_mended_as_a_text(own_place: Workspace, who: Actor, reach: Scope) -> None:
    upload = bring(who, reach, b"id,when,channel\nN-9,2026-03-02 09:00,web,too,many\n")
    text = mapped(upload).replace(
        f"{{file: {source_of(upload)}}}",
        f'{{file: {source_of(upload)}, delimiter: ","}}',
    )
    save_for_upload(who, reach, upload, text)
    run_load(plan_load(who, ["new-leads"], upload=upload).pk)
    (row,) = quarantine().rows("new-leads")
    assert row.values is None
    mend_row(who, reach, row, text="N-9,2026-03-02 09:00,web")
    assert run_load(plan_replay(who, ["new-leads"]).pk).counts["tables"][0]["inserted"] == 1


def test_dropped_row_is_gone(own_place: Workspace, who: Actor, reach: Scope) -> None:
    loaded(who, reach)
    (row,) = quarantine().rows("new-leads")
    drop_row(who, reach, row)
    assert find_row("new-leads", row.id) is None


def test_unknown_words_are_mapped_and_the_rows_read_again(
    own_place: Workspace, who: Actor, reach: Scope
) -> None:
    loaded(who, reach, STAGES)
    rows = list(quarantine().rows("new-leads"))
    (words,) = unknown_words(mapping_named("new-leads"), rows)
    assert (words.table, words.column) == ("lead_stages", "stage")
    assert words.values == (("MQL!", 2), ("thrown out", 1))
    map_words(who, reach, "new-leads", "lead_stages", "stage", {"MQL!": "mql"})
    load = run_load(plan_replay(who, ["new-leads"]).pk)
    assert load.counts["tables"][0]["inserted"] == 2
    assert [row.values[1] for row in quarantine().rows("new-leads") if row.values] == ["thrown out"]
    assert open_evidence(own_place.evidence).latest().number == load.snapshot


def test_words_are_of_the_table(own_place: Workspace, who: Actor, reach: Scope) -> None:
    loaded(who, reach, STAGES)
    with pytest.raises(InputError, match="not a word"):
        map_words(who, reach, "new-leads", "lead_stages", "stage", {"MQL!": "nonsense"})


def test_words_are_added_without_touching_the_rest() -> None:
    text = """mapping: a # keep me
source: {file: a.csv}
tables:
  lead_stages:
    columns:
      lead_id: id
      stage: {from: what, map: {"x": mql}}   # and me
"""
    changed = with_words(text, "lead_stages", "stage", {"thrown out": "rejected"})
    assert "# keep me" in changed
    assert "# and me" in changed
    assert '"x": mql' in changed
    assert "thrown out: rejected" in changed
