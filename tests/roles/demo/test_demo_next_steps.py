"""On every page of the demonstration the green button is what the next step says, or there is none.

In each state of campaigns, support requests, posts, cohorts, reviews and advice, as each kind of
person.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby

import pytest
from django.urls import reverse

from capability_reviews.models import CapabilityReview, OrgDesignEngagement
from hub.authorisation import as_system
from hub.models import Organisation, User
from hub.permissions import StaffGroup
from hub.work import work_queues
from roles.models import (
    Application,
    Campaign,
    CampaignState,
    Post,
    Redaction,
    RequestState,
    SupportRequest,
)
from roles.selection.services.redacting import save_redaction
from tests.factories.hub import signed_in
from tests.pages_read import green_of
from training.models import Cohort

# Both walks read the pages of campaigns and requests as the same people: one worker does, once.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("next_steps_of_the_demonstration")]

ROLES = (
    "requester",
    "hiring_manager",
    "approver",
    "resourcing",
    "digital_leader",
    "capability_lead",
    "hr_contact",
)
# Records read in each state.
EACH = 2
NEVER_NEXT = {"end", "extend", "cancel", "pause", "audience", "ask-audience"}
# Whether the next step on the page at an address is a person's, of those read so far. The
# demonstration is the same for each test, which gets a copy.
ASKED: dict[tuple[str, int], bool] = {}


def people_of(organisation: Organisation):
    """Somebody of each role in the department, and of each group of the hub's staff."""
    for role in ROLES:
        person = User.objects.filter(
            memberships__organisation=organisation, memberships__role=role
        ).first()
        if person:
            yield person
    for group in (StaffGroup.HUB_LEADS, StaffGroup.HUB_STAFF, StaffGroup.REVIEWERS):
        yield User.objects.in_staff_group(group).first()


def some(rows, key=lambda row: row.state):
    """A few records in each state."""
    for _, found in groupby(sorted(rows, key=lambda row: (key(row), row.pk)), key=key):
        yield from list(found)[:EACH]


def faults_of(response) -> list[str]:
    """What is wrong between the sentence of the page and its buttons."""
    moves = response.context_data["moves"]
    said = moves.next_step
    green = [label for label in green_of(response.text) if label in labels_of(moves)]
    named = {label: said.lower().find(label.lower()) for label in labels_of(moves)}
    first = min((label for label, at in named.items() if at >= 0), key=named.get, default=None)
    found = []
    if len(green) > 1:
        found.append(f"several are green: {green}")
    if green and green[0] != first:
        found.append(f"{green[0]!r} is green, and {said!r} is said")
    if any(move.is_next and (move.is_warning or move.obstacle) for move in moves):
        found.append("what warns or waits is the next step")
    return found


def labels_of(moves) -> list[str]:
    pages = [moves.page[0]] if moves.page else []
    return [*pages, *(move.label for move in moves)]


def walk(rows, url_of, organisation_of, key=lambda row: row.state):
    """Read the page of each as each person; what is wrong, and the states seen."""
    wrong, seen, green = [], set(), set()
    # Everybody signs in once.
    browser_of, people = cache(signed_in), cache(lambda organisation: [*people_of(organisation)])
    for row in some(rows, key):
        for person in people(organisation_of(row)):
            response = browser_of(person).get(url_of(row))
            ASKED[url_of(row), person.pk] = is_asked(response)
            if response.status_code != 200 or "moves" not in (response.context_data or {}):
                continue
            seen.add(row.state)
            moves = response.context_data["moves"]
            green |= {(row.state, move.slug) for move in moves if move.is_next}
            wrong += [f"{row} ({row.state}), {person}: {fault}" for fault in faults_of(response)]
    return wrong, seen, green


def address_of(row):
    return row.get_absolute_url()


def department_of(row):
    return row.organisation


def after_details_are_hidden(campaigns):
    """What their pages say once nothing waits for who hides personal details."""
    asked = dict(ASKED)
    for campaign in campaigns:
        redactor = campaign.redactors.current().get().person
        for row in Redaction.objects.waiting_in(campaign):
            row.campaign = campaign
            with as_system():
                save_redaction(application=row, hidden=set(), is_finished=True, actor=redactor)
    wrong, _, green = walk(campaigns, address_of, department_of)
    # The other test has a demonstration of its own.
    ASKED.clear()
    ASKED.update(asked)
    return wrong, green


