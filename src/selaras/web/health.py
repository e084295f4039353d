"""Whether the house stands: for a proxy, a monitor, or a person with curl."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, JsonResponse


def health(_request: HttpRequest) -> JsonResponse:
    """200 where the database answers; Django's own 500 where it does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
