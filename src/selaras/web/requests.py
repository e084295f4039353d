"""Requests counted and logged: how many, how long, and nothing that anybody could misuse.

A line names the route, not the address: an address may hold an invitation's secret, a query what
somebody looks for.
"""

from __future__ import annotations

import logging
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

BOUNDS = (0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds up to which requests are counted together."""
_log = logging.getLogger("selaras.requests")


class Counts:
    """Requests of this process since it started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.by_route: Counter[tuple[str, str, int]] = Counter()
        self.by_bound: Counter[tuple[str, int]] = Counter()
        self.seconds: Counter[str] = Counter()

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        with self._lock:
            self.by_route[method, route, status] += 1
            self.by_bound[route, bisect_left(BOUNDS, seconds)] += 1
            self.seconds[route] += seconds  # type: ignore[assignment]

    def read(self) -> tuple[dict[tuple[str, str, int], int], dict[tuple[str, int], int],
                            dict[str, float]]:  # fmt: skip
        """Copies of all three, of one moment."""
        with self._lock:
            return dict(self.by_route), dict(self.by_bound), dict(self.seconds)


COUNTS = Counts()


class CountRequests:
    """Counts every request, and writes a line about it at level INFO (`SELARAS_LOG=INFO`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        answer = self._get_response(request)
        seconds = time.perf_counter() - began
        route = route_of(request)
        COUNTS.add(request.method or "", route, answer.status_code, seconds)
        _log.info(
            "%s /%s %s %.0fms person=%s", request.method, route, answer.status_code,
            seconds * 1000, getattr(getattr(request, "user", None), "pk", None) or "-",
        )  # fmt: skip
        return answer


def route_of(request: HttpRequest) -> str:
    """The pattern that an address fits, never the address itself; `-` where it fits none."""
    found = request.resolver_match
    return found.route if found is not None else "-"
