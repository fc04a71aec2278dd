import tehran_diplomacy.dates.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='IndexState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Vocabulary',
            fields=[
                ('word', models.CharField(max_length=60, primary_key=True, serialize=False)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('register', models.CharField(max_length=60)),
                ('object_id', models.PositiveBigIntegerField()),
                ('part', models.CharField(blank=True, max_length=80)),
                ('language', models.CharField(max_length=2)),
                ('kind', models.CharField(max_length=30)),
                ('status', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('published', 'published'), ('archived', 'archived'), ('binned', 'in the bin')], max_length=10)),
                ('publish_at', models.DateTimeField(null=True)),
                ('when', tehran_diplomacy.dates.fields.PartialDateField(bounds=False)),
                ('day', models.DateField(null=True)),
                ('address', models.CharField(max_length=400)),
                ('title', models.TextField(blank=True)),
                ('title_language', models.CharField(max_length=2)),
                ('body', models.TextField(blank=True)),
                ('body_language', models.CharField(max_length=2)),
                ('labels', models.TextField(blank=True)),
                ('title_words', models.TextField(blank=True)),
                ('name_words', models.TextField(blank=True)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['language', '-day'], name='search_newest')],
                'constraints': [models.UniqueConstraint(fields=('register', 'object_id', 'part', 'language'), name='search_entry_once')],
            },
        ),
    ]
