"""The front door: the home page takes the place of Wagtail's welcome page."""

from typing import Any, ClassVar

from django.db import migrations


def open_front_door(apps: Any, schema_editor: Any) -> None:
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
        title="Find and grow the digital people that services need",
        draft_title="Find and grow the digital people that services need",
        introduction=(
            "Departments say whom they lack. The hub helps to find, hire, induct and grow them, "
            "and shows with open figures whether it works."
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
    dependencies: ClassVar[list[tuple[str, str]]] = [("hub", "0003_reference_data")]

    operations: ClassVar[list[migrations.RunPython]] = [
        migrations.RunPython(open_front_door, migrations.RunPython.noop)
    ]
