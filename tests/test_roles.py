"""Each role, each action, each road: what is allowed, and what is refused whatever one tries."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import Agreement
from tehran_diplomacy.publishing import previews
from tehran_diplomacy.publishing.models import Revision
from tehran_diplomacy.publishing.status import Status
from tests.forms import Page
from tests.test_exchange import text_of, xlsx

ROLES = ["nobody", "staff", "editors", "publishers", "administrator"]
WRITERS = {"editors", "publishers", "administrator"}
PUBLISHING = {"publishers", "administrator"}

# (action, road) -> who may; everybody else must leave the record exactly as it was
ALLOWED = {
    ("add", "form"): WRITERS,
    ("add", "import"): WRITERS,
    ("change a draft", "form"): WRITERS,
    ("change a draft", "import"): WRITERS,
    ("submit", "form"): WRITERS,
    ("submit", "bulk"): WRITERS,
    ("send back", "form"): PUBLISHING,
    ("publish", "form"): PUBLISHING,
    ("publish", "bulk"): PUBLISHING,
    ("publish", "import"): set(),
    ("change what is public", "form"): PUBLISHING,
    ("change what is public", "import"): set(),
    ("change what is public", "translation"): set(),
    ("take back", "form"): PUBLISHING,
    ("take back", "bulk"): PUBLISHING,
    ("archive", "form"): PUBLISHING,
    ("archive", "bulk"): PUBLISHING,
    ("throw away", "form"): PUBLISHING,
    ("throw away", "bulk"): PUBLISHING,
    ("restore", "form"): PUBLISHING,
    ("restore", "bulk"): PUBLISHING,
    ("see a draft", "preview"): WRITERS,
    ("see a draft", "signed link"): set(ROLES),
    ("see a draft", "API"): set(),
    ("add", "API"): set(),
    ("change a draft", "API"): set(),
    ("publish", "API"): set(),
    ("throw away", "API"): set(),
    ("see the history", "history"): WRITERS,
    ("bring back", "history"): WRITERS,
    ("export", "export"): WRITERS,
}
LIST, FORM = "/admin/agreements/agreement/", "/admin/agreements/agreement/{}/change/"
STARTS = {
    "submit": Status.DRAFT, "send back": Status.IN_REVIEW, "publish": Status.IN_REVIEW,
    "change what is public": Status.PUBLISHED, "take back": Status.PUBLISHED, "archive": Status.PUBLISHED,
    "throw away": Status.PUBLISHED, "restore": Status.BINNED,
}  # fmt: skip
BUTTONS = {
    "submit": {"_submit": "1"}, "publish": {"_publish": "1", "sure": "1"}, "change a draft": {"_continue": "1"},
    "change what is public": {"_publish": "1", "sure": "1"}, "send back": {"_step": "send_back", "remark": "باز"},
    "take back": {"_step": "return"}, "archive": {"_step": "archive"}, "restore": {"_step": "restore"},
}  # fmt: skip
ACTIONS = {
    "submit": "submit_selected", "publish": "publish_selected", "take back": "unpublish_selected",
    "archive": "archive_selected", "throw away": "delete_selected", "restore": "restore_selected",
}  # fmt: skip


@pytest.fixture
def record(db) -> Agreement:
    made = Agreement.objects.create(title_fa="پیش از", title_en="Before", form="mou", kind="multilateral")
    Agreement.objects.filter(pk=made.pk).update(title_fa="رکورد")
    return made


def sign_in(client, role: str, account) -> None:
    if role == "administrator":
        user = account(None)
        user.is_superuser = True
        user.save()
    elif role != "nobody":
        user = account(None if role == "staff" else role)
    if role != "nobody":
        client.force_login(user)


def _data(client, page) -> dict[str, list]:
    """What a browser would send of the form shown."""
    return Page.of(client, page).admin_form().data()


def by_form(client, action: str, record: Agreement) -> None:
    if action == "add":
        page = client.get(f"{LIST}add/")
        if page.status_code == 200:
            client.post(
                f"{LIST}add/",
                _data(client, page) | {"title_fa": "افزوده", "form": "mou", "kind": "multilateral"},
            )
        else:
            client.post(f"{LIST}add/", {"title_fa": "افزوده", "form": "mou", "kind": "multilateral"})
        return
    if action == "throw away":
        client.post(f"{LIST}{record.pk}/delete/", {"post": "yes"})
        return
    page = client.get(FORM.format(record.pk))
    # Who is not shown a form posts one all the same.
    data = (
        _data(client, page)
        if page.status_code == 200 and page.context.get("adminform")
        else {"_seen": "1-0-0"}
    )
    if "change" in action:
        data |= {"title_fa": "دگرگون"}
    client.post(FORM.format(record.pk), data | BUTTONS[action])


def by_import(client, action: str, record: Agreement) -> None:
    rows = {
        "add": (["title_fa", "form", "kind"], ["افزوده", "mou", "multilateral"]),
        "publish": (["slug", "status"], [record.slug, "published"]),
    }
    data = xlsx(*rows.get(action, (["slug", "title_fa"], [record.slug, "دگرگون"])))
    response = client.post(f"{LIST}import/", {"file": SimpleUploadedFile("t.xlsx", data)})
    if response.status_code != 200:
        client.post(f"{LIST}import/apply/", {"token": "x"})
        return
    html = text_of(response)
    if 'name="token"' in html:
        token = html.split('name="token" value="')[1].split('"')[0]
        text_of(client.post(f"{LIST}import/apply/", {"token": token}))


def by_api(client, action: str, record: Agreement) -> bool | None:
    """Try every way of writing; return whether a draft is shown where that is the question."""
    one = f"/api/v1/agreements/{record.uid}"
    if action == "see a draft":
        listed = record.uid in client.get("/api/v1/agreements").content.decode()
        return listed or client.get(one).status_code == 200
    body = {"title_fa": "دگرگون" if action == "change a draft" else "افزوده", "status": "published"}
    for send in (client.post, client.put, client.patch, client.delete):
        for address in ("/api/v1/agreements", one):
            assert send(address, body, content_type="application/json").status_code == 405
    return None


def happened(client, action: str, road: str, record: Agreement) -> bool:
    """Whether the action took effect."""
    after = Agreement.objects.filter(pk=record.pk).first()
    states = {
        "submit": Status.IN_REVIEW, "send back": Status.DRAFT, "publish": Status.PUBLISHED,
        "take back": Status.DRAFT, "archive": Status.ARCHIVED, "throw away": Status.BINNED, "restore": Status.DRAFT,
    }  # fmt: skip
    if action == "add":
        return Agreement.objects.filter(title_fa="افزوده").exists()
    if action in states:
        return after.status == states[action]
    if action == "bring back":
        return after.title_fa == "پیش از"
    return after.title_fa == "دگرگون" or after.title_en == "Changed"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("action", "road"), ALLOWED)
def test_who_may_what_by_which_road(client, account, record, action, road, role):
    start = STARTS.get(action, Status.DRAFT)
    public_once = {"first_public_at": record.created_at} if start == Status.PUBLISHED else {}
    Agreement.objects.filter(pk=record.pk).update(status=start, **public_once)
    record.refresh_from_db()
    before = (record.status, record.title_fa, Agreement.objects.count())
    sign_in(client, role, account)
    shown = None
    if road == "form":
        by_form(client, action, record)
    elif road == "bulk":
        client.post(
            LIST, {"action": ACTIONS[action], "_selected_action": [record.pk], "post": "yes", "sure": "1"}
        )
    elif road == "import":
        by_import(client, action, record)
    elif road == "translation":
        page = client.get(f"{LIST}{record.pk}/translate/?to=en")
        seen = page.context["seen"] if page.status_code == 200 else "1-0-0"
        client.post(f"{LIST}{record.pk}/translate/?to=en", {"_seen": seen, "f-title_en": "Changed"})
    elif road == "preview":
        shown = client.get(f"{record.get_absolute_url()}?preview").status_code == 200
    elif road == "signed link":
        shown = client.get(previews.preview_link(record)).status_code == 200
    elif road == "API":
        shown = by_api(client, action, record)
    elif road == "export":
        shown = client.get(f"{LIST}export/csv/").status_code == 200
    elif action == "see the history":
        shown = client.get(f"{LIST}{record.pk}/history/").status_code == 200
    else:
        first = Revision.objects.of(record).past().last()
        client.post(f"{LIST}{record.pk}/history/{first.pk}/bring-back/")
    expected = role in ALLOWED[action, road]
    if shown is not None:
        assert shown is expected
        return
    assert happened(client, action, road, record) is expected
    if not expected:
        record.refresh_from_db()
        assert (record.status, record.title_fa, Agreement.objects.count()) == before
