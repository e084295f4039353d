"""The evidence store: one folder of Delta tables, with snapshots that name a version of each."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from filelock import FileLock, Timeout

from selaras.contracts import TABLES
from selaras.errors import EvidenceError, InputError, said
from selaras.errors.offsets import check_offset
from selaras.evidence.comparison import LoadCount
from selaras.evidence.manifest import (
    FOLDER,
    Manifest,
    manifest_numbers,
    read_manifest,
    write_manifest,
)
from selaras.evidence.numbering import numbering_of
from selaras.evidence.pins import (
    Pin,
    add_pin,
    is_vacuumed,
    read_pins,
    refuse_vacuumed,
    remove_pins,
)
from selaras.evidence.snapshot import Snapshot, SnapshotInfo
from selaras.evidence.staging import Staged, clear_abandoned, staging_folder
from selaras.evidence.stored_columns import contract
from selaras.evidence.upsert import Upsert
from selaras.evidence.working_database import working_database

LOCK_FILE = "_lock"
_UNFIT_SIGNS = frozenset("?*[]\\^|")
"""Signs that mean something else in the URL of a table, or in a list of files."""
Say = Callable[[str], None]
"""Is told what goes on, one sentence at a time."""


@dataclass(frozen=True, slots=True)
class CommitResult:
    """What a load did: the number of the new snapshot, None where nothing changed."""

    snapshot: int | None
    counts: tuple[LoadCount, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence store in the folder `root`. Made by `open_evidence`.

    Parameters
    ----------
    wait_seconds
        How long a load waits for another one that is writing.
    memory_limit
        What DuckDB may take while a load is compared; above it spills to the store's disk.
    threads
        How many threads DuckDB uses for it; None: as many as there are processors, four at most.
    """

    root: Path
    wait_seconds: float = 600
    memory_limit: str = "256MB"
    threads: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever loaded."""
        return not manifest_numbers(self.root)

    def snapshots(self) -> tuple[SnapshotInfo, ...]:
        """Every snapshot there is, in the order in which they were made."""
        made = (read_manifest(self.root, number) for number in manifest_numbers(self.root))
        pins = read_pins(self.root)
        return tuple(
            SnapshotInfo(
                number=manifest.number,
                id=manifest.id,
                cause=manifest.cause,
                loaded_at=manifest.loaded_at,
                rows=sum(table.rows for table in manifest.tables.values()),
                tables=tuple(sorted(manifest.tables)),
                pins=tuple(pin.reason for pin in pins if pin.snapshot == manifest.number),
                is_vacuumed=is_vacuumed(self.root, manifest.number),
            )
            for manifest in made
        )

    def snapshot(self, which: int | str | None = None) -> Snapshot:
        """The snapshot of that number or content id (or the start of one); None: the latest.

        Of several with the same content the latest is taken. EvidenceError where nothing is
        loaded or there is no such snapshot, or where it was
        vacuumed, InputError where an id's start fits several.
        """
        numbers = manifest_numbers(self.root)
        if not numbers:
            raise EvidenceError(
                said(
                    "There is no evidence in {root} yet: load some with `selaras load`.",
                    "Belum ada bukti di {root}: muat dengan `selaras load`.",
                    root=self.root,
                )
            )
        if which is None:
            return self._open(read_manifest(self.root, numbers[-1]))
        if isinstance(which, int) or (which.isdecimal() and int(which) in numbers):
            return self._open(read_manifest(self.root, int(which)))
        return self._open(self._by_id(which.lower(), numbers))

    def _open(self, manifest: Manifest) -> Snapshot:
        refuse_vacuumed(self.root, manifest.number)
        return Snapshot(self.root, manifest)

    def pin(self, which: int | str, reason: str) -> int:
        """Keep a snapshot from vacuums, for a stated reason; returns its number."""
        number = self.snapshot(which).number
        add_pin(self.root, number, reason)
        return number

    def unpin(self, which: int | str, reason: str | None = None) -> int:
        """Remove a snapshot's pins, those with that reason or all; returns how many."""
        return remove_pins(self.root, self.snapshot(which).number, reason)

    def pins(self) -> tuple[Pin, ...]:
        """Every pin there is."""
        return read_pins(self.root)

    def _by_id(self, start: str, numbers: tuple[int, ...]) -> Manifest:
        found = [
            manifest
            for manifest in (read_manifest(self.root, number) for number in numbers)
            if start and manifest.id.startswith(start)
        ]
        if not found:
            raise EvidenceError(
                said(
                    "There is no snapshot {start} in {root}: "
                    "`selaras evidence list` shows those there are.",
                    "Tidak ada potret {start} di {root}: "
                    "`selaras evidence list` menunjukkan yang ada.",
                    start=repr(start), root=self.root,
                )
            )  # fmt: skip
        ids = {manifest.id for manifest in found}
        if len(ids) > 1:
            raise InputError(
                said(
                    "Several snapshots begin with {start}: {ids}.",
                    "Beberapa potret berawalan {start}: {ids}.",
                    start=repr(start), ids=", ".join(sorted(ids)),
                ),
                mend=said("Write more of it.", "Tulis lebih panjang."),
            )  # fmt: skip
        readable = [made for made in found if not is_vacuumed(self.root, made.number)]
        return (readable or found)[-1]

    def commit(
        self, staged: Sequence[Staged], loaded_at: datetime, say: Say | None = None
    ) -> CommitResult:
        """Bring staged rows in and make a snapshot, or nothing at all where nothing changed.

        Loads of one table are taken in the order given: the later row of a key wins. Another
        load that is writing is waited for. Readers see the old snapshot until the new one is
        whole; a load that is killed leaves the old one.
        """
        check_offset(loaded_at, "loaded_at")
        loads = _by_table(staged)
        say = say or _log
        with self.writing(say), staging_folder(self.root) as work:
            before = self.latest()
            after = replace(before, cause="load", loaded_at=loaded_at.astimezone(UTC))
            counts: list[LoadCount] = []
            numbering = numbering_of(self.root, before)
            for name, parts in loads.items():
                say(f"comparing {name}")
                with working_database(work / name, self.memory_limit, self.threads) as con:
                    done = Upsert(
                        con,
                        self.root / name,
                        contract(name),
                        parts,
                        before.tables.get(name),
                        after.loaded_at,
                        numbering,
                    ).run()
                after = after.with_table(name, done.state)
                counts += done.counts
                say(f"{name} is written")
            if after.tables == before.tables:
                return CommitResult(None, tuple(counts))
            return CommitResult(self.publish(after, before), tuple(counts))

    def latest(self) -> Manifest:
        """The manifest that a writer starts from; number 0 and no tables before the first."""
        numbers = manifest_numbers(self.root)
        if numbers:
            return read_manifest(self.root, numbers[-1])
        never = datetime.fromtimestamp(0, UTC)
        return Manifest(number=0, cause="load", loaded_at=never, written_at=never)

    def publish(self, after: Manifest, before: Manifest) -> int:
        """Write the manifest that follows `before`: from here on readers see it."""
        number = before.number + 1
        write_manifest(self.root, replace(after, number=number, written_at=datetime.now(UTC)))
        return number

    @contextmanager
    def writing(self, say: Say | None = None) -> Iterator[None]:
        """Be the only writer: wait for another one, then clear what killed ones left behind.

        The lock is the kernel's own, so that of a killed process is free at once.
        """
        (self.root / FOLDER).mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / LOCK_FILE)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            (say or _warn)(f"another process is writing to {self.root}: waiting for it")
            self._wait(lock)
        try:
            clear_abandoned(self.root)
            yield
        finally:
            lock.release()

    def _wait(self, lock: FileLock) -> None:
        try:
            lock.acquire(timeout=self.wait_seconds)
        except Timeout:
            raise EvidenceError(
                said(
                    "Another process has been writing to {root} for more than {seconds} seconds: "
                    "try again when it has ended.",
                    "Proses lain menulis ke {root} selama lebih dari {seconds} detik: "
                    "coba lagi setelah selesai.",
                    root=self.root, seconds=f"{self.wait_seconds:g}",
                )
            ) from None  # fmt: skip


