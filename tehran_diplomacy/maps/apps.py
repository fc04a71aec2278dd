from django.apps import AppConfig


class MapsConfig(AppConfig):
    """The world as Tehran sees it: every line from the centre is a great circle."""

    name = "tehran_diplomacy.maps"
    label = "maps"