def test_the_green_button_is_what_the_next_step_says_in_every_state_of_the_demonstration(
    loaded_demonstration,
):
    campaigns = Campaign.objects.select_related("organisation")
    wrong, seen, green = walk(campaigns, address_of, department_of)
    assert wrong == []
    assert seen == set(campaigns.values_list("state", flat=True))
    # What ends a campaign, or changes when it closes, is nobody's next step.
    assert {slug for _, slug in green} & {
        "end",
        "extend",
        "cancel",
        "pause",
        "ask-audience",
    } == set()
    assert {("paused", "resume"), ("merit_agreed", "offers")} <= green
    wrong, green = after_details_are_hidden(campaigns.filter(state="closed"))
    assert (wrong, ("closed", "sift") in green) == ([], True)

    wrong, _, _ = walk(
        campaigns.filter(page__isnull=False),
        lambda row: reverse("roles:campaign_advert", args=[row.reference]),
        department_of,
    )
    assert wrong == []

    requests = SupportRequest.objects.select_related("organisation")
    wrong, seen, _ = walk(requests, address_of, department_of)
    assert wrong == []
    assert seen == set(requests.values_list("state", flat=True))

    applications = Application.objects.sent().select_related("campaign__organisation")
    wrong, _, green = walk(
        applications,
        lambda row: reverse("roles:sift_detail", args=[row.campaign.reference, row.reference]),
        lambda row: row.campaign.organisation,
    )
    assert wrong == []
    # A choice between two decisions is nobody's to make green.
    assert {slug for _, slug in green} & {"pass_sift", "fail_sift", "recommend"} == set()

    for rows, url_of, organisation_of in (
        (
            Post.objects.select_related("organisation"),
            lambda row: reverse("roles:post_detail", args=[row.reference]),
            department_of,
        ),
        (
            CapabilityReview.objects.select_related("organisation"),
            address_of,
            department_of,
        ),
        (
            OrgDesignEngagement.objects.select_related("organisation"),
            address_of,
            department_of,
        ),
        (
            Cohort.objects.all(),
            lambda row: reverse("training:cohort_manage", args=[row.slug]),
            lambda row: Organisation.objects.first(),
        ),
    ):
        wrong, _, _ = walk(rows, url_of, organisation_of)
        assert wrong == []


def test_every_state_of_a_campaign_and_a_request_says_who_acts_where_the_reader_does_not():
    for state in (*CampaignState, *RequestState):
        *_, last = state.facts.steps
        assert (last.words != "", last.move, last.page) == (True, "", ""), state


def waiting_of(person: User) -> str:
    """Everything that a person has in To do, however long a queue is."""
    person = User.objects.get(pk=person.pk)
    rows = (
        (queue, row) for queue in work_queues if not queue.others_act for row in queue.rows(person)
    )
    items = [queue.item(row) for queue, row in rows]
    return " ".join(f"{item.text} {item.href}" for item in items)


def is_asked(response) -> bool:
    """Whether the next step on the page of a record is its reader's."""
    if response.status_code != 200 or "moves" not in (response.context_data or {}):
        return False
    moves = response.context_data["moves"]
    return moves.page is not None or any(move.is_next for move in moves)


def asked_of(row, person: User, browser_of) -> bool:
    """Whether the next step on the page of a record is this person's."""
    key = (row.get_absolute_url(), person.pk)
    if key not in ASKED:
        ASKED[key] = is_asked(browser_of(person).get(key[0]))
    return ASKED[key]


def test_whoever_is_meant_by_the_next_step_of_a_record_has_it_in_to_do(loaded_demonstration):
    """Nothing waits on nobody: in each state, what is asked of the department is in its To do."""
    work = {}
    nobody = []
    browser_of, people = cache(signed_in), cache(lambda organisation: [*people_of(organisation)])
    campaigns = Campaign.objects.select_related("organisation", "support_request")
    requests = SupportRequest.objects.select_related("organisation")
    for row in (*some(campaigns), *some(requests)):
        names = [row.reference, getattr(getattr(row, "support_request", None), "reference", "")]
        if isinstance(row, Campaign):
            # Where offers and interviews wait, they wait by application.
            names += row.applications.values_list("reference", flat=True)
        asked = [person for person in people(row.organisation) if asked_of(row, person, browser_of)]
        for person in asked:
            if person not in work:
                work[person] = waiting_of(person)
        has_it = [
            person for person in asked if any(name and name in work[person] for name in names)
        ]
        if asked and not has_it:
            nobody.append(f"{row} ({row.state}): {[str(person) for person in asked]}")
    assert nobody == []
