from django.apps import AppConfig


class GirihConfig(AppConfig):
    """Star patterns drawn by geometry."""

    name = "tehran_diplomacy.girih"
    label = "girih"
