"""Capability reviews, with the ten themes of the first version of their framework."""

import django.db.models.deletion
import django.utils.timezone
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

THEMES = (
    ("Leadership and governance", "Leaders on the board own digital and decide by evidence."),
    ("Strategy and portfolio", "What is built, improved and stopped follows from one strategy."),
    ("People and specialist skills", "The skills that services need are in house or on the way."),
    ("Structure and roles", "Each service has an owner, and digital is as senior as technology."),
    ("Culture and ways of working", "Teams learn in short cycles and may stop what fails."),
    ("User-centred service design", "Services are designed from what users were seen to need."),
    ("Technology, tools and workplace", "Teams have the tools that they need in days."),
    ("Suppliers and commercial", "The department can change course without its suppliers' leave."),
    ("Data and performance", "Each service is measured in the open, and acts on it."),
    ("Recruitment and retention", "Posts are filled in good time, and people stay."),
)


def add_themes(apps, schema_editor):
    """The ten themes of the first version of the review framework."""
    theme = apps.get_model("capability_reviews", "ReviewTheme")
    for number, (name, statement) in enumerate(THEMES, start=1):
        theme.objects.get_or_create(
            version="1", number=number, defaults={"name": name, "good_looks_like": statement}
        )


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('hub', '0002_records'),
        ('hub', '__first__'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReviewIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ReviewTheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=20)),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=100)),
                ('good_looks_like', models.TextField(help_text='What can be observed when it is good.')),
            ],
            options={
                'ordering': ['version', 'number'],
                'constraints': [models.UniqueConstraint(fields=('version', 'number'), name='capability_theme_number_once')],
            },
        ),
        migrations.CreateModel(
            name='CapabilityReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(editable=False, max_length=20, unique=True)),
                ('bodies_are_in', models.BooleanField(null=True, verbose_name='agencies and bodies are in scope')),
                ('summary', models.TextField(blank=True)),
                ('framework_version', models.CharField(default='1', max_length=20)),
                ('state', models.CharField(default='planned', max_length=50)),
                ('planned_at', models.DateTimeField()),
                ('scoping_at', models.DateTimeField(blank=True, null=True)),
                ('self_assessment_at', models.DateTimeField(blank=True, null=True)),
                ('evidence_at', models.DateTimeField(blank=True, null=True)),
                ('challenge_at', models.DateTimeField(blank=True, null=True)),
                ('draft_at', models.DateTimeField(blank=True, null=True)),
                ('factual_check_at', models.DateTimeField(blank=True, null=True)),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('follow_up_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('assurer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('bodies', models.ManyToManyField(blank=True, related_name='+', to='hub.organisation')),
                ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='capability_reviews', to='hub.organisation')),
                ('signed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'capability review',
                'ordering': ['-planned_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DigitalLeaderAppointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post_title', models.CharField(max_length=150)),
                ('is_on_board', models.BooleanField(default=False, verbose_name='on the board')),
                ('started_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='digital_leaders', to='hub.organisation')),
            ],
            options={
                'verbose_name': 'digital leader',
                'ordering': ['-started_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='OrgDesignEngagement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(editable=False, max_length=20, unique=True)),
                ('question', models.TextField(verbose_name='what is to be decided')),
                ('advice', models.TextField(blank=True)),
                ('state', models.CharField(default='requested', max_length=50)),
                ('requested_at', models.DateTimeField()),
                ('scoping_at', models.DateTimeField(blank=True, null=True)),
                ('terms_agreed_at', models.DateTimeField(blank=True, null=True)),
                ('current_state_at', models.DateTimeField(blank=True, null=True)),
                ('options_at', models.DateTimeField(blank=True, null=True)),
                ('recommendation_at', models.DateTimeField(blank=True, null=True)),
                ('advice_given_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('implementing_at', models.DateTimeField(blank=True, null=True)),
                ('implemented_at', models.DateTimeField(blank=True, null=True)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('adviser', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='org_design_engagements', to='hub.organisation')),
                ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'request for advice on organisation design',
                'ordering': ['-requested_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AdviceMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='capability_reviews.orgdesignengagement')),
            ],
            options={
                'ordering': ['on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ReviewPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(max_length=300)),
                ('body', wagtail.fields.StreamField([('text', 0), ('inset', 1), ('detail', 4)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'link', 'ol', 'ul', 'document-link'], 'template': 'hub/blocks/text.html'}), 1: ('wagtail.blocks.TextBlock', (), {'icon': 'openquote', 'template': 'hub/blocks/inset.html'}), 2: ('wagtail.blocks.CharBlock', (), {}), 3: ('wagtail.blocks.TextBlock', (), {}), 4: ('wagtail.blocks.StructBlock', [[('summary', 2), ('text', 3)]], {'icon': 'arrow-down', 'template': 'hub/blocks/detail.html'})})),
                ('review', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='page', to='capability_reviews.capabilityreview')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='what was found')),
                ('priority', models.CharField(choices=[('high', 'High'), ('medium', 'Medium'), ('low', 'Low')], max_length=10)),
                ('strategy_action', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('found_at', models.DateTimeField()),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='capability_reviews.capabilityreview')),
                ('role', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='hub.frameworkrole')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='capability_reviews.reviewtheme')),
            ],
            options={
                'ordering': ['theme__number', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TeamBuild',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('setting_up', 'Setting up a team'), ('creating_roles', 'Creating roles'), ('repurposing', 'Repurposing job descriptions')], default='setting_up', max_length=20)),
                ('functions', models.JSONField(blank=True, default=list)),
                ('description', models.TextField(blank=True)),
                ('state', models.CharField(default='planned', max_length=50)),
                ('planned_at', models.DateTimeField()),
                ('in_progress_at', models.DateTimeField(blank=True, null=True)),
                ('established_at', models.DateTimeField(blank=True, null=True, verbose_name='established on')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='team_builds', to='hub.organisation')),
            ],
            options={
                'ordering': ['-planned_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='TrainingPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('description', models.TextField()),
                ('state', models.CharField(default='planned', max_length=50)),
                ('planned_at', models.DateTimeField()),
                ('running_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='training_plans', to='hub.organisation')),
            ],
            options={
                'ordering': ['-planned_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReviewPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('rated', 'Rated for the department'), ('assured', 'Assured ratings')], max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last time')),
                ('person', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='capability_reviews.capabilityreview')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('review', 'person', 'part'), name='capability_review_part_once')],
            },
        ),
        migrations.CreateModel(
            name='ThemeRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('self_rating', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Serious concerns'), (2, 'Urgent development area'), (3, 'Development area'), (4, 'Well placed'), (5, 'Strong')], null=True)),
                ('evidence', models.TextField(blank=True)),
                ('assured_rating', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Serious concerns'), (2, 'Urgent development area'), (3, 'Development area'), (4, 'Well placed'), (5, 'Strong')], null=True)),
                ('reason', models.TextField(blank=True, verbose_name='reason for a different rating')),
                ('follow_up_rating', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Serious concerns'), (2, 'Urgent development area'), (3, 'Development area'), (4, 'Well placed'), (5, 'Strong')], null=True)),
                ('followed_up_at', models.DateTimeField(blank=True, null=True)),
                ('assured_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rated_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='capability_reviews.capabilityreview')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='capability_reviews.reviewtheme')),
            ],
            options={
                'ordering': ['theme__number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('assured_rating__isnull', True), ('self_rating__isnull', True), ('assured_rating', models.F('self_rating')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='capability_different_rating_has_a_reason'), models.UniqueConstraint(fields=('review', 'theme'), name='capability_rating_once')],
            },
        ),
        migrations.RunPython(add_themes, migrations.RunPython.noop),
    ]
