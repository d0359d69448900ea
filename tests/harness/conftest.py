"""What the walks over all pages share: who has seen what, and the access matrix's world."""

from __future__ import annotations

import pytest

from tests.browser import Visitor
from tests.harness.built_world import building
from tests.harness.crawl import Crawl
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
