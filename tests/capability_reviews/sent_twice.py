"""The capability workspace's pages that make a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.urls import reverse

from capability_reviews.models import (
    AdviceMeeting,
    CapabilityReview,
    DigitalLeaderAppointment,
    Finding,
    OrgDesignEngagement,
    ReviewTheme,
    TeamBuild,
    TrainingPlan,
)
from capability_reviews.org_design.services import move_engagement, request_advice
from capability_reviews.reviews.services.findings import record_finding
from capability_reviews.reviews.services.reviews import plan_review
from hub.models import Membership, Need
from hub.permissions import StaffGroup
from tests.factories.hub import current_role, make_member, make_organisation, make_person
from tests.sent_twice import Creating, day


def lead() -> Any:
    return make_member(Membership.Role.CAPABILITY_LEAD, make_organisation("AAA"))


def about_a_department(name: str, model: type[Model], **answers: Any) -> Callable[[], Creating]:
    """A page that asks which organisation it is about."""

    def page() -> Creating:
        person = lead()
        data = {"organisation": person.memberships.get().organisation_id, **answers}
        return Creating(person, reverse(f"capability_reviews:{name}"), data.copy, model)

    return page


def reviewed() -> tuple[Any, Any]:
    person = lead()
    organisation = person.memberships.get().organisation
    return person, plan_review(organisation=organisation, actor=person, lead=person)


def finding() -> Creating:
    person, review = reviewed()
    theme = ReviewTheme.objects.get(version="1", number=1)
    data = {"theme": theme.pk, "text": "Nobody answers for digital.", "priority": "high"}
    url = reverse("capability_reviews:finding_add", args=[review.reference])
    return Creating(person, url, data.copy, Finding)


def need_of_a_finding() -> Creating:
    person, review = reviewed()
    theme = ReviewTheme.objects.get(version="1", number=1)
    found = record_finding(
        review=review, theme=theme, text="Nobody answers.", priority="high", actor=person
    )
    data = {"role": current_role().pk, "headcount": "1", "reason": "Nobody runs delivery."}
    url = reverse("capability_reviews:finding_need", args=[review.reference, found.pk])
    # A finding raises one need.
    return Creating(person, url, data.copy, Need, None)


def meeting() -> Creating:
    person = lead()
    engagement = request_advice(
        organisation=person.memberships.get().organisation, question="Who leads?", actor=person
    )
    adviser = make_person("", StaffGroup.HUB_STAFF)
    move_engagement(engagement=engagement, move="start_scoping", actor=adviser)
    url = reverse("capability_reviews:engagement_move", args=[engagement.reference, "meeting"])
    return Creating(adviser, url, lambda: {**day("on"), "note": "Who leads"}, AdviceMeeting)


PAGES = {
    f"capability_reviews:{name}": page
    for name, page in {
        "review_plan": about_a_department("review_plan", CapabilityReview),
        "engagement_ask": about_a_department(
            "engagement_ask", OrgDesignEngagement, question="Who leads?"
        ),
        "leader_add": about_a_department(
            "leader_add",
            DigitalLeaderAppointment,
            post_title="Director",
            started_on_day="7",
            started_on_month="5",
            started_on_year="2013",
        ),
        "team_add": about_a_department(
            "team_add", TeamBuild, functions=["training"], kind="creating_roles"
        ),
        "training_add": about_a_department("training_add", TrainingPlan, description="Data"),
        "finding_add": finding,
        "finding_need": need_of_a_finding,
        "engagement_move meeting": meeting,
    }.items()
}
