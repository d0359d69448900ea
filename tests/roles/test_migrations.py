"""The data migrations, from a database with rows of before: what was there is carried over.

Each begins with the tables as they were just before it, in a database of its own in memory, and
applies the real migrations from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
Migrate = Callable[[str, str], Any]


@contextmanager
def tables_at(app: str, name: str) -> Iterator[tuple[Any, Migrate]]:
    """The models as they were after a migration, and the way to apply the next ones."""
    mine = connections["default"]
    settings = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
    database = DatabaseWrapper(type(connections)(settings).settings["default"], "default")
    connections["default"] = database
    try:
        loader = MigrationLoader(None, replace_migrations=False)
        state: ProjectState = loader.project_state((app, name))
        with database.schema_editor() as editor:
            for model in state.apps.get_models(include_auto_created=False):
                if model._meta.managed and not model._meta.proxy:
                    editor.create_model(model)

        def migrate(app: str, name: str) -> Any:
            nonlocal state
            migration = loader.get_migration(app, name)
            with database.schema_editor(atomic=migration.atomic) as editor:
                state = migration.apply(state, editor)
            return state.apps

        yield state.apps, migrate
    finally:
        connections["default"] = mine
        database.close()


@pytest.fixture(autouse=True)
def _own_database(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def make_campaign(apps: Any, code: str) -> Any:
    """A department's campaign, with all that it refers to."""
    hub = lambda name: apps.get_model("hub", name).objects  # noqa: E731
    version, _ = hub("FrameworkVersion").get_or_create(
        code="then", defaults={"title": "Then", "published_on": date(2026, 1, 5)}
    )
    family, _ = hub("RoleFamily").get_or_create(version=version, name="Product", slug="product")
    role, _ = hub("FrameworkRole").get_or_create(family=family, name="Owner", slug="owner")
    grade, _ = hub("Grade").get_or_create(code="g7", defaults={"name": "Grade 7", "order": 7})
    organisation, _ = hub("Organisation").get_or_create(
        code=code, defaults={"name": f"Department {code}", "valid_from": date(2010, 1, 1)}
    )
    number = apps.get_model("roles", "Campaign").objects.count()
    return apps.get_model("roles", "Campaign").objects.create(
        reference=f"V-{number}",
        organisation=organisation,
        title="Service owner",
        role=role,
        grade=grade,
    )


def test_the_one_step_for_a_new_database_makes_what_the_single_steps_make():
    one, single = (MigrationLoader(None, replace_migrations=replace) for replace in (True, False))
    assert ("roles", "0002_places") not in one.graph.nodes
    assert ("roles", "0002_places") in single.graph.nodes
    there = MigrationAutodetector(one.project_state(), single.project_state())
    back = MigrationAutodetector(single.project_state(), one.project_state())
    changes = [way.changes(graph=single.graph).get("roles", []) for way in (there, back)]
    assert [repr(change.operations) for found in changes for change in found] == []


def test_R1_delegations_known_by_their_date_become_records():
    with tables_at("roles", "0004_delegations") as (apps, migrate):
        person = apps.get_model("hub", "User").objects.create(email="one@example.gov.uk")
        approvals = apps.get_model("roles", "Approval").objects

        def approve(campaign: Any, authority: str, on: date | None, role: str = "Director") -> Any:
            return approvals.create(
                campaign=campaign,
                decision="approved",
                approver=person,
                approver_role=role,
                authority=authority,
                delegated_on=on,
                decided_at=NOW,
                audience="external",
                posts=1,
                max_salary=60_000,
            )

        first, second = make_campaign(apps, "AAA"), make_campaign(apps, "AAA")
        day = date(2026, 3, 2)
        one, same = approve(first, "delegated", day), approve(second, "delegated", day)
        later = approve(first, "delegated", date(2026, 9, 1), role="")
        elsewhere = approve(make_campaign(apps, "BBB"), "delegated", day)
        minister = approve(first, "minister", None)
        apps = migrate("roles", "0005_delegations_of_before")
        apps = migrate("roles", "0006_delegation_required")
        rows = {row.pk: row for row in apps.get_model("roles", "Approval").objects.all()}
        assert rows[one.pk].delegation_id == rows[same.pk].delegation_id
        named = {rows[pk].delegation_id for pk in (one.pk, later.pk, elsewhere.pk)}
        assert (len(named), None in named) == (3, False)
        assert rows[minister.pk].delegation_id is None
        made = apps.get_model("roles", "Delegation").objects.order_by("pk")
        assert [(row.organisation.code, row.office, row.valid_from) for row in made] == [
            ("AAA", "Director", day),
            ("AAA", "Vacancy approver", date(2026, 9, 1)),
            ("BBB", "Director", day),
        ]
        assert {row.given_to_id for row in made} == {person.pk}


def test_what_a_request_asked_for_becomes_the_first_of_its_kinds():
    with tables_at("roles", "0017_request_kinds_and_questions") as (apps, migrate):
        campaign = make_campaign(apps, "AAA")
        requests = apps.get_model("roles", "SupportRequest").objects
        for kind in ("sift", "panel"):
            requests.create(
                reference=f"S-{kind}",
                organisation=campaign.organisation,
                role=campaign.role,
                grade=campaign.grade,
                kind=kind,
                reason="We have nobody.",
                submitted_at=NOW,
                triage_due_on=date(2026, 11, 4),
            )
        apps = migrate("roles", "0018_one_kind_to_several")
        kinds = apps.get_model("roles", "RequestKind").objects
        found = set(kinds.values_list("request__reference", "kind"))
        assert found == {("S-sift", "sift"), ("S-panel", "panel")}
        request = apps.get_model("roles", "SupportRequest")
        assert "kind" not in {field.name for field in request._meta.get_fields()}
        assert request.objects.count() == 2


def test_places_that_staff_had_added_stay_as_they_are():
    with tables_at("roles", "0001_recruitment") as (apps, migrate):
        places = apps.get_model("roles", "Place").objects
        places.create(slug="leeds", name="Leeds, Quarry House")
        apps = migrate("roles", "0002_places")
        places = apps.get_model("roles", "Place").objects
        assert places.get(slug="leeds").name == "Leeds, Quarry House"
        assert places.filter(slug="york").count() == 1


def test_themes_that_were_there_stay_as_they_are():
    with tables_at("capability_reviews", "0001_capability") as (apps, migrate):
        themes = apps.get_model("capability_reviews", "ReviewTheme").objects
        themes.create(version="1", number=3, name="Our people", good_looks_like="They stay.")
        apps = migrate("capability_reviews", "0002_themes")
        themes = apps.get_model("capability_reviews", "ReviewTheme").objects
        assert (themes.count(), themes.get(number=3).name) == (10, "Our people")
