"""The bar of a record's form: where what is being written stands, and when it was last saved."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from tehran_diplomacy.dates.display import show_any
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.revisions import Revision


def bar_of(record: Record | None, version: Revision | None, preview: str | None) -> dict[str, Any] | None:
    """Return what the bar shows of a record, or of its version in work; None for a new record."""
    if record is None:
        return None
    saved = timezone.localtime(version.made_at if version else record.changed_at)
    language = page_language()
    if saved.date() == timezone.localdate():
        moment = localise(f"{saved:%H:%M}", language)
    else:
        moment = show_any(saved.date(), language)
    written = version or record
    scheduled = version is None and record.is_scheduled
    return {
        "status": written.status,
        "label": gettext("scheduled") if scheduled else written.get_status_display(),
        "saved_at": moment,
        "preview": preview,
    }
