from zlib import crc32

from django.core.files.storage import default_storage
from django.db import migrations

from tehran_diplomacy.publishing.groups import grant


def note_crc32(apps, schema_editor):
    """Note the CRC-32 of copies for the press made before it was noted; `rebuild_photos` makes the rest."""
    photos = apps.get_model("meetings", "Photo").objects.filter(press_crc32=0).exclude(press_file="")
    for photo in photos.iterator():
        try:
            with default_storage.open(photo.press_file, "rb") as file:
                photo.press_crc32 = crc32(file.read())
        except OSError:
            continue
        photo.save(update_fields=["press_crc32"])


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0003_press_room"),
        ("files", "0003_note_crc32"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("portal", "0002_groups"),
    ]

    operations = [
        migrations.RunPython(note_crc32, migrations.RunPython.noop),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
