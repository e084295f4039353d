"""Whatever goes wrong, in one shape: a word for programs, and a sentence for people."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from selaras.errors import EvidenceError, InputError
from selaras.workspace.held import NothingLoadedError

_log = logging.getLogger("selaras.api")


class Problem(Schema):
    """What went wrong: `problem` is a fixed word, `sentence` says what and how to mend it."""

    problem: str
    sentence: str
    places: list[str] = Field(default_factory=list)


REFUSED = {403: Problem, 404: Problem, 422: Problem}
"""How most operations can be refused, as the description says it."""


def problem(status: int, word: str, sentence: str, places: list[str] | None = None) -> JsonResponse:
    """The answer to a request that could not be done."""
    body = Problem(problem=word, sentence=sentence, places=places or [])
    return JsonResponse(body.model_dump(), status=status)


def larger_than_read() -> JsonResponse:
    """The answer to a body that is larger than any that is read."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
    return problem(413, "too_large", f"The body is larger than {most} MB. Upload files as files.")


def handle(api: NinjaAPI) -> None:
    """Let an API answer every error in that shape."""

    @api.exception_handler(InputError)
    def wrong(_request: HttpRequest, error: InputError) -> HttpResponse:
        return problem(422, "invalid", error.sentence)

    @api.exception_handler(NothingLoadedError)
    def empty(_request: HttpRequest, _error: NothingLoadedError) -> HttpResponse:
        # Where the workspace lies is for whoever works at it, and for nobody who calls.
        return problem(409, "evidence", "There is no evidence yet.")

    @api.exception_handler(RequestDataTooBig)
    def too_big(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
        return larger_than_read()

    @api.exception_handler(EvidenceError)
    def unanswerable(_request: HttpRequest, error: EvidenceError) -> HttpResponse:
        return problem(409, "evidence", str(error))

    @api.exception_handler(DataError)
    def too_large(_request: HttpRequest, _error: DataError) -> HttpResponse:
        return problem(422, "invalid", "A value is longer or larger than can be kept.")

    @api.exception_handler(PermissionDenied)
    def refused(_request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return problem(403, "forbidden", str(error) or "You may not do this.")

    @api.exception_handler(Http404)
    @api.exception_handler(ObjectDoesNotExist)
    def unknown(_request: HttpRequest, _error: Exception) -> HttpResponse:
        return problem(404, "not_found", "There is no such thing, or you may not see it.")

    @api.exception_handler(AuthenticationError)
    def stranger(_request: HttpRequest, _error: Exception) -> HttpResponse:
        answer = problem(401, "unauthenticated", "Sign in, or send a token that is still good.")
        answer["WWW-Authenticate"] = 'Bearer realm="Selaras"'
        return answer

    @api.exception_handler(ValidationError)
    def misread(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        places = [f"{_place(one['loc'])}: {one['msg']}" for one in error.errors]
        return problem(422, "invalid", "The request does not fit the description.", places)

    @api.exception_handler(OverflowError)
    def beyond(_request: HttpRequest, _error: OverflowError) -> HttpResponse:
        return problem(422, "invalid", "A number or a day is beyond what can be reckoned with.")

    @api.exception_handler(HttpError)
    def other(_request: HttpRequest, error: HttpError) -> HttpResponse:
        word = {400: "invalid", 403: "forbidden", 404: "not_found"}.get(
            error.status_code, "refused"
        )
        return problem(error.status_code, word, error.message)

    @api.exception_handler(Exception)
    def fault(request: HttpRequest, error: Exception) -> HttpResponse:
        _log.error("%s %s", request.method, type(error).__name__, exc_info=error)
        return problem(500, "fault", "Something broke in Selaras itself; it is in the log.")


def _place(loc: tuple[str | int, ...]) -> str:
    """`body.text` rather than the name of the function's parameter."""
    return ".".join(str(part) for part in loc if part not in ("payload",))
