"""A server, or a worker, as a process of its own over a workspace of its own."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """The environment without what tests set for themselves."""
    gone = ("DJANGO_SETTINGS_MODULE", "SELARAS_WORKSPACE", "DATABASE_URL", "SELARAS_URL")
    return {k: v for k, v in os.environ.items() if k not in gone} | more


def copied(company: Path, target: Path) -> Path:
    """A workspace that a test may write to."""
    shutil.copytree(company, target, ignore=shutil.ignore_patterns("_lock", "*.lock"))
    return target


def run(root: Path, code: str, **more: str) -> str:
    """Run Python over a workspace, in a process of its own; what it prints."""
    start = "from pathlib import Path\nfrom selaras.web.start import start\nstart(Path('.'))\n"
    done = subprocess.run(
        [sys.executable, "-c", start + code], cwd=root, env=environment(**more),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


class Served:
    """`selaras serve` (or `worker`), until it is stopped or killed."""

    def __init__(self, root: Path, command: str = "serve", **more: str) -> None:
        self.port = free_port()
        args = ["--port", str(self.port)] if command == "serve" else []
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from selaras.cli import main; main()", command,
             "--workspace", str(root), *args],
            env=environment(**more), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stderr is not None
        line = ""
        while "stop with Ctrl-C" not in line:
            line = self.process.stderr.readline()
            assert line, f"{command} ended before it began: {self.process.wait()}"
        if command == "serve":
            self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if self.ask("GET", "/health")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, str]:
        """One request on a connection of its own; OSError where the server is gone."""
        one = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            one.request(method, path, body, headers)
            answer = one.getresponse()
            return answer.status, answer.read().decode()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from None
        finally:
            one.close()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._close()

    def stop(self) -> int:
        """End it as a service manager does; how it ended."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        self._close()
        return code

    def _close(self) -> None:
        if self.process.stderr is not None:
            self.process.stderr.close()
