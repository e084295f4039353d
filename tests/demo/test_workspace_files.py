"""The demo's workspace: made once, made again without harm, never over anybody's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from selaras.agreements import read_agreements
from selaras.demo.truths import DEMO_TRUTHS, NO_TRUTHS
from selaras.demo.workspace_files import MARKER, prepare_workspace, workspace_texts
from selaras.demo.world import LAST_DAY, SCALES
from selaras.errors import InputError
from selaras.evidence.mapping import read_mappings
from selaras.workspace import open_workspace


def _prepare(folder: Path, seed: int = 1, language: str = "en") -> bool:
    return prepare_workspace(folder, NO_TRUTHS, scale="small", seed=seed, language=language)


def _contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_same_again_is_not_simulated_again(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert _prepare(folder)
    before = _contents(folder)
    assert not _prepare(folder)
    assert _contents(folder) == before


def test_another_seed_replaces_exports_and_drops_what_was_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    _prepare(folder)
    (folder / "evidence").mkdir()
    (folder / "evidence" / "old").write_text("of another company")
    before = _contents(folder)["exports/crm/leads.csv"]
    assert _prepare(folder, seed=2)
    assert not (folder / "evidence").exists()
    assert _contents(folder)["exports/crm/leads.csv"] != before


def test_edited_files_are_left_as_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    _prepare(folder)
    agreement = folder / "agreements" / "marketing-sales.yaml"
    edited = agreement.read_text().replace("for: 85%", "for: 90%")
    agreement.write_text(edited)
    _prepare(folder)
    _prepare(folder, seed=2)
    assert agreement.read_text() == edited


def test_language_changes_without_simulating_again(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    _prepare(folder)
    assert not _prepare(folder, language="id")
    assert open_workspace(folder).language == "id"


def test_folder_of_somebody_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(InputError, match="not empty and is not a demo workspace"):
        _prepare(tmp_path)
    assert _contents(tmp_path) == {"thesis.txt": b"three years of work"}


def test_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "demo"
    file.write_text("")
    with pytest.raises(InputError, match="a file, not a folder"):
        _prepare(file)


def test_unreadable_note_is_refused(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text("{")
    with pytest.raises(InputError, match="cannot be read"):
        _prepare(tmp_path)


def test_run_that_was_cut_short_starts_afresh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "demo"

    def cut_short(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("selaras.demo.workspace_files.write_exports", cut_short)
        with pytest.raises(KeyboardInterrupt):
            _prepare(folder)
    assert _prepare(folder)
    assert not _prepare(folder)


def test_unknown_scale_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with pytest.raises(InputError, match="'huge' is not a scale"):
        prepare_workspace(folder, DEMO_TRUTHS, scale="huge", seed=1, language="en")
    assert not folder.exists()


@pytest.mark.parametrize("scale", sorted(SCALES))
def test_files_of_every_scale_can_be_read(tmp_path: Path, scale: str) -> None:
    for name, text in workspace_texts(SCALES[scale]).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert len(read_agreements(tmp_path / "agreements").versions) == 3
    mappings = read_mappings(tmp_path / "mappings")
    assert len(mappings) == 17
    assert {mapping.complete_to for mapping in mappings} == {LAST_DAY}
    assert open_workspace(tmp_path).name == "Nusantara Net"
