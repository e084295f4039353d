"""Whatever is sent to the API, it answers: never with a fault of its own, always in its shape."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, settings
from tests.web.api.conftest import Calls
from tests.web.conftest import person

from selaras.records.people.models import Party, Role
from selaras.web.api.api import api

DESCRIBED = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/"), default=str))
SCHEMA = schemathesis.openapi.from_dict(DESCRIBED)
EXAMPLES = 2
# A method that an address does not have is refused before anything of ours is asked.
SCHEMA.config.phases.coverage.unexpected_methods = {"patch"}


@pytest.fixture
def caller(home: Party, calls: Calls) -> Client:
    """Somebody who may do everything: what is refused then is refused for what it is."""
    roles = [("nusantara", Role.ADMINISTRATOR), ("sales", Role.HEAD), ("marketing", Role.HEAD)]
    client = calls(person("adi", *roles), "read", "write", "administer")
    client.raise_request_exception = False
    return client


def send(client: Client, case: Any) -> Any:
    """Send a case by the test client: no server, and the test's own transaction."""
    kwargs = case.as_transport_kwargs(base_url="http://testserver")
    body = kwargs.get("data", b"")
    kind = "application/json"
    if "json" in kwargs:
        body = json.dumps(kwargs["json"]).encode()
    if "files" in kwargs:
        body, kind = b"", "multipart/form-data; boundary=x"
    if isinstance(body, dict):
        body = json.dumps(body, default=str).encode()
    if isinstance(body, str):
        body = body.encode(errors="replace")
    path = kwargs["url"].removeprefix("http://testserver")
    query = kwargs.get("params") or {}
    return client.generic(
        kwargs["method"], path, body, content_type=kind, query_params=query or None
    )


@pytest.mark.slow
@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_no_request_breaks_the_api(case: Any, caller: Client) -> None:
    answer = send(caller, case)
    assert answer.status_code < 500, (case.as_curl_command(), answer.content[:300])
    if answer.status_code >= 400 and answer.headers["Content-Type"].startswith("application/json"):
        assert set(answer.json()) == {"problem", "sentence", "places"}
