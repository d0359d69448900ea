"""The panel's gate: of a role that had closed before, no panel is asked for any more (S5)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hub.encryption.fields


def exempt(apps, schema_editor):
    """Roles that have closed, or whose sift has begun, go on as they are."""
    campaigns = apps.get_model("roles", "Campaign").objects.order_by()
    had_closed = models.Q(closed_at__isnull=False) | models.Q(sifting_at__isnull=False)
    campaigns.filter(had_closed).update(is_before_panels=True)


class Migration(migrations.Migration):
    dependencies = [
        ("roles", "0018_scores"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="is_before_panels",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="closed before panels were asked for"
            ),
        ),
        migrations.AddField(
            model_name='conflict',
            name='is_listed',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='conflictdeclaration',
            name='added',
            field=hub.encryption.fields.EncryptedTextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='conflictdeclaration',
            name='added_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='added last'),
        ),
        migrations.CreateModel(
            name='Moderation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('element', models.CharField(max_length=60)),
                ('agreed_points', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='the evidence for it')),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('third_asked_at', models.DateTimeField(blank=True, null=True)),
                ('agreed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moderations', to='roles.stageresult')),
                ('third', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='third_marks', to='roles.panelmember')),
                ('third_asked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['result', 'element'],
            },
        ),
        migrations.CreateModel(
            name='ModerationClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(max_length=2000, verbose_name='how the panel came to agree')),
                ('closed_at', models.DateTimeField()),
                ('closed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closings', to='roles.panel')),
            ],
            options={
                'verbose_name': 'end of a moderation',
                'verbose_name_plural': 'ends of moderations',
                'ordering': ['-closed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ModerationVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.PositiveSmallIntegerField()),
                ('note', models.TextField(blank=True)),
                ('entered_at', models.DateTimeField()),
                ('is_saved', models.BooleanField(default=True)),
                ('by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('moderation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='roles.moderation')),
            ],
            options={
                'verbose_name': 'version of an agreed mark',
                'verbose_name_plural': 'versions of agreed marks',
                'ordering': ['entered_at', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='moderation',
            constraint=models.UniqueConstraint(fields=('result', 'element'), name='roles_moderation_once'),
        ),
        migrations.AddConstraint(
            model_name='moderation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_at', None), ('agreed_points', None)), models.Q(('agreed_at__isnull', False), ('agreed_points__gte', 1)), _connector='OR'), name='roles_moderation_agreed_whole'),
        ),
        migrations.RunPython(exempt, migrations.RunPython.noop, elidable=True),
    ]
