import pytest
from csp.middleware import CSPMiddleware
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404
from django.test import RequestFactory

from tehran_diplomacy.files.serving import serve_stored

pytestmark = pytest.mark.django_db  # the end of an answer looks after connections

CONTENT = bytes(range(256)) * 1000  # 256,000 bytes: several pieces
NAME = "photos/ab/k3f9x0ab/5e5e.jpg"


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.ACCEL_REDIRECT_PREFIX = ""
    default_storage.save(NAME, ContentFile(CONTENT))


def answer(method="get", name=NAME, headers=None, **options):
    request = getattr(RequestFactory(), method)("/", headers=headers or {})
    return serve_stored(request, name, content_type="image/jpeg", **options)


def body(response):
    content = b"".join(response) if response.streaming else response.content
    response.close()
    return content


def test_whole_file_is_streamed_with_its_headers():
    response = answer(etag="abc")
    assert response.status_code == 200
    assert response.streaming
    assert dict(response.headers) == {
        "Content-Length": "256000",
        "Accept-Ranges": "bytes",
        "Content-Type": "image/jpeg",
        "Content-Disposition": "inline",
        "ETag": '"abc"',
        "Cache-Control": "public, max-age=300",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }
    assert body(response) == CONTENT


def test_policy_of_an_upload_is_not_replaced_by_the_portals():
    request = RequestFactory().get("/")
    middleware = CSPMiddleware(lambda request: answer())
    response = middleware(request)
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    response.close()


def test_head_is_answered_without_body():
    response = answer("head")
    assert (response.status_code, response["Content-Length"], response.content) == (200, "256000", b"")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "public, max-age=300"),
        ({"immutable": True}, "public, max-age=31536000, immutable"),
        ({"private": True}, "private, no-store"),
        ({"immutable": True, "private": True}, "private, no-store"),
    ],
)
def test_caching_follows_what_the_view_says(options, expected):
    response = answer(**options)
    assert response["Cache-Control"] == expected
    response.close()


def test_download_name_in_persian_is_encoded():
    response = answer(download_name="عکس ۱.jpg")
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%D8%B9%DA%A9%D8%B3%20%DB%B1.jpg"
    response.close()


def test_unchanged_file_is_answered_304_without_body():
    response = answer(etag="abc", private=True, headers={"If-None-Match": '"x", "abc"'})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", '"abc"')
    assert response["Cache-Control"] == "private, no-store"
    changed = answer(etag="abc", headers={"If-None-Match": '"x"'})
    assert changed.status_code == 200
    changed.close()


def test_own_tag_changes_with_the_file():
    first = answer("head")["ETag"]
    assert answer("head")["ETag"] == first
    default_storage.delete(NAME)
    default_storage.save(NAME, ContentFile(b"other"))
    assert answer("head")["ETag"] != first


@pytest.mark.parametrize(
    "name", ["photos/missing.jpg", "../outside.jpg", "/etc/passwd", "photos", NAME + "/x", "a\x00b"]
)
def test_missing_file_is_404(name):
    with pytest.raises(Http404):
        answer(name=name)


@pytest.mark.parametrize(
    ("asked", "expected", "content_range"),
    [
        ("bytes=0-0", CONTENT[:1], "bytes 0-0/256000"),
        ("bytes=10-100009", CONTENT[10:100_010], "bytes 10-100009/256000"),
        ("bytes=255999-", CONTENT[-1:], "bytes 255999-255999/256000"),
        ("bytes=255000-9999999", CONTENT[255_000:], "bytes 255000-255999/256000"),
        ("bytes=-100", CONTENT[-100:], "bytes 255900-255999/256000"),
        ("bytes=-9999999", CONTENT, "bytes 0-255999/256000"),
    ],
)
def test_one_range_is_answered_206(asked, expected, content_range):
    response = answer(headers={"Range": asked})
    assert (response.status_code, response["Content-Range"]) == (206, content_range)
    assert response["Content-Length"] == str(len(expected))
    assert body(response) == expected


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=300000-400000", "bytes=-0"])
def test_range_beyond_the_file_is_answered_416(asked):
    response = answer(headers={"Range": asked})
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */256000")


@pytest.mark.parametrize("asked", ["bytes=-", "bytes=5-2", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", ""])
def test_range_not_understood_is_answered_with_the_whole(asked):
    response = answer(headers={"Range": asked})
    assert (response.status_code, response["Content-Length"]) == (200, "256000")
    response.close()


def test_range_of_a_changed_file_is_answered_with_the_whole():
    same = answer(etag="abc", headers={"Range": "bytes=0-1", "If-Range": '"abc"'})
    other = answer(etag="abc", headers={"Range": "bytes=0-1", "If-Range": '"old"'})
    assert (same.status_code, other.status_code) == (206, 200)
    same.close()
    other.close()


def test_file_is_closed_when_the_reader_leaves_early():
    response = answer()
    opened = response._resource_closers[0].__self__.file
    next(iter(response))
    response.close()
    assert opened.closed


def test_nginx_is_told_where_the_file_is(settings):
    settings.ACCEL_REDIRECT_PREFIX = "/protected/"
    default_storage.save("photos/عکس ۱?.jpg", ContentFile(b"x"))
    response = answer(name="photos/عکس ۱?.jpg", download_name="a.jpg", private=True)
    assert response["X-Accel-Redirect"] == "/protected/photos/%D8%B9%DA%A9%D8%B3%20%DB%B1%3F.jpg"
    assert (response.status_code, response.content) == (200, b"")
    assert (response["Content-Type"], response["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert response["Content-Disposition"] == 'attachment; filename="a.jpg"'
    with pytest.raises(Http404):
        answer(name="photos/missing.jpg")
