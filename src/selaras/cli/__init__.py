"""The command line: one file per command, imported only when that command runs."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from types import FrameType

_INTERRUPTED = 130
_FAULT = 70
_STOPPED = "stopped; what was kept before stands as it was."


def main() -> None:
    """Run `selaras`; end with 0, 1 (`--fail-on`), or 2 with one sentence on stderr.

    130 where it was interrupted, and 70 for a fault of Selaras itself.
    """
    _speak_utf8()
    interrupted = _noted_interrupts()
    try:
        _run(interrupted)
    except KeyboardInterrupt:
        _end(_INTERRUPTED, _STOPPED)
    except Exception:
        # also while modules are read: there, too, an interrupt may come as another exception
        if not interrupted.is_set():
            raise
        _end(_INTERRUPTED, _STOPPED)


def _run(interrupted: threading.Event) -> None:
    from typer import Abort
    from typer.exceptions import TyperException

    from selaras.cli.app import app
    from selaras.errors import EvidenceError, InputError

    try:
        code = app(prog_name="selaras", standalone_mode=False)
    except (InputError, EvidenceError) as error:
        _end(2, error.told_in(_language(sys.argv[1:])))
    except TyperException as error:
        _end(2, _usage(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Abort:
        _end(_INTERRUPTED, _STOPPED)
    except Exception as error:
        if interrupted.is_set():
            raise
        if isinstance(error, OSError) and error.strerror:
            _end(2, _refused_by_system(error))
        if os.environ.get("SELARAS_DEBUG"):
            raise
        if _is_of_database(error):
            _end(
                2,
                f"The database of the workspace cannot be used: {str(error).strip()}. "
                "Look whether it runs, who may read and write it, and whether there is room.",
            )
        _end(
            _FAULT,
            f"this is a fault of Selaras itself ({type(error).__name__}: {error}). "
            "Run it again with SELARAS_DEBUG=1 and report what it prints.",
        )
    else:
        if code == _INTERRUPTED:
            _end(code, _STOPPED)
        sys.exit(code)


def _refused_by_system(error: OSError) -> str:
    """What the system would not do; while a file is written it does not say which."""
    told = str(error.strerror)
    if error.filename:
        told = f"{os.fsdecode(error.filename)}: {told}"
    return f"{told}. Look who may read and write there, and whether there is room."


def _is_of_database(error: Exception) -> bool:
    """Whether a database could not be reached, read or written; known by name, not imported."""
    kind = type(error)
    return kind.__name__ == "OperationalError" and kind.__module__ in ("django.db.utils", "sqlite3")


def _speak_utf8() -> None:
    """Write what is piped or redirected as UTF-8, whatever the machine's locale can spell.

    A terminal gets `?` for what it has no sign for. A name of a file that is no text is escaped.
    """
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if stream.encoding.lower().replace("-", "") == "utf8":
            stream.reconfigure(errors="backslashreplace")
        elif stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _noted_interrupts() -> threading.Event:
    """Set once an interrupt came: out of an engine it comes as whatever that makes of it."""
    came = threading.Event()

    def note(number: int, frame: FrameType | None) -> None:
        came.set()
        signal.default_int_handler(number, frame)

    is_main = threading.current_thread() is threading.main_thread()
    if is_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, note)
    return came


def _language(given: Sequence[str]) -> str:
    """Of a fault: as the command line asks, else that of the workspace it names, or lies in."""
    from selaras.errors import SelarasError
    from selaras.workspace import open_workspace

    asked = _option(given, "--language")
    if asked is not None:
        return asked
    try:
        return open_workspace(Path(_option(given, "--workspace", "-w") or ".")).language
    except (SelarasError, OSError):
        return "en"


def _option(given: Sequence[str], *names: str) -> str | None:
    """The value of the first option of these names; None where it is not given."""
    for word, following in zip_longest(given, given[1:]):
        name, sign, value = word.partition("=")
        if name in names:
            return value if sign else following
    return None


def _end(code: int, sentence: str) -> None:
    print(f"selaras: {sentence}" if sentence else "", file=sys.stderr)
    sys.exit(code)


def _usage(error: Exception) -> str:
    """A wrong option or command as one sentence; a bare command shows its help instead."""
    from difflib import get_close_matches

    from selaras.cli.app import COMMANDS

    told = str(getattr(error, "format_message", lambda: error)())
    context = getattr(error, "ctx", None)
    path = getattr(context, "command_path", None) or "selaras"
    if told.startswith("Usage:"):
        print(told, file=sys.stderr)
        sys.exit(2)
    told = told.replace("Value error, ", "").replace("Input should be", "it should be").rstrip(".")
    asked = told.removeprefix("No such command '").removesuffix("'")
    near = get_close_matches(asked, COMMANDS, n=1) if asked != told and path == "selaras" else []
    if near:
        return f"{told}. Did you mean `selaras {near[0]}`?"
    return f"{told}. `{path} --help` shows what there is."
