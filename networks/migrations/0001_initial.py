import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import tehran_diplomacy.dates.fields
import tehran_diplomacy.languages.fields
import tehran_diplomacy.publishing.identifiers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('places', '0001_initial'),
        ('roadmap', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Network',
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
                ('acronym', models.CharField(blank=True, max_length=30, verbose_name='acronym')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('name_fa', models.CharField(blank=True, max_length=200, null=True, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, null=True, verbose_name='name')),
                ('summary', models.TextField(blank=True, verbose_name='what the network does')),
                ('summary_fa', models.TextField(blank=True, null=True, verbose_name='what the network does')),
                ('summary_en', models.TextField(blank=True, null=True, verbose_name='what the network does')),
                ('founded', tehran_diplomacy.dates.fields.PartialDateField(bounds=False, verbose_name='founded')),
                ('seat', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='networks', to='places.city', verbose_name='headquarters')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('wikidata', models.CharField(blank=True, help_text='As on wikidata.org. Leave empty if not known.', max_length=12, validators=[django.core.validators.RegexValidator('^Q[1-9][0-9]*\\Z', 'Q and a number, for example Q3616.')], verbose_name='Wikidata ID')),
                ('sort_fa', tehran_diplomacy.languages.fields.SortKeyField(language='fa', source='name')),
                ('sort_en', tehran_diplomacy.languages.fields.SortKeyField(language='en', source='name')),
                ('words', tehran_diplomacy.languages.fields.FoldedTextField(sources=('name', 'acronym', 'summary'))),
                ('founded_first', tehran_diplomacy.dates.fields.BoundField(end='first', of='founded')),
                ('founded_last', tehran_diplomacy.dates.fields.BoundField(end='last', of='founded')),
                ('goals', models.ManyToManyField(blank=True, related_name='networks', to='roadmap.goal', verbose_name='related goals')),
            ],
            options={
                'verbose_name': 'network',
                'verbose_name_plural': 'networks',
                'ordering': ['sort_fa'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name_fa__gt', ''), ('name_fa__isnull', False)), models.Q(('name_en__gt', ''), ('name_en__isnull', False)), _connector='OR'), name='networks_network_name_in_a_language', violation_error_message='Enter the name in at least one of the two languages.'), models.UniqueConstraint(fields=('slug',), name='network_slug_once'), models.CheckConstraint(condition=models.Q(models.Q(('founded', None), ('founded_first', None), ('founded_last', None)), models.Q(('founded__isnull', False), ('founded_first__isnull', False), ('founded_last__gte', models.F('founded_first'))), _connector='OR'), name='networks_network_founded_bounds')],
            },
        ),
        migrations.CreateModel(
            name='Committee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins', tehran_diplomacy.dates.fields.PartialDateField(bounds=False, verbose_name='from')),
                ('ends', tehran_diplomacy.dates.fields.PartialDateField(bounds=False, verbose_name='until')),
                ('as_of', tehran_diplomacy.dates.fields.PartialDateField(bounds=False, help_text='The last day or month a source confirms, if the end is not known.', verbose_name='as of')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('note_fa', models.TextField(blank=True, null=True, verbose_name='note')),
                ('note_en', models.TextField(blank=True, null=True, verbose_name='note')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='committees', to='networks.network')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('name_fa', models.CharField(blank=True, max_length=200, null=True, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, null=True, verbose_name='name')),
                ('begins_first', tehran_diplomacy.dates.fields.BoundField(end='first', of='begins')),
                ('begins_last', tehran_diplomacy.dates.fields.BoundField(end='last', of='begins')),
                ('ends_first', tehran_diplomacy.dates.fields.BoundField(end='first', of='ends')),
                ('ends_last', tehran_diplomacy.dates.fields.BoundField(end='last', of='ends')),
                ('as_of_first', tehran_diplomacy.dates.fields.BoundField(end='first', of='as_of')),
                ('as_of_last', tehran_diplomacy.dates.fields.BoundField(end='last', of='as_of')),
            ],
            options={
                'verbose_name': 'committee or working group',
                'verbose_name_plural': 'committees and working groups',
                'ordering': ['position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name_fa__gt', ''), ('name_fa__isnull', False)), models.Q(('name_en__gt', ''), ('name_en__isnull', False)), _connector='OR'), name='networks_committee_name_in_a_language', violation_error_message='Enter the name in at least one of the two languages.'), models.CheckConstraint(condition=models.Q(models.Q(('begins', None), ('begins_first', None), ('begins_last', None)), models.Q(('begins__isnull', False), ('begins_first__isnull', False), ('begins_last__gte', models.F('begins_first'))), _connector='OR'), name='networks_committee_begins_bounds'), models.CheckConstraint(condition=models.Q(models.Q(('ends', None), ('ends_first', None), ('ends_last', None)), models.Q(('ends__isnull', False), ('ends_first__isnull', False), ('ends_last__gte', models.F('ends_first'))), _connector='OR'), name='networks_committee_ends_bounds'), models.CheckConstraint(condition=models.Q(models.Q(('as_of', None), ('as_of_first', None), ('as_of_last', None)), models.Q(('as_of__isnull', False), ('as_of_first__isnull', False), ('as_of_last__gte', models.F('as_of_first'))), _connector='OR'), name='networks_committee_as_of_bounds')],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins', tehran_diplomacy.dates.fields.PartialDateField(bounds=False, verbose_name='from')),
                ('ends', tehran_diplomacy.dates.fields.PartialDateField(bounds=False, verbose_name='until')),
                ('as_of', tehran_diplomacy.dates.fields.PartialDateField(bounds=False, help_text='The last day or month a source confirms, if the end is not known.', verbose_name='as of')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('note_fa', models.TextField(blank=True, null=True, verbose_name='note')),
                ('note_en', models.TextField(blank=True, null=True, verbose_name='note')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='networks.network')),
                ('role', models.CharField(choices=[('founder_and_host', 'Founder and host of the secretariat'), ('president', 'President'), ('co_president', 'Co-president'), ('vice_president', 'Vice-president'), ('chair', 'Chair'), ('vice_chair', 'Vice-chair'), ('board_member', 'Member of the board'), ('member', 'Member'), ('observer', 'Observer'), ('participant', 'Participant')], max_length=20, verbose_name='role')),
                ('begins_first', tehran_diplomacy.dates.fields.BoundField(end='first', of='begins')),
                ('begins_last', tehran_diplomacy.dates.fields.BoundField(end='last', of='begins')),
                ('ends_first', tehran_diplomacy.dates.fields.BoundField(end='first', of='ends')),
                ('ends_last', tehran_diplomacy.dates.fields.BoundField(end='last', of='ends')),
                ('as_of_first', tehran_diplomacy.dates.fields.BoundField(end='first', of='as_of')),
                ('as_of_last', tehran_diplomacy.dates.fields.BoundField(end='last', of='as_of')),
            ],
            options={
                'verbose_name': 'role',
                'verbose_name_plural': 'roles',
                'ordering': [models.OrderBy(models.F('begins_first'), nulls_last=True), 'position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('begins', None), ('begins_first', None), ('begins_last', None)), models.Q(('begins__isnull', False), ('begins_first__isnull', False), ('begins_last__gte', models.F('begins_first'))), _connector='OR'), name='networks_role_begins_bounds'), models.CheckConstraint(condition=models.Q(models.Q(('ends', None), ('ends_first', None), ('ends_last', None)), models.Q(('ends__isnull', False), ('ends_first__isnull', False), ('ends_last__gte', models.F('ends_first'))), _connector='OR'), name='networks_role_ends_bounds'), models.CheckConstraint(condition=models.Q(models.Q(('as_of', None), ('as_of_first', None), ('as_of_last', None)), models.Q(('as_of__isnull', False), ('as_of_first__isnull', False), ('as_of_last__gte', models.F('as_of_first'))), _connector='OR'), name='networks_role_as_of_bounds')],
            },
        ),
    ]
