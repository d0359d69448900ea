"""Grades and framework versions: what every installation needs before its first vacancy."""

from typing import Any, ClassVar

from django.db import migrations

from hub.reference_data import FRAMEWORKS, load_framework, load_grades


def load(apps: Any, schema_editor: Any) -> None:
    load_grades(apps)
    for name in FRAMEWORKS:
        load_framework(apps, name)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("hub", "0002_pages")]

    operations: ClassVar[list[migrations.RunPython]] = [
        migrations.RunPython(load, migrations.RunPython.noop)
    ]
