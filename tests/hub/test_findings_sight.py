"""Findings of the nightly check are for who may see the record that they are about (R11, R25)."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.invariants import check_all, label_of
from hub.models import InvariantFinding, Need, Notification
from hub.permissions import StaffGroup
from roles.models import Approval, Campaign, SupportRequest
from roles.models.applications.application import Application
from tests.factories.adverts import enter_for_somebody, make_application, make_draft
from tests.factories.hub import make_need, make_organisation, make_person, signed_in
from tests.factories.roles import make_open, make_team

pytestmark = pytest.mark.django_db
LIST = reverse("invariants:index")
WITHOUT_ADVISER = "roles.request_without_adviser"


def shown_to(person) -> dict[str, set[str]]:
    """What a person reads of: in the list, filtered, in the file, and by the page of each."""
    client, rows = signed_in(person), list(InvariantFinding.objects.all())
    found = csv.DictReader(b"".join(client.get(f"{LIST}?export=csv")).decode().splitlines())
    lists = {
        "list": client.get(LIST).text,
        "filter": "".join(
            client.get(LIST, {"slug": slug}).text for slug in {row.slug for row in rows}
        ),
        "file": "\n".join(str(row) for row in found),
    }
    named = {
        where: {row.subject for row in rows if row.subject in text} for where, text in lists.items()
    }
    pages = {row.subject: client.get(reverse("invariants:inspect", args=[row.pk])) for row in rows}
    seen = {subject for subject, page in pages.items() if page.status_code == 200}
    assert {page.status_code for page in pages.values()} <= {200, 404}
    return named | {"page": seen}


def emailed_to(person) -> set[str]:
    """What the emails of the check say to a person is wrong."""
    rows = Notification.objects.filter(slug="hub.invariants_broken", recipient=person)
    return {label for row in rows for label in row.context["labels"]}


def everywhere(*subjects: str) -> dict[str, set[str]]:
    return {where: set(subjects) for where in ("list", "filter", "file", "page")}


@pytest.fixture
def campaign():
    """One of whose request and advert the check finds something."""
    team = make_team("AAA")
    campaign = make_open(team)
    Approval.objects.filter(campaign=campaign).delete()
    SupportRequest.objects.update(adviser=None)
    return campaign


def test_R25_who_competes_for_a_role_reads_no_finding_about_it_and_others_do(campaign):
    rival = make_person("rival@hub.example", StaffGroup.HUB_LEADS)
    other = make_person("other@hub.example", StaffGroup.HUB_LEADS)
    make_draft(campaign, rival)
    need = make_need(make_organisation("BBB"))
    Need.objects.filter(pk=need.pk).update(state=Need.State.MET)
    check_all()
    of_it = {
        row.subject
        for row in InvariantFinding.objects.all()
        if row.subject != f"Need {need.reference}"
    }
    assert {str(campaign), str(campaign.support_request)} <= of_it
    assert shown_to(rival) == everywhere(f"Need {need.reference}")
    assert shown_to(other) == everywhere(*of_it, f"Need {need.reference}")
    assert emailed_to(rival) == {label_of("hub.need_met_by_nothing")}
    assert label_of(WITHOUT_ADVISER) in emailed_to(other)
    assert label_of(WITHOUT_ADVISER) not in emailed_to(rival)


def test_R11_who_entered_an_application_reads_no_finding_about_it():
    team = make_team("AAA")
    campaign = make_open(team)
    entered = enter_for_somebody(campaign, team.adviser, email="phoned@example.com")
    Application.objects.update(sift_pass_at=timezone.now())
    Campaign.objects.update(closes_at=timezone.now() + timedelta(days=1))
    check_all()
    about = InvariantFinding.objects.get(slug="roles.sifted_before_closing").subject
    assert about == str(entered)
    assert about not in set().union(*shown_to(team.adviser).values())
    assert all(about in found for found in shown_to(team.lead).values())


def test_a_finding_of_an_older_version_that_does_not_know_its_record_is_shown_to_nobody(campaign):
    """And to those who may see the record once the check has looked again."""
    lead, now = make_person("lead@hub.example", StaffGroup.HUB_LEADS), timezone.now()
    InvariantFinding.objects.create(
        slug=WITHOUT_ADVISER,
        subject=str(campaign.support_request),
        found_at=now,
        last_seen_at=now,
    )
    InvariantFinding.objects.create(
        slug="hub.message_stuck", subject="Email 7", found_at=now, last_seen_at=now
    )
    assert shown_to(lead) == everywhere("Email 7")
    check_all()
    assert str(campaign.support_request) in shown_to(lead)["list"]
    assert InvariantFinding.objects.filter(slug=WITHOUT_ADVISER).count() == 1


def test_the_list_takes_as_many_queries_however_many_findings(campaign):
    client = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    check_all()
    client.get(LIST)
    queries = []
    for number in (1, 3, 30):
        for _ in range(number):
            make_application(campaign)
        Application.objects.update(sift_pass_at=timezone.now())
        Campaign.objects.update(closes_at=timezone.now() + timedelta(days=1))
        check_all()
        with CaptureQueriesContext(connection) as found:
            client.get(LIST)
        queries.append(len(found))
    assert len(set(queries)) == 1
