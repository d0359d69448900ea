"""A decision is about what the person read: changed meanwhile, the page of before decides nothing.

Every decision of every plugin: somebody opens its page, somebody else changes what it is about, the
old page is sent and refused, with the new text and what was typed; read again, it is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import reverse

from capability_reviews.models import ReviewTheme
from capability_reviews.reviews.services.ratings import assure_rating, rate_theme
from capability_reviews.reviews.services.reviews import MOVES as WAY
from capability_reviews.reviews.services.reviews import move_review, plan_review, set_scope
from hub.models import Membership, User
from hub.permissions import StaffGroup
from roles.adverts.pages import VacancyPage
from roles.adverts.services.adverts import publish_advert
from roles.adverts.services.moderation import send_advert
from roles.campaigns.services import approvals, audience
from roles.campaigns.services.drafting import change_terms
from roles.campaigns.services.exemptions import ask_exemption, decide_exemption
from roles.campaigns.services.job_descriptions import describe_job
from roles.models import Campaign
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    enter_for_somebody,
    make_advert,
    make_application,
    make_handler,
    make_move,
)
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.roles import (
    SENIOR_JOB,
    agree_job,
    make_accepted_request,
    make_approved,
    make_draft,
    make_open,
    make_team,
)
from tests.harness.test_moves import moves
from tests.roles.campaigns.test_pre_election import make_period
from tests.roles.selection.test_marking import Sift
from tests.sent_twice import day

pytestmark = pytest.mark.django_db
READ = re.compile(r'name="(facts_version|seen)" value="(\w+)"')
SCOPE = {"audience": "across_government", "posts": "1", "max_salary": "65001"}
YES = {"decision": "approved", "authority": "department"}


@dataclass(frozen=True)
class Decision:
    """Who decides where with which answers; ``change`` is by others, ``new`` what it then says."""

    person: User
    url: str
    change: Callable[[], Any]
    new: str
    answers: dict[str, str] = field(default_factory=dict)
    # What stays in the form that was refused.
    typed: str = ""


def page_of(campaign: Campaign, slug: str) -> str:
    return reverse("roles:campaign_move", args=[campaign.reference, slug])


def approval() -> Decision:
    team = make_team("AAA")
    campaign = make_draft(team, audience="across_government")
    approvals.request_approval(campaign=campaign, actor=team.manager)
    other = make_member(Membership.Role.APPROVER, team.organisation)

    def change() -> None:
        approvals.send_back(campaign=campaign, reason="Say more.", actor=other)
        describe_job(campaign=campaign, actor=team.adviser, summary="Nobody has read this.")
        change_terms(campaign=campaign, actor=team.manager, essential_criteria="Went to Eton.")
        approvals.request_approval(campaign=campaign, actor=team.manager)

    answers, url = {**YES, **SCOPE}, page_of(campaign, "approve")
    return Decision(team.approver, url, change, "Nobody has read this.", answers, "65001")


def wider_audience() -> Decision:
    team = make_team("AAA")
    campaign = make_draft(team, audience="internal")
    approvals.request_approval(campaign=campaign, actor=team.manager)
    approvals.approve(
        campaign=campaign, actor=team.approver, audience="internal", posts=1, max_salary=64000
    )
    campaign = Campaign.objects.get(pk=campaign.pk)
    wider = "across_government"
    audience.ask_wider_audience(campaign=campaign, audience=wider, actor=team.manager)

    def change() -> None:
        describe_job(campaign=campaign, actor=team.adviser, summary="Nobody has read this.")

    url = page_of(campaign, "approve-audience")
    return Decision(team.approver, url, change, "Nobody has read this.", YES)


def senior_job() -> Decision:
    team = make_team("AAA")
    campaign = make_draft(team, make_accepted_request(team, grade="scs1"))
    describe_job(campaign=campaign, actor=team.manager, **SENIOR_JOB)

    def change() -> None:
        describe_job(campaign=campaign, actor=team.manager, summary="Nobody has read this.")

    url = page_of(campaign, "agree-job-description")
    return Decision(team.lead, url, change, "Nobody has read this.")


def exemption() -> Decision:
    team = make_team("AAA")
    make_period()
    campaign = make_approved(team)
    ask_exemption(campaign=campaign, case="It cannot wait.", actor=team.manager)

    def change() -> None:
        other = make_person("", StaffGroup.HUB_LEADS)
        decide_exemption(campaign=campaign, decision="refused", reason="No.", actor=other)
        ask_exemption(campaign=campaign, case="Nobody has read this.", actor=team.manager)

    answers = {"decision": "given", "reason": "It is urgent."}
    url = page_of(campaign, "decide-exemption")
    return Decision(team.lead, url, change, "Nobody has read this.", answers, "It is urgent.")


def appointment() -> Decision:
    team = make_team("AAA")
    campaign = make_approved(team, make_accepted_request(team, grade="scs1"))
    agree_job(team, campaign)
    campaign = publish_advert(campaign=campaign, actor=team.adviser)
    post = campaign.posts.get()
    chosen = make_application(campaign, None, *TO_RECOMMENDED)
    bring_to(campaign, "merit_agreed")

    def change() -> None:
        make_application(campaign, None, *TO_RECOMMENDED)

    url = reverse("roles:post_move", args=[post.reference, "agree-appointment"])
    return Decision(team.lead, url, change, "", {"application": chosen.reference})


def advert(slug: str, **answers: str) -> Decision:
    team = make_team("AAA")
    campaign = make_approved(team)
    if slug == "pass":
        send_advert(campaign=campaign, actor=team.manager)

    def change() -> None:
        page = VacancyPage.objects.get().get_latest_revision_as_object()
        page.summary = "Nobody has read this."
        page.save_revision(user=team.manager)

    return Decision(team.adviser, page_of(campaign, slug), change, "Nobody has read this.", answers)


def returned_change(name: str) -> Decision:
    team = make_team("AAA")
    campaign = make_open(team)
    editor, other = (make_person("", StaffGroup.HUB_STAFF) for _ in range(2))

    def change(words: str = "Nobody has read this.") -> None:
        page = VacancyPage.objects.get().get_latest_revision_as_object()
        page.summary = words
        page.save_revision(user=editor)

    change("Words to be read.")
    url = reverse(name, args=[campaign.reference, "return-change"])
    answers = {"reason": "The salary is another."}
    return Decision(
        other, url, change, "Nobody has read this.", answers, typed="The salary is another."
    )


def told() -> Decision:
    campaign = make_advert()
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    application = enter_for_somebody(campaign, officer)
    handler = make_handler(campaign)
    for move in ("pass_sift", "invite"):
        application = make_move(application, move, handler)

    def change() -> None:
        make_move(application, "book", handler)

    url = reverse("roles:sift_move", args=[campaign.reference, application.reference, "told"])
    answers = {"told_how": "phone", **day("told_on")}
    return Decision(officer, url, change, "Time and place of an interview", answers)


def review_signed() -> Decision:
    department = make_organisation("AAA")
    lead = make_member(Membership.Role.CAPABILITY_LEAD, department)
    leader = make_member(Membership.Role.DIGITAL_LEADER, department)
    reviewer = make_person("", StaffGroup.REVIEWERS)
    review = plan_review(organisation=department, actor=lead, lead=lead)
    set_scope(review=review, bodies_are_in=False, actor=lead)
    themes = list(ReviewTheme.objects.filter(version=review.framework_version))
    for move in list(WAY)[: list(WAY).index("agree")]:
        for theme in themes:
            about = {"review": review, "theme": theme}
            if move == "gather_evidence":
                rate_theme(**about, self_rating=3, actor=lead)
            if move == "write_draft":
                assure_rating(**about, assured_rating=3, actor=reviewer)
        review = move_review(review=review, move=move, actor=None)

    def change() -> None:
        about = {"review": review, "theme": themes[0], "actor": reviewer}
        assure_rating(**about, assured_rating=1, reason="Nobody has read this.")

    url = reverse("capability_reviews:review_move", args=[review.reference, "agree"])
    return Decision(leader, url, change, "Nobody has read this.")


def marks_submitted() -> Decision:
    sift = Sift(applications=2)
    browser, answers = signed_in(sift.member), sift.listed().answers

    def mark(answer: Any) -> None:
        sent = {"mark": 5, "evidence": "It says so.", "revision": 0, "go_on": "yes"}
        assert browser.post(answer.address, sent).status_code == 302

    mark(answers[0])
    url = f"/panels/{sift.members.pk}/submit-marks/"
    return Decision(sift.member, url, lambda: mark(answers[1]), "2 of 2")


DECISIONS: dict[str, Callable[[], Decision]] = {
    "roles:campaign_move approve": approval,
    "roles:campaign_move approve-audience": wider_audience,
    "roles:campaign_move agree-job-description": senior_job,
    "roles:campaign_move decide-exemption": exemption,
    "roles:post_move agree-appointment": appointment,
    "roles:campaign_move publish": lambda: advert("publish"),
    "roles:campaign_move pass": lambda: advert("pass"),
    "roles:sift_move told": told,
    "roles:campaign_move return-change": lambda: returned_change("roles:campaign_move"),
    "roles:advert_change return-change": lambda: returned_change("roles:advert_change"),
    "roles:panel_place_move submit-marks": marks_submitted,
    "capability_reviews:review_move agree": review_signed,
}


# What these are about is never changed once it is asked: what ends it ends the question, too.
LATE = ("agree_late", "refuse_late")
NEVER_CHANGED = {"roles:amount_move decide", "roles:exception_move decide"}
NEVER_CHANGED |= {
    f"roles:{page} {move}" for page in ("sift_move", "support_person_offer") for move in LATE
}


def test_every_decision_is_walked():
    bound = {name for name, _, move in moves() if move.is_decision or move.is_bound_to_facts}
    assert bound <= set(DECISIONS) | NEVER_CHANGED
    assert bound >= NEVER_CHANGED


@pytest.mark.parametrize("name", DECISIONS)
def test_a_page_opened_before_the_change_decides_nothing_and_shows_the_new_text(name):
    decision = DECISIONS[name]()
    browser = signed_in(decision.person)
    opened = browser.get(decision.url).text
    assert decision.new == "" or decision.new not in opened
    decision.change()
    answers = {**dict(READ.findall(opened)), **decision.answers}
    refused = browser.post(decision.url, answers)
    assert refused.status_code == 200
    assert "ead it again" in refused.text
    assert decision.new in refused.text
    assert decision.typed in refused.text
    # Nor does a page that says nothing of what was read.
    assert browser.post(decision.url, decision.answers).status_code == 200
    # They have read it now.
    answers = {**dict(READ.findall(refused.text)), **decision.answers}
    assert browser.post(decision.url, answers).status_code == 302
