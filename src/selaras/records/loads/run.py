"""Loads carried out: their progress told while they run, and what came of them written down."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from selaras.errors import EvidenceError, InputError, Said, SelarasError, said, said_in
from selaras.evidence import open_evidence
from selaras.evidence.loading import LoadReport, Quarantine, load
from selaras.evidence.loading.replay import replay
from selaras.evidence.mapping import Mapping
from selaras.evidence.pseudonyms import Pseudonyms
from selaras.records.loads.mappings import known_mappings
from selaras.records.loads.models import Load, Upload, in_both_languages
from selaras.records.loads.uploads import path_of
from selaras.workspace import open_workspace

SILENT = timedelta(minutes=10)
"""A load that says nothing for so long was killed, unless it waits for another one."""
_TELL_SECONDS = 1.0


def run_load(load_id: int) -> Load:
    """Do what a row asks for. Harmless to do twice: the same rows loaded again change nothing.

    Raises InputError and EvidenceError after writing down why it failed.
    """
    row = Load.objects.select_related("upload").get(pk=load_id)
    if row.is_over:
        return row
    _update(row, state=Load.State.RUNNING, began_at=row.began_at or timezone.now())
    try:
        report = _carry_out(row)
    except (InputError, EvidenceError) as error:
        _fail(row, plain_problem(error))
        raise
    except Exception:
        _fail(
            row,
            said(
                "Something broke in Selaras itself; the log says what.",
                "Terjadi kesalahan di Selaras; catatan log memuat keterangannya.",
            ),
        )
        raise
    _update(
        row,
        state=Load.State.DONE,
        ended_at=timezone.now(),
        snapshot=report.snapshot,
        counts=report.as_json(),
        step="",
    )
    if row.upload is not None:
        Upload.objects.filter(pk=row.upload.pk).update(state=Upload.State.LOADED)
    return row


def _fail(row: Load, problem: Said) -> None:
    _update(
        row,
        state=Load.State.FAILED,
        ended_at=timezone.now(),
        **in_both_languages(problem),
    )


def _carry_out(row: Load) -> LoadReport:
    place = open_workspace(settings.WORKSPACE)
    evidence = open_evidence(place.evidence)
    chosen = _chosen(row)
    at = datetime.now(UTC)
    pseudonyms = Pseudonyms(place.database)

    def hide(kind: str, ids: list[str]) -> list[str]:
        return pseudonyms.replace(kind, ids, at)

    if row.kind == Load.Kind.REPLAY:
        waiting = set(Quarantine(evidence.root).mappings())
        return replay(
            evidence,
            [one for one in chosen if one.name in waiting],
            loaded_at=at,
            pseudonymise=hide,
        )
    files = {chosen[0].name: path_of(row.upload)} if row.upload is not None else {}
    return load(
        evidence, chosen, files=files, loaded_at=at, pseudonymise=hide, progress=_Teller(row)
    )


def _chosen(row: Load) -> list[Mapping]:
    known = {mapping.name: mapping for mapping in known_mappings()}
    missing = [name for name in row.mappings if name not in known]
    if missing:
        raise InputError(
            said(
                "There is no mapping {name}.", "Tidak ada pemetaan {name}.", name=repr(missing[0])
            ),
            mend=said("Choose another one.", "Pilih yang lain."),
        )
    chosen = [known[name] for name in row.mappings] if row.mappings else list(known.values())
    if not chosen:
        raise InputError(
            said("There is no mapping to load by.", "Belum ada pemetaan untuk memuat."),
            mend=said("Upload a file first.", "Unggah berkas dahulu."),
        )
    return chosen


class _Teller:
    """Writes down how many rows were read, about once a second."""

    def __init__(self, row: Load) -> None:
        self._row = row
        self._told_at = 0.0
        self._rows: dict[str, int] = {}

    def __call__(self, mapping: str, rows: int) -> None:
        self._rows[mapping] = rows
        if time.monotonic() - self._told_at >= _TELL_SECONDS:
            self._told_at = time.monotonic()
            _update(self._row, rows_read=sum(self._rows.values()), step=mapping)


def _update(row: Load, **changes: object) -> None:
    changes["seen_at"] = timezone.now()
    for name, value in changes.items():
        setattr(row, name, value)
    Load.objects.filter(pk=row.pk).update(**changes)


def plain_problem(error: SelarasError) -> Said:
    """The sentence of a load that failed, in both languages, without the paths of the machine."""
    house = said("the workspace", "ruang kerja")
    english, indonesian = (
        _without_paths(error.told_in(language), said_in(house, language))
        for language in ("en", "id")
    )
    return Said(english, indonesian)


def _without_paths(text: str, house: str) -> str:
    for root in {str(settings.WORKSPACE), str(settings.WORKSPACE.resolve())}:
        bare = root.rstrip("/")
        text = text.replace(f"{bare}/", "").replace(bare, house)
    return text[:2000]
