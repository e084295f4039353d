"""The command line: one file per command, imported only when that command runs."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run `selaras`; end with 0, 1 (`--fail-on`), or 2 with one sentence on stderr."""
    from selaras.cli.app import app
    from selaras.errors import EvidenceError, InputError

    try:
        app()
    except (InputError, EvidenceError) as error:
        print(f"selaras: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("SELARAS_DEBUG"):
            raise
        print(
            f"selaras: this is a fault of Selaras itself ({type(error).__name__}: {error}). "
            "Run it again with SELARAS_DEBUG=1 and report what it prints.",
            file=sys.stderr,
        )
        sys.exit(70)
