"""What a record's page says of its own changes."""

from typing import Any

from django import template

from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.public_changes import is_newly_corrected

register = template.Library()


@register.inclusion_tag("components/corrected.html")
def corrected(record: Record, code: str) -> dict[str, Any]:
    """A line at the head of a page that was corrected in the last 30 days; `code` is the register's in addresses."""
    return {"record": record, "code": code, "shown": is_newly_corrected(record)}
