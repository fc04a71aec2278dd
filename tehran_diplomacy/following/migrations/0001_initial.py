import django.db.models.deletion
import django.utils.timezone
import tehran_diplomacy.following.models
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('publishing', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publishing.revision')),
                ('topics', models.JSONField(default=list)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Follower',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254)),
                ('language', models.CharField(choices=[('fa', 'Persian'), ('en', 'English')], max_length=2)),
                ('kind', models.CharField(max_length=20)),
                ('key', models.CharField(max_length=1500)),
                ('pace', models.CharField(choices=[('at_once', 'At once, whenever something changes'), ('weekly', 'Once a week, on Saturday morning, if something changed')], default='at_once', max_length=10)),
                ('token', models.CharField(default=tehran_diplomacy.following.models.new_token, max_length=40, unique=True)),
                ('confirmed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('cursor', models.PositiveBigIntegerField()),
                ('digested_at', models.DateTimeField()),
                ('bounce_token', models.CharField(default=tehran_diplomacy.following.models.new_bounce_token, max_length=16, unique=True)),
                ('bounces', models.PositiveSmallIntegerField(default=0)),
                ('last_bounced', models.CharField(blank=True, max_length=32)),
            ],
            options={
                'permissions': [('count_followers', 'Can see the numbers of subscribers')],
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('address', 'kind', 'key'), name='follower_once')],
                'indexes': [models.Index(fields=['pace', 'cursor'], name='followers_to_be_told'), models.Index(fields=['kind', 'key'], name='followers_of')],
            },
        ),
        migrations.CreateModel(
            name='Knock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('mailbox', models.CharField(db_index=True, max_length=64)),
                ('sender', models.CharField(blank=True, db_index=True, max_length=64)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Unconfirmed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254)),
                ('language', models.CharField(choices=[('fa', 'Persian'), ('en', 'English')], max_length=2)),
                ('kind', models.CharField(max_length=20)),
                ('key', models.CharField(max_length=1500)),
                ('pace', models.CharField(choices=[('at_once', 'At once, whenever something changes'), ('weekly', 'Once a week, on Saturday morning, if something changed')], default='at_once', max_length=10)),
                ('token', models.CharField(default=tehran_diplomacy.following.models.new_token, max_length=40, unique=True)),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('address', 'kind', 'key'), name='unconfirmed_once')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('follower', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='following.follower')),
                ('unconfirmed', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='following.unconfirmed')),
                ('tells', models.JSONField(default=list)),
                ('upto', models.PositiveBigIntegerField(default=0)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('follower', 'upto'), name='letter_once'), models.UniqueConstraint(fields=('unconfirmed',), name='one_question_waits'), models.CheckConstraint(condition=models.Q(models.Q(('follower', None), ('unconfirmed__isnull', False)), models.Q(('follower__isnull', False), ('unconfirmed', None)), _connector='OR'), name='letter_to_one')],
            },
        ),
    ]
