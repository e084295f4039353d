"""Chats: only known services, no options, no way into the company's own network."""

from __future__ import annotations

import pytest

from selaras.errors import InputError
from selaras.records.alerts.channels import check_address


@pytest.mark.parametrize(
    "address",
    [
        "tgram://123456789:abcdefg_hijklmnop/12315544",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    ],
)
def test_known_services_may_be_used(address: str) -> None:
    assert check_address(address) == address.partition(":")[0]


@pytest.mark.parametrize(
    "address",
    [
        "json://169.254.169.254/latest/meta-data",
        "xml://localhost:8000/",
        "file:///etc/passwd",
        "syslog://",
        "mailto://a:b@example.org",
        "ntfy://10.0.0.1/topic",
        "mmost://intern.example/hook",
        "http://localhost/",
        "",
        "not an address",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?template=/etc/passwd",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?verify=no",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js json://localhost",
        "discord://",
        "tgram://[::1",
    ],
)
def test_everything_else_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(InputError) as refused:
        check_address(address)
    assert "JHMHI8" not in str(refused.value)


def test_administrator_may_allow_a_service_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELARAS_CHAT_SCHEMES", "ntfys, mmosts")
    assert check_address("ntfys://chat.example.org/selaras") == "ntfys"
