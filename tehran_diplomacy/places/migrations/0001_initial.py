import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import tehran_diplomacy.languages.fields
import tehran_diplomacy.places.iso
import tehran_diplomacy.publishing.identifiers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Country',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=2, unique=True, validators=[tehran_diplomacy.places.iso.valid_country], verbose_name='ISO code')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('name_fa', models.CharField(blank=True, max_length=80, null=True, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=80, null=True, verbose_name='name')),
                ('sort_fa', tehran_diplomacy.languages.fields.SortKeyField(language='fa', source='name')),
                ('sort_en', tehran_diplomacy.languages.fields.SortKeyField(language='en', source='name')),
                ('words', tehran_diplomacy.languages.fields.FoldedTextField(sources=('name', 'code'))),
            ],
            options={
                'verbose_name': 'country',
                'verbose_name_plural': 'countries',
                'ordering': ['sort_fa'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name_fa__gt', ''), ('name_fa__isnull', False)), models.Q(('name_en__gt', ''), ('name_en__isnull', False)), _connector='OR'), name='places_country_name_in_a_language', violation_error_message='Enter the name in at least one of the two languages.')],
            },
        ),
        migrations.CreateModel(
            name='City',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=tehran_diplomacy.publishing.identifiers.new_uid, editable=False, max_length=10, unique=True, verbose_name='permanent ID')),
                ('slug', models.SlugField(blank=True, help_text="The last part of the page's address: lower-case Latin letters, digits and hyphens. If left empty, it is made from the English title. If it changes, the old address redirects to the new one.", max_length=120, verbose_name='address')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('published', 'published'), ('archived', 'archived'), ('binned', 'in the bin')], db_index=True, default='draft', editable=False, max_length=10, verbose_name='status')),
                ('publish_at', models.DateTimeField(blank=True, db_index=True, help_text='Leave empty to publish at once. If you give a future time, the record is published then.', null=True, verbose_name='public from')),
                ('office_note', models.TextField(blank=True, help_text='For staff only; not shown to the public.', verbose_name='staff note')),
                ('office_note_fa', models.TextField(blank=True, help_text='For staff only; not shown to the public.', null=True, verbose_name='staff note')),
                ('office_note_en', models.TextField(blank=True, help_text='For staff only; not shown to the public.', null=True, verbose_name='staff note')),
                ('remark', models.TextField(blank=True, editable=False, verbose_name="reviewer's note")),
                ('submitted_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='submitted by')),
                ('submitted_at', models.DateTimeField(editable=False, null=True, verbose_name='submitted')),
                ('first_public_at', models.DateTimeField(editable=False, null=True, verbose_name='first published')),
                ('binned_at', models.DateTimeField(editable=False, null=True, verbose_name='moved to the bin')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('changed_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False, verbose_name='last changed')),
                ('corrected_at', models.DateTimeField(editable=False, null=True, verbose_name='last corrected')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('name_fa', models.CharField(blank=True, max_length=80, null=True, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=80, null=True, verbose_name='name')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cities', to='places.country', verbose_name='country')),
                ('latitude', models.DecimalField(blank=True, decimal_places=4, help_text='In degrees, north positive; for example 35.694. Leave empty if not known.', max_digits=7, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=4, help_text='In degrees, east positive; for example 51.422. Leave empty if not known.', max_digits=7, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('summary', models.TextField(blank=True, verbose_name='about the city')),
                ('summary_fa', models.TextField(blank=True, null=True, verbose_name='about the city')),
                ('summary_en', models.TextField(blank=True, null=True, verbose_name='about the city')),
                ('other_names', models.TextField(blank=True, help_text='Other spellings that readers may search for, one on each line.', verbose_name='other names')),
                ('wikidata', models.CharField(blank=True, help_text='As on wikidata.org. Leave empty if not known.', max_length=12, validators=[django.core.validators.RegexValidator('^Q[1-9][0-9]*\\Z', 'Q and a number, for example Q3616.')], verbose_name='Wikidata ID')),
                ('is_home', models.BooleanField(default=False, editable=False, help_text='The city that runs this portal.', verbose_name='home city')),
                ('sort_fa', tehran_diplomacy.languages.fields.SortKeyField(language='fa', source='name')),
                ('sort_en', tehran_diplomacy.languages.fields.SortKeyField(language='en', source='name')),
                ('words', tehran_diplomacy.languages.fields.FoldedTextField(sources=('name', 'other_names'))),
            ],
            options={
                'verbose_name': 'city',
                'verbose_name_plural': 'cities',
                'ordering': ['sort_fa'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name_fa__gt', ''), ('name_fa__isnull', False)), models.Q(('name_en__gt', ''), ('name_en__isnull', False)), _connector='OR'), name='places_city_name_in_a_language', violation_error_message='Enter the name in at least one of the two languages.'), models.UniqueConstraint(fields=('slug',), name='city_slug_once'), models.UniqueConstraint(condition=models.Q(('is_home', True)), fields=('is_home',), name='one_home_city'), models.CheckConstraint(condition=models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), name='city_on_the_globe', violation_error_message='These coordinates are not on the globe.'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='city_with_both_coordinates', violation_error_message='Give both latitude and longitude, or neither.')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('name_fa', models.CharField(blank=True, max_length=200, null=True, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, null=True, verbose_name='name')),
                ('country', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='places.country', verbose_name='country')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('wikidata', models.CharField(blank=True, help_text='As on wikidata.org. Leave empty if not known.', max_length=12, validators=[django.core.validators.RegexValidator('^Q[1-9][0-9]*\\Z', 'Q and a number, for example Q3616.')], verbose_name='Wikidata ID')),
                ('sort_fa', tehran_diplomacy.languages.fields.SortKeyField(language='fa', source='name')),
                ('sort_en', tehran_diplomacy.languages.fields.SortKeyField(language='en', source='name')),
                ('words', tehran_diplomacy.languages.fields.FoldedTextField(sources=('name',))),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['sort_fa'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name_fa__gt', ''), ('name_fa__isnull', False)), models.Q(('name_en__gt', ''), ('name_en__isnull', False)), _connector='OR'), name='places_organisation_name_in_a_language', violation_error_message='Enter the name in at least one of the two languages.')],
            },
        ),
    ]
