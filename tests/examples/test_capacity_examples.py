"""Real links and real traffic, every figure worked out again from the files."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import tarfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from selaras.capacity.source_query import ReadingSource
from selaras.capacity.traffic_query import hourly_readings, next_week
from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.reading import Reading
from selaras.statistics.hour_of_week import WEEK, hourly_forecast, pinball
from selaras.workspace import open_workspace
from selaras.workspace.instants import read_instant

from .workspaces import _ENVIRONMENT, DATA, ROOT, selaras

SOURCES = {"topology": "internet_topology_zoo", "traffic": "isp_link_traffic"}


def _run(name: str, folder: Path) -> Path:
    data = (DATA / SOURCES[name]).resolve()
    if not data.is_dir():
        pytest.skip(f"{SOURCES[name]} is not there: examples/README.md says where it comes from")
    root = folder / name
    kept = shutil.ignore_patterns("evidence", "prepared", "selaras.sqlite3*")
    shutil.copytree(ROOT / "examples" / name, root, ignore=kept)
    shutil.copy(ROOT / "examples" / "run", folder / "run")
    ran = subprocess.run(
        ["sh", str(folder / "run"), name, str(data), "--format", "json"],
        capture_output=True, text=True, env=_ENVIRONMENT, check=False, timeout=600,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    (root / "status.json").write_text(ran.stdout, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def topology(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _run("topology", tmp_path_factory.mktemp("topology"))


@pytest.fixture(scope="module")
def traffic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _run("traffic", tmp_path_factory.mktemp("traffic"))


def _places(root: Path) -> dict[str, dict[str, Any]]:
    status = json.loads((root / "status.json").read_text(encoding="utf-8"))
    return {place["site"]: place for place in status["places"]}


def test_every_link_of_the_zoo_is_a_resource(topology: Path) -> None:
    """Counted with regular expressions over the archive, not with the example's own reader."""
    links: dict[str, int] = defaultdict(int)
    speeds: dict[str, list[float]] = defaultdict(list)
    with tarfile.open((DATA / SOURCES["topology"]).resolve() / "gml.tar.gz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".gml") else None
            if file is None:
                continue
            text = file.read().decode("utf-8", "replace")
            name = Path(member.name).stem
            links[name] += len(re.findall(r"^\s*edge \[", text, re.MULTILINE))
            speeds[name] += [float(s) for s in re.findall(r"LinkSpeedRaw ([\d.eE+]+)", text)]
    places = _places(topology)
    assert {site: len(place["evidence"]) for site, place in places.items()} == {
        site: count for site, count in links.items() if count
    }
    assert sum(len(found) for found in speeds.values()) == 3928
    for site, place in places.items():
        claimed = place["weeks"][0]["claimed"]
        if speeds[site]:
            assert claimed == pytest.approx(sum(speeds[site]), rel=1e-8)
        else:
            assert claimed is None


def test_a_map_is_a_claim_and_no_test(topology: Path) -> None:
    places = _places(topology)
    assert all(place["weeks"][0]["tested"] == 0 for place in places.values())
    assert all("untested" in place["flags"] for place in places.values())
    asked = ("--site", "Aconet", "--product", "link", "--quantity", "1e9", "--by", "2012-05-01")
    where = ("--workspace", topology, "--as-of", "2012-04-01", "--format", "json")
    answer = json.loads(selaras("capacity", "promise", *asked, *where))
    assert answer["answer"] == "cannot_tell"
    assert answer["binding"]["limit"] == "untested"


def _source(root: Path, as_of: str) -> ReadingSource:
    place = open_workspace(root)
    at = read_instant(as_of, place.time_zone, option="--as-of")
    snapshot = open_evidence(place.evidence).snapshot()
    return ReadingSource(Reading(DuckDBEngine(), snapshot, at))


def test_traffic_arrives_hour_by_hour(traffic: Path) -> None:
    path = (DATA / SOURCES["traffic"]).resolve() / "hourly_bits.csv"
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))[1:]
    first, values = hourly_readings(_source(traffic, "2005-08-01"), "transatlantic")
    assert first.isoformat() == "2005-06-07T07:00:00+00:00"
    assert values.tolist() == [float(bits) for _, bits in rows]
    (place,) = _places(traffic).values()
    newest = sorted(float(bits) for _, bits in rows[-4 * WEEK :])
    rank = -(-len(newest) * 95 // 100)
    assert place["weeks"][0]["in_use"] == pytest.approx(newest[rank - 1], rel=1e-8)


@pytest.mark.slow
def test_the_next_week_is_forecast_with_honest_intervals(traffic: Path) -> None:
    """Rolling origin, every second day: 80% intervals, and the loss of last week's same hour."""
    _, values = hourly_readings(_source(traffic, "2005-08-01"), "transatlantic")
    covered, loss, usual = [], [], []
    for end in range(3 * WEEK, len(values) - WEEK + 1, 48):
        forecast = hourly_forecast(values[:end])
        came = values[end : end + WEEK]
        covered.append(np.mean((came >= forecast.values[0]) & (came <= forecast.values[2])))
        loss.append(pinball(came, forecast.values, forecast.levels))
        same_hour = np.repeat(values[end - WEEK : end][None], 3, axis=0)
        usual.append(pinball(came, same_hour, forecast.levels))
    assert 0.72 <= np.mean(covered) <= 0.88
    assert np.mean(loss) < 0.5 * np.mean(usual)


def test_a_day_of_that_traffic_is_not_twenty_four_rows(traffic: Path) -> None:
    forecast = next_week(_source(traffic, "2005-07-15"), "transatlantic")
    assert 23.5 < forecast.rows_a_day < 23.7
    assert forecast.values.shape == (3, WEEK)
    assert (np.diff(forecast.values, axis=0) > 0).all()
