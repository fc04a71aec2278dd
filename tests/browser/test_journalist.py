"""A journalist on deadline: from the home page to what a journey cost, its report, what was changed on it and why, and how to cite it."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from meetings.models import JourneyAccount, JourneyCost, Meeting
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.files.models import Document
from tehran_diplomacy.publishing.history import changes, explain
from tehran_diplomacy.publishing.revisions import Reason
from tests.browser.conftest import no_complaints

WORDS = {
    "fa": {
        "journeys": "همهٔ سفرهای خارجی", "cost": "۱٬۲۰۰", "reason": "رسید هتل دیرتر رسید.", "report": "گزارش سفر",
        "before": "۱٬۰۰۰", "changes": "سابقهٔ تغییرات", "cite": "شیوهٔ ارجاع به این صفحه",
    },
    "en": {
        "journeys": "All trips abroad", "cost": "1,200", "reason": "The hotel's receipt came later.", "report": "Report of the journey",
        "before": "1,000", "changes": "Change history", "cite": "How to cite this page",
    },
}  # fmt: skip


@pytest.fixture
def journey(reader) -> Meeting:
    """A visit made, with its account, and a sum that was corrected since."""
    meeting = Meeting.objects.filter(kind="visit_made").first()
    JourneyAccount.objects.create(meeting=meeting, left_on=PartialDate(2023, 10, 18), people=4)
    cost = JourneyCost.objects.create(meeting=meeting, heading="stay", amount="1000", currency="EUR")
    data = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
    Document.objects.create(
        record=meeting, title_fa="گزارش سفر", title_en="Report of the journey", is_report=True, bytes=len(data),
        sha256="0" * 64, file=SimpleUploadedFile("report.pdf", data), language="fa",
    )  # fmt: skip
    with changes(User.objects.create_user("secret-name")):
        explain(Reason(fa="رسید هتل دیرتر رسید.", en="The hotel's receipt came later."))
        cost.amount = "1200"
        cost.save()
    return meeting


@pytest.mark.parametrize("language", ["fa", "en"])
def test_from_the_home_page_to_the_citation_on_a_phone(reader, journey, language):
    words = WORDS[language]
    visitor = reader(360, 740)
    page = visitor.page
    with no_complaints(visitor):
        visitor.open(f"/{language}/")
        page.locator(".site-menu > summary").click()
        page.locator(f"nav a[href='/{language}/meetings/']").first.click()
        page.locator(f"main a[href='/{language}/meetings/journeys/']").first.click()
        page.locator(f"main a[href^='/{language}/meetings/{journey.slug}/']").first.click()
        account = page.locator("#account")
        expect(account).to_contain_text(words["cost"])
        report = account.get_by_role("link", name=words["report"])
        assert page.request.get(visitor.address + report.get_attribute("href")).ok
        expect(page.locator(".corrected-note")).to_be_visible()
        page.get_by_role("link", name=words["changes"]).first.click()
        change = page.locator("article.change", has_text=words["reason"])
        expect(change.locator("del")).to_contain_text(words["before"])
        expect(change.locator("ins")).to_contain_text(words["cost"])
        assert "secret-name" not in page.content()
        page.go_back()
        page.get_by_text(words["cite"]).click()
        cited = page.locator(".cite textarea").first.input_value()
        assert re.search(rf"/{language}/id/{journey.uid}/", cited)
