"""Documents, served only while their record is public."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from tehran_diplomacy.files.models import Document
from tehran_diplomacy.files.naming import safe_download_name
from tehran_diplomacy.files.serving import serve_stored
from tehran_diplomacy.publishing.verbs import may_look


@require_safe
def document(request: HttpRequest, uid: str) -> HttpResponse:
    """Answer with the PDF of a public record; staff who may view the record get it before that."""
    found = get_object_or_404(Document, uid=uid)
    record = found.record
    public = record is not None and record.is_public
    if not public and not (record is not None and may_look(request.user, record)):
        raise Http404
    return serve_stored(
        request,
        found.file.name,
        content_type="application/pdf",
        download_name=safe_download_name(str(found), "pdf"),
        private=not public,
        etag=found.sha256,
    )
