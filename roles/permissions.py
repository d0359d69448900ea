"""Who may do what in recruitment, by name; on top of the hub's predicates."""

from __future__ import annotations

from typing import Any

import rules
from django.utils import timezone

from hub.models import Membership, Organisation, User
from hub.own_acts import in_own_matter
from hub.permissions import (
    Person,
    StaffGroup,
    has_role,
    is_analyst,
    is_department_member,
    is_editor,
    is_hub_lead,
    is_hub_staff,
    is_reviewer,
    is_signed_in,
    is_superuser,
)
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_part import AGREED, APPROVED, has_part
from roles.models.campaigns.campaign_side import competed_in
from roles.models.support.request_state import SELECTION_HELP

Role = Membership.Role

# --- Nobody takes part in filling what they apply for ---------------------------------------------


@rules.predicate
def is_no_rival(user: Person, record: Any = None) -> bool:
    """Whoever applies for a campaign, or ever began to, takes no part in filling it (R9, R25).

    ``record`` is anything about a campaign: itself, a post, an application, a question, a request.
    """
    if record is None or not user.is_authenticated:
        return True
    own = competed_in(user)
    return not own or not Campaign.objects.about(record).filter(pk__in=own).exists()


def allow(permission: str, who: rules.Predicate, *, also_rivals: bool = False) -> None:
    """Let these people do it; not in a campaign that they compete in, unless that is said."""
    rules.add_perm(permission, who if also_rivals else who & is_no_rival)


# --- Support requests, campaigns and posts --------------------------------------------------------

may_look = is_hub_staff | is_reviewer | is_analyst | is_department_member
is_requester = has_role(Role.REQUESTER)
runs_campaigns = has_role(*RUNNING_CAMPAIGNS)
is_approver = has_role(Role.APPROVER)


@rules.predicate
def is_somebody_elses(user: Person, campaign: Any = None) -> bool:
    """Others made the campaign, wrote its terms and asked for approvals: nobody approves own.

    Everybody who wrote some of it counts, not the last alone.
    """
    if campaign is None or not hasattr(campaign, "made_by_id"):
        return True
    askers = (campaign.approval_requested_by_id, campaign.wider_requested_by_id)
    return user.pk not in askers and not has_part(campaign, user.pk, APPROVED)


@rules.predicate
def has_no_part(user: Person, campaign: Any = None) -> bool:
    """Others made, wrote, asked for and advise on a campaign of a department that is not theirs."""
    if campaign is None or not hasattr(campaign, "made_by_id") or not user.is_authenticated:
        return True
    return not Campaign.objects.filter(pk=campaign.pk).with_part_of(user).exists()


def works_with(user: User, campaign: Campaign) -> bool:
    """The person is of the hub's staff, or has a part in the campaign, or a role at its department.

    A role that begins on a later day counts, too: nobody takes it from them beforehand (R25).
    """
    if user.in_group(*StaffGroup.values):
        return True
    roles = user.memberships.not_over(timezone.localdate())
    bodies = Organisation.objects.within(set(roles.values_list("organisation_id", flat=True)))
    if bodies.filter(pk=campaign.organisation_id).exists():
        return True
    return Campaign.objects.filter(pk=campaign.pk).with_part_of(user).exists()


@rules.predicate
def is_described_by_others(user: Person, record: Any = None) -> bool:
    """Others made the campaign, or that of the post, and wrote what the hub agrees of it."""
    campaign = record if hasattr(record, "made_by_id") else getattr(record, "campaign", None)
    if campaign is None:
        return True
    return not has_part(campaign, user.pk, AGREED)


@rules.predicate
def answers_the_other_side(user: Person, question: Any = None) -> bool:
    """The hub answers a department's question, a requester of the department the hub's."""
    if question is None:
        return False
    return bool(is_requester(user, question) if question.is_from_hub else is_hub_staff(user))


@rules.predicate
def is_of_a_campaign(user: Person, record: Any = None) -> bool:
    """It is a campaign, or asks what became of one."""
    return hasattr(record, "made_by_id") or bool(getattr(record, "campaign_id", None))


