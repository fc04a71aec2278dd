from zlib import crc32

from django.core.files.storage import default_storage
from django.db import migrations


def note_crc32(apps, schema_editor):
    """Note the CRC-32 of documents taken in before it was noted; one whose file is gone stays as it is."""
    for document in apps.get_model("files", "Document").objects.filter(crc32=0).iterator():
        try:
            with default_storage.open(document.file.name, "rb") as file:
                document.crc32 = crc32(file.read())
        except OSError:
            continue
        document.save(update_fields=["crc32"])


class Migration(migrations.Migration):
    dependencies = [("files", "0002_document_crc32")]

    operations = [migrations.RunPython(note_crc32, migrations.RunPython.noop)]
