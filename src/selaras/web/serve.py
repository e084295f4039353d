"""One process that serves pages and does the jobs: `selaras serve`."""

from __future__ import annotations

import sys
from pathlib import Path

from selaras.errors import InputError
from selaras.web.start import start


def serve(root: Path, *, host: str, port: int, threads: int) -> None:
    """Serve the workspace in `root` until interrupted.

    Raises InputError where the port is taken or there is no workspace.
    """
    start(root)
    from waitress.server import create_server

    from selaras.web.wsgi import application

    try:
        server = create_server(application, host=host, port=port, threads=threads, ident="selaras")
    except OSError as error:
        raise InputError(
            f"Port {port} on {host} cannot be used: {error.strerror}.",
            mend="Choose another with --port.",
        ) from None
    sys.stderr.write(f"Selaras is at http://{host}:{port}/ (stop with Ctrl-C)\n")
    sys.stderr.flush()
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
