import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CitizensLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='title')),
                ('title_fa', models.CharField(blank=True, max_length=120, null=True, verbose_name='title')),
                ('title_en', models.CharField(blank=True, max_length=120, null=True, verbose_name='title')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('body_fa', models.TextField(blank=True, null=True, verbose_name='text')),
                ('body_en', models.TextField(blank=True, null=True, verbose_name='text')),
                ('number', models.CharField(blank=True, help_text='As written in that language.', max_length=30, verbose_name='number')),
                ('number_fa', models.CharField(blank=True, help_text='As written in that language.', max_length=30, null=True, verbose_name='number')),
                ('number_en', models.CharField(blank=True, help_text='As written in that language.', max_length=30, null=True, verbose_name='number')),
                ('office', models.CharField(blank=True, max_length=200, verbose_name='office')),
                ('office_fa', models.CharField(blank=True, max_length=200, null=True, verbose_name='office')),
                ('office_en', models.CharField(blank=True, max_length=200, null=True, verbose_name='office')),
                ('only_row', models.BooleanField(default=True, editable=False, unique=True)),
            ],
            options={
                'verbose_name': "citizens' line",
                'verbose_name_plural': "citizens' line",
                'constraints': [models.CheckConstraint(condition=models.Q(('only_row', True)), name='one_citizens_line')],
            },
        ),
        migrations.CreateModel(
            name='Messenger',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messengers', to='portal.citizensline')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('name_fa', models.CharField(max_length=60, null=True, verbose_name='name')),
                ('name_en', models.CharField(max_length=60, null=True, verbose_name='name')),
                ('url', models.URLField(blank=True, verbose_name='link')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
            ],
            options={
                'verbose_name': 'messenger',
                'verbose_name_plural': 'messengers',
                'ordering': ['position', 'pk'],
            },
        ),
    ]
