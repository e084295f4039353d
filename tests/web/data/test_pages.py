"""The pages of data: freshness, loads, quarantine, bringing files."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.records.loads.test_uploads import CSV
from tests.web.conftest import person, signed_in

from selaras.records.loads.mending import quarantine
from selaras.records.loads.models import Load, Upload
from selaras.records.loads.run import run_load
from selaras.records.loads.uploads import source_of
from selaras.records.people.models import Party, Role
from selaras.web.jobs.performing import work_off
from selaras.workspace import Workspace

PATHS = ("/data/", "/data/loads/", "/data/snapshots/", "/data/quarantine/", "/data/mappings/leads/")


@pytest.fixture
def ayu(own_place: Workspace, home: Party) -> Client:
    return signed_in(person("ayu", ("nusantara", Role.ADMINISTRATOR)))


def brought(client: Client, content: bytes = CSV, name: str = "leads <b>new</b>.csv") -> Upload:
    answer = client.post("/data/uploads/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.latest("pk")


def mapping_of(upload: Upload, name: str = "new-leads") -> str:
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


def load_what_waits() -> None:
    """Loads alone, without the evaluation that follows each."""
    for load in Load.objects.filter(state=Load.State.WAITING).order_by("pk"):
        run_load(load.pk)


def loaded(client: Client, name: str = "new-leads") -> Load:
    upload = brought(client)
    address = f"{upload.get_absolute_url()}load/"
    assert client.post(address, {"text": mapping_of(upload, name)}).status_code == 302
    load_what_waits()
    return Load.objects.get(upload=upload)


def test_file_is_brought_tried_and_loaded_on_the_pages(ayu: Client) -> None:
    upload = brought(ayu)
    page = ayu.get(upload.get_absolute_url()).content.decode()
    assert "channel" in page
    assert "<script>alert(1)</script>" not in page
    assert "<b>new</b>" not in page
    tried = ayu.post(f"{upload.get_absolute_url()}check/", {"text": mapping_of(upload)})
    assert "2 of 3 rows fit" in tried.content.decode()
    ayu.post(f"{upload.get_absolute_url()}load/", {"text": mapping_of(upload)})
    load = Load.objects.get(upload=upload)
    assert 'hx-trigger="every 1s"' in ayu.get(load.get_absolute_url()).content.decode()
    work_off()
    page = ayu.get(load.get_absolute_url()).content.decode()
    assert "Done: snapshot 2" in page
    assert "Mend one row" in page


def test_mapping_that_is_wrong_is_told_with_its_line(ayu: Client) -> None:
    upload = brought(ayu)
    text = mapping_of(upload).replace("channel", "chanel")
    tried = ayu.post(f"{upload.get_absolute_url()}check/", {"text": text}).content.decode()
    assert "chanel" in tried
    assert str(upload.place) not in tried
    text = mapping_of(upload).replace("Asia/Jakarta", "Asia/Nowhere")
    tried = ayu.post(f"{upload.get_absolute_url()}check/", {"text": text}).content.decode()
    assert "mapping:4:" in tried


def test_other_table_is_suggested_anew(ayu: Client) -> None:
    upload = brought(ayu)
    asked = {"table": "tickets", "name": "some-tickets", "time_zone": "Asia/Makassar", "full": "1"}
    asked |= {"complete_from": "2026-03-01", "complete_to": "2026-05-31"}
    page = ayu.post(upload.get_absolute_url(), asked).content.decode()
    for line in (
        "mapping: some-tickets",
        "table: tickets",
        "time_zone: Asia/Makassar",
        "export: full",
        "complete_from: 2026-03-01",
        "complete_to: 2026-05-31",
    ):
        assert line in page


def test_columns_that_are_chosen_make_the_mapping(ayu: Client) -> None:
    upload = brought(ayu)
    asked = {"table": "leads", "was": "leads", "name": "web", "time_zone": "Asia/Jakarta"}
    asked |= {"from-lead_id": "id", "from-created_at": "when", "from-source": "nonsense"}
    page = ayu.post(upload.get_absolute_url(), asked).content.decode()
    assert "  created_at: when" in page
    assert "  # source: …" in page
    other = ayu.post(upload.get_absolute_url(), asked | {"table": "tickets"}).content.decode()
    assert "table: tickets" in other


def test_file_for_a_mapping_that_is_there_needs_no_other(ayu: Client, own_place: Workspace) -> None:
    content = (own_place.root / "data" / "leads.csv").read_bytes()
    upload = brought(ayu, content, "leads of may.csv")
    assert "Load it by that" in ayu.get(upload.get_absolute_url()).content.decode()
    ayu.post(f"{upload.get_absolute_url()}load/", {"known": "leads"})
    load_what_waits()
    load = Load.objects.get(upload=upload)
    assert (load.state, load.mappings) == ("done", ["leads"])


def test_hostile_files_are_refused_with_a_sentence(ayu: Client) -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../leads.csv", b"0\n" * 60_000_000)
    for name, content in (
        ("bomb.zip", bomb.getvalue()),
        ("page.html", b"<html>"),
        ("book.xlsx", b"no workbook"),
        ("empty.csv", b""),
        ("long.csv", b"x" * 1_100_000),
    ):
        page = ayu.post("/data/uploads/", {"file": SimpleUploadedFile(name, content)})
        assert page.status_code == 200, name
        assert "message-error" in page.content.decode(), name
    assert Upload.objects.count() == 0


def test_row_in_quarantine_is_mended_and_read_again(ayu: Client) -> None:
    loaded(ayu)
    (row,) = quarantine().rows("new-leads")
    page = ayu.get("/data/quarantine/").content.decode()
    assert "One row did not fit" in page
    address = f"/data/quarantine/new-leads/{row.id}/"
    assert 'value="not a time"' in ayu.get(address).content.decode()
    ayu.post(address, {"value": ["N-3", "2026-03-04 09:00", "webinar", ""], "do": "mend"})
    load_what_waits()
    assert list(quarantine().rows("new-leads")) == []
    assert ayu.get(address).status_code == 404


def test_row_is_thrown_away(ayu: Client) -> None:
    loaded(ayu)
    (row,) = quarantine().rows("new-leads")
    ayu.post(f"/data/quarantine/new-leads/{row.id}/", {"do": "drop"})
    assert list(quarantine().rows("new-leads")) == []


def test_words_are_mapped_on_the_page(ayu: Client) -> None:
    upload = brought(ayu, b"lead,what,at\nL-1,MQL!,2026-03-02 09:00\n")
    text = mapping_of(upload).split("table:")[0] + (
        "table: lead_stages\ncolumns:\n  lead_id: lead\n  stage: what\n"
        '  happened_at: {from: at, format: "%Y-%m-%d %H:%M"}\n'
    )
    ayu.post(f"{upload.get_absolute_url()}load/", {"text": text})
    load_what_waits()
    page = ayu.get("/data/quarantine/?mapping=new-leads").content.decode()
    assert "MQL!" in page
    ayu.post(
        "/data/quarantine/new-leads/words/",
        {"table": "lead_stages", "column": "stage", "value": ["MQL!"], "word": ["mql"]},
    )
    load_what_waits()
    assert list(quarantine().rows("new-leads")) == []


def test_mapping_is_changed_but_not_where_it_reads_from(ayu: Client, own_place: Workspace) -> None:
    path = own_place.mappings / "leads.yaml"
    text = path.read_text()
    ayu.post("/data/mappings/leads/", {"text": text + "\n# seen\n"})
    assert path.read_text().endswith("# seen\n")
    evil = text.replace("leads.csv", "../../../etc/passwd")
    assert evil != text
    page = ayu.post("/data/mappings/leads/", {"text": evil})
    assert "changed on the machine" in page.content.decode()
    assert "passwd" not in path.read_text()


def test_sources_are_loaded_again(ayu: Client) -> None:
    ayu.post("/data/loads/new/", {"mapping": ["leads"]})
    load_what_waits()
    load = Load.objects.exclude(kind="evaluation").get()
    assert (load.state, load.mappings) == ("done", ["leads"])


def test_rows_that_came_back_are_told_among_the_new(ayu: Client) -> None:
    load = loaded(ayu)
    assert "that had been deleted" not in ayu.get(load.get_absolute_url()).content.decode()
    load.counts["tables"][0]["restored"] = 1204
    load.save()
    page = ayu.get(load.get_absolute_url()).content.decode()
    assert "and 1,204 that had been deleted" in page


def test_only_those_who_may_load_do(own_place: Workspace, home: Party, ayu: Client) -> None:
    upload = brought(ayu)
    address = upload.get_absolute_url()
    for someone in (
        person("maya", ("marketing", Role.HEAD)),
        person("dian", ("nusantara", Role.AUDITOR)),
    ):
        client = signed_in(someone)
        for path in PATHS:
            assert client.get(path).status_code == 200
        assert client.get("/data/uploads/").status_code == 403
        assert client.get(address).status_code == 403
        assert client.post("/data/mappings/leads/", {"text": "x"}).status_code == 403
        forms = ("load/", "check/", "remove/")
        others = ("loads/new/", "quarantine/replay/", "quarantine/leads/words/")
        for path in (*(address + form for form in forms), *(f"/data/{one}" for one in others)):
            assert client.post(path).status_code == 403, path
    director = signed_in(person("hendra", ("nusantara", Role.HEAD)))
    assert director.get(address).status_code == 200


def test_customers_see_no_data(own_place: Workspace, home: Party) -> None:
    client = signed_in(person("wulan", ("hotel-nirwana", Role.CUSTOMER)))
    assert {client.get(path).status_code for path in PATHS} == {404}


def test_removed_file_is_gone(ayu: Client, own_place: Workspace) -> None:
    upload = brought(ayu)
    ayu.post(f"{upload.get_absolute_url()}remove/")
    upload.refresh_from_db()
    assert upload.state == "removed"
    assert "was removed" in ayu.get(upload.get_absolute_url()).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_database_seldom(
    ayu: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        load = loaded(ayu, f"leads-{number}")
    for path in (*PATHS, "/data/uploads/", load.get_absolute_url(),
                 load.upload.get_absolute_url() if load.upload else "/data/"):  # fmt: skip
        with django_assert_max_num_queries(20):
            page = ayu.get(path)
        assert page.status_code == 200
        assert len(page.content) < 100_000


def test_broken_mapping_in_the_folder_is_told_on_the_page(
    ayu: Client, own_place: Workspace
) -> None:
    (own_place.mappings / "broken.yaml").write_text("mapping: [")
    page = ayu.get("/data/").content.decode()
    assert "This is not YAML" in page
    assert str(own_place.root) not in page
