import tehran_diplomacy.languages.fields
import tehran_diplomacy.publishing.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=tehran_diplomacy.publishing.identifiers.new_uid, editable=False, max_length=10, unique=True, verbose_name='permanent ID')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('name_fa', models.CharField(blank=True, max_length=120, null=True, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=120, null=True, verbose_name='name')),
                ('other_names', models.TextField(blank=True, help_text='Other spellings that readers may search for, one on each line.', verbose_name='other names')),
                ('sort_fa', tehran_diplomacy.languages.fields.SortKeyField(language='fa', source='name')),
                ('sort_en', tehran_diplomacy.languages.fields.SortKeyField(language='en', source='name')),
                ('words', tehran_diplomacy.languages.fields.FoldedTextField(sources=('name', 'other_names'))),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'persons',
                'ordering': ['sort_fa'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name_fa__gt', ''), ('name_fa__isnull', False)), models.Q(('name_en__gt', ''), ('name_en__isnull', False)), _connector='OR'), name='people_person_name_in_a_language', violation_error_message='Enter the name in at least one of the two languages.')],
            },
        ),
    ]
