"""Many people at once at one served workspace: how long they wait, and whether anything fails.

`python -m benchmarks.users WORKSPACE --email E --password P [--users 50] [--rounds 6]
[--seconds 90]` serves a workspace and lets every user, each in a thread with a connection of their
own, read pages one after another, as quick as answers come, and mark their notices as read in
between. Nobody begins a page after so many seconds, so that a busy machine gives figures too. All
share one person's session: many sign-ins at once from one address are what the door refuses.
"""

from __future__ import annotations

import argparse
import http.client
import re
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

PAGES = ("/", "/ledger/", "/agreements/", "/reviews/", "/feedback/", "/notifications/", "/data/")


@dataclass
class Seen:
    """What all users met with."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, path: str, seconds: float, status: int) -> None:
        with self.lock:
            self.seconds[path].append(seconds)
            if status not in (200, 302):
                self.errors.append(f"{path}: {status}")


class User:
    """One session over one connection that is kept."""

    def __init__(self, port: int, seen: Seen, cookies: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies = dict(cookies)
        self._seen = seen

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> str:
        """One request; what was answered."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode(errors="replace")
        self._seen.note(f"{method} {path}", time.perf_counter() - began, answer.status)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        return text

    def sign_in(self, email: str, password: str) -> None:
        token = token_in(self.ask("GET", "/accounts/login/"))
        form = {"login": email, "password": password, "csrfmiddlewaretoken": token}
        self.ask("POST", "/accounts/login/", form)
        if "sessionid" not in self._cookies:
            raise SystemExit("Nobody could sign in: check --email and --password.")

    @property
    def cookies(self) -> dict[str, str]:
        return dict(self._cookies)


def token_in(text: str) -> str:
    """The CSRF token of a page's first form."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    return found.group(1) if found else ""


def visit(user: User, rounds: int, until: float, seen: Seen) -> None:
    """Read every page, and write something, in every round; begin none when the time is over."""
    try:
        for _ in range(rounds):
            for path in PAGES:
                if time.perf_counter() > until:
                    return
                text = user.ask("GET", path)
                if path == "/notifications/":
                    form = {"csrfmiddlewaretoken": token_in(text)}
                    user.ask("POST", "/notifications/read/", form)
    except OSError as error:
        with seen.lock:
            seen.errors.append(type(error).__name__)


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print waits by page; end with 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--email", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=90.0)
    parser.add_argument("--port", type=int, default=8105)
    asked = parser.parse_args(arguments)
    server = subprocess.Popen(
        [sys.executable, "-c", "from selaras.cli import main; main()", "serve",
         "--workspace", str(asked.workspace), "--port", str(asked.port)],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stderr is not None
    try:
        while "stop with Ctrl-C" not in (line := server.stderr.readline()):
            if not line:
                return 2
        threading.Thread(target=server.stderr.read, daemon=True).start()
        return measure(asked)
    finally:
        server.terminate()
        server.wait()


def measure(asked: argparse.Namespace) -> int:
    """Let the users in, and print what they met with."""
    met = Seen()
    first = User(asked.port, met, {})
    first.sign_in(asked.email, asked.password)
    for path in PAGES:  # what is drawn once and kept is not what is measured
        first.ask("GET", path)
    if met.errors:
        raise SystemExit(f"This person may not read every page: {', '.join(met.errors)}.")
    seen = Seen()
    users = [User(asked.port, seen, first.cookies) for _ in range(asked.users)]
    began = time.perf_counter()
    until = began + asked.seconds
    threads = [
        threading.Thread(target=visit, args=(user, asked.rounds, until, seen)) for user in users
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    total = [one for values in seen.seconds.values() for one in values]
    for path, values in sorted(seen.seconds.items()):
        print(f"{path:28} n {len(values):5}  p50 {quantile(values, 0.5):6.2f} s"
              f"  p95 {quantile(values, 0.95):6.2f} s")  # fmt: skip
    print(f"{asked.users} users: {len(total)} requests in {took:.1f} s ({len(total) / took:.0f}/s)")
    print(f"p50 {quantile(total, 0.5):.2f} s, p95 {quantile(total, 0.95):.2f} s")
    print(f"errors {len(seen.errors)} {seen.errors[:5]}")
    return 1 if seen.errors else 0


if __name__ == "__main__":
    sys.exit(main())
