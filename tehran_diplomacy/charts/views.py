"""A page of charts, and a chart as files: its drawing with colours inside, its figures as a table."""

from collections.abc import Callable
from textwrap import wrap
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.generic import TemplateView, View

from tehran_diplomacy.charts.drawing import drawn
from tehran_diplomacy.charts.figures import Figures
from tehran_diplomacy.exchange.writing import csv_lines
from tehran_diplomacy.languages.texts import visible
from tehran_diplomacy.languages.translated import direction, page_language

NOTE_LETTER, NOTE_LINE = 7, 20  # units that a letter and a line of the notes take, in a file
# The colours of a drawing that leaves the portal: those of the light theme (static/css/tokens.css).
COLOURS = {
    "s0": "#1d3c8f",
    "s1": "#0b716c",
    "s2": "#a14a07",
    "s3": "#9a2a35",
    "s4": "#4b5768",
    "ink": "#16202e",
    "soft": "#4b5768",
    "line": "#e0d7c6",
    "ground": "#ffffff",
}


class ChartsView(TemplateView):
    """The charts of a register on a page of their own. `charts` makes the figures by their codes."""

    template_name = "charts/page.html"
    charts: dict[str, Callable[[], Figures]] = {}
    register_name: Any = ""
    list_url = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count."""
        return super().get_context_data(
            charts=[count() for count in self.charts.values()],
            register_name=self.register_name,
            list_address=reverse(self.list_url),
            **kwargs,
        )


class ChartFileView(View):
    """One chart of a register as a file."""

    http_method_names = ["get", "head", "options"]
    charts: dict[str, Callable[[], Figures]] = {}

    def get(self, request: HttpRequest, code: str, kind: str) -> HttpResponse:
        """Answer with the drawing or the table of the chart in the address."""
        if code not in self.charts:
            raise Http404
        return chart_file(self.charts[code](), kind)


def chart_file(figures: Figures, kind: str) -> HttpResponse:
    """Return figures as a file to keep: 'svg' is the drawing, 'csv' the table. Raises Http404 where it is empty."""
    language = page_language()
    if kind == "csv":
        text = "".join(csv_lines(figures.headings(), figures.table()))
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    elif figures.is_empty:
        raise Http404
    else:
        drawing = drawn(figures, language, with_legend=True)
        notes = wrap(figures.notes(), int(drawing.width / NOTE_LETTER))
        context = {
            "figures": figures,
            "drawing": drawing,
            "bottom": drawing.height + 50 + NOTE_LINE * len(notes),
            "notes": [(drawing.height + 26 + NOTE_LINE * place, line) for place, line in enumerate(notes)],
            "language": language,
            "direction": direction(language),
            "colours": COLOURS,
        }
        text = visible(render_to_string("charts/file.svg", context))
        response = HttpResponse(text, content_type="image/svg+xml; charset=utf-8")
    name = f"tehran-city-diplomacy-{figures.code}-{language}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Language"] = language
    return response
