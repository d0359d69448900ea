"""The demonstration is believable: each kind of fact is looked at in every record of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hub.models import Membership, User
from hub.working_days import is_working_day
from roles.models import Application, Approval, Booking, Campaign, SupportActivity

pytestmark = pytest.mark.django_db
TWO_ACCOUNTS = "Amira Okafor"
STAFF_MOMENTS = [
    "sift_pass_at",
    "sift_fail_at",
    "interview_invited_at",
    "interview_booked_at",
    "interviewed_at",
    "recommended_at",
    "reserve_at",
    "not_appointable_at",
    "provisional_offer_at",
    "offer_withdrawn_at",
    "checks_at",
    "formal_offer_at",
]
# In the order in which they happen to a campaign of which none is asked for twice.
ORDER = [
    "roles.campaign_made",
    "roles.approval_requested",
    "roles.campaign_approved",
    "roles.advert_made",
    "roles.campaign_opened",
    "roles.campaign_closed",
    "roles.campaign_sifting",
    "roles.campaign_interviewing",
    "roles.campaign_merit_agreed",
    "roles.campaign_offering",
]
CAMPAIGN_DAYS = ("closes_on", "sift_on", "interviews_from", "interviews_to")


def planned_days() -> Iterator[tuple[str, date]]:
    """Every day on which somebody of the demonstration is met, told, sifted or offered a post."""
    for campaign in Campaign.objects.all():
        for name in CAMPAIGN_DAYS:
            if day := getattr(campaign, name):
                yield f"{campaign} {name}", day
    for application in Application.objects.select_related("interview"):
        # Candidates choose the time of an interview on any day.
        chose = ["interview_booked_at"] if application.slots.taken().exists() else []
        for name in set(STAFF_MOMENTS).difference(chose):
            if moment := getattr(application, name):
                yield f"{application} {name}", timezone.localdate(moment)
        if interview := getattr(application, "interview", None):
            yield f"{application} interview", timezone.localdate(interview.starts_at)
        if offer := getattr(application, "offer_terms", None):
            yield f"{application} start", offer.starts_on
            yield f"{application} answer by", offer.answer_by
    for booking in Booking.objects.all():
        yield f"{booking} first day", booking.starts_on
        yield f"{booking} last day", booking.ends_on
    for activity in SupportActivity.objects.all():
        yield f"{activity}", activity.on


def idle_days() -> list[str]:
    """What falls on a weekend or a bank holiday; not what was done today, whatever day it is."""
    today = timezone.localdate()
    return [
        f"{what}: {day:%a %d %b %Y}"
        for what, day in planned_days()
        if not is_working_day(day, region="ENG") and day != today
    ]


def interviews_at_once() -> list[Any]:
    """Two interviews of one panel at one moment."""
    rows = Application.objects.filter(interview__isnull=False)
    met = Counter(rows.values_list("campaign__reference", "interview__starts_at"))
    return [key for key, number in met.items() if number > 1]


def interviews_held_on_another_day() -> list[str]:
    """Recorded as held before it began, or not on its day."""
    return [
        str(row)
        for row in Application.objects.filter(interviewed_at__isnull=False)
        if row.interviewed_at < row.interview.starts_at
        or timezone.localdate(row.interviewed_at) != timezone.localdate(row.interview.starts_at)
    ]


def shared_criteria() -> list[Any]:
    """The same essential criteria for different roles."""
    levels: dict[str, set[str]] = defaultdict(set)
    for campaign in Campaign.objects.exclude(essential_criteria="").select_related("role"):
        levels[campaign.essential_criteria].add(campaign.role.slug if campaign.role else "")
    return [sorted(roles) for roles in levels.values() if len(roles) > 1]


def said_by(application: Application) -> Iterator[str]:
    """What the candidate wrote in answer to each question that asks for a text."""
    yield application.statement
    if elements := getattr(application, "element_statements", None):
        yield from elements.statements.values()


def shared_statements() -> list[Any]:
    """The same words from different people."""
    writers: dict[str, set[str]] = defaultdict(set)
    for application in Application.objects.select_related("element_statements"):
        for words in said_by(application):
            writers[words].add(application.full_name)
    return [names for words, names in writers.items() if words and len(names) > 1]


def phones_out_of_order() -> list[Any]:
    """Somebody with two numbers, a number of two people, or one outside Ofcom's range for drama."""
    numbers: dict[str, set[str]] = defaultdict(set)
    people: dict[str, set[str]] = defaultdict(set)
    for application in Application.objects.exclude(phone=""):
        numbers[application.full_name].add(application.phone)
        people[application.phone].add(application.full_name)
    real = [phone for phone in people if not re.fullmatch(r"07700 900\d{3}", phone)]
    return [
        *real,
        *(found for found in [*numbers.values(), *people.values()] if len(found) > 1),
    ]


