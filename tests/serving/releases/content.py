"""What an office of a release has written; run within the portal of that release by make.py.

Only what every release has: models, the verbs, the gallery, the forms' receivers.
"""

import io

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from agreements.models import Agreement
from meetings import gallery
from meetings.models import Meeting, Photo
from networks.models import Network
from roadmap.models import Goal
from tehran_diplomacy.correspondence.receiving import receive
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.following.asking import ask, confirm
from tehran_diplomacy.following.models import Unconfirmed
from tehran_diplomacy.following.topics import Topic
from tehran_diplomacy.publishing import verbs, versions

PASSWORD = "a long password"  # of tests.serving.writer


def picture(number: int) -> SimpleUploadedFile:
    """Return a photograph that weighs little."""
    image, data = Image.new("RGB", (640, 480), (29, 60 + number * 40, 143)), io.BytesIO()
    ImageDraw.Draw(image).ellipse((40 * number, 60, 300 + 40 * number, 320), fill=(244, 200, 147))
    image.save(data, "JPEG", quality=60)
    return SimpleUploadedFile(f"{number}.jpg", data.getvalue())


writer = User.objects.create_superuser("writer", "writer@example.org", PASSWORD)
editor = User.objects.create_user("editor", password=PASSWORD, is_staff=True)
editor.groups.add(Group.objects.get(name="editors"))
publisher = User.objects.create_user("publisher", password=PASSWORD, is_staff=True)
publisher.groups.add(Group.objects.get(name="publishers"))

meeting = Meeting.objects.public().order_by("pk").first()
for number in range(3):
    photo = Photo(
        meeting=meeting, caption_fa=f"عکس {number}", caption_en=f"Photo {number}", position=number + 1
    )
    gallery.supply(photo, picture(number))

agreement, other, archived, binned = Agreement.objects.public().order_by("pk")[:4]
agreement.note_fa, agreement.signed_on = "یادداشت با نیم\u200cفاصله و ۱۲۳", PartialDate.parse("1400-05")
agreement.save()
agreement.sources.create(title="Kept", copy=ContentFile(b"%PDF-1.4 kept", "a.pdf"))


def rename(record: Agreement) -> None:
    """Change what readers would notice."""
    record.note_en = "A version in work"
    record.save()


versions.change(other, editor, rename)
draft = Meeting(
    kind=Meeting.Kind.ONLINE, title_fa="پیش‌نویس", title_en="A draft", held_on=PartialDate.parse("2026-02")
)
draft.save()
handed_in = Network(name_fa="شبکهٔ آزمایشی", name_en="Trial network")
handed_in.save()
verbs.submit(handed_in, editor)
verbs.archive(archived, publisher)
verbs.throw_away(binned, publisher)

WRITTEN = {"subject": "پیاده‌رو", "text": "پهن‌تر شود.", "name": "مریم نمونه", "contact": "maryam@example.org"}
assert receive(WRITTEN | {"about": Goal.objects.public().first()}, "one", "192.0.2.7").code
assert receive(WRITTEN | {"about": None, "name": "", "contact": ""}, "two", "192.0.2.8").code
for address, topic in (
    ("reader@example.org", Topic("agreements", agreement.uid)),
    ("other@example.org", Topic("corrections", "all")),
):
    assert ask(address, topic, "at_once", "192.0.2.9") is None
confirm(Unconfirmed.objects.get(address="reader@example.org"))
agreement.refresh_from_db()
agreement.note_en = "Changed after somebody followed"
agreement.save()
