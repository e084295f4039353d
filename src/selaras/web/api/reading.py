"""Reading requests: what no database can hold is refused before anything is done."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.errors import HttpError
from ninja.parser import Parser


class CarefulParser(Parser):
    """JSON and queries without signs that texts cannot hold."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            raise HttpError(400, "The body is not JSON.") from None
        _check(body)
        return body  # type: ignore[no-any-return]

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        found = super().parse_querydict(data, list_fields, request)
        _check(found)
        return found


def _check(value: Any, depth: int = 0) -> None:
    if depth > 40:
        raise HttpError(400, "The body is nested too deeply.")
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise HttpError(400, "A text holds signs that are no text.")
    elif isinstance(value, dict):
        for key, one in value.items():
            _check(key, depth + 1)
            _check(one, depth + 1)
    elif isinstance(value, list | tuple):
        for one in value:
            _check(one, depth + 1)
