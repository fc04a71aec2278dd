"""Signed links with which a person without an account sees a record before the public does."""

from django.core import signing

from tehran_diplomacy.publishing.models import Record

DAYS = 7  # how long a link works
_SALT = "tehran_diplomacy.preview"


def preview_link(record: Record) -> str:
    """Return the address of the record's page, with a signature that ends after DAYS days."""
    return f"{record.get_absolute_url()}?preview={signing.dumps(record.uid, salt=_SALT)}"


def opens(token: str, record: Record) -> bool:
    """Whether `token` is a signature for this record that has not ended."""
    try:
        return signing.loads(token, salt=_SALT, max_age=DAYS * 24 * 3600) == record.uid
    except signing.BadSignature:
        return False
