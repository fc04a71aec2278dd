"""What a progress report rests on: a record found by its words, a file, an address; actions of its own goal."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import Agreement
from meetings.models import Meeting
from roadmap.models import Action, Evidence, Goal, ProgressReport
from tests.forms import Page

ADD = "/admin/roadmap/progressreport/add/"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def form(admin_client, content):
    found = Page.open(admin_client, ADD).admin_form()
    return found.fill(goal=str(Goal.objects.get(number=3).pk), day="۱۴۰۵/۱/۲۰", statement_fa="گزارش آزمون")


def found(client, words: str) -> dict[str, list[str]]:
    """What the look-up offers, by register."""
    answer = client.get("/admin/records/", {"term": words}).json()
    return {group["text"]: [one["text"] for one in group["children"]] for group in answer["results"]}


def test_one_box_finds_records_of_every_register_also_drafts(
    admin_client, client, content, account, django_assert_max_num_queries
):
    Meeting.objects.filter(title_fa__contains="ایروان").update(status="draft")
    offered = found(admin_client, "ايروان")
    assert "خواهرخواندگی تهران و ایروان" in offered["توافق‌نامه‌ها"]
    assert offered["دیدارها و نشست‌ها"]
    assert found(admin_client, "هیچ‌چیزی") == {}
    with django_assert_max_num_queries(14):
        found(admin_client, "")
    assert client.get("/admin/records/").status_code == 302


def test_the_look_up_shows_nobody_a_register_that_is_not_theirs(client, content, account):
    client.force_login(account("correspondents"))
    assert found(client, "ایروان") == {}


def test_a_record_a_file_and_an_address_are_evidence(admin_client, client, form):
    agreement, meeting = Agreement.objects.first(), Meeting.objects.first()
    Meeting.objects.filter(pk=meeting.pk).update(status="draft")
    form.add_row("evidence", page=agreement.uid)
    form.add_row("evidence", page=meeting.uid)
    form.add_row("evidence", url="https://example.org/report", title="گزارش بیرونی")
    prefix = "files-document-content_type-object_id"
    file = SimpleUploadedFile("گزارش.pdf", PDF, "application/pdf")
    form.add_row(prefix, title_fa="صورت‌جلسه", language="fa", file=file)
    asked = form.submit("_publish")
    assert asked.status_code == 302
    Page.open(admin_client, asked["Location"]).form(having="sure").submit()
    report = ProgressReport.objects.get()
    assert [one.record or one.url for one in report.evidence.all()] == [
        agreement, meeting, "https://example.org/report",
    ]  # fmt: skip
    document = report.documents.get()
    html = client.get(report.goal.get_absolute_url()).content.decode()
    for shown in (agreement.get_absolute_url(), "گزارش بیرونی", document.get_absolute_url(), "صورت‌جلسه"):
        assert shown in html
    assert meeting.get_absolute_url() not in html, "a draft has no public page"
    assert b"".join(client.get(document.get_absolute_url())) == PDF
    [told] = client.get("/api/v1/progress-reports").json()["data"]
    assert [one["title"]["fa"] for one in told["documents"]] == ["صورت‌جلسه"]


def test_a_form_sent_back_unchanged_changes_nothing(admin_client, form):
    form.add_row("evidence", page=Agreement.objects.first().uid)
    form.submit("_save")
    report = ProgressReport.objects.get()
    page = Page.open(admin_client, f"/admin/roadmap/progressreport/{report.pk}/change/")
    assert page.admin_form()["evidence-0-page"] == Agreement.objects.first().uid
    assert page.admin_form().submit("_save").status_code == 302
    evidence = Evidence.objects.get()
    assert (evidence.record, evidence.url) == (Agreement.objects.first(), "")
    other = page.admin_form()
    other["evidence-0-page"], other["evidence-0-url"] = "", "https://example.org/other"
    assert other.submit("_save").status_code == 302
    evidence.refresh_from_db()
    assert (evidence.record, evidence.url) == (None, "https://example.org/other")


@pytest.mark.parametrize(
    ("record", "url", "title"),
    [("first", "https://example.org/", ""), ("", "", "nothing but a title"), ("gone", "", "")],
)
def test_evidence_is_one_of_the_two(admin_client, form, record, url, title):
    uid = Agreement.objects.first().uid if record == "first" else record
    form.add_row("evidence", page=uid, url=url, title=title)
    answer = form.submit("_save")
    assert answer.status_code == 200
    assert Page.of(admin_client, answer).errors
    assert not ProgressReport.objects.exists()


def test_actions_stand_under_their_goals(admin_client, content):
    text = Page.open(admin_client, ADD).text
    select = text[text.index('id="id_action"') :].split("</select>")[0]
    goals = Goal.objects.filter(actions__isnull=False).distinct()
    assert select.count("<optgroup") == goals.count()
    assert select.count("data-goal") == Action.objects.count()
