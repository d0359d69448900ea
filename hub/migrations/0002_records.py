"""The hub's records, which come after Wagtail's; then the reference data and the home page."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import hub.models.upload
from hub.reference_data import FRAMEWORKS, load_framework, load_grades


def load_reference_data(apps, schema_editor):
    """Grades and framework versions: what every installation needs before its first vacancy."""
    load_grades(apps)
    for name in FRAMEWORKS:
        load_framework(apps, name)


def open_front_door(apps, schema_editor):
    """The home page takes the place of Wagtail's welcome page."""
    page = apps.get_model("wagtailcore", "Page")
    site = apps.get_model("wagtailcore", "Site")
    home = apps.get_model("hub", "HomePage")
    locale = apps.get_model("wagtailcore", "Locale").objects.first()
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="hub", model="homepage"
    )
    site.objects.all().delete()
    page.objects.filter(depth=2, slug="home").delete()
    front = home.objects.create(
        title="Find a digital, data or technology job in government",
        draft_title="Find a digital, data or technology job in government",
        introduction=(
            "Government departments use this service to fill digital jobs. "
            "We publish how well it is working."
        ),
        slug="home",
        content_type=content_type,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=locale,
        live=True,
    )
    site.objects.create(
        hostname="localhost", port=80, root_page_id=front.pk, is_default_site=True
    )


