"""The API, put together."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from typing import Any

from ninja import NinjaAPI
from ninja.openapi import get_schema
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from selaras.web.api import (
    actions,
    agendas,
    agreements,
    answers,
    audit,
    capacity,
    data,
    diagnosis,
    drafts,
    endings,
    feedback,
    files,
    glossary,
    ledger,
    me,
    parties,
    people,
    programmes,
    promises,
    proposals,
    quarantine,
    rationing,
    reviews,
    targets,
    telling,
    today,
    traces,
    uploads,
    work,
)
from selaras.web.api.access import Session, Token
from selaras.web.api.errors import handle
from selaras.web.api.once import once
from selaras.web.api.reading import CarefulParser


class SelarasAPI(NinjaAPI):
    """Names each operation by its part and its function: `agreements_versions`."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        work = operation.view_func
        return f"{work.__module__.rpartition('.')[2]}_{work.__name__}"

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description, put together once: it takes a second, and hangs on the code alone."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return _described(self, prefix)


@lru_cache(maxsize=4)
def _described(of: SelarasAPI, path_prefix: str) -> OpenAPISchema:
    return get_schema(api=of, path_prefix=path_prefix)


api = SelarasAPI(
    title="Selaras",
    version=version("selaras"),
    description=(
        "Everything that the pages can do. Send a token as `Authorization: Bearer sel_…`. A write "
        "with an `Idempotency-Key` is done once, however often it is sent. Errors have one shape: "
        "a word (`problem`) and a sentence."
    ),
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api",
    auth=[Token(), Session()],
    parser=CarefulParser(),
)
handle(api)
api.add_decorator(once, mode="view")
_PARTS = (
    files, today, ledger, promises, traces, agreements, drafts, proposals, endings, glossary,
    diagnosis, programmes, capacity, rationing, reviews, agendas, actions, targets, answers,
    feedback, data, uploads, quarantine, me, telling, people, parties, audit, work,
)  # fmt: skip
for part in _PARTS:
    api.add_router("", part.router)
