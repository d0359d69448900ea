"""The plugin's own tests need the plugin enabled; tests/hub/test_example_plugin.py runs them so."""

from __future__ import annotations

import os

import pytest

DATABASE = os.environ.get("MENTORING_TEST_DATABASE", "")
if not DATABASE:
    collect_ignore = ["tests"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database that is migrated already: nothing to make."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = DATABASE
    yield
    with django_db_blocker.unblock():
        connection.close()
