from django.apps import AppConfig


class ChartsConfig(AppConfig):
    """Figures as drawings and as tables; what is counted, the registers say."""

    name = "tehran_diplomacy.charts"
    label = "charts"
