import django.db.models.deletion
import django.utils.timezone
import tehran_diplomacy.languages.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agreements', '0001_initial'),
        ('meetings', '0001_initial'),
        ('roadmap', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AnswerTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('language', models.CharField(choices=[('fa', 'Persian'), ('en', 'English')], default='fa', max_length=2, verbose_name='language')),
                ('text', models.TextField(verbose_name='text')),
            ],
            options={
                'verbose_name': 'answer template',
                'verbose_name_plural': 'answer templates',
                'ordering': ['language', 'title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('received_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False, verbose_name='received')),
                ('language', models.CharField(choices=[('fa', 'Persian'), ('en', 'English')], editable=False, max_length=2, verbose_name='language')),
                ('subject', models.CharField(editable=False, max_length=150, verbose_name='subject')),
                ('text', models.TextField(editable=False, verbose_name='message')),
                ('goal', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='roadmap.goal', verbose_name='goal')),
                ('meeting', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='meetings.meeting', verbose_name='meeting')),
                ('agreement', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='agreements.agreement', verbose_name='agreement')),
                ('sender', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('state', models.CharField(choices=[('new', 'new'), ('assigned', 'assigned'), ('answered', 'answered'), ('closed', 'closed'), ('spam', 'spam')], db_index=True, default='new', max_length=10, verbose_name='status')),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assigned to')),
                ('answer', models.TextField(blank=True, help_text='Once sent, anyone with the tracking code can read it.', verbose_name='answer')),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='answer sent')),
                ('answered_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('words', tehran_diplomacy.languages.fields.FoldedTextField(sources=('subject', 'text', 'answer'))),
            ],
            options={
                'verbose_name': "citizen's message",
                'verbose_name_plural': "citizens' messages",
                'ordering': ['-received_at', '-pk'],
                'default_permissions': ('view', 'answer', 'delete'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='answered_has_answer'), models.CheckConstraint(condition=models.Q(models.Q(('goal', None), ('meeting', None)), models.Q(('agreement', None), ('goal', None)), models.Q(('agreement', None), ('meeting', None)), _connector='OR'), name='message_about_one')],
            },
        ),
        migrations.CreateModel(
            name='DayKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('key', models.CharField(max_length=64)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Correspondent',
            fields=[
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='correspondence.message')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='name')),
                ('contact', models.CharField(blank=True, max_length=150, verbose_name='how to reply')),
                ('words', tehran_diplomacy.languages.fields.FoldedTextField(sources=('name', 'contact'))),
            ],
            options={
                'verbose_name': 'correspondent',
                'verbose_name_plural': 'correspondents',
                'default_permissions': (),
            },
        ),
    ]
