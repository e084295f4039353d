"""Second factors that were kept as plain text are sealed."""

from django.db import migrations

from selaras.records.people.sealed_factors import sealed_factor, unsealed_factor


def _change(apps, how):
    authenticators = apps.get_model("mfa", "Authenticator")
    for one in authenticators.objects.filter(type__in=("totp", "recovery_codes")):
        one.data = how(one.data)
        one.save(update_fields=["data"])


def seal(apps, _schema_editor):
    _change(apps, sealed_factor)


def unseal(apps, _schema_editor):
    _change(apps, unsealed_factor)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_invitations_and_tokens"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal, unseal)]
