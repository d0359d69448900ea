import uuid

import django.core.validators
import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import hub.encryption.fields
import training.models.resources.video


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('hub', '0002_records'),
        ('hub', '__first__'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cohort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('capacity', models.PositiveSmallIntegerField()),
                ('places_taken', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('starts_on', models.DateField(verbose_name='starts')),
                ('ends_on', models.DateField(verbose_name='ends')),
                ('location', models.CharField(max_length=150)),
                ('state', models.CharField(default='planned', max_length=50)),
                ('cancellation_reason', models.CharField(blank=True, max_length=300)),
                ('planned_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('full_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('running_at', models.DateTimeField(blank=True, null=True, verbose_name='began on')),
                ('completed_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('is_demo', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'ordering': ['starts_on', 'pk'],
                'indexes': [models.Index(fields=['state', 'starts_on'], name='training_cohort_next')],
                'constraints': [models.CheckConstraint(condition=models.Q(('places_taken__lte', models.F('capacity'))), name='training_cohort_capacity'), models.CheckConstraint(condition=models.Q(('capacity__gte', 1)), name='training_cohort_has_room'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='training_cohort_dates_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=150)),
                ('kind', models.CharField(choices=[('induction', 'Service manager induction'), ('scs', 'Senior Civil Service'), ('awareness', 'Awareness')], max_length=20)),
                ('summary', models.TextField(blank=True)),
                ('phase', models.CharField(default='discovery', max_length=50)),
                ('discovery_at', models.DateTimeField()),
                ('alpha_at', models.DateTimeField(blank=True, null=True)),
                ('beta_at', models.DateTimeField(blank=True, null=True)),
                ('live_at', models.DateTimeField(blank=True, null=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('is_demo', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TrainingPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offer_working_days', models.PositiveSmallIntegerField(default=3, help_text='Short, so that a free place goes to the next person.', verbose_name='working days to answer an offer of a place')),
                ('bank_holidays', models.CharField(choices=[('ENG', 'England and Wales'), ('SCT', 'Scotland'), ('NIR', 'Northern Ireland')], default='ENG', help_text='GOV.UK bank holidays; the induction is held in England.', max_length=3, verbose_name='bank holidays that working days leave out')),
                ('induction_roles', models.CharField(default='service-owner, service-manager', help_text='Service managers, called service owners today. Role names of the capability framework as they stand in addresses, separated by commas. A role of 2013 counts when a role it became is in the list.', max_length=300, verbose_name='roles whose appointees are offered an induction place')),
                ('newly_appointed_months', models.PositiveSmallIntegerField(default=12, help_text='The induction is for newly appointed people.', verbose_name='months in which somebody counts as newly appointed')),
                ('large_service_transactions', models.PositiveIntegerField(default=100000, help_text='Exemplars come first, then services above this, then others.', verbose_name='transactions a year above which a service comes before others')),
                ('completion_percent', models.PositiveSmallIntegerField(default=80, help_text='Completion needs this and all core modules.', verbose_name='percentage of sessions to attend')),
                ('record_months', models.PositiveSmallIntegerField(default=36, help_text='The data protection officer sets this.', verbose_name="months a person's training record is kept after the cohort ends")),
            ],
            options={
                'verbose_name': 'training policy',
            },
        ),
        migrations.CreateModel(
            name='CohortPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(help_text='One or two sentences for the list: for whom, and what for.', max_length=300)),
                ('body', wagtail.fields.StreamField([('text', 0), ('inset', 1), ('detail', 4)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'link', 'ol', 'ul', 'document-link'], 'template': 'hub/blocks/text.html'}), 1: ('wagtail.blocks.TextBlock', (), {'icon': 'openquote', 'template': 'hub/blocks/inset.html'}), 2: ('wagtail.blocks.CharBlock', (), {}), 3: ('wagtail.blocks.TextBlock', (), {}), 4: ('wagtail.blocks.StructBlock', [[('summary', 2), ('text', 3)]], {'icon': 'arrow-down', 'template': 'hub/blocks/detail.html'})})),
                ('cohort', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='page', to='training.cohort')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='LearningResource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('kind', models.CharField(choices=[('video', 'Video')], default='video', max_length=20)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('title', models.CharField(max_length=150)),
                ('summary', models.CharField(max_length=300)),
                ('minutes', models.PositiveSmallIntegerField(default=1, verbose_name='length in minutes')),
                ('video', models.FileField(blank=True, help_text='WebM or MP4. Without a file, people read the transcript.', upload_to='training/videos', validators=[django.core.validators.FileExtensionValidator(['webm', 'mp4'])])),
                ('captions', models.TextField(help_text='In the WebVTT format. Needed before publishing.', validators=[training.models.resources.video.is_webvtt])),
                ('transcript', models.TextField(help_text='All that is said and shown, as plain text. Needed before publishing.')),
                ('published_on', models.DateField(blank=True, editable=False, null=True)),
                ('unpublished_on', models.DateField(blank=True, editable=False, null=True)),
                ('is_demo', models.BooleanField(default=False, editable=False)),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
            ],
            options={
                'verbose_name': 'video',
                'ordering': ['-published_on', 'title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('reference', models.CharField(editable=False, max_length=20, unique=True)),
                ('origin', models.CharField(blank=True, max_length=40)),
                ('appointed_at', models.DateTimeField(blank=True, null=True)),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'Exemplar service'), (2, 'Large service'), (3, 'Other')], default=3)),
                ('state', models.CharField(default='waiting', max_length=50)),
                ('requested_at', models.DateTimeField()),
                ('offered_at', models.DateTimeField(blank=True, null=True)),
                ('offer_expires_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('declined_at', models.DateTimeField(blank=True, null=True)),
                ('expired_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('attending_at', models.DateTimeField(blank=True, null=True)),
                ('completed_at', models.DateTimeField(blank=True, null=True)),
                ('incomplete_at', models.DateTimeField(blank=True, null=True)),
                ('no_show_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('cohort', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='training.cohort')),
                ('need', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='hub.need')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='induction_places', to='hub.organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='induction_places', to=settings.AUTH_USER_MODEL)),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='hub.service')),
            ],
            options={
                'ordering': ['-requested_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'offer_expires_at'], name='training_place_offers'), models.Index(fields=['state', 'priority', 'requested_at'], name='training_place_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(models.Q(('origin', ''), _negated=True), models.Q(('state', 'withdrawn'), _negated=True)), fields=('origin', 'person'), name='training_place_once_an_appointment'), models.CheckConstraint(condition=models.Q(('cohort__isnull', False), ('state__in', ['waiting', 'withdrawn']), _connector='OR'), name='training_place_has_cohort')],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, max_length=300)),
                ('body', wagtail.fields.StreamField([('text', 0), ('inset', 1), ('detail', 4)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'link', 'ol', 'ul', 'document-link'], 'template': 'hub/blocks/text.html'}), 1: ('wagtail.blocks.TextBlock', (), {'icon': 'openquote', 'template': 'hub/blocks/inset.html'}), 2: ('wagtail.blocks.CharBlock', (), {}), 3: ('wagtail.blocks.TextBlock', (), {}), 4: ('wagtail.blocks.StructBlock', [[('summary', 2), ('text', 3)]], {'icon': 'arrow-down', 'template': 'hub/blocks/detail.html'})})),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.programme')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ProgrammeRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=20)),
                ('phase', models.CharField(choices=[('alpha', 'Alpha'), ('beta', 'Beta'), ('live', 'Live')], max_length=10)),
                ('state', models.CharField(default='planned', max_length=50)),
                ('planned_for', models.DateField(blank=True, null=True)),
                ('precision', models.CharField(choices=[('day', 'On the day'), ('month', 'In the month'), ('by', 'By the end of the month')], default='day', max_length=10)),
                ('what_changed', models.TextField(blank=True)),
                ('planned_at', models.DateTimeField()),
                ('running_at', models.DateTimeField(blank=True, null=True, verbose_name='began on')),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='training.programme')),
            ],
            options={
                'ordering': ['programme', 'planned_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('programme', 'version'), name='training_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Module',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('is_core', models.BooleanField(default=True, verbose_name='core module')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='modules', to='training.programmerelease')),
            ],
            options={
                'ordering': ['order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('release', 'name'), name='training_module_once')],
            },
        ),
        migrations.AddField(
            model_name='cohort',
            name='release',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cohorts', to='training.programmerelease'),
        ),
        migrations.CreateModel(
            name='ReleaseLesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lesson', models.TextField()),
                ('change', models.TextField(blank=True, verbose_name='what changes')),
                ('recorded_at', models.DateTimeField()),
                ('applied_to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lessons_applied', to='training.programmerelease')),
                ('learnt_from', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lessons', to='training.programmerelease')),
            ],
            options={
                'ordering': ['recorded_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('on', models.DateField()),
                ('title', models.CharField(max_length=150)),
                ('recorded_at', models.DateTimeField(blank=True, null=True, verbose_name='attendance recorded')),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='training.cohort')),
                ('module', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sessions', to='training.module')),
            ],
            options={
                'ordering': ['on', 'number'],
                'constraints': [models.UniqueConstraint(fields=('cohort', 'number'), name='training_session_once')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_present', models.BooleanField()),
                ('recorded_at', models.DateTimeField()),
                ('correction_reason', hub.encryption.fields.EncryptedTextField(blank=True, max_length=300)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='training.place')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='training.session')),
            ],
            options={
                'ordering': ['session', 'place'],
                'constraints': [models.UniqueConstraint(fields=('session', 'place'), name='training_attendance_once')],
            },
        ),
    ]
