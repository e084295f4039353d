"""A file, brought and mapped by hand and loaded."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override
from tests.web.conftest import person

from selaras.errors import InputError
from selaras.evidence import open_evidence
from selaras.records.audit.actor import Actor
from selaras.records.audit.models import AuditRow
from selaras.records.loads import limits
from selaras.records.loads.access import may_load, sees_data
from selaras.records.loads.mappings import (
    preview,
    read_text,
    save_changed,
    save_for_upload,
    suggested_mapping,
)
from selaras.records.loads.models import Load, Upload
from selaras.records.loads.plan import note_evaluation, plan_load
from selaras.records.loads.run import run_load
from selaras.records.loads.trying import try_mapping
from selaras.records.loads.uploads import (
    bring_file,
    path_of,
    plain_name,
    remove_upload,
    source_of,
)
from selaras.records.people.models import Party, Role
from selaras.records.people.scope import Scope, scope_of
from selaras.workspace import Workspace

CSV = b"""id,when,channel,<b>note</b>
N-1,2026-03-02 09:00,webinar,=1+1
N-2,2026-03-03 09:00,webinar,<script>alert(1)</script>
N-3,not a time,webinar,
"""


def bring(who: Actor, reach: Scope, content: bytes = CSV, name: str = "new leads.csv") -> Upload:
    return bring_file(who, reach, name=name, chunks=[content])


def mapped(upload: Upload, name: str = "new-leads") -> str:
    return f"""mapping: {name}
source: {{file: {source_of(upload)}}}
export: changes
time_zone: Asia/Jakarta
table: leads
columns:
  lead_id: id
  created_at: {{from: when, format: "%Y-%m-%d %H:%M"}}
  source: channel
