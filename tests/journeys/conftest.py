"""A site with the demonstration, served by the product's own web process."""

import pytest

from tests.databases import template_file
from tests.sites import serve


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        from django.db import connection

        template = template_file(connection.creation._get_test_db_name())
    with serve(tmp_path_factory.mktemp("site"), template) as site:
        yield site
