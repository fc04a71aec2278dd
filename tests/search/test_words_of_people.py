"""What people type that no title writes so: ezafe, hamza, phrases, other names, too many words."""

import pytest

from meetings.models import Meeting
from tehran_diplomacy.languages.words import words
from tehran_diplomacy.publishing.status import Status

pytestmark = pytest.mark.django_db


def meetings(*titles: str) -> None:
    for number, title in enumerate(titles):
        Meeting.objects.create(title_fa=title, slug=f"m{number}", kind="visit_made", status=Status.PUBLISHED)


SPELLINGS = [
    ("هیئت", "هیأت", "هیات", "هيأت"),
    ("مسئول", "مسؤول", "مسوول", "مسئولین", "مسئولان"),
    ("مسئله", "مسأله", "مساله"),
    ("شئون", "شؤون", "شوون"),
    ("رؤسای", "رئسای", "روسا"),
    ("سؤال", "سوال", "سئوال"),
    ("قرائت", "قراءت"),
    ("امضا", "امضاء", "امضای"),
    ("گفت‌وگو", "گفتگو", "گفت و گو", "گفت‌وگوها", "گفتگوی"),
    ("جست‌وجو", "جستجو"),
    ("علاقه‌مندی", "علاقمندی"),
    ("حجت‌الاسلام", "حجةالاسلام", "حجت الاسلام"),
    ("آیت‌الله", "آیةالله", "آيت الله"),
    ("شورا", "شورای", "شوراهای", "شوراها", "شورا‌ی"),
    ("آسیا", "آسیای", "آسیایی"),
    ("نیرو", "نیروی", "نیروهای"),
    ("اعضا", "اعضای", "اعضاء"),
]


@pytest.mark.parametrize("group", SPELLINGS, ids=lambda group: group[0])
def test_every_spelling_finds_every_other(search, group):
    meetings(*(f"آزمون {one} نخست" for one in group))
    for one in group:
        assert len(search("fa", one).links) == len(group), one


@pytest.mark.parametrize(
    "pair", [("رای", "را"), ("چین", "چ"), ("زمین", "زم"), ("تهران", "تهر"), ("مسکو", "مسک")]
)
def test_short_words_keep_their_letters(pair):
    stems = {word.stem for one in pair for word in words(one)}
    assert len(stems) == 2


def test_the_council_is_found_by_its_name_alone(content, search_all):
    links = search_all("fa", "شورا")
    assert "/fa/meetings/sofia-mayor-and-council-chair/" in links
    assert "/fa/meetings/yerevan-mayor-and-council-chair/" in links
    assert "/fa/meetings/yerevan-sisterhood/" in search_all("fa", "امضا")


@pytest.mark.parametrize("phrase", ["«حمل و نقل شهری»", "«حمل‌ونقل شهری»", '"حملونقل شهری"'])
def test_a_phrase_is_found_together_apart_and_with_half_spaces(search, phrase):
    meetings("آزمون حمل و نقل شهری", "آزمون حمل‌ونقل شهری", "آزمون حملونقل شهری", "شهری حمل و نقل")
    assert sorted(search("fa", phrase).links) == [f"/fa/meetings/m{number}/" for number in range(3)]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("خواهرشهر", "پیمان خواهرخواندگی"),
        ("خواهر شهر", "پیمان خواهرخواندگی"),
        ("twin city", "پیمان خواهرخواندگی"),
        ("خواهرخوانده", "Sister cities of the region"),
        ("MoU", "یادداشت تفاهم دو شهر"),
        ("تفاهم‌نامه", "یادداشت تفاهم دو شهر"),
        ("تفاهم نامه", "یادداشت تفاهم دو شهر"),
        ("memorandum of understanding", "تفاهم‌نامهٔ دو شهر"),
        ("قرارداد", "موافقت‌نامهٔ دو شهر"),
        ("جلسه", "نشست دو شهر"),
        ("contract", "Agreement of two cities"),
        ("ملاقات", "دیدار دو شهردار"),
    ],
)
def test_things_are_found_by_what_people_call_them(search, asked, title):
    meetings(title, "چیز دیگر")
    assert search("fa", asked).links[0] == "/fa/meetings/m0/"


def test_the_name_that_was_typed_comes_first(search):
    meetings("نشست دو شهر", "جلسهٔ دو شهر")
    assert search("fa", "جلسه").links == ["/fa/meetings/m1/", "/fa/meetings/m0/"]


def test_where_all_words_find_nothing_most_of_them_do_and_it_says_so(search):
    meetings("همکاری تهران و ایروان", "همکاری تهران و پکن", "چیز دیگر")
    found = search("fa", "همکاری تهران ایروان کهکشان")
    assert found.links[0] == "/fa/meetings/m0/"
    assert "نتیجه‌ای با همهٔ این واژه‌ها نیست" in found.html
    assert "نتیجه‌ای با همهٔ این واژه‌ها" not in search("fa", "همکاری تهران").html
    assert search("fa", "کهکشان راه‌شیری").links == []


def test_a_suggestion_is_written_as_a_title_writes_it(search):
    meetings("آزمون هیئت مسئولان", "علاقه‌مندی شهروندان")
    assert "<a href" in search("fa", "هیعت").html
    for typed, meant in (("هیعت", "هیئت"), ("علاقه‌مندس", "علاقه‌مندی")):
        html = search("fa", typed).html
        assert f">{meant}</a>" in html.split("منظورتان این است")[1][:400]


def test_what_many_words_cost_is_bounded(search, django_assert_max_num_queries):
    meetings("آزمون")
    with django_assert_max_num_queries(12):
        search("fa", " ".join(f"ناموجود{n}" for n in range(12)))
