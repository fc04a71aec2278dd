"""What letters tell, when, and what they must not tell."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from agreements.models import Agreement
from meetings.models import Meeting
from networks.models import Network
from roadmap.models import Goal, ProgressReport
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.following.models import Follower, Letter
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing import verbs, versions
from tehran_diplomacy.publishing.history import changes, explain
from tehran_diplomacy.publishing.revisions import Reason
from tehran_diplomacy.publishing.status import Status
from tests.following.conftest import send, whole

READER = "reader@example.org"
CORRECTIONS = "/en/follow/corrections/all/"


@pytest.fixture
def agreement(content) -> Agreement:
    return Agreement.objects.get(slug="tehran-yerevan-sister-city")


def correct(agreement: Agreement, day: int = 19, **reason) -> None:
    with changes():
        explain(Reason(**reason))
        agreement.signed_on = PartialDate(2023, 1, day)
        agreement.save()


def follow_record(follow, record, code: str, language: str = "en", **changes) -> str:
    return follow(f"/{language}/follow/{code}/{record.uid}/", **changes)


def test_a_letter_says_what_changed_when_and_why_in_both_calendars(follow, agreement, mail, freezer):
    freezer.move_to("2027-03-01 09:00:00+00:00")
    for language, address in (("en", "en@example.org"), ("fa", "fa@example.org")):
        follow_record(follow, agreement, "agreements", language, address=address)
    correct(agreement, fa="بنا بر متن امضاشده.", en="As the signed paper says.")
    assert "sent: 2" in send()
    (english,), (persian,) = mail.to("en@example.org"), mail.to("fa@example.org")
    text = english.get_body(("plain",)).get_content()
    for said in (
        "18 January 2023 → 19 January 2023", "As the signed paper says.", "1 March 2027", "10 Esfand 1405",
        f"https://diplomacy.example.org/en/agreements/{agreement.slug}/",
    ):  # fmt: skip
        assert said in text, said
    assert english["Subject"].strip() == f"{agreement.title_en}: Corrected · Tehran City Diplomacy"
    text = persian.get_body(("plain",)).get_content()
    html = persian.get_body(("html",)).get_content()
    for said in ("۲۸ دی ۱۴۰۱", "۲۹ دی ۱۴۰۱", "بنا بر متن امضاشده.", "۱۰ اسفند ۱۴۰۵", "۱ مارس ۲۰۲۷"):
        assert said in text, said
        assert said in html, said
    assert '<html lang="fa" dir="rtl">' in html
    assert agreement.title_fa in persian["Subject"]
    for letter, language in ((english, "en"), (persian, "fa")):
        assert letter["List-Id"] == f"<{agreement.uid}.agreements.follow.diplomacy.example.org>"
        assert letter["Auto-Submitted"] == "auto-generated"
        assert letter["Content-Language"] == language
        html = letter.get_body(("html",)).get_content()
        assert not re.search(r"<(?:img|link|script|iframe|form)|url\(|\bsrc=", html)
        hosts = set(re.findall(r"(?:https?:)?//([^/\"\s<]+)", html))
        assert hosts == {"diplomacy.example.org"}
        assert "?" not in "".join(re.findall(r'href="([^"]+)"', html))  # nothing that counts who clicks
    mail.taken.clear()
    send()
    assert mail.taken == []


def test_every_topic_gets_its_own_and_no_other(follow, content, mail, account):
    yerevan, seoul = City.objects.get(slug="yerevan"), City.objects.get(slug="seoul")
    goal, other_goal = Goal.objects.all()[:2]
    network, other_network = Network.objects.all()[:2]
    paths = {
        "city": f"cities/{yerevan.uid}/", "other city": f"cities/{seoul.uid}/", "goal": f"goals/{goal.uid}/",
        "other goal": f"goals/{other_goal.uid}/", "network": f"networks/{network.uid}/",
        "other network": f"networks/{other_network.uid}/", "agreements": "register/agreements/",
        "meetings": "register/meetings/", "corrections": "corrections/all/",
        "search": "search/?q=quokka", "narrowed": "search/?q=quokka&kind=meeting", "all words": "search/?q=quokka+wombat",
        "reports": "register/progress-reports/",
    }  # fmt: skip
    for name, path in paths.items():
        follow(
            f"/en/follow/{path}",
            address=f"{name.replace(' ', '-')}@example.org",
            sender=f"10.0.0.{len(name)}",
        )
    publisher = account("publishers")

    def told() -> set[str]:
        mail.taken.clear()
        send()
        return {to.removesuffix("@example.org").replace("-", " ") for _path, to, _message in mail.taken}

    agreement = Agreement.objects.create(title_en="Quokka agreement", form="mou", kind="bilateral")
    agreement.parties.create(city=yerevan)
    agreement.goals.add(goal)
    assert told() == set()
    verbs.publish(agreement, publisher)
    assert told() == {"city", "goal", "agreements", "search"}
    agreement.parties.create(network=network)
    assert told() == {"city", "goal", "agreements", "search", "network"}
    agreement.parties.filter(city=yerevan).delete()  # taken away: who follows the city learns that too
    assert told() == {"city", "goal", "agreements", "search", "network", "corrections"}
    agreement.title_en = "Quoll agreement"
    agreement.save()
    assert told() == {"goal", "agreements", "network", "corrections"}
    verbs.archive(agreement, publisher)
    assert told() == {"goal", "agreements", "network", "corrections"}
    assert "Quoll" not in "\n".join(whole(message) for _path, _to, message in mail.taken)
    report = ProgressReport.objects.create(goal=goal, day="1404-01-01", statement_en="A wombat and a quokka")
    verbs.publish(report, publisher)
    assert told() == {"goal", "reports", "search", "all words"}
    meeting = Meeting.objects.create(title_en="On the quokka", kind="visit_made", held_on="2024-05-01")
    meeting.partners.add(seoul)
    verbs.publish(meeting, publisher)
    assert told() == {"other city", "meetings", "search", "narrowed"}


def test_what_waits_for_its_moment_is_told_then_and_once(follow, agreement, mail, freezer, account):
    follow("/en/follow/register/agreements/")
    later = timezone.now() + timedelta(hours=2)
    scheduled = Agreement.objects.create(title_en="For this evening", form="mou", kind="bilateral")
    verbs.publish(scheduled, account("publishers"), later)
    send()
    correct(agreement)
    send()  # the cursor moves past the moment at which it was approved
    assert "For this evening" not in mail.words(READER)
    freezer.move_to(later + timedelta(seconds=1))
    send()
    send()
    assert mail.words(READER).count("Subject: For this evening") == 1


def test_what_becomes_visible_late_is_told_although_newer_things_were(follow, agreement, mail, account):
    """A report whose goal is not public is seen by nobody; with the goal it appears, older than what was told."""
    follow("/en/follow/register/progress-reports/")
    publisher = account("publishers")
    goal = Goal.objects.create(roadmap=Goal.objects.first().roadmap, number=98, title_en="Hidden goal")
    report = ProgressReport.objects.create(goal=goal, day="1404-01-01", statement_en="Said too early")
    verbs.publish(report, publisher)
    shown = ProgressReport.objects.create(
        goal=Goal.objects.first(), day="1404-01-02", statement_en="Shown at once"
    )
    verbs.publish(shown, publisher)
    send()
    assert "Shown at once" in mail.words(READER)
    assert "Said too early" not in mail.words(READER)
    verbs.publish(goal, publisher)
    send()
    assert "Said too early" in mail.words(READER)


def test_the_weekly_letter_comes_on_saturday_in_tehran_and_once(follow, agreement, mail, freezer):
    freezer.move_to("2027-03-02 09:00:00+03:30")  # a Tuesday
    follow("/en/follow/register/agreements/", pace="weekly")
    for day in (19, 20):
        correct(agreement, day)
        send()
    freezer.move_to("2027-03-06 07:59:00+03:30")
    send()
    assert mail.taken == []
    freezer.move_to("2027-03-06 08:00:00+03:30")
    send()
    correct(agreement, 21)
    send()
    freezer.move_to("2027-03-12 23:00:00+03:30")
    send()
    (letter,) = mail.to(READER)
    text = letter.get_body(("plain",)).get_content()
    assert letter["Subject"].strip() == "This week: Agreements · Tehran City Diplomacy"
    assert "→ 19 January 2023" in text and "→ 20 January 2023" in text and "21 January" not in text
    freezer.move_to("2027-03-14 12:00:00+03:30")  # the timer stood still on Saturday
    send()
    assert "→ 21 January 2023" in mail.to(READER)[1].get_body(("plain",)).get_content()
    freezer.move_to("2027-03-20 12:00:00+03:30")  # a week without news
    send()
    assert len(mail.taken) == 2


def test_who_changes_to_at_once_misses_nothing(client, follow, agreement, mail, freezer):
    manage = follow("/en/follow/register/agreements/", pace="weekly")
    correct(agreement)
    send()
    assert mail.taken == []
    client.post(manage, {"pace": "at_once"})
    send()
    assert len(mail.taken) == 1
    client.post(manage, {"pace": "weekly"})
    freezer.tick(8 * 24 * 3600)
    send()
    assert len(mail.taken) == 1


def test_nobody_is_told_what_was_before_they_followed(follow, agreement, mail):
    correct(agreement)
    follow("/en/follow/register/agreements/")
    send()
    assert mail.taken == []


def test_spelling_is_no_letter(follow, agreement, mail):
    follow("/en/follow/register/agreements/")
    with changes():
        explain(Reason(is_minor=True))
        agreement.note_en = "Better words."
        agreement.save()
    send()
    assert mail.taken == []


def test_many_changes_are_one_letter_with_the_rest_on_the_page(follow, content, mail):
    follow("/en/follow/register/agreements/")
    with changes():
        for number in range(50):
            Agreement.objects.create(
                title_en=f"Agreement number {number}", form="mou", kind="bilateral", status=Status.PUBLISHED
            )
    assert "sent: 1" in send()
    (letter,) = mail.to(READER)
    assert letter["Subject"].startswith("50 changes: Agreements")
    assert "10 more changes on the portal." in whole(letter)


def test_letters_leak_nothing(client, follow, agreement, mail, account):
    """Drafts, office notes, staff, other readers: in no letter, whatever was done between change and letter."""
    publisher = account("publishers")
    publisher.first_name, publisher.email = "Stafffirst", "staff@office.example"
    publisher.save()
    goal = Goal.objects.create(roadmap=Goal.objects.first().roadmap, number=99, title_en="Hiddengoal")
    network = Network.objects.create(name_en="Hiddennetwork")
    topics = ("register/agreements", "corrections/all", f"agreements/{agreement.uid}", "register/meetings")
    topics += (f"cities/{City.objects.get(slug='yerevan').uid}",)
    addresses = [f"reader{number}@example.org" for number in range(len(topics))]
    for number, (topic, address) in enumerate(zip(topics, addresses, strict=True)):
        language = ("fa", "en")[number % 2]
        follow(f"/{language}/follow/{topic}/", address=address, sender=f"10.0.0.{number}")
    with changes(publisher):
        explain(Reason(en="Openreason"))
        agreement.goals.add(goal)
        agreement.parties.create(network=network)
        agreement.office_note, agreement.remark = "Officenote", "Reviewremark"
        agreement.note_en = "Openwords"
        agreement.save()
        agreement.sources.create(title="A paper", quotation="Quotedwords")
    versions.change(agreement, publisher, lambda one: setattr(one, "note_en", "Versionwords") or one.save())
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    photo = meeting.photos.create(caption_en="Withdrawncaption")
    photo.is_withdrawn = True
    photo.save()
    gone = Agreement.objects.create(title_en="Gonetitle", form="mou", kind="bilateral")
    verbs.publish(gone, publisher)
    verbs.return_to_draft(gone, publisher)
    gone.title_en = "Drafttitle"
    gone.save()
    Agreement.objects.create(title_en="Neverpublished", form="mou", kind="bilateral")
    later = Agreement.objects.create(title_en="Scheduledtitle", form="mou", kind="bilateral")
    verbs.publish(later, publisher, timezone.now() + timedelta(days=3))
    send()
    assert {to for _path, to, _message in mail.taken} == set(addresses)
    everything = "\n".join(whole(message) for _path, _to, message in mail.taken)
    assert "Openwords" in everything and "Openreason" in everything
    secrets = (
        "Hidden", "Officenote", "Reviewremark", "Quotedwords", "Versionwords", "Withdrawncaption", "Gonetitle",
        "Drafttitle", "Neverpublished", "Scheduledtitle", "publishers", "Stafffirst", "office.example",
    )  # fmt: skip
    assert [word for word in secrets if word in everything] == []
    for _path, to, message in mail.taken:
        others = [address for address in addresses if address != to]
        assert [one for one in others if one in whole(message)] == []
        assert message.get_all("To") == [to]
        assert message["Cc"] is message["Bcc"] is None
    tokens = list(Follower.objects.values_list("address", "token"))
    for address, token in tokens:
        assert token in mail.words(address)
        assert [other for other, _token in tokens if other != address and token in mail.words(other)] == []


def test_what_is_withdrawn_before_the_letter_goes_out_is_not_in_it(follow, agreement, mail, account):
    follow("/en/follow/register/agreements/")
    correct(agreement)
    mail.refuses[READER] = "451 4.3.0 try later"
    send()
    assert Letter.objects.count() == 1
    verbs.archive(agreement, account("publishers"))
    mail.refuses.clear()
    Letter.objects.update(due_at=timezone.now())
    send()
    assert agreement.title_en not in mail.words(READER)
    assert "An entry in this section was removed" in mail.words(READER)


def test_followers_of_a_withdrawn_record_wait_thirty_days(follow, agreement, mail, freezer, account):
    publisher = account("publishers")
    follow_record(follow, agreement, "agreements")
    verbs.archive(agreement, publisher)
    send()
    (letter,) = mail.to(READER)
    assert "within 30 days" in whole(letter)
    assert agreement.title_en not in whole(letter)
    freezer.tick(29 * 24 * 3600)
    verbs.publish(agreement, publisher)
    send()
    assert "Published again" in mail.to(READER)[1]["Subject"]
    verbs.archive(agreement, publisher)
    freezer.tick(31 * 24 * 3600)
    send()
    assert not Follower.objects.exists()
