"""One process that serves pages and does the jobs: `selaras serve`; or the jobs alone."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from selaras.errors import InputError, said
from selaras.web.start import start

if TYPE_CHECKING:
    from selaras.web.jobs.workers import Workers

_SWITCH = 0.001
"""Seconds after which a thread gives way to one that waits (*choice*): a page gives way at each of
its queries, and would wait Python's usual 5 ms each time for work that goes on beside it."""


def serve(root: Path, *, host: str, port: int, threads: int, workers: int) -> None:
    """Serve the workspace in `root` until interrupted (Ctrl-C, or SIGTERM).

    It ends gracefully: no new requests, those that run are answered, tasks come to their end or are
    taken up again by whoever works next. `workers` threads do the jobs, none for 0.

    Raises InputError where the port is taken or there is no workspace.
    """
    os.environ.setdefault("SELARAS_LISTENS_AT", address_of(host, port))
    start(root)
    from waitress.server import create_server

    from selaras.web.ready import make_ready
    from selaras.web.wsgi import application

    try:
        server = create_server(
            application,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            connection_limit=1000,
            channel_timeout=60,
            clear_untrusted_proxy_headers=False,  # Django trusts only what settings say
        )
    except OSError as error:
        raise InputError(
            said(
                "Port {port} on {host} cannot be used: {why}.",
                "Port {port} di {host} tidak dapat dipakai: {why}.",
                port=port,
                host=host,
                why=error.strerror,
            ),
            mend=said("Choose another with --port.", "Pilih yang lain dengan --port."),
        ) from None
    # Who asks meanwhile waits at the door, and is answered as soon as it opens.
    make_ready()
    sys.setswitchinterval(_SWITCH)
    hands = _workers(workers)
    sys.stderr.write(f"Selaras is at http://{host}:{port}/ (stop with Ctrl-C)\n")
    sys.stderr.flush()
    signal.signal(signal.SIGTERM, _end)
    try:
        server.run()  # returns once interrupted, with every request answered
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.close()
        if hands is not None:
            hands.stop()


def address_of(host: str, port: int) -> str:
    """Where a browser on this machine finds it; empty where any of its addresses would do."""
    if host in ("", "0.0.0.0", "::"):  # noqa: S104 - it is asked about, not listened on
        return ""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def work(root: Path, *, workers: int) -> None:
    """Do the jobs of the workspace in `root` until interrupted, and serve nothing.

    Raises InputError where there is no workspace.
    """
    start(root)
    hands = _workers(workers)
    assert hands is not None
    sys.stderr.write(f"Selaras works for {root} (stop with Ctrl-C)\n")
    sys.stderr.flush()
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: over.set())
    try:
        while not over.wait(1):
            pass
    except KeyboardInterrupt:
        pass
    finally:
        hands.stop()


def _workers(threads: int) -> Workers | None:
    if threads == 0:
        return None
    from selaras.web.jobs.workers import Workers

    hands = Workers(threads)
    hands.start()
    return hands


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit
