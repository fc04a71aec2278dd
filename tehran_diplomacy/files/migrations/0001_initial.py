import django.db.models.deletion
import tehran_diplomacy.dates.fields
import tehran_diplomacy.files.models
import tehran_diplomacy.publishing.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=tehran_diplomacy.publishing.identifiers.new_uid, editable=False, max_length=10, unique=True, verbose_name='permanent ID')),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('object_id', models.PositiveBigIntegerField()),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('title_fa', models.CharField(blank=True, max_length=200, null=True, verbose_name='title')),
                ('title_en', models.CharField(blank=True, max_length=200, null=True, verbose_name='title')),
                ('language', models.CharField(choices=[('fa', 'Persian'), ('en', 'English'), ('xx', 'other language')], default='fa', max_length=2, verbose_name='language of the document')),
                ('dated', tehran_diplomacy.dates.fields.PartialDateField(bounds=False, help_text='As precise as the document gives it.', verbose_name='date of the document')),
                ('is_report', models.BooleanField(default=False, help_text='Shown with the trip report as its document.', verbose_name='trip report (document)')),
                ('file', models.FileField(help_text='A PDF file.', max_length=200, upload_to=tehran_diplomacy.files.models.stored_as, verbose_name='file')),
                ('bytes', models.PositiveBigIntegerField(editable=False, verbose_name='size in bytes')),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('crc32', models.PositiveBigIntegerField(default=0, editable=False)),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('dated_first', tehran_diplomacy.dates.fields.BoundField(end='first', of='dated')),
                ('dated_last', tehran_diplomacy.dates.fields.BoundField(end='last', of='dated')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ['position', 'pk'],
                'indexes': [models.Index(fields=['content_type', 'object_id'], name='document_of_record')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('dated', None), ('dated_first', None), ('dated_last', None)), models.Q(('dated__isnull', False), ('dated_first__isnull', False), ('dated_last__gte', models.F('dated_first'))), _connector='OR'), name='files_document_dated_bounds')],
            },
        ),
    ]
