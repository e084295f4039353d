"""How much memory this process held at most."""

from __future__ import annotations

from pathlib import Path


def peak_gib() -> float:
    """Resident at most, in GiB, since this program began.

    `getrusage` also counts what the parent held as it forked.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 2**20