def open_evidence(path: str | Path) -> Evidence:
    """Open the evidence folder `path`; nothing is made on disk before the first load.

    InputError where it cannot be such a folder, EvidenceError where its newest manifest or one
    of the tables in it is damaged or gone.
    """
    root = Path(path).expanduser().resolve()
    if root.exists() and not root.is_dir():
        raise InputError(
            said("Evidence is a folder, this is a file.", "Bukti berupa folder, ini berkas."),
            file=str(root),
        )
    if _is_unfit(str(root)):
        raise InputError(
            said(
                "Delta Lake and DuckDB cannot work in a folder with such a name.",
                "Delta Lake dan DuckDB tidak dapat bekerja di folder bernama seperti itu.",
            ),
            file=str(root),
            mend=said(
                "Rename it without {signs}, without a percent sign before two digits, and in "
                "letters that the system's locale knows.",
                "Ganti namanya: tanpa {signs}, tanpa tanda persen di depan dua angka, dan dengan "
                "huruf yang dikenal oleh locale sistem.",
                signs=" ".join(sorted(_UNFIT_SIGNS)),
            ),
        )
    evidence = Evidence(root)
    tables = [name for name in TABLES if (root / name).is_dir()]
    if tables and not (root / FOLDER).is_dir():
        # A load makes that folder first: without it the next one would take the rows for its own
        # leavings and clear them away.
        raise EvidenceError(
            said(
                "{root} is damaged: it has tables ({tables}) and no {folder}. "
                "Restore that folder from a backup, or load into an empty one.",
                "{root} rusak: ada tabel ({tables}) tetapi tidak ada {folder}. "
                "Pulihkan folder itu dari cadangan, atau muat ke folder kosong.",
                root=root, tables=", ".join(tables), folder=FOLDER,
            )
        )  # fmt: skip
    for name in evidence.latest().tables:
        if not (root / name / "_delta_log").is_dir():
            raise EvidenceError(
                said(
                    "{path} is damaged: its Delta log is missing.",
                    "{path} rusak: log Delta-nya hilang.",
                    path=root / name,
                )
            )
    return evidence


