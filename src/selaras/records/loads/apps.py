from django.apps import AppConfig


class LoadsConfig(AppConfig):
    name = "selaras.records.loads"
    label = "loads"
    default_auto_field = "django.db.models.BigAutoField"
