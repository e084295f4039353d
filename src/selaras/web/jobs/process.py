"""This process, as tables of work know it, and whether another one is still alive."""

from __future__ import annotations

import os
import socket
import uuid

WORKER = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
"""Machine, process and start of this worker."""


def is_dead(worker: str) -> bool:
    """Whether a worker was a process of this machine that is gone; false where nobody can tell."""
    host, _, rest = worker.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname() or not pid.isdigit() or worker == WORKER:
        return False
    if int(pid) == os.getpid():
        return True  # an earlier process that had this number
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
