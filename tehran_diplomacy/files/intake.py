"""The way in for photographs: read apart from the portal, in turn, within bounds, and once for each upload."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.files.derivatives import full_size_jpeg, make_derivatives
from tehran_diplomacy.files.naming import shown_name
from tehran_diplomacy.files.photographs import (
    GIVEN_OUT_AS_JPEG,
    Examined,
    UnacceptablePhotograph,
    bytes_of,
    damaged,
    examine,
)
from tehran_diplomacy.sandbox.process import TookTooMuch, run_apart
from tehran_diplomacy.sandbox.turns import TooManyWaiting, Turn, spent

PATIENCE_OF_FORMS = 20  # seconds


@dataclass(frozen=True)
class Prepared:
    """What is known of a photograph, and its sizes as `make_derivatives` lists them, with their contents by name.

    `full` is the JPEG of full size that is given out where the upload's own format is not; else empty.
    """

    examined: Examined
    sizes: list[dict]
    contents: dict[str, bytes]
    full: bytes = b""


@dataclass
class Budget:
    """How many pixels are decoded at most of what comes in one go; `account` has a limit for each hour as well."""

    account: str
    left: int

    def check(self, name: str) -> None:
        """Refuse the photograph of this name where nothing is left."""
        if self.left <= 0:
            message = _(
                "“%(name)s” was not checked: this upload is too large. Send the remaining files separately."
            )
            raise UnacceptablePhotograph(message, "too_much_in_one_go", {"name": name})
        if spent(self.account, 0) >= settings.PHOTO_MAX_PIXELS_IN_HOUR:
            message = _(
                "“%(name)s” was not checked: you have sent too much within an hour. Send it again in an hour."
            )
            raise UnacceptablePhotograph(message, "too_much_in_an_hour", {"name": name})

    def charge(self, pixels: int) -> None:
        """Note pixels that were decoded."""
        self.left -= pixels
        spent(self.account, pixels)


def prepare(upload: File) -> Prepared:
    """Return what `preparing` finds; forms share one account, and wait no longer than a transaction should."""
    for _ahead in preparing(upload, Budget("forms", settings.PHOTO_MAX_PIXELS_IN_ZIP), PATIENCE_OF_FORMS):
        pass
    return upload.prepared


def preparing(upload: File, budget: Budget, patience: float | None = None) -> Iterator[int]:
    """Examine an upload, make its sizes, and note both on it as `prepared`; yield how many are in front meanwhile.

    Raises UnacceptablePhotograph. What was prepared once is not prepared again.
    """
    if getattr(upload, "prepared", None):
        return
    data, name = bytes_of(upload), shown_name(upload.name)
    budget.check(name)
    pixels = 0
    try:
        with Turn() as turn:
            yield from turn.waiting(patience)
            upload.prepared = run_apart(prepared_of, data, upload.name)
        pixels = upload.prepared.examined.width * upload.prepared.examined.height
    except UnacceptablePhotograph as error:
        pixels = error.pixels
        raise
    except TookTooMuch as error:
        pixels = settings.PHOTO_MAX_PIXELS
        message = _("“%(name)s” takes too much time or memory to read. Save a smaller copy and upload that.")
        raise UnacceptablePhotograph(message, "too_much_work", {"name": name}) from error
    except TooManyWaiting as error:
        message = _("Many photos are being checked right now. Send “%(name)s” again in a few minutes.")
        raise UnacceptablePhotograph(message, "too_many_waiting", {"name": name}) from error
    finally:
        budget.charge(pixels)


def prepared_of(data: bytes, name: str) -> Prepared:
    """Examine a photograph and make its sizes, here and now; raise UnacceptablePhotograph."""
    examined = examine(ContentFile(data, name=name))
    contents: dict[str, bytes] = {}
    try:
        sizes = make_derivatives(BytesIO(data), contents.__setitem__)
        full = full_size_jpeg(data) if examined.format in GIVEN_OUT_AS_JPEG else b""
    except (ValueError, RuntimeError, OSError) as error:  # damage that decoding passes over
        refused = damaged(shown_name(name))
        refused.pixels = examined.width * examined.height
        raise refused from error
    return Prepared(examined, sizes, contents, full)
