"""Second factors that were kept as plain text are sealed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import migrations

from selaras.records.people.sealed_factors import sealed_factor, unsealed_factor


def _change(apps: Any, how: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    authenticators = apps.get_model("mfa", "Authenticator")
    for one in authenticators.objects.filter(type__in=("totp", "recovery_codes")):
        one.data = how(one.data)
        one.save(update_fields=["data"])


def seal(apps: Any, _schema_editor: Any) -> None:
    _change(apps, sealed_factor)


def unseal(apps: Any, _schema_editor: Any) -> None:
    _change(apps, unsealed_factor)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_invitations_and_tokens"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal, unseal)]
