"""Figures for machines: told to this machine and to administrators, with nothing secret in them."""

from __future__ import annotations

import logging

import pytest
from django.test import Client
from tests.web.api.conftest import token_of
from tests.web.conftest import person, signed_in

from selaras.records.people.models import Party, Role
from selaras.workspace import Workspace

AFAR = {"REMOTE_ADDR": "10.1.2.3"}


def test_metrics_are_prometheus_text(home: Party, place: Workspace) -> None:
    Client().get("/health")
    answer = Client().get("/metrics")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert (
        'selaras_requests_total{method="GET",route="health",status="200"}'
        in answer.content.decode()
    )
    assert "selaras_snapshot 1" in lines
    for line in lines:
        assert line.startswith("# ") or float(line.rpartition(" ")[2]) >= 0


def test_metrics_are_not_for_everybody(home: Party, place: Workspace) -> None:
    adi = person("adi", ("nusantara", Role.ADMINISTRATOR))
    sari = person("sari", ("sales", Role.HEAD))
    assert Client().get("/metrics", **AFAR).status_code == 403
    assert Client().get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403
    assert signed_in(sari).get("/metrics", **AFAR).status_code == 403
    assert signed_in(adi).get("/metrics", **AFAR).status_code == 200
    for someone, status in ((adi, 200), (sari, 403)):
        bearer = {"Authorization": f"Bearer {token_of(someone)}"}
        assert Client().get("/metrics", headers=bearer, **AFAR).status_code == status


def test_lines_about_requests_name_no_address(
    home: Party, place: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "selaras.requests")
    Client().get("/invitation/geheim-123/?q=rahasia", headers={"Authorization": "Bearer sel_x"})
    assert "GET /invitation/<str:secret>/" in caplog.text
    assert not any(word in caplog.text for word in ("geheim", "rahasia", "sel_x"))
