"""What stands in the documents, as a reader of PDF finds it."""

import pytest
from pypdf.generic import Destination

from agreements.models import Agreement, LifeEvent
from meetings.models import Meeting
from roadmap.models import Action, Evidence, Goal, ProgressReport, Roadmap
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.publishing.status import Status
from tehran_diplomacy.sources.models import Source
from tests.book.conftest import AGREEMENT, ALL, BOOK, GOAL, read, text_of

HOSTILE = (
    '#import "x" $a^2$ [b] \\c "d" #sys.inputs <label> @cite `raw` *bold* _it_ // no /* no */ #panic() = one'
)


def bookmarks(reader) -> list[str]:
    """Return the bookmarks of the first two levels: those of the contents."""
    found = []

    def walk(items, level):
        for item in items:
            if isinstance(item, Destination):
                found.append(item.title)
            elif level < 2:
                walk(item, level + 1)

    walk(reader.outline, 1)
    return found


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("address", ALL)
def test_a_document_is_tagged_titled_in_its_language_and_has_bookmarks(client, content, address, language):
    reader = read(client, address.format(language))
    root = reader.root_object
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/StructTreeRoot"]["/K"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert root["/ViewerPreferences"]["/Direction"] == ("/R2L" if language == "fa" else "/L2R")
    assert b"pdfuaid" in root["/Metadata"].get_data(), "not PDF/UA-1"
    assert len(bookmarks(reader)) >= 4
    fonts = {
        font.get_object()["/BaseFont"].partition("+")[2]
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts == {"Vazirmatn-Regular", "Vazirmatn-Bold"}


def test_the_book_holds_text_goals_and_sources_in_order(client, content):
    reader = read(client, BOOK.format("en"))
    titles = bookmarks(reader)
    sections = [section.title_en for section in Roadmap.objects.get().sections.all()]
    goals = [goal.title_en for goal in Goal.objects.order_by("number")]
    assert titles == [
        "The text of the roadmap", *sections, "Goals and related entries", *goals,
        "Documents and sources for the roadmap", "Sources", "About this document",
    ]  # fmt: skip
    contents = reader.pages[1].extract_text()
    assert all(title in " ".join(contents.split()) for title in titles)
    goal_page = next(
        number
        for number, page in enumerate(reader.pages, 1)
        if number > 6 and "Goal 3" in page.extract_text()
    )
    line = next(line for line in contents.splitlines() if "Expand bilateral" in line)
    assert line.split()[-1] == str(goal_page)


@pytest.mark.parametrize(("language", "labels"), [("fa", ["۲", "۳", "۴"]), ("en", ["2", "3", "4"])])
def test_pages_are_numbered_in_the_digits_of_the_language(client, content, language, labels):
    reader = read(client, BOOK.format(language))
    assert reader.page_labels[1:4] == labels
    for page, label in zip(reader.pages[1:4], labels, strict=True):
        assert page.extract_text().rstrip().endswith(label)


def test_an_agreements_record_says_what_is_known_and_what_is_not(client, content):
    text = text_of(read(client, AGREEMENT.format("en")))
    for words in (
        "18 January 2023", "28 Dey 1401", "Signed; end date not recorded", "Not recorded", "Yerevan, Armenia",
        "worked out automatically", "Novosti-Armenia", "newsarmenia.am", "permanent ID",
    ):  # fmt: skip
        assert words in text, words
    unknown = text_of(read(client, "/en/agreements/tehran-khartoum-sister-city/record.pdf"))
    assert "Date not known" in unknown
    assert "Not recorded" in unknown
    year = text_of(read(client, "/en/agreements/tehran-pretoria-sister-city/record.pdf"))
    assert "2002" in year
    assert "1380" not in year


def test_a_state_that_is_not_certain_names_the_dates_that_leave_it_open(client, content):
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    this_year = agreement.created_at.year
    LifeEvent.objects.create(agreement=agreement, kind="ended", day=PartialDate(this_year))
    text = text_of(read(client, AGREEMENT.format("en")))
    assert "Unclear" in text
    assert "these dates is not known: Terminated" in text


def test_a_report_stands_with_its_public_evidence_only(client, content):
    goal = Goal.objects.get(number=3)
    report = ProgressReport.objects.create(
        goal=goal, day="2024-03-20", statement_en="Two were signed.", percentage=40, status=Status.PUBLISHED
    )
    public, hidden = Meeting.objects.all()[:2]
    Meeting.objects.filter(pk=hidden.pk).update(status=Status.DRAFT)
    for meeting in (public, hidden):
        Evidence.objects.create(report=report, record=meeting)
    Evidence.objects.create(report=report, url="https://example.org/a_long/address", title="")
    ProgressReport.objects.create(goal=goal, day="2024-03-21", statement_en="A secret draft.")
    for address in (GOAL, BOOK):
        text = text_of(read(client, address.format("en")))
        assert "Two were signed." in text
        assert "40 per cent, as reported" in text
        assert "20 March 2024" in text
        assert public.title_en in text
        assert hidden.title_en not in text
        assert "example.org/" in text
        assert "A secret draft" not in text


def test_only_what_is_public_stands_in_it(client, content):
    Goal.objects.filter(number=2).update(status=Status.DRAFT)
    goal = Goal.objects.get(number=2)
    goal.save()
    assert goal.title_en not in text_of(read(client, BOOK.format("en")))
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    agreement.office_note_en, agreement.status = "For colleagues only", Status.ARCHIVED
    agreement.save()
    for address in (GOAL, BOOK):
        text = text_of(read(client, address.format("en")))
        assert agreement.title_en not in text
        assert "For colleagues only" not in text


def test_what_is_missing_in_one_language_stands_in_the_other_and_says_so(client, content):
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    agreement.title_fa = agreement.note_fa = None
    agreement.note_en = "One paragraph.\n\nAnother one."
    agreement.save()
    reader = read(client, AGREEMENT.format("fa"))
    text = text_of(reader)
    assert "Tehran–Yerevan sister-city agreement" in text
    assert "Another one." in text
    languages = {
        item.get_object().get("/Lang") for item in _structure(reader.root_object["/StructTreeRoot"]["/K"])
    }
    assert "en" in languages


def _structure(node):
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from _structure(one)
    elif isinstance(node, dict):
        yield node
        if "/K" in node:
            yield from _structure(node["/K"])


@pytest.mark.parametrize("language", ["fa", "en"])
def test_signs_of_the_typesetters_own_language_stay_signs(client, content, language):
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    goal = Goal.objects.get(number=3)
    roadmap = Roadmap.objects.get()
    for record in (agreement, goal, roadmap):
        record.title_fa = record.title_en = HOSTILE
    agreement.note_fa = agreement.note_en = goal.summary_fa = goal.summary_en = f"{HOSTILE}\n\n{HOSTILE}"
    roadmap.pull_quote_fa = roadmap.pull_quote_en = HOSTILE
    for record in (agreement, goal, roadmap):
        record.save()
        Source.objects.create(record=record, title=HOSTILE, url="javascript:alert(1)", quotation=HOSTILE)
    Action.objects.create(goal=goal, title_en=HOSTILE, responsible_en=HOSTILE)
    for address in ALL:
        reader = read(client, address.format(language))
        assert reader.metadata.title == HOSTILE
        squeezed = "".join(text_of(reader).split())
        assert squeezed.count("".join(HOSTILE.split())) >= 2 or language == "fa"
        assert b"pdfuaid" in reader.root_object["/Metadata"].get_data()
        links = {
            note.get_object()["/A"]["/URI"]
            for page in reader.pages
            for note in page.get("/Annots", [])
            if "/URI" in note.get_object().get("/A", {})
        }
        assert links
        assert all(link.startswith("http") for link in links)


@pytest.mark.parametrize(
    "text", ["北京 한국 😀", "a\x07b\u202ec\ud7ff\ue000\ufffed", "ﷺ", "x" * 200, "م" * 200, "\u200c", " "]
)
def test_letters_that_no_font_has_do_not_stop_it(client, content, text):
    goal = Goal.objects.get(number=3)
    goal.summary_en, goal.title_en = text, f"Goal {text}"[:200]
    goal.save()
    for address in (GOAL, BOOK):
        assert "Progress reports" in text_of(read(client, address.format("en")))


def test_words_with_a_hamza_are_copied_as_they_are_read(client, content):
    """As one character, for viewers turn the two round: «نقشٔه», which nobody finds."""
    text = text_of(read(client, BOOK.format("fa")))
    assert "نقشۀ راه" in text
    assert "\u0654" not in text
