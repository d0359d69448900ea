"""Addresses that nobody is led to: NULs, numbers too large, and rubbish asked of every page.

Found automatically, so that a new route falls under it. None of them is an error of ours.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.factories.hub import make_person, signed_in
from tests.harness.test_access_matrix import PUBLIC_PAGES, WAGTAIL, routes

ODD = {"int": "9" * 25, "slug": "x", "uuid": "0" * 8 + "-0000-0000-0000-" + "0" * 12}
RUBBISH = "&".join(
    f"{name}=%00'%F0%9F%92%A9"
    for name in (
        *("page", "period", "department", "organisation", "show", "state", "need", "q", "sort"),
        *("after", "before", "next", "token", "from", "copy", "version", "role", "kind", "export"),
    )
)


def addresses() -> list[str]:
    """Each of our routes once, its parameters filled with what they may be by their form."""
    return sorted(
        "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: ODD.get(found[1], "a%00b"), path)
        for path, name, _ in routes()
        if not path.startswith(WAGTAIL) and name not in PUBLIC_PAGES and "(" not in path
    )


def broken(client: Client) -> dict[str, int | str]:
    """The addresses that answer with an error of ours, and which."""
    found: dict[str, int | str] = {}
    for address in addresses():
        for asked in (address, f"{address}?{RUBBISH}"):
            try:
                status = client.get(asked, follow=False).status_code
            except Exception as error:
                found[asked.partition("?page")[0]] = repr(error)
                continue
            if status >= 500 and address != "/healthz":
                found[asked.partition("?page")[0]] = status
    return found


@pytest.mark.django_db
def test_no_odd_address_is_an_error_of_ours():
    assert len(addresses()) > 100
    assert broken(Client()) == {}
    everything = make_person()
    everything.is_superuser = True
    everything.save()
    assert broken(signed_in(everything)) == {}


@pytest.mark.django_db
@pytest.mark.postgres
def test_nor_on_postgresql_which_takes_no_nul():
    test_no_odd_address_is_an_error_of_ours()
