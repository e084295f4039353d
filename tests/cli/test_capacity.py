"""`selaras capacity` as people use it: status, promise and reserve, and what mistakes meet."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from selaras.cli.capacity import app
from selaras.errors import EvidenceError, InputError
from selaras.evidence import open_evidence
from selaras.evidence.loading import load
from selaras.evidence.mapping import read_mappings
from selaras.records.people.models import Party
from selaras.workspace import open_workspace

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
_RESOURCES = """\
id,site,product,kind,unit,claimed
R1,Abepura,Fibre,stock,ports,120
R2,Sentani,Fibre,stock,ports,300
R3,Waena,Fibre,stock,ports,80
C1,Abepura,Installation,hours,crew hours,40
"""
_TESTS = """\
id,at,capacity,method,until
R1,2026-03-02T03:00:00Z,100,loopback,2027-03-02
R2,2026-03-03T03:00:00Z,290,loopback,2027-03-03
C1,2026-03-04T03:00:00Z,40,timesheets,2027-03-04
"""
_MAPPINGS = {
    "resources": "{resource_id: id, site: site, product: product, kind: kind, unit: unit, "
    "claimed: claimed}",
    "capacity_tests": "{resource_id: id, tested_at: at, capacity: capacity, method: method, "
    "expires_at: {from: until, precision: day}, passed: {value: 'true'}}",
    "utilisation": "{resource_id: id, happened_at: at, used: used}",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "selaras.toml").write_text(
        'name = "Provider"\ncurrency = "IDR"\nas_of = "2026-06-01T00:00+00:00"\n'
    )
    (folder / "mappings").mkdir()
    used = {"R1": 60, "R2": 100, "R3": 20, "C1": 10}
    readings = "id,at,used\n" + "".join(
        f"{name},{AS_OF - timedelta(days=day, hours=3):%Y-%m-%dT%H:%M:%SZ},{level}\n"
        for day in range(60)
        for name, level in used.items()
    )
    files = {"resources": _RESOURCES, "capacity_tests": _TESTS, "utilisation": readings}
    for table, columns in _MAPPINGS.items():
        (folder / f"{table}.csv").write_text(files[table])
        (folder / "mappings" / f"{table}.yaml").write_text(
            f"mapping: {table}\nsource: {{file: ../{table}.csv}}\nexport: full\n"
            f"complete_to: 2026-05-31\ntime_zone: UTC\ntable: {table}\ncolumns: {columns}\n"
        )
    _load(folder)
    return folder


def _load(folder: Path) -> None:
    load(
        open_evidence(folder / "evidence"),
        read_mappings(folder / "mappings"),
        loaded_at=AS_OF,
        pseudonymise=lambda kind, ids: {one: one for one in ids},
    )


def run(workspace: Path, command: str, *options: str) -> str:
    result = CliRunner().invoke(
        app, [command, "--workspace", str(workspace), *options], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(workspace: Path, command: str, *options: str) -> str:
    with pytest.raises(InputError) as caught:
        run(workspace, command, *options)
    return caught.value.sentence


def ask(quantity: float, *, site: str = "Abepura", by: str = "2026-06-20") -> tuple[str, ...]:
    return ("--site", site, "--product", "Fibre", "--quantity", str(quantity), "--by", by)


def test_a_promise_in_json_has_its_keys_and_is_the_same_twice(workspace: Path) -> None:
    text = run(workspace, "promise", *ask(40), "--format", "json")
    form = json.loads(text)
    assert sorted(form) == [
        "alternatives", "answer", "as_of", "at_most", "binding", "debt", "earliest", "evidence",
        "kind", "limits", "n", "probability_short", "problems", "quantity_by_date", "question",
        "sentence", "snapshot", "unit", "with_expansions",
    ]  # fmt: skip
    assert (form["answer"], form["probability_short"], form["quantity_by_date"]) == ("yes", 0, 40)
    assert form["evidence"][0]["method"] == "loopback"
    assert run(workspace, "promise", *ask(40), "--format", "json") == text


def test_a_promise_that_cannot_be_kept_names_another_site(workspace: Path) -> None:
    form = json.loads(run(workspace, "promise", *ask(41), "--format", "json"))
    assert (form["answer"], form["quantity_by_date"]) == ("less", 40)
    assert [(one["kind"], one["site"]) for one in form["alternatives"]] == [
        ("quantity", "Abepura"),
        ("site", "Sentani"),
    ]


def test_a_site_without_a_test_cannot_be_told(workspace: Path) -> None:
    shown = run(workspace, "promise", *ask(5, site="Waena"))
    assert "? Cannot tell yet" in shown
    assert "No test stands behind R3" in shown


def test_the_table_speaks_indonesian(workspace: Path) -> None:
    shown = run(workspace, "promise", *ask(41), "--language", "id")
    for part in ("Kurang", "Pilihan lain", "Uji yang mendasarinya", "tingkat layanan 95%"):
        assert part in shown


def test_a_page_needs_nothing_but_itself(workspace: Path, tmp_path: Path) -> None:
    for command, options in (("promise", ask(41)), ("status", ())):
        page = tmp_path / f"{command}.html"
        run(workspace, command, *options, "--format", "html", "--output", str(page))
        text = page.read_text(encoding="utf-8")
        assert text.lower().startswith("<!doctype html>")
        assert "<script" not in text
        assert "Abepura" in text


def test_status_lists_places_and_what_no_test_stands_behind(workspace: Path) -> None:
    form = json.loads(run(workspace, "status", "--weeks", "3", "--format", "json"))
    by_site = {(one["site"], one["product"]): one for one in form["places"]}
    abepura = by_site["Abepura", "Fibre"]["weeks"][0]
    assert (abepura["claimed"], abepura["tested"], abepura["free"]) == (120, 100, 40)
    assert by_site["Waena", "Fibre"]["flags"] == ["untested"]
    assert len(by_site["Abepura", "Fibre"]["weeks"]) == 3
    shown = run(workspace, "status", "--site", "Waena")
    assert "No test stands behind R3" in shown
    assert "Sentani" not in shown


def test_reservations_of_a_file_count(workspace: Path, tmp_path: Path) -> None:
    held = tmp_path / "held.csv"
    held.write_text("site,product,quantity,needed_on\nAbepura,Fibre,130,2026-06-05\n")
    options = (*ask(5), "--reservations", str(held), "--format", "json")
    form = json.loads(run(workspace, "promise", *options))
    assert (form["answer"], form["debt"]) == ("no", 90)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (ask(5, site="Abepra"), "Did you mean Abepura?"),
        (ask(0), "The quantity asked for is 0."),
        (ask(5, by="2026-05-01"), "is past"),
        (ask(5, by="tomorrow"), "--by 'tomorrow' is not a day."),
        ((*ask(5), "--service-level", "95"), "The service level is 95."),
        ((*ask(5), "--as-of", "noon"), "--as-of 'noon' is not an instant."),
        ((*ask(5), "--unit", "rooms"), "There is no unit there named 'rooms'."),
        ((*ask(5), "--reservations", "no.csv"), "no.csv: It cannot be read"),
    ],
)
def test_a_mistake_is_one_clear_sentence(
    workspace: Path, options: tuple[str, ...], says: str
) -> None:
    assert says in refused(workspace, "promise", *options)


def test_without_resources_it_says_what_to_load(tmp_path: Path) -> None:
    assert "no evidence yet" in refused(tmp_path, "promise", *ask(5))
    (tmp_path / "mappings").mkdir()
    (tmp_path / "people.csv").write_text("id\na\n")
    (tmp_path / "mappings" / "people.yaml").write_text(
        "mapping: people\nsource: {file: ../people.csv}\nexport: full\ncomplete_to: 2026-05-31\n"
        "time_zone: UTC\ntable: people\ncolumns: {person_id: id}\n"
    )
    _load(tmp_path)
    with pytest.raises(EvidenceError, match="no table of resources"):
        run(tmp_path, "status")


def test_policies_are_tried_out(workspace: Path) -> None:
    options = ("--capacity", "50", "--holder", "sales:40:1", "--holder", "reseller:30")
    result = CliRunner().invoke(app, ["reserve", "policies", *options], catch_exceptions=False)
    assert "First come (in force here)" in result.stdout
    page = CliRunner().invoke(app, ["reserve", "policies", *options, "--format", "html"])
    assert "<table" in page.stdout
    assert "<script" not in page.stdout
    again = CliRunner().invoke(app, ["reserve", "policies", *options, "--format", "json"])
    assert len(json.loads(again.stdout)["policies"]) == 3


def test_a_reservation_lives_on_the_command_line(
    db: None, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("selaras.web.start.start", lambda root, **_options: open_workspace(root))
    monkeypatch.setattr(
        "selaras.records.reservations.presence.may_hold_reservations", lambda place: True
    )

    def reserve(*words: str) -> str:
        result = CliRunner().invoke(
            app, ["reserve", *words, "--workspace", str(workspace)], catch_exceptions=False
        )
        assert result.exit_code == 0, result.output
        return result.stdout

    take = ("take", "--site", "Abepura", "--product", "Fibre", "--on", "2026-06-20")
    assert reserve("list") == "Nothing is reserved.\n"
    made = json.loads(
        reserve(*take, "--quantity", "30", "--holder", "sales", "--key", "k", "--format", "json")
    )
    (row,) = made["reservations"]
    assert (row["state"], row["quantity"], row["expires_at"]) == (
        *("held", 30.0, "2026-06-15T00:00:00+00:00"),
    )
    number = str(row["id"])
    again = reserve(*take, "--quantity", "30", "--holder", "sales", "--key", "k")
    assert again.startswith(f"{number}  held  30 ports  Fibre at Abepura")
    assert "until 2026-06-15 00:00 UTC" in again
    toml = workspace / "selaras.toml"
    told = toml.read_text()
    toml.write_text(told + 'time_zone = "Asia/Jayapura"\n')
    assert "until 2026-06-15 09:00 WIT" in reserve("list")
    toml.write_text(told)
    with pytest.raises(InputError, match="10 ports are free"):
        reserve(*take, "--quantity", "11")
    Party.objects.create(slug="sales", name="Sales")
    with pytest.raises(InputError, match=r"no party named 'salse'\. Did you mean sales"):
        reserve(*take, "--quantity", "1", "--holder", "salse")
    with pytest.raises(InputError, match="Nothing can be reserved there"):
        reserve("take", "--site", "Waena", *take[3:], "--quantity", "1")
    with pytest.raises(InputError, match="--until or --days"):
        reserve("extend", number)
    assert "2026-07-01" in reserve("extend", number, "--days", "30")
    assert "dipesan" in reserve("order", number, "--order", "PO-1", "--language", "id")
    form = json.loads(run(workspace, "promise", *ask(11), "--format", "json"))
    assert (form["answer"], form["quantity_by_date"], form["n"]["reservations"]) == ("less", 10, 1)
    assert "released" in reserve("release", number, "--reason", "in use")
    assert reserve("expire") == "0\n"
    assert json.loads(reserve("list", "--all", "--format", "json"))["reservations"][0]["order"] == (
        "PO-1"
    )
