"""Marks of interviews and merit lists; campaigns at interviews go on as they are (S33 to S37)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def exempt(apps, schema_editor):
    """Campaigns that have come to interviews go on without marks for them."""
    campaigns = apps.get_model("roles", "Campaign").objects.order_by()
    campaigns.filter(interviewing_at__isnull=False).update(is_before_interview_marks=True)


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0021_marks_kept_simply'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='merit_rank',
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='campaign',
            name='is_before_interview_marks',
            field=models.BooleanField(default=False, editable=False, verbose_name='at interviews before they were marked here'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='tie_rule',
            field=models.TextField(blank=True, editable=False, verbose_name='what decides between equal candidates'),
        ),
        migrations.AddField(
            model_name='stageplan',
            name='has_chosen_ties',
            field=models.BooleanField(default=False, verbose_name='somebody chose these criteria'),
        ),
        migrations.AddField(
            model_name='stageplan',
            name='sift_counts',
            field=models.BooleanField(default=False, verbose_name='marks of the sift count for the merit list'),
        ),
        migrations.AddField(
            model_name='stageplan',
            name='tie_lead',
            field=models.CharField(blank=True, max_length=60, verbose_name='lead criterion'),
        ),
        migrations.AddField(
            model_name='stageplan',
            name='tie_second',
            field=models.CharField(blank=True, max_length=60, verbose_name='second criterion'),
        ),
        migrations.AddField(
            model_name='stageresult',
            name='attendance',
            field=models.CharField(blank=True, choices=[('as_arranged', 'It was held as arranged'), ('late', 'It was held, and the candidate came late'), ('disturbed', 'It was held, with technical problems'), ('failed', 'It could not be held for technical reasons'), ('no_show', 'The candidate did not attend')], max_length=20),
        ),
        migrations.CreateModel(
            name='MeritList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('posts', models.PositiveSmallIntegerField()),
                ('rules', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('signed_at', models.DateTimeField()),
                ('commissioner', models.CharField(blank=True, max_length=120)),
                ('reason', models.TextField(blank=True, max_length=2000)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('turned_down_at', models.DateTimeField(blank=True, null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merit_lists', to='roles.campaign')),
                ('confirmed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('turned_down_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['campaign', 'version'],
            },
        ),
        migrations.CreateModel(
            name='MeritPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64)),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('position', models.PositiveSmallIntegerField()),
                ('rank', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('numerator', models.PositiveIntegerField()),
                ('denominator', models.PositiveIntegerField()),
                ('marks', models.JSONField(default=list)),
                ('tie', models.CharField(blank=True, choices=[('', 'No tie'), ('lead', 'The lead criterion decided'), ('second', 'The second criterion decided'), ('chair', 'The chair decided, with a reason'), ('equal', 'Equal')], max_length=10, verbose_name='how a tie was settled')),
                ('application', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merit_places', to='roles.application')),
                ('merit_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='roles.meritlist')),
            ],
            options={
                'verbose_name': 'place in a merit list',
                'verbose_name_plural': 'places in merit lists',
                'ordering': ['merit_list', 'position'],
            },
        ),
        migrations.CreateModel(
            name='MeritTie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(blank=True, max_length=2000)),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('digest', models.CharField(max_length=64)),
                ('above', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ties_above', to='roles.meritplace')),
                ('below', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ties_below', to='roles.meritplace')),
                ('merit_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ties', to='roles.meritlist')),
            ],
            options={
                'verbose_name': 'reason in a merit list',
                'verbose_name_plural': 'reasons in merit lists',
                'ordering': ['merit_list', 'above__position', 'below__position'],
            },
        ),
        migrations.AddConstraint(
            model_name='meritlist',
            constraint=models.UniqueConstraint(fields=('campaign', 'version'), name='roles_merit_version_once'),
        ),
        migrations.AddConstraint(
            model_name='meritlist',
            constraint=models.UniqueConstraint(condition=models.Q(('confirmed_at', None), ('turned_down_at', None), ('version__gt', 1)), fields=('campaign',), name='roles_merit_one_to_confirm'),
        ),
        migrations.AddConstraint(
            model_name='meritlist',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_at', None), ('turned_down_at', None), _connector='OR'), name='roles_merit_confirmed_or_not'),
        ),
        migrations.AddConstraint(
            model_name='meritplace',
            constraint=models.UniqueConstraint(fields=('merit_list', 'position'), name='roles_merit_place_once'),
        ),
        migrations.AddConstraint(
            model_name='meritplace',
            constraint=models.UniqueConstraint(fields=('merit_list', 'application'), name='roles_merit_candidate_once'),
        ),
        migrations.AddConstraint(
            model_name='merittie',
            constraint=models.UniqueConstraint(fields=('merit_list', 'above', 'below'), name='roles_merit_tie_once'),
        ),
        migrations.RunPython(exempt, migrations.RunPython.noop, elidable=True),
    ]
