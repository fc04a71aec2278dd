"""Where pages are shared: cards of the right size, Open Graph, oEmbed."""

import io
import re
from html import unescape
from urllib.parse import quote

import pytest
from PIL import Image, ImageChops, features

from meetings.models import Meeting

MEETING = "/en/meetings/yerevan-sisterhood/"


def card(client, address):
    response = client.get(address)
    assert response["Content-Type"] == "image/jpeg"
    picture = Image.open(io.BytesIO(response.content))
    assert picture.size == (1200, 630)
    assert len(response.content) < 300_000
    return picture, response


def test_pages_name_their_card_and_oembed(photos, client):
    for address in (MEETING, f"{MEETING}photos/{photos[1].uid}/"):
        html = client.get(address).content.decode()
        image = re.search(r'property="og:image" content="http://127.0.0.1([^"]+)"', html)[1]
        card(client, image)
        assert 'name="twitter:card" content="summary_large_image"' in html
        found = unescape(re.search(r'json\+oembed" title="[^"]*" href="([^"]+)"', html)[1])
        assert client.get(found).json()["version"] == "1.0"


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_card_shows_the_photo_or_girih_with_the_title(photos, client, language):
    assert features.check("raqm"), "Pillow lacks Raqm; install the Debian package libfribidi0"
    with_photo, response = card(client, f"/{language}/meetings/yerevan-sisterhood/card.jpg")
    other = "sixth-council-swearing-in"
    with_girih, _response = card(client, f"/{language}/meetings/{other}/card.jpg")
    assert ImageChops.difference(with_photo, with_girih).getbbox()
    Meeting.objects.filter(slug=other).update(title_fa="نام دیگر", title_en="Another name")
    renamed, _response = card(client, f"/{language}/meetings/{other}/card.jpg")
    changed = (
        ImageChops.difference(with_girih, renamed).convert("L").point(lambda v: 255 * (v > 60)).getbbox()
    )
    assert changed[1] > 200  # the words, not the pattern
    again = client.get(
        f"/{language}/meetings/yerevan-sisterhood/card.jpg", headers={"if-none-match": response["ETag"]}
    )
    assert again.status_code == 304


def test_cards_and_embeds_of_what_is_not_public_are_not_there(photos, meeting, client):
    Meeting.objects.filter(pk=meeting.pk).update(status="draft")
    for address in (
        f"{MEETING}card.jpg", f"{MEETING}photos/{photos[0].uid}/card.jpg",
        f"/oembed?url=http://127.0.0.1{MEETING}", f"/oembed?url=http://127.0.0.1{MEETING}photos/{photos[0].uid}/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address


def test_a_photo_is_embedded_in_the_largest_size_that_fits(photos, client):
    address = quote(f"http://127.0.0.1{MEETING}photos/{photos[1].uid}/", safe="")
    found = client.get(f"/oembed?url={address}&maxwidth=1300")
    assert found["Access-Control-Allow-Origin"] == "*"
    data = found.json()
    assert (data["type"], data["title"], data["width"], data["height"]) == ("photo", "The signing", 1200, 720)
    response = client.get(data["url"].removeprefix("http://127.0.0.1"))
    assert Image.open(io.BytesIO(b"".join(response))).size == (1200, 720)
    assert client.get(f"/oembed?url={address}&maxwidth=200").json()["width"] == 192
    assert client.get(f"/oembed?url={address}&maxwidth=20").status_code == 404
    assert client.get(f"/oembed?url={address}&format=xml").status_code == 501
    assert client.get(f"/oembed?url={quote('http://other.example' + MEETING)}").status_code == 404
    assert client.get("/oembed?url=http://127.0.0.1/en/press/").status_code == 404
    assert client.get(f"/oembed?url=http://127.0.0.1{MEETING}").json()["type"] == "rich"
