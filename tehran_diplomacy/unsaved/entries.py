"""What of a form is kept, and how kept entries become the data of a form again."""

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict

from tehran_diplomacy.languages.texts import visible
from tehran_diplomacy.unsaved.models import PATH_LENGTH, StagedUpload

STAGED = "__staged"  # ends the name of a field whose value names a staged upload
_OF_THE_PAGE = {
    "_changelist_filters",
    "_popup",
    "_to_field",
    "unfold",
}  # of the way to a form, not of the form
_KEPT_MARKS = {"_seen", "_popup", "_to_field"}
_SECRET = re.compile(r"password|csrfmiddlewaretoken$|confirm-", re.IGNORECASE)


def is_kept(name: str) -> bool:
    """Whether an entry of this name may be kept: no secret, no button, no mark of one request."""
    return not _SECRET.search(name) and (not name.startswith("_") or name in _KEPT_MARKS)


def storable(text: str) -> str:
    """Return a text as every database takes it."""
    return visible(text)


def entries_of(data: QueryDict) -> list[list[str]]:
    """Return what is kept of a form that was sent, as pairs of name and value."""
    return [[storable(n), storable(value)] for n, values in data.lists() if is_kept(n) for value in values]


def cleaned(entries: object) -> list[list[str]]:
    """Return entries that a script sent, as far as they are pairs of texts that may be kept."""
    pairs = entries if isinstance(entries, list) else []
    return [
        [storable(name), storable(value)]
        for name, value in (pair for pair in pairs if isinstance(pair, list) and len(pair) == 2)
        if isinstance(name, str) and isinstance(value, str) and is_kept(name)
    ]


def path_of(request: HttpRequest, path: str = "") -> str:
    """Return the address under which a form's entries are kept: its path and what of the query chooses the form."""
    query = sorted((name, value) for name, value in request.GET.items() if name not in _OF_THE_PAGE)
    return f"{path or request.path}{'?' if query else ''}{urlencode(query)}"[:PATH_LENGTH]


def as_data(entries: Iterable[list[str]], sent: QueryDict) -> QueryDict:
    """Return kept entries as a form's data, beside what was sent along."""
    data = QueryDict(mutable=True)
    for name, value in entries:
        data.appendlist(name, value)
    for name, values in sent.lists():
        if name not in data:
            data.setlist(name, values)
    return data


def supply_staged(request: HttpRequest) -> list[str]:
    """Put the staged uploads that a form names among its files; return the names of those that are kept no longer.

    A file that was sent anew under the same name comes after them: where a field takes one file, the new one counts.
    """
    lost = []
    named = {name: values for name, values in request.POST.lists() if name.endswith(STAGED)}
    asked = [value.partition(" ")[0] for values in named.values() for value in values]
    rows = (
        {row.uid: row for row in StagedUpload.objects.of(request.user).filter(uid__in=asked)} if asked else {}
    )
    for name, values in named.items():
        field, files = name.removesuffix(STAGED), []
        for value in values:
            uid, _space, called = value.partition(" ")
            try:
                files.append(_opened(rows[uid]))
            except (KeyError, FileNotFoundError):
                lost.append(called)
        request.FILES.setlist(field, files + request.FILES.getlist(field))
        if not request.FILES.getlist(field):
            del request.FILES[field]
    return lost


def _opened(row: StagedUpload) -> UploadedFile:
    file = UploadedFile(row.file.open("rb").file, name=row.name, size=row.size)
    file.staged = row
    return file
