"""What every test rests on: a database copied from a template, a browser, and private servers."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from _pytest import runner
from django.core.cache import cache
from playwright.sync_api import expect

from hub.authorisation import as_system
from hub.circuit_breaker import REDIS
from hub.plugins import enabled
from tests import indexes
from tests.coverage_pace import keep_probes_for_a_while, keep_what_workers_measured
from tests.databases import taken_back
from tests.hub.world import new_world
from tests.stack_space import with_room

# A tenth of the time went into looking for cycles among modules and templates that stay anyway.
gc.freeze()
gc.set_threshold(200_000, 20, 100)
keep_probes_for_a_while()
# Playwright's sync API runs an event loop, under which Django refuses its ORM unless told.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# Other tests run side by side: what a page does may take a while to show.
expect.set_options(timeout=60_000)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# The same engine without a window around it: a third less of the processor.
HEADLESS = shutil.which("chromium-headless-shell") or CHROMIUM


# Before xdist, which reads the groups; and after pytest-django, which puts it last.
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark the tests; those that wait for processes of their own come first, others fill the gaps.

    At the end, one worker would wait for them while the others have nothing left to do.
    """
    mark(items)
    yield
    items.sort(key=lambda item: not waits_for_processes(item))


def waits_for_processes(item: pytest.Item) -> bool:
    """Whether a test mostly waits for what it starts: the product's own commands and servers."""
    is_of_platform = item.location[0].startswith("tests/platform/")
    return is_of_platform or "empty_site" in getattr(item, "fixturenames", ())


def mark(items: list[pytest.Item]) -> None:
    """Skip, loudly, what this machine cannot run; with CI=true a missing browser is a failure.

    Tests that share what is made once for their module are a group, so that one worker makes it.
    """
    from django.db import connection

    strict = os.environ.get("CI") == "true"
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: run by make test"))
        if item.get_closest_marker("browser") and not CHROMIUM and not strict:
            item.add_marker(pytest.mark.skip(reason="CHROMIUM IS MISSING: browser test skipped"))
        if shares_with_module(item) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.location[0]))


def shares_with_module(item: pytest.Item) -> bool:
    """Whether a test asks for something that is made once for its module."""
    fixtures = getattr(item, "_fixtureinfo", None)
    found = fixtures.name2fixturedefs.values() if fixtures else ()
    return any(definitions[-1].scope == "module" for definitions in found)


def pytest_unconfigure() -> None:
    """Keep what was measured."""
    keep_what_workers_measured()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Any:
    """Run a test as pytest does, with room on the stack."""
    return with_room(runner.pytest_runtest_protocol, item, nextitem)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": HEADLESS,
        "headless": True,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--disable-extensions",
            "--disable-default-apps",
            # A page is gone before it would pay to compile what looks at it: a seventh of axe.
            "--js-flags=--no-opt --no-maglev",
        ],
    }


@pytest.fixture(scope="session", autouse=True)
def _set_up_as_the_system() -> Iterator[None]:
    """What a test does by itself is set-up, done as the system; a request has no rights of its own.

    Tests of who may call a service begin with ``as_nobody()``.
    """
    with as_system():
        yield


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """No test meets what another left: a limit that was counted, a Redis that is left alone."""
    REDIS.succeeded()
    cache.clear()


@pytest.fixture(scope="session")
def running_clamd():
    """A real ClamAV daemon that knows one virus, the EICAR test file."""
    from tests.private_servers import clamd_program, clamd_server

    if not clamd_program() and os.environ.get("CI") != "true":
        pytest.skip("CLAMAV IS MISSING: test of the scanner skipped")
    with clamd_server() as clamd:
        yield clamd


@pytest.fixture
def clamd(running_clamd, settings):
    """The hub has a scanner; it runs at the start of each test that asks for it."""
    settings.CLAMD_ADDRESS = running_clamd.address
    if running_clamd.server is None:
        running_clamd.start()
    return running_clamd


@pytest.fixture(scope="session")
def django_db_setup(
    request, django_test_environment, django_db_blocker, django_db_modify_db_settings
):
    """Migrate once into a template, then copy it: seconds instead of half a minute for each run."""
    from tests.databases import database

    # Blocked again for the tests: what each may do with the database, its own marks say.
    with django_db_blocker.unblock(), database(), django_db_blocker.block():
        # After the migrations, which connect Wagtail's indexes again.
        indexes.leave_alone()
        yield


@pytest.fixture
def kept_indexes() -> Iterator[None]:
    """Wagtail's indexes are kept: for who searches in the admin, or asks what refers to what."""
    with indexes.kept():
        yield


@pytest.fixture(scope="session")
def migrated_template(django_db_setup, django_db_blocker):
    """The file of a migrated database without records."""
    from django.db import connection

    from tests.databases import template_file

    with django_db_blocker.unblock():
        return template_file(connection.creation._get_test_db_name())


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory, migrated_template):
    """A site with the demonstration, served by the product's own web process."""
    from tests.sites import serve

    with serve(tmp_path_factory.mktemp("site"), migrated_template) as site:
        yield site


@pytest.fixture
def loaded_demonstration(transactional_db, migrated_template, settings):
    """The whole demonstration in the tests' own database and files: copied, not loaded anew."""
    from tests.databases import replace_by
    from tests.sites import demonstration

    made = demonstration(migrated_template)
    uploads = settings.STORAGES["uploads"]["OPTIONS"]["location"]
    replace_by(made / "hub.sqlite3")
    shutil.copytree(made / "uploads", uploads, dirs_exist_ok=True)
    yield
    shutil.rmtree(uploads)


@pytest.fixture
def empty_site(tmp_path, migrated_template):
    """A site on its first day: nothing in it but reference data."""
    from tests.sites import serve

    with serve(tmp_path, migrated_template, demo=False) as site:
        yield site


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for all kinds of user, taken back at the end."""
    with taken_back(django_db_blocker):
        made = new_world()
        for app in ["hub", *(config.name for config in enabled())]:
            import_module(f"tests.{app}.world").build_world(made)
        yield made
