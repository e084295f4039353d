from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "selaras.records.agreements"
    label = "agreements"
    default_auto_field = "django.db.models.BigAutoField"