@rules.predicate
def is_expert(user: Person) -> bool:
    """The person stands in the experts' register (H6)."""
    return user.is_authenticated and hasattr(user, "expert")


@rules.predicate
def added_the_file(user: Person, attachment: Any = None) -> bool:
    """The person added the file to the request."""
    return getattr(attachment, "added_by_id", None) == user.pk


# H1: only a person with the department's requester role asks for support.
allow("roles.submit_supportrequest", is_requester, also_rivals=True)
allow("roles.view_supportrequest", may_look, also_rivals=True)
allow("roles.triage_supportrequest", is_hub_staff)
allow("roles.answer_supportrequest", is_hub_staff)
# The hub asks the department and the department the hub; each answers the other.
allow("roles.ask_supportrequest", is_hub_staff | is_requester)
allow("roles.answer_requestquestion", answers_the_other_side)
allow("roles.withdraw_supportrequest", is_requester)
allow("roles.reopen_supportrequest", is_hub_staff | is_requester)
# R15: the hub puts people of reserve lists forward; those who hire look, and decide.
allow("roles.view_referral", is_hub_staff | runs_campaigns | is_requester)
allow("roles.refer_referral", is_hub_staff)
allow("roles.select_referral", runs_campaigns | is_requester)
# H6: only the hub books from its register.
allow("roles.book_expert", is_hub_staff)
allow("roles.view_demand", is_hub_staff | is_analyst)
allow("roles.answer_requestfeedback", is_requester | (is_of_a_campaign & runs_campaigns))
allow("roles.attach_supportrequest", is_hub_staff | is_requester)
allow("roles.remove_requestattachment", added_the_file & (is_hub_staff | is_requester))
allow("roles.view_supportactivity", may_look, also_rivals=True)
allow("roles.log_supportactivity", is_hub_staff)

allow("roles.view_campaign", may_look, also_rivals=True)
allow("roles.make_campaign", is_hub_staff | runs_campaigns | is_requester)
allow("roles.view_own_bookings", is_expert, also_rivals=True)
allow("roles.draft_campaign", is_hub_staff | runs_campaigns | is_requester)
allow("roles.approve_campaign", is_approver & is_somebody_elses)
# R1: what an approver may do for a minister is recorded by others.
allow("roles.view_delegation", may_look, also_rivals=True)
allow("roles.record_delegation", is_hub_staff | has_role(Role.HR_CONTACT))
# R3: who is surplus or at risk is for those who look after them.
looks_after_movers = is_hub_staff | has_role(Role.HR_CONTACT)
allow("roles.view_prioritymover", looks_after_movers)
allow("roles.record_prioritymover", looks_after_movers)


@rules.predicate
def is_the_mover(user: Person, mover: Any = None) -> bool:
    """The record is of this person."""
    return mover is not None and mover.user_id == user.pk


allow("roles.answer_prioritymover", is_signed_in & is_the_mover, also_rivals=True)
in_own_matter("roles.answer_prioritymover", "the person concerned", "user_id")
allow("roles.agree_job_description", is_hub_lead & is_described_by_others)
allow("roles.agree_appointment", is_hub_lead & is_described_by_others)
# R23: a hub lead who has no part in the campaign.
allow("roles.exempt_campaign", is_hub_lead & has_no_part)
allow("roles.publish_campaign", is_hub_staff | is_editor)
steers_campaigns = is_hub_staff | runs_campaigns
allow("roles.run_campaign", steers_campaigns)


@rules.predicate
def is_asked_to_select(user: Person, record: Any = None) -> bool:
    """The department asked the hub to help with this selection, and the hub does (H4)."""
    if request := getattr(record, "offered_for", getattr(record, "request", None)):
        return bool(request.is_worked_on and request.asks_for(*SELECTION_HELP))
    campaign = getattr(record, "campaign", record)
    return campaign is None or not campaign.why_hub_does_not_select


