"""Short texts and pictures for the messengers: of every public record, in both languages, and of nothing else."""

import io

import pytest
from PIL import Image

from agreements.models import Agreement
from roadmap.models import Goal
from tehran_diplomacy.portal.messengers import post_of
from tehran_diplomacy.publishing import verbs

YEREVAN = "tehran-yerevan-sister-city"


@pytest.mark.parametrize(
    ("language", "title", "day"),
    [
        ("fa", "خواهرخواندگی تهران و ایروان", "۲۸ دی ۱۴۰۱"),
        ("en", "Tehran–Yerevan sister-city agreement", "18 January 2023"),
    ],
)
def test_the_text_says_title_day_two_sentences_and_address(client, content, language, title, day):
    agreement = Agreement.objects.get(slug=YEREVAN)
    Agreement.objects.filter(pk=agreement.pk).update(
        note_fa="یکم گفته شد. دوم گفته شد! سوم نه.",
        note_en="First it is. Second it is! Third it is not.",
        office_note="Secret",
    )
    html = client.get(f"/{language}/share/agreements/{agreement.uid}/").content.decode()
    text = html.partition("data-embed-code>")[2].partition("</textarea>")[0]
    parts = text.split("\n\n")
    assert title in parts[0]
    assert parts[1] == day
    assert parts[2] == ("یکم گفته شد. دوم گفته شد!" if language == "fa" else "First it is. Second it is!")
    assert parts[3].endswith(f"/{language}/agreements/{YEREVAN}/")
    assert "Secret" not in html


@pytest.mark.parametrize(("shape", "size"), [("square", (1080, 1080)), ("story", (1080, 1920))])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_pictures_have_their_size_and_are_made_once(client, content, language, shape, size):
    agreement = Agreement.objects.get(slug=YEREVAN)
    answer = client.get(f"/{language}/share/agreements/{agreement.uid}/{shape}.jpg")
    assert Image.open(io.BytesIO(answer.content)).size == size
    again = client.get(answer.wsgi_request.path, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    Agreement.objects.filter(pk=agreement.pk).update(title_fa="نامی دیگر", title_en="Another name")
    other = client.get(answer.wsgi_request.path)
    assert other["ETag"] != answer["ETag"]
    assert other.content != answer.content


def test_only_what_is_public_has_them(client, content, account):
    agreement = Agreement.objects.get(slug=YEREVAN)
    verbs.archive(agreement, account("publishers"))
    assert client.get(f"/en/share/agreements/{agreement.uid}/").status_code == 410
    assert client.get(f"/en/share/agreements/{agreement.uid}/square.jpg").status_code == 404
    assert client.get("/en/share/agreements/0000000000/").status_code == 404
    assert client.get(f"/en/share/people/{agreement.uid}/").status_code == 404


def test_every_register_has_a_text(content):
    for goal in Goal.objects.all():
        post = post_of(goal)
        assert post.title.text in post.text
        assert len(post.sentences) <= 400


def test_the_desk_and_the_press_page_lead_there(client, admin_client, content):
    agreement = Agreement.objects.get(slug=YEREVAN)
    form = admin_client.get(f"/admin/agreements/agreement/{agreement.pk}/change/").content.decode()
    assert f"/share/agreements/{agreement.uid}/" in form
    newest = Agreement.objects.public().sorted_by("newest").first()
    assert f"/en/share/agreements/{newest.uid}/" in client.get("/en/press/").content.decode()
