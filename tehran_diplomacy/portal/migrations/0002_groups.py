from django.db import migrations

from tehran_diplomacy.publishing.groups import grant


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("roadmap", "0001_initial"),
        ("agreements", "0002_initial"),
        ("networks", "0002_initial"),
        ("meetings", "0002_initial"),
        ("places", "0001_initial"),
        ("people", "0001_initial"),
        ("sources", "0001_initial"),
        ("files", "0001_initial"),
        ("publishing", "0001_initial"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
