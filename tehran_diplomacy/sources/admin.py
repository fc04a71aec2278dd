"""The sources of any record, as an inline."""

from django.contrib.contenttypes.admin import GenericStackedInline

from tehran_diplomacy.desk.admin import FollowsRecord
from tehran_diplomacy.sources.models import Source


class SourceInline(FollowsRecord, GenericStackedInline):
    """The sources of a record."""

    model = Source
    fields = ["title", "url", "read_on", "quotation", "statement", "position"]
    classes = ["collapse"]
