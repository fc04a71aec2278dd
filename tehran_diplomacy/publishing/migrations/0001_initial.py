import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
import tehran_diplomacy.publishing.identifiers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Generation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=16)),
                ('due_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField(null=True)),
                ('renewed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'state of public content',
                'verbose_name_plural': 'states of the public content',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('object_id', models.PositiveBigIntegerField()),
                ('scope', models.PositiveBigIntegerField(default=0)),
                ('slug', models.SlugField(max_length=120)),
            ],
            options={
                'verbose_name': 'former address',
                'verbose_name_plural': 'former addresses',
                'constraints': [models.UniqueConstraint(fields=('content_type', 'scope', 'slug'), name='former_slug_once')],
            },
        ),
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=tehran_diplomacy.publishing.identifiers.new_uid, editable=False, max_length=10, unique=True)),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('object_id', models.PositiveBigIntegerField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('is_revoked', models.BooleanField(default=False, verbose_name='revoked')),
            ],
            options={
                'verbose_name': 'link for a preview',
                'verbose_name_plural': 'links for a preview',
                'ordering': ['-made_at'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['content_type', 'object_id'], name='preview_links_of_record')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('object_id', models.PositiveBigIntegerField()),
                ('kind', models.CharField(choices=[('past', 'past'), ('in_work', 'in progress'), ('aside', 'set aside'), ('binned', 'discarded')], default='past', max_length=8)),
                ('number', models.PositiveIntegerField(default=0, verbose_name='version')),
                ('edition', models.PositiveIntegerField(default=0)),
                ('step', models.CharField(choices=[('created', 'created'), ('changed', 'changed'), ('loaded', 'loaded'), ('imported', 'imported from a file'), ('submitted', 'submitted for review'), ('sent_back', 'sent back'), ('published', 'published'), ('unpublished', 'taken back to draft'), ('archived', 'archived'), ('binned', 'moved to the bin'), ('restored', 'restored from the bin'), ('reverted', 'restored to an earlier version'), ('deleted', 'deleted'), ('discarded', 'discarded')], max_length=12, verbose_name='step')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('published', 'published'), ('archived', 'archived'), ('binned', 'in the bin')], default='draft', max_length=10, verbose_name='status')),
                ('title_fa', models.CharField(blank=True, max_length=300)),
                ('title_en', models.CharField(blank=True, max_length=300)),
                ('data', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('remark', models.TextField(blank=True, verbose_name='note')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('reason_fa', models.CharField(blank=True, max_length=500)),
                ('reason_en', models.CharField(blank=True, max_length=500)),
                ('is_minor', models.BooleanField(default=False)),
                ('weight', models.CharField(blank=True, choices=[('first', 'Published'), ('addition', 'Updated'), ('correction', 'Corrected'), ('minor', 'Corrected in spelling or wording'), ('withdrawn', 'Removed'), ('returned', 'Published again')], max_length=10)),
                ('public_from', models.DateTimeField(null=True)),
                ('shown_from', models.DateTimeField(null=True)),
                ('follows', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='publishing.revision')),
                ('facts', models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
            ],
            options={
                'verbose_name': 'revision',
                'verbose_name_plural': 'revisions',
                'default_permissions': (),
                'indexes': [models.Index(fields=['content_type', 'object_id', '-number'], name='revisions_of_record'), models.Index(fields=['kind', 'status'], name='versions_in_work'), models.Index(condition=models.Q(('shown_from__isnull', False)), fields=['-public_from', '-id'], name='noticed_by_readers'), models.Index(condition=models.Q(('public_from__isnull', False)), fields=['content_type', 'object_id', '-public_from'], name='noticed_of_record')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'past')), fields=('content_type', 'object_id', 'number'), name='revision_number_once'), models.UniqueConstraint(condition=models.Q(('kind', 'in_work')), fields=('content_type', 'object_id'), name='one_version_in_work')],
            },
        ),
    ]
