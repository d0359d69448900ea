"""What was made for somebody who has signed in is nobody's to find after they have gone."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.access import DEPARTMENT_A, STAFF
from tests.harness.test_access_matrix import classified

OUR_OWN = ("candidate", "owner", *DEPARTMENT_A, *STAFF)


@pytest.mark.parametrize("kind", OUR_OWN)
def test_no_page_made_for_somebody_signed_in_may_be_stored(world, django_db_blocker, kind):
    stored = []
    with django_db_blocker.unblock():
        client = Client()
        client.force_login(world.people[kind], backend="django.contrib.auth.backends.ModelBackend")
        for name, expected in classified().items():
            if expected.method != "get":
                continue
            control = client.get(expected.url(world)).get("Cache-Control", "")
            if control != "private, no-store" and "public" not in control:
                stored.append(f"{name}: {control or 'nothing said'}")
    assert stored == [], "\n".join(stored)
