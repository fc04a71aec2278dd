from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="councilterm",
            name="end_is_confirmed",
            field=models.BooleanField(
                default=False,
                help_text="Until you tick this, pages say that the end of the term is not confirmed.",
                verbose_name="the end is confirmed",
            ),
        ),
    ]
