"""Which stored files the database names, and which stored files no row names."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from meetings.gallery import files_of
from meetings.models import Photo
from tehran_diplomacy.publishing.revisions import Revision
from tehran_diplomacy.unsaved.models import StagedUpload

# A file is written before the row that names it: only what is older than this is an orphan.
AT_LEAST = timedelta(days=1)
AT_ONCE = 500  # rows
# Columns of JSON that may name files stand in photos alone; earlier versions name them among their values.
_FILE_OF_A_VERSION = ("uploads/", "documents/", "source-copies/", "press/", "web/")


def named_now() -> set[str]:
    """Return the stored name of every file that records of now have; a chosen file that waits for a form is none."""
    names: set[str] = set()
    for model in apps.get_models():
        if model is StagedUpload:
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                rows = model._base_manager.order_by().values_list(field.name, flat=True)
                names.update(name for name in rows.iterator(AT_ONCE) if name)
    for photo in Photo._base_manager.order_by().iterator(AT_ONCE):
        names |= files_of(photo)
    return names


def named_by_versions() -> set[str]:
    """Return the names that earlier or coming versions of records give; what can be made again may be gone."""
    names: set[str] = set()
    for data in Revision._base_manager.order_by().values_list("data", flat=True).iterator(AT_ONCE):
        names.update(_names_in(data))
    return names


def _names_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith(_FILE_OF_A_VERSION) and len(value) < 200 and "\n" not in value:
            yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _names_in(one)


def lost() -> list[str]:
    """Return the files that records of now name and the storage does not have."""
    return sorted(name for name in named_now() if not default_storage.exists(name))


def orphans(age: timedelta = AT_LEAST) -> list[str]:
    """Return the stored files, older than `age`, that neither a record nor a version of one names."""
    stored = [name for name in _stored("") if _is_old(name, age)]
    named = named_now() | named_by_versions()  # asked afterwards: a row that came meanwhile counts
    expired = StagedUpload.objects.expired().values_list("file", flat=True)
    named |= set(StagedUpload.objects.values_list("file", flat=True)) - set(expired)
    return sorted(name for name in stored if name not in named)


def _stored(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}{name}"
    for name in folders:
        yield from _stored(f"{folder}{name}/")


def _is_old(name: str, age: timedelta) -> bool:
    try:
        changed: datetime = default_storage.get_modified_time(name)
    except FileNotFoundError:
        return False
    return timezone.now() - changed > age
