"""What rests on Wagtail's pages, which rest on the hub's people; then the reference data and the home page."""

import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

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
        migrations.RunPython(load_reference_data, migrations.RunPython.noop),
        migrations.RunPython(open_front_door, migrations.RunPython.noop),
    ]
