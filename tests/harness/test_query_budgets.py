"""Lists and figures cost as many queries with thirty records as with three.

Each app holds its own workspaces to a budget; here are those that show several apps' records, and
the admin's listings.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.indicators import close_period
from hub.notifications import notify
from hub.periods import Quarter
from hub.permissions import StaffGroup
from hub.uploads import attach, receive
from tests.factories.adverts import TO_RECOMMENDED, make_advert, make_application
from tests.factories.files import make_pdf, upload
from tests.factories.hub import make_member, make_organisation, make_person, make_service, signed_in
from tests.factories.roles import make_draft, make_team
from tests.factories.training import make_cohort, make_place, make_programme, make_release

# The most queries that a page may take, however many records it shows.
PUBLIC = {
    "/sitemap.xml": 10,
    "/sitemap-vacancies.xml": 4,
    "/sitemap-pages.xml": 8,
    # One of them asks whether the API is switched on.
    "/api/vacancies": 3,
    "/api/indicators?period={closed}": 8,
    "/roles/feed.json": 2,
    "/roles/feed.atom": 2,
    "/roles/": 5,
}
MONITORING = {
    "/monitoring/?period={quarter}": 40,
    # One for each kind of record that its reader may be kept from (R25), one for the line.
    "/monitoring/{quarter}/roles.specialist_posts_filled/": 16,
    "/api/indicators?period={quarter}": 30,
    # Whoever may correct a figure sees beside it what today's records say.
    "/monitoring/?period={closed}": 40,
    "/monitoring/{closed}/roles.specialist_posts_filled/": 16,
    "/services/": 11,
}
ADMIN = dict.fromkeys(
    (
        "/admin/organisation/",
        "/admin/membership/",
        "/admin/service/",
        "/admin/messages/",
        "/admin/messages/log/",
        "/admin/uploads/",
        "/admin/campaign/",
        "/admin/supportrequest/",
        "/admin/supportactivity/",
        "/admin/post/",
        "/admin/training_cohort/",
        "/admin/training_place/",
        "/admin/training_release/",
    ),
    40,
)
OWN = {
    "/account/": 16,
    "/account/files/": 12,
    # One for each kind of data that is held, as the retention policies declare them.
    "/account/data/": 135,
    "/applications/": 12,
    "/consents/": 10,
    "/training/places/": 12,
}


@pytest.fixture
def world(db):
    closed = Quarter.containing(timezone.localdate()).previous
    close_period(period=closed, actor=None)
    return SimpleNamespace(
        made=0,
        closed=closed,
        team=make_team(),
        lead=make_person("", StaffGroup.HUB_LEADS),
        analyst=make_person("", StaffGroup.ANALYSTS),
        candidate=make_person(),
        release=make_release(make_programme()),
    )


def grow(world: SimpleNamespace, number: int) -> None:
    """Make records of every kind until there are so many."""
    while world.made < number:
        organisation = make_organisation()
        make_member("requester", organisation)
        make_service(organisation)
        make_draft(world.team)
        advert = make_advert(organisation=organisation)
        application = make_application(advert, world.candidate, *TO_RECOMMENDED)
        brief = receive(actor=world.candidate, file=upload(make_pdf()), purpose="hub.test")
        attach(upload=brief, subject=application, actor=world.candidate)
        make_place(make_cohort(release=world.release), make_person(), organisation=organisation)
        notify("hub.invariants_broken", recipient=world.lead, context={"number": world.made})
        world.made += 1


def counted(client: Client, path: str) -> int:
    """How many queries a page takes once caches are warm."""
    for _ in range(2):  # What is kept for a while is read by the second page.
        assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


def measured(world: SimpleNamespace) -> dict[str, int]:
    """What every page takes now."""
    quarter = Quarter.containing(timezone.localdate()).code
    pages = (
        (Client(), PUBLIC),
        (signed_in(world.analyst), MONITORING),
        (signed_in(world.lead), ADMIN),
        (signed_in(world.candidate), OWN),
    )
    return {
        path: counted(client, path.format(quarter=quarter, closed=world.closed))
        for client, paths in pages
        for path in paths
    }


def test_every_list_costs_the_same_at_three_and_at_thirty(world):
    grow(world, 3)
    at_three = measured(world)
    grow(world, 30)
    at_thirty = measured(world)
    budgets = PUBLIC | MONITORING | ADMIN | OWN
    assert at_thirty == at_three
    over = {path: taken for path, taken in at_thirty.items() if taken > budgets[path]}
    assert over == {}