"""


def test_file_lies_under_a_random_name_of_ours(
    own_place: Workspace, who: Actor, reach: Scope
) -> None:
    upload = bring(who, reach, name="../../../evil name.csv")
    path = path_of(upload)
    assert upload.name == "evil name.csv"
    assert path.read_bytes() == CSV
    assert path.parent.parent == own_place.root / "uploads"
    assert (path.name, len(path.parent.name)) == ("evil-name.csv", 32)
    assert AuditRow.objects.get(action="upload.brought").facts["bytes"] == len(CSV)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("leads.csv", "leads.csv"),
        ("Prospek Mei 2026.CSV", "prospek-mei-2026.csv"),
        ("a/../b%00.csv", "ab00.csv"),
        ("潜在客户.csv", "data.csv"),
        (f"{'x' * 300}.csv", f"{'x' * 60}.csv"),
    ],
)
def test_file_on_disk_has_plain_letters_alone(name: str, plain: str) -> None:
    assert plain_name(name, ".csv") == plain


def test_file_that_is_refused_leaves_nothing(
    own_place: Workspace, who: Actor, reach: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 10)
    for content, name in ((CSV, "a.csv"), (b"", "a.csv"), (b"x", "a.xlsx")):
        with pytest.raises(InputError):
            bring(who, reach, content, name)
    assert Upload.objects.count() == 0
    assert list((own_place.root / "uploads").iterdir()) == []


def test_mapping_is_suggested_from_names_and_values(
    own_place: Workspace, who: Actor, reach: Scope
) -> None:
    upload = bring(who, reach, b"lead_id,created_at,source\nA,2026-03-02T09:00:00,web\n")
    text = suggested_mapping(
        upload,
        preview(upload),
        table="leads",
        name="web-leads",
        time_zone="Asia/Jakarta",
        full=True,
    )
    mapping = read_text(upload, text)
    assert (mapping.name, mapping.export.value) == ("web-leads", "full")
    assert {c.column: c.source for c in mapping.tables[0].columns if c.source} == {
        "lead_id": "lead_id",
        "created_at": "created_at",
        "source": "source",
    }


def test_mapping_is_tried_without_loading_anything(
    own_place: Workspace, who: Actor, reach: Scope
) -> None:
    before = open_evidence(own_place.evidence).latest().number
    upload = bring(who, reach)
    trial = try_mapping(read_text(upload, mapped(upload)), path_of(upload))
    (table,) = trial.tables
    assert (table.read, table.fit, table.reasons) == (3, 2, (("not_a_time", 1),))
    assert [row.line for row in trial.misfits] == [4]
    assert open_evidence(own_place.evidence).latest().number == before


def test_upload_is_loaded_once_and_its_misfit_waits(
    own_place: Workspace, who: Actor, reach: Scope
) -> None:
    upload = bring(who, reach)
    mapping = save_for_upload(who, reach, upload, mapped(upload))
    first = run_load(plan_load(who, [mapping.name], upload=upload).pk)
    again = run_load(plan_load(who, [mapping.name], upload=upload).pk)
    (counts,) = first.counts["tables"]
    assert (first.state, counts["inserted"], counts["quarantined"]) == (
        "done",
        2,
        {"not_a_time": 1},
    )
    assert first.snapshot == open_evidence(own_place.evidence).latest().number
    assert (again.snapshot, again.counts["tables"][0]["unchanged"]) == (None, 2)
    upload.refresh_from_db()
    assert upload.state == Upload.State.LOADED


def test_load_that_was_done_is_not_done_again(
    own_place: Workspace, who: Actor, reach: Scope
) -> None:
    upload = bring(who, reach)
    save_for_upload(who, reach, upload, mapped(upload))
    load = run_load(plan_load(who, ["new-leads"], upload=upload).pk)
    ended = load.ended_at
    assert run_load(load.pk).ended_at == ended


def test_load_that_was_killed_is_taken_up_again(
    own_place: Workspace, who: Actor, reach: Scope
) -> None:
    upload = bring(who, reach)
    save_for_upload(who, reach, upload, mapped(upload))
    load = plan_load(who, ["new-leads"], upload=upload)
    Load.objects.filter(pk=load.pk).update(state=Load.State.RUNNING)
    assert run_load(load.pk).counts["tables"][0]["inserted"] == 2


def test_failed_load_says_why_without_paths_of_the_machine(
    own_place: Workspace, who: Actor, reach: Scope
) -> None:
    upload = bring(who, reach)
    save_for_upload(who, reach, upload, mapped(upload))
    path_of(upload).unlink()
    load = plan_load(who, ["new-leads"], upload=upload)
    with pytest.raises(InputError):
        run_load(load.pk)
    load.refresh_from_db()
    assert load.state == "failed"
    for sentence, begins in (
        (load.problem, "There is no such file"),
        (load.problem_indonesian, "Berkas itu tidak ada"),
    ):
        assert begins in sentence
        assert str(own_place.root) not in sentence
    with override("id"):
        assert load.problem_sentence == load.problem_indonesian


@pytest.mark.parametrize(
    "source",
    [
        "{file: /etc/passwd}",
        "{file: ../selaras.sqlite3}",
        "{folder: uploads, pattern: '**/*.csv'}",
        "{sql: select email from people_person, sqlite: selaras.sqlite3}",
        "{sql: select 1, postgres: DATABASE_URL}",
    ],
)
def test_mapping_of_an_upload_reads_nothing_else(
    own_place: Workspace, who: Actor, reach: Scope, source: str
) -> None:
    upload = bring(who, reach)
    text = mapped(upload).replace(f"{{file: {source_of(upload)}}}", source)
    with pytest.raises(InputError, match="reads that file alone"):
        save_for_upload(who, reach, upload, text)


@pytest.mark.parametrize("name", ["../evil", "a/b", "A", "", ".hidden", "x" * 81, "a\\b"])
def test_mapping_is_called_by_a_plain_name(
    own_place: Workspace, who: Actor, reach: Scope, name: str
) -> None:
    upload = bring(who, reach)
    with pytest.raises(InputError):
        save_for_upload(who, reach, upload, mapped(upload, name=f'"{name}"'))


def test_mapping_does_not_take_the_place_of_another(
    own_place: Workspace, who: Actor, reach: Scope
) -> None:
    upload = bring(who, reach)
    with pytest.raises(InputError, match="already"):
        save_for_upload(who, reach, upload, mapped(upload, name="leads"))


def test_changed_mapping_keeps_its_name_and_its_source(
    own_place: Workspace, who: Actor, reach: Scope
) -> None:
    upload = bring(who, reach)
    text = mapped(upload)
    save_for_upload(who, reach, upload, text)
    saved = save_changed(who, reach, "new-leads", text.replace("%H:%M", "%H.%M"))
    assert "%H.%M" in saved.file.read_text()
    for changed in (
        text.replace("new-leads", "others"),
        text.replace(source_of(upload), "selaras.sqlite3"),
    ):
        with pytest.raises(InputError, match="changed on the machine"):
            save_changed(who, reach, "new-leads", changed)


def test_removed_upload_is_gone_from_the_disk(
    own_place: Workspace, who: Actor, reach: Scope, django_capture_on_commit_callbacks: object
) -> None:
    upload = bring(who, reach)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        remove_upload(who, reach, upload)
    assert not path_of(upload).parent.exists()
    assert Upload.objects.get(pk=upload.pk).state == Upload.State.REMOVED


def test_only_administrators_and_heads_of_home_load(own_place: Workspace, home: Party) -> None:
    allowed = {
        "admin": [("nusantara", Role.ADMINISTRATOR)],
        "director": [("nusantara", Role.HEAD)],
        "head": [("sales", Role.HEAD)],
        "member": [("sales", Role.MEMBER)],
        "auditor": [("nusantara", Role.AUDITOR)],
        "customer": [("hotel-nirwana", Role.CUSTOMER)],
        "theirs": [("hotel-nirwana", Role.HEAD)],
    }
    scopes = {name: scope_of(person(name, *roles)) for name, roles in allowed.items()}
    assert {name for name, scope in scopes.items() if may_load(scope)} == {"admin", "director"}
    assert {name for name, scope in scopes.items() if not sees_data(scope)} == {
        "customer",
        "theirs",
    }
    with pytest.raises(PermissionDenied):
        bring(Actor(scopes["member"].person, "page"), scopes["member"])


def test_evaluation_is_written_down(own_place: Workspace, who: Actor) -> None:
    now = own_place.now()
    load = note_evaluation(who, as_of=now, snapshot=1, statuses={"kept": 3}, began_at=now)
    assert (load.kind, load.state, load.counts) == (
        "evaluation",
        "done",
        {"statuses": {"kept": 3}},
    )
