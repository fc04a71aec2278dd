"""What a record's page says of its own changes."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import mark_safe

from tehran_diplomacy.publishing.generation import once_per_change
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.public_changes import is_newly_corrected

register = template.Library()


@register.inclusion_tag("components/corrected.html")
def corrected(record: Record, code: str) -> dict[str, Any]:
    """A line at the head of a page that was corrected in the last 30 days; `code` is the register's in addresses."""
    return {"record": record, "code": code, "shown": is_newly_corrected(record)}


class PerChange(template.Node):
    """A part of a page that is written once for each change of anything public, and each language."""

    def __init__(self, name: FilterExpression, written: NodeList) -> None:
        self.name, self.written = name, written

    def render(self, context: Context) -> str:
        """Return the part as it was written, or write it."""
        name = f"written: {self.name.resolve(context)}"
        return mark_safe(once_per_change(name, lambda: str(self.written.render(context))))  # noqa: S308 - a template's own output


@register.tag
def per_change(parser: Parser, token: Token) -> PerChange:
    """Keep what stands up to `endper_change`: `{% per_change "name" %}`; nothing in it may depend on who reads.

    A name from the context tells one record's part from another's. Queries that only the part asks for are not made
    while it is kept, so pages leave them to functions and querysets.
    """
    _tag, name = token.split_contents()
    written = parser.parse(("endper_change",))
    parser.delete_first_token()
    return PerChange(parser.compile_filter(name), written)
