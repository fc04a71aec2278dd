"""Errors of the API as RFC 9457 has them, in both languages."""

import json
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.reuse.columns import Text, said

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: _("The request is not valid"),
    404: _("Not found"),
    405: _("This address is read only"),
    410: _("The record has been removed"),
    500: _("Something went wrong"),
    503: _("Not available at the moment"),
}


def problem(status: int, detail: Text, values: dict[str, Any] | None = None) -> HttpResponse:
    """Return an error; `detail` is a text of the catalogue, filled with `values`, which may be such texts themselves."""
    body: dict[str, Any] = {"type": "about:blank", "status": status}
    values = values or {}
    for language, suffix in (("en", ""), ("fa", "_fa")):
        filled = {
            name: said(value, language) % values if isinstance(value, Promise) else value
            for name, value in values.items()
        }
        body[f"title{suffix}"] = said(TITLES[status], language)
        body[f"detail{suffix}"] = said(detail, language) % filled
    return HttpResponse(json.dumps(body, ensure_ascii=False), content_type=CONTENT_TYPE, status=status)


SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "title_fa", "detail_fa"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "title_fa": {"type": "string"},
        "detail_fa": {"type": "string"},
    },
}
