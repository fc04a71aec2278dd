"""One row at least of everything that the desk has a form for, with parts, beside the starter content."""

from django.contrib.auth.models import User
from django.utils import timezone

from agreements.models import Agreement, SilenceLine
from meetings.models import Meeting, PressOffice, SharedGallery
from roadmap.models import Goal, ProgressReport
from tehran_diplomacy.correspondence.models import AnswerTemplate, Correspondent, Message
from tehran_diplomacy.places.models import Country, Organisation
from tehran_diplomacy.publishing import previews


def fill_every_register(chief: User) -> None:
    """Make what the starter content lacks."""
    country = Country.objects.first()
    body = Organisation.objects.create(
        name_fa="بنیاد", name_en="A foundation", country=country, website="https://example.org/a?b=c"
    )
    report = ProgressReport.objects.create(
        goal=Goal.objects.first(),
        day="1404-02-03",
        statement_fa="گامی برداشته شد",
        percentage=40,
        status="published",
    )
    report.evidence.create(record=Agreement.objects.first(), position=1)
    report.evidence.create(url="https://example.org/evidence", title="سند", position=2)
    agreement = Agreement.objects.first()
    agreement.commitments.create(text_en="A promise", state="done", state_on="2024-05", due_on="1403")
    agreement.events.create(
        kind="approved", day="1402-03", act_number="160/12", act_url="https://example.org/act"
    )
    journey = Meeting.objects.filter(kind="visit_made").first()
    journey.accounts.create(body=body, people=4, left_on="1402-03-04", aim_fa="دیدار\nبا شهردار ")
    journey.costs.create(heading="travel", amount="1250.50", currency="EUR")
    message = Message.objects.create(
        subject="پرسش", text="چرا؟\nو چگونه؟", answer=" پاسخ\n\nنیمه‌کاره", assigned_to=chief, state="assigned"
    )
    Correspondent.objects.create(message=message, name="رضا", contact="reza@example.org")
    AnswerTemplate.objects.create(title="سلام", text="سلام\n\nبا احترام")
    SilenceLine.objects.create(is_shown=True, months=24)
    previews.make(agreement, chief)
    PressOffice.objects.create(terms_fa="آزاد\nبا نام", email="press@example.org")
    SharedGallery.objects.create(meeting=journey, recipient="روزنامه", ends_at=timezone.now(), made_by=chief)
