"""Verdicts read back: what stands, what stood before, and how it turned."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from selaras.agreements import read_agreements
from selaras.ledger import Status, evaluate
from selaras.ledger.record_query import Records
from selaras.ledger.recorded import VerdictReader, read_standing, store_version
from selaras.ledger.store import VerdictStore

from .companies import evidence_of
from .test_store import AGREEMENT, AS_OF

ZONES = {"a": ZoneInfo("Asia/Jakarta")}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "verdicts"


def _record(store: Path, folder: Path, days: Sequence[int], as_of: datetime = AS_OF) -> None:
    agreement = folder / "a.yaml"
    agreement.write_text(AGREEMENT)
    rows = [
        {"lead_id": f"l{day}", "created_at": datetime(2026, 1, day, tzinfo=UTC)} for day in days
    ]
    evidence = evidence_of({"leads": rows}, folder, AS_OF)
    ledger = evaluate(read_agreements(agreement), evidence, as_of=as_of)
    VerdictStore(store).record(ledger.verdicts, as_of, ledger.snapshot.number)


def _version(reader: VerdictReader) -> str:
    (version,) = {version for kept in reader._matters.values() for version in kept.newest}
    return version


def test_standing_is_the_newest_on_every_matter(store: Path, tmp_path: Path) -> None:
    _record(store, tmp_path, [5])
    _record(store, tmp_path, [5, 6])
    january, february = read_standing(store, ZONES)
    assert (january.verdict.status, february.verdict.status) == (Status.KEPT, Status.MISSED)
    assert january.verdict.value == 2
    assert january.verdict.restates is not None


def test_refresh_reads_only_what_was_recorded_since(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _record(store, tmp_path, [5])
    reader = VerdictReader(store, ZONES)
    reader.refresh()
    before = set(reader._read)
    _record(store, tmp_path, [5, 6])
    taken: list[str] = []
    take = reader._take
    monkeypatch.setattr(reader, "_take", lambda name, at: (taken.append(name), take(name, at)))
    reader.refresh()
    assert taken
    assert not before & set(taken)
    assert reader.version == store_version(store)


def test_turns_tell_when_a_standing_changed(store: Path, tmp_path: Path) -> None:
    _record(store, tmp_path, [5])
    _record(store, tmp_path, [5, 6])
    reader = VerdictReader(store, ZONES)
    reader.refresh()
    january, february = reader.standing([_version(reader)])
    assert [turn.status for turn in reader.turns(january.verdict)] == [Status.MISSED, Status.KEPT]
    assert [turn.status for turn in reader.turns(february.verdict)] == [Status.MISSED]
    first, second = reader.turns(january.verdict)
    assert first.at < second.at == january.recorded_at


def test_history_is_all_that_was_recorded_newest_first(store: Path, tmp_path: Path) -> None:
    _record(store, tmp_path, [5])
    _record(store, tmp_path, [5, 6])
    reader = VerdictReader(store, ZONES)
    reader.refresh()
    january, _february = reader.standing([_version(reader)])
    newest, oldest = reader.history(january.verdict)
    assert (newest.id, oldest.verdict.value) == (january.id, 1)
    assert reader.find(oldest.id) == oldest
    assert reader.find("0" * 16) is None


def test_standing_leaves_other_versions_and_agreements_out(store: Path, tmp_path: Path) -> None:
    _record(store, tmp_path, [5])
    reader = VerdictReader(store, ZONES)
    reader.refresh()
    assert reader.standing(["another"]) == ()
    assert read_standing(store, {}) == ()


def test_nothing_recorded_is_nothing_standing(tmp_path: Path) -> None:
    assert read_standing(tmp_path / "none", ZONES) == ()
    assert store_version(tmp_path / "none") == -1


_ASKED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from selaras.ledger.record_query import Records
records = Records(Path(sys.argv[1]))
assert records.final() and records.told(9, datetime.now(UTC)) and not records.taken(["x"])
sys.exit("pandas" in sys.modules)
"""


def test_the_store_is_asked_without_pandas(store: Path, tmp_path: Path) -> None:
    """It takes longer to import than all of the rest."""
    _record(store, tmp_path, [5])
    asked = subprocess.run([sys.executable, "-c", _ASKED, str(store)], check=False)
    assert asked.returncode == 0


def test_names_with_quotes_are_asked_for(store: Path, tmp_path: Path) -> None:
    _record(store, tmp_path, [5])
    matter = ("a", "o'clock", "2026-01-01", "2026-02-01", "it's {x}")
    assert Records(store).of(matter) == ()
    assert Records(store).taken(["'", "{y}"]) == frozenset()
