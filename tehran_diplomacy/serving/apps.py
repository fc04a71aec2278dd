from django.apps import AppConfig


class ServingConfig(AppConfig):
    """The portal as a service that runs: kept pages, health, back-ups."""

    name = "tehran_diplomacy.serving"
    label = "serving"