def _is_unfit(folder: str) -> bool:
    """Whether the name means something else in a URL, or is no text where it has to be."""
    is_text = not any("\ud800" <= sign <= "\udfff" for sign in folder)
    return not is_text or bool(_UNFIT_SIGNS.intersection(folder)) or unquote(folder) != folder


def _by_table(staged: Sequence[Staged]) -> dict[str, list[Staged]]:
    """Loads by table, in the order given; parts of one source's load are put together."""
    tables: dict[str, dict[str, Staged]] = {}
    for part in staged:
        contract(part.table)
        for name, at in (("complete_to", part.complete_to), ("complete_from", part.complete_from)):
            if at is not None:
                check_offset(at, name)
        sources = tables.setdefault(part.table, {})
        sources[part.source] = _joined(sources.pop(part.source, None), part)
    return {name: list(sources.values()) for name, sources in tables.items()}


def _joined(former: Staged | None, part: Staged) -> Staged:
    if former is None:
        return part
    if former.export != part.export:
        raise InputError(
            said(
                "{source} gives {table} both as a full export and as changes.",
                "{source} memberikan {table} sebagai ekspor penuh sekaligus sebagai perubahan.",
                source=part.source,
                table=part.table,
            ),
            mend=said("State one `export` in the mapping.", "Nyatakan satu `export` di pemetaan."),
        )
    to = [at for at in (former.complete_to, part.complete_to) if at is not None]
    since = (former.complete_from, part.complete_from)
    return replace(
        part,
        paths=(*former.paths, *part.paths),
        complete_to=max(to, default=None),
        # One part alone may reach back to the start.
        complete_from=None if None in since else min(at for at in since if at is not None),
    )


def _log(sentence: str) -> None:
    logging.getLogger("selaras.evidence").info(sentence)


def _warn(sentence: str) -> None:
    logging.getLogger("selaras.evidence").warning(sentence)
