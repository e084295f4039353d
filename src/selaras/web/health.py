"""Whether the house stands: for a proxy, a monitor, or a person with curl."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from selaras.web.jobs.workers import workers_here


def health(_request: HttpRequest) -> JsonResponse:
    """200 where the database answers and the workers of this process are at work, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    here = workers_here()
    if here is not None and not here.alive:
        return JsonResponse({"status": "the workers have stopped"}, status=503)
    return JsonResponse({"status": "ok"})
