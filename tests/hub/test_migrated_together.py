"""Steps of a migration that are done together make what they make one by one."""

from __future__ import annotations

import pytest
from django.db import migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.utils import ConnectionHandler

from hub.management.together import Executor, Together, together, touched

OPERATIONS = [
    migrations.CreateModel("Box", [("id", models.AutoField(primary_key=True))]),
    migrations.CreateModel(
        "Ball",
        [
            ("id", models.AutoField(primary_key=True)),
            ("box", models.ForeignKey("toys.Box", models.CASCADE, related_name="balls")),
        ],
    ),
    migrations.CreateModel("Bigger", [], bases=("toys.Box",)),
    migrations.AddField("Box", "best", models.ForeignKey("toys.Ball", models.CASCADE, null=True)),
    migrations.AddField("Ball", "weight", models.IntegerField(default=3)),
    migrations.AddField("Ball", "owners", models.ManyToManyField("toys.Bigger")),
    migrations.AddConstraint(
        "Ball", models.CheckConstraint(condition=models.Q(weight__gt=0), name="heavy")
    ),
    migrations.AddIndex("Box", models.Index(fields=["best"], name="by_best")),
]
MADE = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"


def made_by(executor_class: type[MigrationExecutor], file: str) -> tuple[list, list, list]:
    """The schema that it makes, what a step in Python sees, and the operations afterwards."""
    read: list = []

    def look(apps, schema_editor):
        box = apps.get_model("toys", "Box")
        read.extend(sorted(relation.name for relation in box._meta.related_objects))
        read.append(str(box.objects.filter(balls__weight=3, bigger=None).values("pk").query))

    migration = migrations.Migration("0001_initial", "toys")
    migration.operations = [*OPERATIONS, migrations.RunPython(look)]
    settings = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": file}}
    connection = ConnectionHandler(settings)["default"]
    executor = executor_class(connection)
    state = ProjectState()
    # As Django begins: the classes are there from the start.
    assert state.apps
    executor.apply_migration(state, migration)
    with connection.cursor() as cursor:
        made = cursor.execute(MADE).fetchall()
    connection.close()
    return made, read, migration.operations[:-1]


@pytest.mark.django_db
def test_they_make_the_same_database_as_one_by_one(tmp_path):
    alone = made_by(MigrationExecutor, str(tmp_path / "alone.sqlite3"))
    assert made_by(Executor, str(tmp_path / "together.sqlite3")) == alone
    made, read, operations = alone
    assert {"toys_box", "toys_ball", "toys_bigger", "by_best"} <= {name for _, name, _, _ in made}
    assert {"balls", "bigger"} <= set(read)
    assert operations == OPERATIONS


def test_no_two_of_those_done_together_touch_one_model_and_none_is_left_out():
    steps = MigrationLoader(None).disk_migrations
    assert len(steps) > 100
    for key, step in steps.items():
        done = list(together(step.operations))
        flat = []
        for operation in done:
            inside = operation.operations if isinstance(operation, Together) else [operation]
            if isinstance(operation, Together):
                names = [touched(one) for one in inside]
                assert sorted(names) == sorted(set(names)), key
            flat += inside
        assert flat == list(step.operations), key
