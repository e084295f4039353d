"""The API, put together."""

from __future__ import annotations

from importlib.metadata import version

from ninja import NinjaAPI

from selaras.web.api import ledger, work
from selaras.web.api.access import Session, Token
from selaras.web.api.errors import handle
from selaras.web.api.once import once
from selaras.web.api.reading import CarefulParser

api = NinjaAPI(
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
for router in (ledger.router, work.router):
    api.add_router("", router)
