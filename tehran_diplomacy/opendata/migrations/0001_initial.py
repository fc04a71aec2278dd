from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('register', models.CharField(max_length=40)),
                ('uid', models.CharField(max_length=10)),
                ('gone_at', models.DateTimeField()),
                ('reason_fa', models.CharField(blank=True, max_length=500)),
                ('reason_en', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'verbose_name': 'tombstone',
                'verbose_name_plural': 'tombstones',
                'default_permissions': (),
                'indexes': [models.Index(fields=['register', 'gone_at', 'uid'], name='tombstones_in_order')],
                'constraints': [models.UniqueConstraint(fields=('register', 'uid'), name='tombstone_once')],
            },
        ),
    ]
