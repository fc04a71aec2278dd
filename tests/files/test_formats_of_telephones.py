"""HEIC, AVIF and TIFF: kept as they came, given out as JPEG of full size."""

import pyexiv2
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from meetings import gallery
from meetings.models import Meeting
from tehran_diplomacy.files.photographs import UnacceptablePhotograph, examine
from tests.forms import Page

from .pictures import RED, colour_name, corners, encoded, opened, quarters, upload

FORMATS = ["HEIF", "AVIF", "TIFF"]
EXTENSION = {"HEIF": "heic", "AVIF": "avif", "TIFF": "tif"}


def photograph(format: str, **options) -> bytes:
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = "A visit", "Sara"  # description, artist
    exif.get_ifd(0x8769)[0x9003] = "2021:07:23 12:00:00"
    exif.get_ifd(0x8825)[1] = "N"  # position
    exif.get_ifd(0x8825)[2] = (35.0, 41.0, 0.0)
    if format == "TIFF":
        options["tiffinfo"] = {0x010E: "A visit", 0x013B: "Sara", 0x8769: exif.get_ifd(0x8769)}
    return encoded(quarters(), format, exif=exif, **options)


def stored(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


@pytest.fixture(autouse=True, scope="module")
def opener():
    from tehran_diplomacy.files.photographs import quiet_pillow

    with quiet_pillow():
        yield


@pytest.fixture
def meeting(content) -> Meeting:
    return Meeting.objects.create(title_fa="دیدار آزمون", title_en="A meeting", kind="council")


def added(client, meeting: Meeting, name: str, data: bytes):
    form = Page.open(client, f"/admin/meetings/meeting/{meeting.pk}/gallery/").form(id="add-photos")
    form["files"] = SimpleUploadedFile(name, data)
    said = form.submit(follow=True).content.decode()
    assert meeting.photos.count() == 1, said
    return meeting.photos.get()


@pytest.mark.parametrize("format", FORMATS)
def test_it_is_taken_kept_and_given_out_as_jpeg(admin_client, meeting, format):
    data = photograph(format)
    photo = added(admin_client, meeting, f"IMG_1.{EXTENSION[format]}", data)
    assert photo.file.name.endswith(EXTENSION[format])
    assert stored(photo.file.name) == data
    assert (photo.format, photo.width, photo.height) == ("JPEG", 640, 480)
    press = stored(photo.press_file)
    picture = opened(press)
    assert (picture.format, picture.size) == ("JPEG", (640, 480))
    assert corners(picture) == ["red", "green", "yellow", "blue"]
    assert (photo.caption_en, photo.credit_fa, str(photo.taken_on)) == ("A visit", "Sara", "1400-05-01")
    with pyexiv2.ImageData(press) as file:
        exif = file.read_exif()
        assert exif["Exif.Photo.DateTimeOriginal"] == "2021:07:23 12:00:00"
        assert not [tag for tag in exif if "GPS" in tag]
        assert file.read_xmp()["Xmp.dc.description"]['lang="x-default"'] == "A visit"


@pytest.mark.parametrize("format", FORMATS)
def test_new_words_leave_the_pixels_as_they_are(admin_client, meeting, format):
    photo = added(admin_client, meeting, f"x.{EXTENSION[format]}", photograph(format))
    before = opened(stored(photo.press_file)).tobytes()
    photo.caption_en = "Another"
    photo.save()
    assert gallery.refresh(photo)
    assert opened(stored(photo.press_file)).tobytes() == before
    default_storage.delete(photo.press_file)
    assert gallery.rebuild(photo, None) == ["press"]
    assert opened(stored(photo.press_file)).tobytes() == before


@pytest.mark.parametrize("format", ["HEIF", "AVIF", "TIFF"])
def test_the_profile_of_its_colours_stays(format):
    from tehran_diplomacy.files.derivatives import full_size_jpeg

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    jpeg = opened(full_size_jpeg(photograph(format, icc_profile=profile)))
    assert jpeg.info["icc_profile"] == profile


def test_a_tiff_that_lies_on_its_side_is_given_out_upright():
    from tehran_diplomacy.files.derivatives import full_size_jpeg

    data = encoded(quarters(), "TIFF", tiffinfo={0x0112: 6})
    assert (examine(upload(data)).width, examine(upload(data)).height) == (480, 640)
    assert corners(opened(full_size_jpeg(data))) == ["blue", "red", "green", "yellow"]


@pytest.mark.parametrize("format", ["HEIF", "TIFF"])
def test_the_first_of_several_pictures_is_the_photograph(format):
    data = encoded(quarters(), format, save_all=True, append_images=[Image.new("RGB", (64, 64))])
    assert (examine(upload(data)).width, examine(upload(data)).format) == (640, format)


def test_the_first_picture_of_an_mpo_is_the_photograph():
    data = encoded(quarters(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 64))])
    assert (examine(upload(data)).width, examine(upload(data)).format) == (640, "JPEG")


def test_a_photograph_with_a_film_behind_it_is_taken():
    film = b"\x00\x00\x00\x18ftypmp42" + bytes(5000)
    assert examine(upload(encoded(quarters()) + film)).format == "JPEG"


@pytest.mark.parametrize(
    "data",
    [
        encoded(quarters((64, 48)), "TIFF", tiffinfo={50706: b"\x01\x04\x00\x00"}),
        encoded(quarters((64, 48)), "TIFF", tiffinfo={254: 1}),
        b"II*\x00\x10\x00\x00\x00CR\x02\x00" + bytes(200),
    ],
    ids=["dng", "preview first", "cr2"],
)
def test_raw_data_of_cameras_are_refused_by_their_name(data):
    with pytest.raises(UnacceptablePhotograph) as caught:
        examine(upload(data, "IMG.dng"))
    assert caught.value.code == "raw"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("part", [0.01, 0.1, 0.5, 0.9])
def test_a_truncated_one_is_refused(format, part):
    picture = Image.effect_noise((300, 200), 80).convert("RGB")
    data = encoded(picture, format)
    with pytest.raises(UnacceptablePhotograph):
        examine(upload(data[: max(12, int(len(data) * part))]))


def test_a_transparent_one_is_given_out_on_white():
    from tehran_diplomacy.files.derivatives import full_size_jpeg

    picture = Image.new("RGBA", (64, 64), (*RED, 0))
    assert colour_name(opened(full_size_jpeg(encoded(picture, "HEIF"))).getpixel((5, 5))) == "white"
