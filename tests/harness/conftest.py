"""What the walks over all pages share: who has seen what, and the access matrix's world."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import transaction

from hub.plugins import enabled
from tests.browser import Visitor
from tests.harness.built_world import building
from tests.harness.crawl import Crawl
from tests.hub.world import new_world
from tests.sites import serve


@pytest.fixture(scope="session")
def crawl():
    """What the personas of the demonstration have seen in this run."""
    return Crawl()


@pytest.fixture(scope="session")
def built_world(tmp_path_factory, migrated_template):
    """A site with the people of the access matrix's world, and no record until it is asked."""
    folder = tmp_path_factory.mktemp("world")
    with serve(folder, migrated_template, demo=False) as site, building(site) as world:
        yield world


@pytest.fixture
def visitor(page, demo_site):
    """A browser on the demonstration."""
    return Visitor(page, demo_site.base)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for all kinds of user, taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = new_world()
        for app in ["hub", *(config.name for config in enabled())]:
            import_module(f"tests.{app}.world").build_world(made)
        yield made
        transaction.set_rollback(True)