# H4: who is chosen, and whether the role is filled at all, the department decides; the hub where it
# was asked to help.
selects = runs_campaigns | (is_hub_staff & is_asked_to_select)
allow("roles.select_campaign", selects)
allow("roles.cancel_campaign", selects)
allow("roles.view_post", may_look, also_rivals=True)


@rules.predicate
def is_in_a_campaign(user: Person, post: Any = None) -> bool:
    """A campaign fills the post: of others, only the department says that they are not wanted."""
    return getattr(post, "campaign_id", True) is not None


# Nor does the hub say that the department will not fill one of its posts.
allow(
    "roles.withdraw_post", runs_campaigns | (is_hub_staff & is_asked_to_select & is_in_a_campaign)
)

# Wagtail's own names for the rest: records with a life are changed by services, not by its forms.
for model, changers in (
    ("supportrequest", is_superuser),
    ("supportactivity", is_superuser),
    ("campaign", is_superuser),
    ("post", is_superuser),
    ("location", is_hub_staff),
    ("roleprofile", is_hub_staff),
    ("expert", is_hub_staff),
    ("recruitmentpolicy", is_hub_lead),
):
    for action in ("view", "add", "change", "delete"):
        name = f"roles.{action}_{model}"
        if not rules.perm_exists(name):
            rules.add_perm(name, is_hub_staff if action == "view" else changers)

# --- Questions about adverts ----------------------------------------------------------------------


@rules.predicate
def is_not_their_own_question(user: Person, question: Any = None) -> bool:
    """Nobody answers what they asked."""
    return getattr(question, "asker_id", None) != user.pk


allow("roles.answer_advertquestion", (is_hub_staff | runs_campaigns) & is_not_their_own_question)
allow("roles.ask_advertquestion", is_signed_in, also_rivals=True)
for model in ("advertquestion", "savedrole", "savedsearch"):
    for action in ("view", "add", "change", "delete"):
        rules.add_perm(f"roles.{action}_{model}", is_superuser)

# --- What people save -----------------------------------------------------------------------------


@rules.predicate
def saved_it(user: Person, saved: Any = None) -> bool:
    """The person saved it themselves."""
    return getattr(saved, "person_id", None) == user.pk


allow("roles.save_role", is_signed_in, also_rivals=True)
allow("roles.remove_savedsearch", is_signed_in & saved_it, also_rivals=True)

# --- Candidates, applications and offers ----------------------------------------------------------

handles_applications = steers_campaigns
enters_applications = (is_hub_staff | has_role(Role.RESOURCING)) & is_no_rival


@rules.predicate
def of_its_campaign(user: Person, application: Any = None) -> bool:
    """The person handles the campaign that it was sent for, whoever offers a post since."""
    return bool(handles_applications(user, getattr(application, "campaign", application)))


@rules.predicate
def is_candidate(user: Person, application: Any = None) -> bool:
    """The person applies."""
    return application is not None and application.candidate_id == user.pk


@rules.predicate
def acts_for_candidate(user: Person, application: Any = None) -> bool:
    """Staff act in the name of a person without an account, for whom they entered it."""
    if application is None or application.candidate_id or application.erased_at:
        return False
    return application.declared_on is not None and enters_applications(user, application.campaign)


@rules.predicate
def did_not_enter(user: Person, application: Any = None) -> bool:
    """Somebody else typed the application in, or the candidate did (R25)."""
    if application is None or not hasattr(application, "entered_by_id"):
        return True
    return user.pk not in (application.entered_by_id, *_same_person(application, "entered_by"))


@rules.predicate
def did_not_make_the_offer(user: Person, application: Any = None) -> bool:
    """Somebody else made the offer and stated its terms (R25)."""
    if application is None or not hasattr(application, "offer_makers"):
        return True
    return not application.offer_makers.filter(person=user).exists()