def people_of_several_departments() -> list[Any]:
    """Whoever works for two departments, and names that two people have."""
    departments: dict[str, set[str]] = defaultdict(set)
    for row in Membership.objects.filter(user__is_demo=True).select_related("user"):
        departments[row.user.get_full_name()].add(row.organisation.code)
    names = Counter(user.get_full_name() for user in User.objects.filter(is_demo=True))
    names[TWO_ACCOUNTS] -= 1
    return [
        *(name for name, codes in departments.items() if len(codes) > 1),
        *(name for name, number in names.items() if name and number > 1),
    ]


def approvals_by_others() -> list[str]:
    """Approvals given by somebody who is no approver of the campaign's department."""
    return [
        str(approval.campaign)
        for approval in Approval.objects.select_related("campaign__organisation", "approver")
        if not approval.approver.memberships.filter(
            organisation=approval.campaign.organisation, role=Membership.Role.APPROVER
        ).exists()
    ]


def departments_written_in_two_ways() -> list[str]:
    """The code of a department where its own short name differs, in what people read."""
    return [
        campaign.contact_name
        for campaign in Campaign.objects.select_related("organisation")
        if campaign.contact_name
        and campaign.organisation.code != campaign.organisation.display_code
        and campaign.organisation.code in campaign.contact_name
    ]


def histories_out_of_order() -> list[str]:
    """Campaigns of which something is said to have happened before it could."""
    found, kind = [], ContentType.objects.get_for_model(Campaign)
    for campaign in Campaign.objects.all():
        rows = ModelLogEntry.objects.filter(content_type=kind, object_id=str(campaign.pk))
        told = list(rows.order_by("timestamp", "pk").values_list("action", flat=True))
        known = [action for action in ORDER if action in told]
        if [action for action in told if action in ORDER] != known:
            found.append(f"{campaign}: {told}")
    return found


def planned_while_all_are_away() -> list[str]:
    """What falls between Christmas Eve and the new year, or on one day with what it follows."""
    away = [f"{what}: {day}" for what, day in planned_days() if (day.month, day.day) >= (12, 24)]
    together = [
        str(campaign)
        for campaign in Campaign.objects.exclude(interviews_to=None)
        if not campaign.closes_on
        < campaign.sift_on
        < campaign.interviews_from
        < campaign.interviews_to
    ]
    return away + together


FACTS = (
    histories_out_of_order,
    planned_while_all_are_away,
    idle_days,
    interviews_at_once,
    interviews_held_on_another_day,
    shared_criteria,
    shared_statements,
    phones_out_of_order,
    people_of_several_departments,
    approvals_by_others,
    departments_written_in_two_ways,
)


def assert_believable():
    assert {fact.__name__: fact() for fact in FACTS} == {fact.__name__: [] for fact in FACTS}
    # Somebody without an email address is invited, and waits for the phone call.
    waiting = Application.objects.filter(phone_calls__recorded_at=None, candidate=None)
    assert set(waiting.values_list("full_name", "state")) == {("Gwen Hartley", "interview_invited")}
    assert Application.objects.filter(interviewed_at__isnull=False).count() > 5
    # No role of it is a year old, as one is whose reserve list has ended.
    shown = set(Application.State.values) - {Application.State.RESERVE_ENDED.value}
    assert set(Application.objects.values_list("state", flat=True)) == shown


def test_every_fact_of_the_demonstration_can_be_believed(loaded_demonstration):
    assert_believable()
