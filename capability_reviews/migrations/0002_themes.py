"""The ten themes of the first version of the review framework (domain.md 3d)."""

from typing import Any, ClassVar

from django.db import migrations

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


def load(apps: Any, schema_editor: Any) -> None:
    theme = apps.get_model("capability_reviews", "ReviewTheme")
    for number, (name, statement) in enumerate(THEMES, start=1):
        theme.objects.get_or_create(
            version="1", number=number, defaults={"name": name, "good_looks_like": statement}
        )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("capability_reviews", "0001_capability")]

    operations: ClassVar[list[migrations.RunPython]] = [
        migrations.RunPython(load, migrations.RunPython.noop)
    ]
