import django.core.validators
import django.db.models.deletion
import tehran_diplomacy.dates.fields
import tehran_diplomacy.sources.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='AddressCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=1000, unique=True)),
                ('answer', models.CharField(choices=[('there', 'responds'), ('gone', 'no longer available'), ('troubled', 'responds with an error'), ('silent', 'does not respond'), ('not_asked', 'not checked: an internal address, or not a web address')], max_length=10)),
                ('code', models.PositiveSmallIntegerField(default=0)),
                ('asked_at', models.DateTimeField()),
                ('failing_since', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'check of an address',
                'verbose_name_plural': 'checks of addresses',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('object_id', models.PositiveBigIntegerField()),
                ('title', models.CharField(help_text="Publisher and title, with the date of publication, in the source's own language.", max_length=300, verbose_name='title')),
                ('url', models.CharField(blank=True, help_text='Leave empty if the source is not on the web.', max_length=1000, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='web address')),
                ('read_on', tehran_diplomacy.dates.fields.DayField(blank=True, null=True, verbose_name='accessed on')),
                ('quotation', models.TextField(blank=True, help_text='The words of the source.', verbose_name='quotation')),
                ('statement', models.CharField(blank=True, help_text='Which statement it supports; leave empty for the record as a whole.', max_length=300, verbose_name='supports')),
                ('statement_fa', models.CharField(blank=True, help_text='Which statement it supports; leave empty for the record as a whole.', max_length=300, null=True, verbose_name='supports')),
                ('statement_en', models.CharField(blank=True, help_text='Which statement it supports; leave empty for the record as a whole.', max_length=300, null=True, verbose_name='supports')),
                ('copy', models.FileField(blank=True, help_text='A PDF of the page as it was when accessed; for staff only.', max_length=200, upload_to=tehran_diplomacy.sources.models.kept_as, verbose_name='stored copy')),
                ('fact', models.CharField(blank=True, choices=[('signed_on', 'signed on'), ('signed_in', 'signed in'), ('effective_on', 'in force from'), ('expires_on', 'valid until'), ('held_on', 'held on'), ('held_until', 'until'), ('place', 'place'), ('founded', 'founded'), ('seat', 'headquarters'), ('other', 'another detail')], help_text='Only if this source contradicts what the record shows.', max_length=15, verbose_name='differs on')),
                ('day', tehran_diplomacy.dates.fields.PartialDateField(bounds=False, help_text='If the detail is a date.', verbose_name='date in this source')),
                ('text', models.CharField(blank=True, help_text='If it is not a date.', max_length=300, verbose_name='text in this source')),
                ('text_fa', models.CharField(blank=True, help_text='If it is not a date.', max_length=300, null=True, verbose_name='text in this source')),
                ('text_en', models.CharField(blank=True, help_text='If it is not a date.', max_length=300, null=True, verbose_name='text in this source')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='why the council prefers what is shown')),
                ('reason_fa', models.CharField(blank=True, max_length=500, null=True, verbose_name='why the council prefers what is shown')),
                ('reason_en', models.CharField(blank=True, max_length=500, null=True, verbose_name='why the council prefers what is shown')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('day_first', tehran_diplomacy.dates.fields.BoundField(end='first', of='day')),
                ('day_last', tehran_diplomacy.dates.fields.BoundField(end='last', of='day')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ['position', 'pk'],
                'indexes': [models.Index(fields=['content_type', 'object_id'], name='source_of_record')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('day', None), ('day_first', None), ('day_last', None)), models.Q(('day__isnull', False), ('day_first__isnull', False), ('day_last__gte', models.F('day_first'))), _connector='OR'), name='sources_source_day_bounds'), models.CheckConstraint(condition=models.Q(models.Q(('day', None), ('fact', ''), ('text_en', None), ('text_fa', None)), models.Q(models.Q(('fact', ''), _negated=True), ('day__isnull', False), ('text_en', None), ('text_fa', None)), models.Q(models.Q(('fact', ''), _negated=True), ('day', None), models.Q(models.Q(('text_fa__gt', ''), ('text_fa__isnull', False)), models.Q(('text_en__gt', ''), ('text_en__isnull', False)), _connector='OR')), _connector='OR'), name='rival_is_date_or_text', violation_error_message='A source that differs needs the detail it differs on, and its date or text.')],
            },
        ),
    ]
