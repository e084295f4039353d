from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "selaras.records.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("selaras.records.people.signing_in")
