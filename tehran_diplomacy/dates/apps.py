from django.apps import AppConfig


class DatesConfig(AppConfig):
    """Dates in two calendars, each as exact as its source."""

    name = "tehran_diplomacy.dates"
    label = "dates"
