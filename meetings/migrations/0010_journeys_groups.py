from django.db import migrations

from tehran_diplomacy.publishing.groups import grant


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0009_journeys"),
        ("agreements", "0005_pulse"),
        ("files", "0004_documents_dated"),
        ("portal", "0002_groups"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