class Migration(migrations.Migration):

    dependencies = [
        # Nothing of theirs is used here: they go first because each change of theirs takes the
        # longer the more models exist by then. A first start is a third shorter for it.
        ('account', '0009_emailaddress_unique_primary_email'),
        ('hub', '0001_initial'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('wagtailadmin', '0006_formstate'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailembeds', '0009_embed_cache_until'),
        ('wagtailforms', '0005_alter_formsubmission_form_data'),
        ('wagtailimages', '0027_image_description'),
        ('wagtailredirects', '0008_add_verbose_name_plural'),
        ('wagtailsearch', '0010_add_text_fields'),
        ('wagtailusers', '0015_userprofile_keyboard_shortcuts'),
    ]

    operations = [
        migrations.CreateModel(
            name='ErasureReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('erased_at', models.DateTimeField()),
                ('reason', models.CharField(max_length=80)),
                ('counts', models.JSONField(default=dict)),
                ('kept', models.JSONField(default=list)),
                ('mark', models.CharField(blank=True, editable=False, max_length=64)),
            ],
            options={
                'ordering': ['-erased_at'],
            },
        ),
        migrations.CreateModel(
            name='FigureSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=80)),
                ('label', models.TextField()),
                ('definition', models.TextField()),
                ('unit', models.TextField()),
                ('strategy_action', models.IntegerField(blank=True, null=True)),
                ('order', models.IntegerField(default=100)),
                ('organisation_name', models.CharField(blank=True, max_length=150)),
                ('value', models.BigIntegerField(null=True)),
                ('of', models.BigIntegerField(null=True)),
                ('qualifier', models.CharField(blank=True, max_length=20)),
                ('text', models.TextField()),
                ('parts', models.JSONField(default=list)),
                ('rows', models.JSONField(default=list)),
                ('frozen_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['order', 'slug', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FrameworkVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=150)),
                ('published_on', models.DateField()),
                ('source_url', models.URLField(blank=True)),
                ('licence', models.CharField(blank=True, max_length=150)),
            ],
            options={
                'ordering': ['-published_on'],
            },
        ),
        migrations.CreateModel(
            name='Grade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=10, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('order', models.PositiveSmallIntegerField(unique=True)),
                ('is_scs', models.BooleanField(default=False, verbose_name='Senior Civil Service')),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('seen_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', models.TextField(default='Government departments use this service to fill digital jobs.')),
                ('body', wagtail.fields.StreamField([('text', 0), ('inset', 1), ('detail', 4)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'link', 'ol', 'ul', 'document-link'], 'template': 'hub/blocks/text.html'}), 1: ('wagtail.blocks.TextBlock', (), {'icon': 'openquote', 'template': 'hub/blocks/inset.html'}), 2: ('wagtail.blocks.CharBlock', (), {}), 3: ('wagtail.blocks.TextBlock', (), {}), 4: ('wagtail.blocks.StructBlock', [[('summary', 2), ('text', 3)]], {'icon': 'arrow-down', 'template': 'hub/blocks/detail.html'})})),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='HubPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mail_is_paused', models.BooleanField(default=False, help_text='Emails wait and are sent when you switch this off, except those that are too old by then. Nobody can sign in by code while this is on.', verbose_name='stop all mail')),
                ('mail_per_minute', models.PositiveIntegerField(default=300, help_text='Keeps us below the mail provider’s limit.', verbose_name='emails sent a minute')),
                ('retention_is_paused', models.BooleanField(default=False, help_text='While this is on, nothing is deleted and nobody is warned that their data will be. Switch it off soon: data is being kept longer than the privacy notice says.', verbose_name='stop deleting personal data that is due')),
                ('api_is_paused', models.BooleanField(default=False, help_text='While this is on, the API does not answer. Pages and feeds still work.', verbose_name='switch the API off')),
                ('single_sign_on_is_paused', models.BooleanField(default=False, help_text='While this is on, people can only sign in with a code by email. Use it if a sign-in provider has been attacked.', verbose_name='switch single sign-on off')),
                ('suppression_threshold', models.PositiveSmallIntegerField(default=5, help_text='We never publish numbers of people from 0 to 7. Enter a number above 8 to hide more: 11 hides 0 to 10. A smaller number changes nothing.', verbose_name='smallest number about people shown')),
                ('finished_mail_days', models.PositiveSmallIntegerField(default=90, help_text='How long we can answer ‘did you email me?’.', verbose_name='days a sent email is kept')),
                ('unused_account_days', models.PositiveSmallIntegerField(default=2, help_text='An address that asked for a code and never used one is removed.', verbose_name='days an account nobody signed in to is kept')),
                ('inactive_account_months', models.PositiveSmallIntegerField(default=24, help_text='As long as the application of somebody who was not appointed.', verbose_name='months an inactive account is kept')),
                ('erasure_notice_days', models.PositiveSmallIntegerField(default=30, help_text='A month to download the data, or to come back.', verbose_name='days before deletion that people are told')),
                ('upload_megabytes', models.PositiveSmallIntegerField(default=10, help_text='A CV or a business case with pictures is under 5 MB; the scanner takes 25 MB.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(25)], verbose_name='largest file, in megabytes')),
                ('upload_expanded_megabytes', models.PositiveSmallIntegerField(default=100, help_text='Protects against small files that unpack to a very large size.', verbose_name='megabytes that a file may unpack to')),
                ('upload_members', models.PositiveSmallIntegerField(default=1000, help_text='Protects against small files that hold very many parts. A document of 100 pages with pictures has under 300.', verbose_name='parts that a DOCX or ODT may have')),
                ('unused_upload_days', models.PositiveSmallIntegerField(default=2, help_text='Long enough to come back to an unfinished form. After that the file is deleted.', verbose_name='days a file is kept that does not belong to anything')),
                ('refused_upload_days', models.PositiveSmallIntegerField(default=30, help_text='The file itself goes at once; the note tells its owner why it is not there.', verbose_name='days the note of a removed file is kept')),
            ],
            options={
                'verbose_name': 'hub policy',
            },
        ),
        migrations.CreateModel(
            name='LogOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=80)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-opened_at'],
            },
        ),
        migrations.CreateModel(
            name='LogSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=63, unique=True)),
                ('last', models.PositiveBigIntegerField(default=0)),
                ('newest', models.PositiveBigIntegerField(default=0)),
                ('signed', models.CharField(max_length=250)),
                ('sealed_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-sealed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='StandardPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, max_length=300)),
                ('body', wagtail.fields.StreamField([('text', 0), ('inset', 1), ('detail', 4)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'link', 'ol', 'ul', 'document-link'], 'template': 'hub/blocks/text.html'}), 1: ('wagtail.blocks.TextBlock', (), {'icon': 'openquote', 'template': 'hub/blocks/inset.html'}), 2: ('wagtail.blocks.CharBlock', (), {}), 3: ('wagtail.blocks.TextBlock', (), {}), 4: ('wagtail.blocks.StructBlock', [[('summary', 2), ('text', 3)]], {'icon': 'arrow-down', 'template': 'hub/blocks/detail.html'})})),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='LogEntry',
            fields=[
            ],
            options={
                'verbose_name': 'log entry',
                'verbose_name_plural': 'log entries',
                'ordering': ['-timestamp', '-id'],
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('wagtailcore.modellogentry',),
        ),
        migrations.CreateModel(
            name='FigureCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.BigIntegerField(null=True)),
                ('text', models.CharField(max_length=200)),
                ('reason', models.TextField()),
                ('corrected_at', models.DateTimeField()),
                ('corrected_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('figure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='hub.figuresnapshot')),
            ],
            options={
                'ordering': ['corrected_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FormerAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(db_index=True, editable=False, max_length=64)),
                ('until', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_addresses', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-until', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'mark'), name='hub_former_address_once')],
            },
        ),
        migrations.CreateModel(
            name='FormReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=36)),
                ('location', models.CharField(max_length=500)),
                ('sent_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'token'), name='hub_form_sent_once')],
            },
        ),
        migrations.CreateModel(
            name='FrameworkRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('name', models.CharField(max_length=100)),
                ('summary', models.TextField(blank=True)),
                ('aliases', models.JSONField(blank=True, default=list)),
                ('today', models.ManyToManyField(blank=True, related_name='formerly', to='hub.frameworkrole')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='InvariantFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=80, verbose_name='what is wrong')),
                ('subject', models.CharField(max_length=200)),
                ('found_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['resolved_at', '-last_seen_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('resolved_at__isnull', True)), fields=('slug', 'subject'), name='hub_finding_open_once')],
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(editable=False, max_length=20, unique=True)),
                ('headcount', models.PositiveSmallIntegerField(default=1)),
                ('reason', models.TextField()),
                ('needed_by', models.DateField(blank=True, null=True)),
                ('state', models.CharField(default='raised', max_length=50)),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('met_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('raised_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('role', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='hub.frameworkrole')),
            ],
            options={
                'ordering': ['-raised_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('headcount__gte', 1)), name='hub_need_headcount')],
            },
        ),
        migrations.CreateModel(
            name='NeedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=80)),
                ('object_id', models.CharField(max_length=64)),
                ('linked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='hub.need')),
            ],
            options={
                'ordering': ['linked_at', 'pk'],
                'indexes': [models.Index(fields=['content_type', 'object_id'], name='hub_need_link_subject')],
                'constraints': [models.UniqueConstraint(fields=('need', 'content_type', 'object_id'), name='hub_need_link_once')],
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=64, unique=True)),
                ('slug', models.CharField(db_index=True, max_length=80, verbose_name='kind of email')),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('object_id', models.CharField(blank=True, max_length=64)),
                ('occasion', models.CharField(blank=True, max_length=100)),
                ('context', models.JSONField(blank=True, default=dict)),
                ('secret', models.CharField(blank=True, max_length=200)),
                ('is_urgent', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('pending', 'Waiting'), ('leased', 'Being sent'), ('sent', 'Sent'), ('dead', 'Failed'), ('skipped', 'Not sent'), ('returned', 'Came back')], default='pending', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField()),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('returned_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('content_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='contenttypes.contenttype')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'next_attempt_at'], name='hub_notification_due'), models.Index(fields=['content_type', 'object_id'], name='hub_notification_subject'), models.Index(fields=['sent_at'], name='hub_notification_sent')],
            },
        ),
        migrations.CreateModel(
            name='NotificationPreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=80)),
                ('opted_out_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notification_preferences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['slug'],
                'constraints': [models.UniqueConstraint(fields=('user', 'slug'), name='hub_preference_once')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=150)),
                ('display_code', models.CharField(max_length=20)),
                ('kind', models.CharField(choices=[('department', 'Department'), ('agency', 'Agency'), ('body', 'Public body')], default='department', max_length=20)),
                ('is_major_transactional', models.BooleanField(default=False, verbose_name='major transactional department')),
                ('has_digital_strategy', models.BooleanField(default=False, verbose_name='has a digital strategy')),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('is_demo', models.BooleanField(default=False, editable=False)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bodies', to='hub.organisation')),
            ],
            options={
                'ordering': ['name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='hub_organisation_dates_in_order')],
            },
        ),
        migrations.AddField(
            model_name='need',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='hub.organisation'),
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('requester', 'Requester'), ('hiring_manager', 'Hiring manager'), ('resourcing', 'Resourcing officer'), ('approver', 'Vacancy approver'), ('hr_contact', 'HR contact'), ('digital_leader', 'Digital Leader'), ('nominator', 'Nominator'), ('capability_lead', 'Capability lead'), ('administrator', 'Roles administrator')], max_length=30)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('given_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('given_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='hub.organisation')),
            ],
            options={
                'ordering': ['organisation', 'role', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'organisation', 'role', 'valid_from'), name='hub_membership_once'), models.CheckConstraint(condition=models.Q(('given_by__isnull', True), models.Q(('given_by', models.F('user')), _negated=True), _connector='OR'), name='hub_membership_given_by_another')],
            },
        ),
        migrations.AddField(
            model_name='figuresnapshot',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hub.organisation'),
        ),
        migrations.CreateModel(
            name='PendingOffice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(blank=True, choices=[('requester', 'Requester'), ('hiring_manager', 'Hiring manager'), ('resourcing', 'Resourcing officer'), ('approver', 'Vacancy approver'), ('hr_contact', 'HR contact'), ('digital_leader', 'Digital Leader'), ('nominator', 'Nominator'), ('capability_lead', 'Capability lead'), ('administrator', 'Roles administrator')], max_length=30)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('given_at', models.DateTimeField()),
                ('is_ending', models.BooleanField(default=False)),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='auth.group')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='hub.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pending_offices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['given_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('group__isnull', False)), fields=('user', 'group'), name='hub_pending_group_once'), models.UniqueConstraint(condition=models.Q(('organisation__isnull', False)), fields=('user', 'organisation', 'role'), name='hub_pending_role_once'), models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', False), ('organisation__isnull', True)), models.Q(('group__isnull', True), ('organisation__isnull', False), ('valid_from__isnull', False)), _connector='OR'), name='hub_pending_group_or_role')],
            },
        ),
        migrations.CreateModel(
            name='PreElectionPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='which election')),
                ('reason', models.TextField(max_length=1000, verbose_name='why, and the guidance it follows')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('adverts', models.CharField(choices=[('all', 'All new adverts have to wait'), ('senior', 'Only new adverts for Senior Civil Service posts have to wait'), ('none', 'No adverts have to wait')], default='senior', max_length=10, verbose_name='which new adverts have to wait')),
                ('stops_figures', models.BooleanField(default=True, verbose_name='quarterly figures and reports have to wait')),
                ('stops_alerts', models.BooleanField(default=False, verbose_name='emails about new roles have to wait')),
                ('set_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True, verbose_name='why it ended early')),
                ('departments', models.ManyToManyField(blank=True, help_text='None: all of government.', related_name='+', to='hub.organisation')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'pre-election period',
                'ordering': ['-starts_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='hub_pre_election_in_order')],
            },
        ),
        migrations.CreateModel(
            name='ReportingPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=7, unique=True)),
                ('state', models.CharField(default='open', max_length=50)),
                ('collecting_at', models.DateTimeField(blank=True, null=True)),
                ('frozen_at', models.DateTimeField(blank=True, null=True)),
                ('corrected_at', models.DateTimeField(blank=True, null=True)),
                ('frozen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-code'],
            },
        ),
        migrations.AddField(
            model_name='figuresnapshot',
            name='period',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='hub.reportingperiod'),
        ),
        migrations.CreateModel(
            name='RetentionNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('policy', models.CharField(max_length=80)),
                ('object_id', models.PositiveBigIntegerField()),
                ('erase_on', models.DateField()),
                ('notified_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['erase_on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('policy', 'object_id'), name='hub_retention_told_once')],
            },
        ),
        migrations.CreateModel(
            name='RoleFamily',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('name', models.CharField(max_length=100)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='families', to='hub.frameworkversion')),
            ],
            options={
                'verbose_name_plural': 'role families',
                'ordering': ['version', 'name'],
                'constraints': [models.UniqueConstraint(fields=('version', 'slug'), name='hub_family_slug_once')],
            },
        ),
        migrations.AddField(
            model_name='frameworkrole',
            name='family',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='hub.rolefamily'),
        ),
        migrations.CreateModel(
            name='RoleLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('name', models.CharField(max_length=120)),
                ('order', models.PositiveSmallIntegerField()),
                ('is_scs', models.BooleanField(default=False)),
                ('grades', models.ManyToManyField(blank=True, to='hub.grade')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='hub.frameworkrole')),
            ],
            options={
                'ordering': ['role', 'order'],
                'constraints': [models.UniqueConstraint(fields=('role', 'slug'), name='hub_level_slug_once')],
            },
        ),
        migrations.AddField(
            model_name='need',
            name='level',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='hub.rolelevel'),
        ),
        migrations.CreateModel(
            name='SecondPersonTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'approval by a second person',
                'verbose_name_plural': 'approvals by a second person',
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=100, unique=True)),
                ('name', models.CharField(max_length=150)),
                ('aliases', models.JSONField(blank=True, default=list)),
                ('exemplar_number', models.PositiveSmallIntegerField(blank=True, null=True, unique=True)),
                ('transactions_per_year', models.PositiveBigIntegerField(blank=True, null=True)),
                ('transactions_qualifier', models.CharField(blank=True, max_length=20)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='hub.organisation')),
            ],
            options={
                'ordering': ['exemplar_number', 'name'],
            },
        ),
        migrations.CreateModel(
            name='PhaseEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phase', models.CharField(choices=[('discovery', 'Discovery'), ('alpha', 'Alpha'), ('beta', 'Beta'), ('live', 'Live')], max_length=20)),
                ('on', models.DateField()),
                ('is_partial', models.BooleanField(default=False)),
                ('is_demo', models.BooleanField(default=False)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phase_events', to='hub.service')),
            ],
            options={
                'ordering': ['on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('service', 'phase', 'on'), name='hub_phase_once')],
            },
        ),
        migrations.AddField(
            model_name='need',
            name='service',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='hub.service'),
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=100)),
                ('name', models.CharField(max_length=150)),
                ('description', models.TextField(blank=True)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skills', to='hub.frameworkversion')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('version', 'slug'), name='hub_skill_slug_once')],
            },
        ),
        migrations.CreateModel(
            name='SkillRequirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('awareness', 'Awareness'), ('working', 'Working'), ('practitioner', 'Practitioner'), ('expert', 'Expert')], max_length=20)),
                ('role_level', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requirements', to='hub.rolelevel')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requirements', to='hub.skill')),
            ],
            options={
                'ordering': ['skill__name'],
                'constraints': [models.UniqueConstraint(fields=('role_level', 'skill'), name='hub_skill_required_once')],
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='successions', to='hub.organisation')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='predecessions', to='hub.organisation')),
            ],
            options={
                'ordering': ['on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('predecessor', 'successor'), name='hub_succession_once')],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('purpose', models.CharField(max_length=80, verbose_name='what it is')),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word document'), ('odt', 'OpenDocument text')], max_length=4)),
                ('file', models.FileField(max_length=60, storage=hub.models.upload.upload_storage, upload_to=hub.models.upload.stored_name)),
                ('size', models.PositiveIntegerField(help_text='In bytes.')),
                ('sha256', models.CharField(max_length=64)),
                ('taken_out', models.JSONField(blank=True, default=list, editable=False)),
                ('object_id', models.CharField(blank=True, max_length=64)),
                ('state', models.CharField(default='received', max_length=50)),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('attached_at', models.DateTimeField(blank=True, null=True)),
                ('scanning_at', models.DateTimeField(blank=True, null=True)),
                ('clean_at', models.DateTimeField(blank=True, null=True)),
                ('unscanned_at', models.DateTimeField(blank=True, null=True)),
                ('infected_at', models.DateTimeField(blank=True, null=True)),
                ('refused_at', models.DateTimeField(blank=True, null=True)),
                ('content_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='contenttypes.contenttype')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hub.organisation')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-received_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'received_at'], name='hub_upload_waiting'), models.Index(fields=['content_type', 'object_id'], name='hub_upload_subject')],
            },
        ),
        migrations.AddConstraint(
            model_name='figuresnapshot',
            constraint=models.UniqueConstraint(fields=('period', 'slug', 'organisation'), name='hub_figure_once'),
        ),
        migrations.AddConstraint(
            model_name='figuresnapshot',
            constraint=models.UniqueConstraint(condition=models.Q(('organisation__isnull', True)), fields=('period', 'slug'), name='hub_total_once'),
        ),
        migrations.AddConstraint(
            model_name='frameworkrole',
            constraint=models.UniqueConstraint(fields=('family', 'slug'), name='hub_role_slug_once'),
        ),
        migrations.RunPython(load_reference_data, migrations.RunPython.noop),
        migrations.RunPython(open_front_door, migrations.RunPython.noop),
    ]
