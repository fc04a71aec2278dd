"""Charts for templates."""

from typing import Any

from django import template

from tehran_diplomacy.charts.drawing import drawn, legend
from tehran_diplomacy.charts.figures import Figures
from tehran_diplomacy.languages.translated import page_language

register = template.Library()


@register.inclusion_tag("charts/chart.html")
def chart(figures: Figures) -> dict[str, Any]:
    """Figures as a drawing, how they were counted, and the same as a table and as files."""
    drawing = None if figures.is_empty else drawn(figures, page_language())
    return {"figures": figures, "drawing": drawing, "legend": legend(figures)}