allow("roles.view_own_applications", is_signed_in, also_rivals=True)
allow("roles.view_application", of_its_campaign)
allow("roles.move_application", selects)
# R25: nobody decides on what they typed in: they would be the candidate and the department.
allow("roles.decide_application", selects & did_not_enter)
allow("roles.answer_candidate", of_its_campaign)
# R15: who makes offers in the department that asked offers a post to whom it selected.
allow("roles.offer_referral", selects)
# Staff enter an application for somebody who cannot use the service.
allow("roles.enter_application", enters_applications)
acts_on_application = is_signed_in & (is_candidate | acts_for_candidate)
allow("roles.act_on_application", acts_on_application, also_rivals=True)
# Nor does who makes an offer answer it for the candidate.
answers_offer = is_candidate | (acts_for_candidate & did_not_make_the_offer)
allow("roles.answer_offer", is_signed_in & answers_offer, also_rivals=True)
# R11: what candidates do names them nowhere, not in the trail of the post they are offered either.
for own in ("act_on_application", "answer_offer", "view_own_applications"):
    in_own_matter(f"roles.{own}", "the candidate", "candidate_id")
in_own_matter("roles.ask_advertquestion", "whoever asked")
# R12: only those who arrange the selection know of adjustments and schemes.
# Who knows them does not decide the sift, and who decides it does not learn of the schemes, nor of
# the adjustments before the candidate is invited.


@rules.predicate
def knows_no_arrangements(user: Person, application: Any = None) -> bool:
    """The person has neither opened nor typed in what this candidate needs."""
    if application is None or not user.is_authenticated or not hasattr(application, "entered_by"):
        return True
    seen = application.arrangements_seen.filter(person=user).exists() or user.pk in _same_person(
        application, "arrangements_seen__person"
    )
    return did_not_enter(user, application) and not seen


def _same_person(application: Any, field: str) -> list[int | None]:
    """A field of what the same person sent as well, and was set aside."""
    return list(application.set_aside.values_list(field, flat=True))


@rules.predicate
def did_not_sift(user: Person, application: Any = None) -> bool:
    """Somebody else decided the sift of the application, or nobody has yet."""
    return application is None or getattr(application, "sifted_by_id", None) != user.pk


@rules.predicate
def is_invited(user: Person, application: Any = None) -> bool:
    """The candidate is invited to an interview: the sift is over for good."""
    return bool(getattr(application, "shows_identity", False))


@rules.predicate
def entered_it(user: Person, application: Any = None) -> bool:
    """The person typed it in for the candidate, whom they know."""
    return application is not None and getattr(application, "entered_by_id", None) == user.pk


@rules.predicate
def has_opened_adjustments(user: Person, application: Any = None) -> bool:
    """The person has opened what the candidate needs, and that is on record."""
    return application is not None and application.arrangements_seen.filter(person=user).exists()


@rules.predicate
def is_left_to_others(user: Person, application: Any = None) -> bool:
    """Whoever typed it in does not handle applications any more."""
    person = getattr(application, "entered_by", None)
    if person is None or not person.is_active:
        return True
    return not handles_applications(person, application.campaign)


@rules.predicate
def is_asked_to_sift(user: Person, application: Any = None) -> bool:
    """The department asked the hub to help with this sift, and the hub does (H4)."""
    campaign = getattr(application, "campaign", application)
    return campaign is None or not campaign.why_hub_does_not_sift


arranges = has_role(Role.RESOURCING)
sifts = runs_campaigns | (is_hub_staff & is_asked_to_sift)
allow("roles.sift_application", sifts & knows_no_arrangements)
allow("roles.view_adjustments", arranges & (did_not_sift | is_invited))
# R11: those phone a candidate who know who it is. Where nobody does any more, somebody who arranges
# the selection has opened the adjustments, and so does not decide the sift.
phones_instead = arranges & did_not_sift & is_left_to_others
allow("roles.phone_instead", phones_instead)
allow(
    "roles.phone_candidate",
    handles_applications & (is_invited | entered_it | (phones_instead & has_opened_adjustments)),
)

allow("roles.view_equalitytotal", is_analyst | is_hub_lead)
allow("roles.publish_equality", is_hub_lead)

for model in ("application", "listing"):
    for action in ("view", "add", "change", "delete"):
        name = f"roles.{action}_{model}"
        if not rules.perm_exists(name):
            rules.add_perm(name, is_superuser)
