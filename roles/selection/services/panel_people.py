"""Whom the department can ask to sit on panels now, of many panels at once (R9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from hub.models import Membership, User
from hub.permissions import StaffGroup
from hub.qualifications import certificates_of
from roles.campaigns.assessors import ASSESSOR
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import Post
from roles.models.selection.panel import Panel
from roles.models.selection.panel_gate import FEWEST, needs_commissioner
from roles.models.support.expert import Booking
from roles.selection.services.panel_rules import days_left


def who_can_sit(campaign: Campaign) -> QuerySet[User]:
    """Who can be asked to sit on a panel, each with ``certificate_until``: colleagues and experts.

    People of the department, the hub's where it helps with the selection (H4), and the experts of
    the register whom the hub has booked for it (H6). Nobody is left out who applies for the role:
    that would tell it (R25).
    """
    rows = _with_certificates()
    return rows.filter(pk__in=_on_the_side_of([campaign], rows)[campaign.pk])


def can_be_asked(panels: Sequence[Panel]) -> list[list[User]]:
    """Of each panel those who can sit and whose certificate holds until its stage is over, by name.

    In as many queries for many panels as for one.
    """
    people = list(_with_certificates()) if panels else []
    if not people:
        return [[] for _ in panels]
    certificates = certificates_of(people, ASSESSOR.slug)
    able = _on_the_side_of([panel.campaign for panel in panels], people)
    return [
        [
            person
            for person in people
            if person.pk in able[panel.campaign.pk]
            and certificates.cover(person, *days_left(panel))
        ]
        for panel in panels
    ]


def _with_certificates() -> QuerySet[User]:
    """Everybody who has or had an assessor's certificate that was not withdrawn, by name."""
    held = Q(qualifications__kind=ASSESSOR.slug, qualifications__withdrawn_at=None)
    rows = User.objects.filter(is_active=True)
    rows = rows.annotate(certificate_until=Max("qualifications__valid_until", filter=held))
    return rows.filter(certificate_until__isnull=False).order_by("first_name", "last_name", "pk")


def _on_the_side_of(campaigns: Sequence[Campaign], people: Iterable[User]) -> dict[int, set[int]]:
    """By campaign, the keys of those of the people who can sit on its panels, by their office."""
    roles = Membership.objects.valid_on(timezone.localdate())
    roles = roles.filter(user__in=[person.pk for person in people])
    offices: dict[int, set[int]] = defaultdict(set)
    for organisation, user in roles.values_list("organisation", "user"):
        offices[organisation].add(user)
    hub = User.objects.in_staff_group(StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS)
    helpers = set(hub.order_by().values_list("pk", flat=True))
    booked = _booked(campaigns)
    found = {}
    for campaign in campaigns:
        body = campaign.organisation
        theirs = offices[body.pk] | offices[body.department.pk] | booked[campaign.pk]
        is_helped = not campaign.why_hub_does_not_select
        found[campaign.pk] = theirs | helpers if is_helped else theirs
    return found


def has_enough(people: Sequence[User]) -> bool:
    """Whether so many people are enough for a panel."""
    return len(people) >= FEWEST


def can_go_on(panel: Panel, people: Sequence[User], places: Sequence[int | None]) -> bool:
    """Whether the department can mend a panel itself: somebody else can be asked.

    Or a Commissioner is still to be named.
    """
    if needs_commissioner(panel.campaign) and not panel.commissioner:
        return True
    return any(person.pk not in places for person in people)


def _booked(campaigns: Sequence[Campaign]) -> dict[int, set[int]]:
    """By campaign the accounts of the experts whom the hub has booked for it (H6)."""
    today, keys = timezone.localdate(), [campaign.pk for campaign in campaigns]
    posts = Post.objects.order_by().filter(campaign__in=keys, support_request__isnull=False)
    of_request: dict[int, set[int]] = defaultdict(set)
    for campaign, request in posts.values_list("campaign", "support_request"):
        of_request[request].add(campaign)
    for each in campaigns:
        if each.support_request_id:
            of_request[each.support_request_id].add(each.pk)
    rows = Booking.objects.in_force().filter(
        Q(post__campaign__in=keys) | Q(post=None, request__in=list(of_request)),
        ends_on__gte=today,
        expert__user__isnull=False,
    )
    found: dict[int, set[int]] = defaultdict(set)
    for user, request, post, campaign in rows.values_list(
        "expert__user", "request", "post", "post__campaign"
    ):
        for about in {campaign} if post else of_request[request]:
            if about:
                found[about].add(user)
    return found
