"""A gallery with photographs, as the tests of the press room use it."""

import io
import random
from functools import cache

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from meetings import gallery
from meetings.models import Meeting, Photo
from tehran_diplomacy.files.intake import Prepared, prepare

SLUG = "yerevan-sisterhood"


def picture(width=900, height=600, kind="JPEG", seed=0, **options) -> bytes:
    """Return an encoded picture; another seed, another picture."""
    data = io.BytesIO()
    image = Image.new("RGB", (width, height), (29, 60, 143 - seed % 100))
    image.paste("#f4c893", (0, 0, width // 3 + seed, height // 3))
    image.save(data, kind, **options)
    return data.getvalue()


def noise(side=400, seed=1) -> bytes:
    """Return a picture that compresses badly, so that it has some size."""
    data = io.BytesIO()
    dice = random.Random(seed)
    Image.frombytes("RGB", (side, side), dice.randbytes(side * side * 3)).save(data, "JPEG", quality=90)
    return data.getvalue()


def supplied(meeting: Meeting, data: bytes, **values) -> Photo:
    """Return a photo of the meeting with its photograph."""
    photo, upload = Photo(meeting=meeting, **values), SimpleUploadedFile("IMG_1.jpg", data)
    upload.prepared = prepared(data)
    gallery.supply(photo, upload)
    return photo


@cache
def prepared(data: bytes) -> Prepared:
    """Return what is known of a picture and its sizes; made once for a run, in a process apart as always."""
    return prepare(SimpleUploadedFile("IMG_1.jpg", data))


@pytest.fixture
def meeting(content) -> Meeting:
    """The meeting whose gallery the tests fill; its kept place goes."""
    found = Meeting.objects.get(slug=SLUG)
    found.photos.all().delete()
    return found


@pytest.fixture
def photos(meeting) -> list[Photo]:
    """Three photographs, in the gallery's order."""
    return [
        supplied(meeting, noise(400, 1), caption_fa="دیدار دو شهردار", caption_en="=The two mayors",
                 credit_fa="شورا", credit_en="Council", position=1),
        supplied(meeting, picture(2000, 1200), caption_fa="امضای سند", caption_en="The signing", position=2),
        supplied(meeting, picture(800, 800, "PNG"), caption_fa="هدیه", position=3),
    ]  # fmt: skip
