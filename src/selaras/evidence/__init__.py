"""What happened: mappings, loading with quarantine, snapshots, engines, working time."""

from selaras.evidence.snapshot import Snapshot, SnapshotInfo
from selaras.evidence.store import Evidence, open_evidence

__all__ = ["Evidence", "Snapshot", "SnapshotInfo", "open_evidence"]
