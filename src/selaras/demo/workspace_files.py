"""The demo's workspace: the folder that `selaras demo` makes, and makes again without harm."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from selaras.demo.exports import EXPORTS, write_exports
from selaras.demo.simulate import simulate_branches
from selaras.demo.truths import Truths
from selaras.demo.world import LAST_DAY, Scale, read_scale
from selaras.errors import InputError, said

MARKER = ".selaras-demo.json"
"""The file by which a folder is known as a demo workspace; it says what was simulated."""
_FORM = 3
"""Raised when the same seed gives other exports than before."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a demo workspace holds: enough to know whether it has to be simulated again."""

    seed: int
    scale: str
    language: str
    form: int
    truths: str


def prepare_workspace(
    folder: Path, truths: Truths, *, scale: str, seed: int, language: str
) -> bool:
    """Make `folder` a demo workspace, with exports; True where it had to be simulated.

    Files that someone has edited since are left as they are. Raises InputError where the folder
    holds anything else than a demo workspace.
    """
    wanted = Simulated(
        seed, scale, language, _FORM, hashlib.sha256(repr(truths).encode()).hexdigest()[:12]
    )
    company = read_scale(scale)
    before, digests = _read_marker(folder)
    again = before is None or _without_language(before) != _without_language(wanted)
    if again:
        # what was loaded of another company must not mix with this one
        database = "selaras.sqlite3"
        for name in (EXPORTS, "evidence", database, f"{database}-wal", f"{database}-shm"):
            _remove(folder / name)
    folder.mkdir(parents=True, exist_ok=True)
    if again:
        _write_marker(folder, None, digests)
    written = {
        name: _write(folder / name, text, digests.get(name))
        for name, text in workspace_texts(company, language).items()
    }
    if again:
        write_exports(simulate_branches(truths, company, seed), folder / EXPORTS)
    _write_marker(folder, wanted, written)
    return again


def workspace_texts(scale: Scale, language: str = "en") -> dict[str, str]:
    """Every file of the demo's workspace, by its place in it, with the numbers of the scale."""
    values = {"last_day": LAST_DAY.isoformat(), "language": language, **_targets(scale)}
    return {
        name: Template(text).substitute(values)
        for name, text in package_texts(files("selaras.demo") / "files").items()
    }


def _targets(scale: Scale) -> dict[str, str]:
    """Targets that an ordinary month meets without ease, and what there was before them."""
    mqls = 0.8 * scale.leads_per_rep_and_month
    leads = scale.leads * scale.branches
    return {
        "leads_before": str(round(0.55 * mqls)),
        "won_before": str(round(leads * 2) * 1_000_000),
        "opportunities_before": str(round(leads * 0.065)),
        "leads_per_rep": str(round(0.62 * mqls)),
        "overload": str(round(1.5 * mqls)),
        "won_a_quarter": str(round(leads * 2.2) * 1_000_000),
        "won_in_words": f"{round(leads * 2.2) / 1000:,.15g} billion",
        "most_opportunities": str(round(leads * 0.055)),
    }


def package_texts(folder: Traversable) -> dict[str, str]:
    """The texts under a folder of the package, by their place in it, in order of place."""
    return dict(sorted(_texts(folder, "")))


def _texts(folder: Traversable, prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _texts(entry, f"{prefix}{entry.name}/")
        else:
            found.append((prefix + entry.name, entry.read_text(encoding="utf-8")))
    return found


def _read_marker(folder: Path) -> tuple[Simulated | None, dict[str, str]]:
    """What the folder was made from, and the digests of the files as they were written."""
    if folder.exists() and not folder.is_dir():
        raise InputError(
            said("This is a file, not a folder.", "Ini berkas, bukan folder."), file=str(folder)
        )
    if not folder.is_dir() or not any(folder.iterdir()):
        return None, {}
    path = folder / MARKER
    if not path.is_file():
        raise InputError(
            said(
                "The folder is not empty and is not a demo workspace.",
                "Folder ini tidak kosong dan bukan ruang kerja demo.",
            ),
            file=str(folder),
            mend=said(
                "Name a new folder: `selaras demo --workspace DIR`.",
                "Sebut folder baru: `selaras demo --workspace DIR`.",
            ),
        )
    try:
        marker = json.loads(path.read_text(encoding="utf-8"))
        simulated = marker["simulated"]
        return simulated and Simulated(**simulated), dict(marker["files"])
    except (ValueError, KeyError, TypeError):
        raise InputError(
            said(
                "The note of what was simulated here cannot be read.",
                "Catatan tentang apa yang disimulasikan di sini tidak dapat dibaca.",
            ),
            file=str(path),
            mend=said(
                "Delete the folder, or name a new one.", "Hapus folder itu, atau sebut folder baru."
            ),
        ) from None


def _write_marker(folder: Path, simulated: Simulated | None, files: dict[str, str]) -> None:
    """Note what the folder holds; None while it is being written, so that a run cut short starts
    afresh."""
    marker = {"simulated": None if simulated is None else asdict(simulated), "files": files}
    (folder / MARKER).write_text(json.dumps(marker, indent=1) + "\n", encoding="utf-8")


def _without_language(simulated: Simulated) -> tuple[object, ...]:
    return simulated.seed, simulated.scale, simulated.form, simulated.truths


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _write(path: Path, text: str, digest: str | None) -> str:
    """Write `text` unless someone edited the file; the digest of what we last wrote there."""
    new = hashlib.sha256(text.encode()).hexdigest()
    if path.exists():
        old = hashlib.sha256(path.read_bytes()).hexdigest()
        if old not in (digest, new):
            return digest or ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return new
