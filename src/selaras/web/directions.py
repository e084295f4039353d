"""No text turns the direction of what stands around it: names and evidence are written by others.

Signs that override the direction of writing make `05` of `50` for the eye, in a promise that
somebody is about to sign. No language of these pages needs them; where one came in, it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_TURNING = re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")
"""U+202A to U+202E and U+2066 to U+2069, in UTF-8."""
_SHOWN = b"\xef\xbf\xbd"


class PlainDirections:
    """Shows such a sign in a page as the sign for what cannot be shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self._get_response(request)
        if not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html"):
            content = answer.content
            if _TURNING.search(content):
                answer.content = _TURNING.sub(_SHOWN, content)
        return answer
