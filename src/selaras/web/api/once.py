"""Idempotency keys: a write is done once, however often it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from selaras.errors import InputError
from selaras.records.idempotency.replies import keep_answer, kept_answer, take_key
from selaras.records.people.models import Person
from selaras.records.people.tokens import authenticate_token
from selaras.web.api.access import SAFE
from selaras.web.api.errors import larger_than_read, problem

Run = Callable[..., HttpResponse]


def once(run: Run) -> Run:
    """Answer a write with an `Idempotency-Key` from memory, where it was done before.

    The key, the write and the answer are one transaction. An error is not kept: nothing was done,
    and the same request may be sent again.
    """

    @wraps(run)
    def answer(request: HttpRequest, **values: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None or request.method in SAFE:
            return run(request, **values)
        person = _caller(request)
        if person is None:
            return run(request, **values)  # which says that nobody has signed in
        try:
            digest = _digest(request)
        except RequestDataTooBig:
            return larger_than_read()
        with transaction.atomic():
            try:
                reply, new = take_key(person, key, digest)
            except InputError as error:
                return problem(422, "idempotency", error.sentence)
            if not new:
                return _again(reply.status, kept_answer(reply))
            found = run(request, **values)
            if found.status_code >= 400:
                transaction.set_rollback(True)
            else:
                keep_answer(reply, found.status_code, found.content.decode())
            return found

    return answer


def _caller(request: HttpRequest) -> Person | None:
    """Whoever calls, before the operation looks; it looks again."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        found = authenticate_token(text)
        return None if found is None else found[0]
    return request.user if isinstance(request.user, Person) else None


def _digest(request: HttpRequest) -> str:
    """What was asked for, in 64 digits."""
    asked = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(asked + request.body).hexdigest()


def _again(status: int, body: str) -> HttpResponse:
    answer = HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
    answer["Idempotency-Replayed"] = "true"
    return answer
