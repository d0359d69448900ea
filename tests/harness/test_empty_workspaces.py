"""The first day: a new department, every kind of person in it, and no record anywhere."""

from __future__ import annotations

import pytest

from tests.access import DEPARTMENT_B, STAFF
from tests.browser import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
KINDS = ("anonymous", "candidate", *DEPARTMENT_B, *STAFF)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_workspace_is_accessible(built_world, page, kind):
    assert not built_world.has_records, "runs before the tests that build records"
    visitor = Visitor(page, built_world.site.base)
    built_world.sign_in(visitor, kind)
    for name, (path, allowed) in built_world.addresses.items():
        if kind in allowed:
            # What needs a record that is not there yet, such as a closed quarter, says so.
            assert built_world.visit_once(visitor, path) in (200, 302, 401, 404), name


def test_the_first_pages_of_an_empty_site_are_accessible(built_world, page):
    visitor = Visitor(page, built_world.site.base)
    visitor.visit("/")
    visitor.visit("/demo/", status=404)
