"""Who may do what in recruitment, by name; on top of the hub's predicates."""

from __future__ import annotations

from typing import Any

import rules

from hub.authorisation import in_own_matter
from hub.models import Membership
from hub.permissions import (
    Person,
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

Role = Membership.Role

# --- Support requests, campaigns and posts --------------------------------------------------------

may_look = is_hub_staff | is_reviewer | is_analyst | is_department_member
is_requester = has_role(Role.REQUESTER)
runs_campaigns = has_role(*RUNNING_CAMPAIGNS)
is_approver = has_role(Role.APPROVER)


@rules.predicate
def is_somebody_elses(user: Person, campaign: Any = None) -> bool:
    """Others made the campaign, wrote its terms and asked for approvals: nobody approves own."""
    if campaign is None or not hasattr(campaign, "made_by_id"):
        return True
    askers = (campaign.approval_requested_by_id, campaign.wider_requested_by_id)
    return user.pk not in (campaign.made_by_id, campaign.described_by_id, *askers)


@rules.predicate
def is_described_by_others(user: Person, campaign: Any = None) -> bool:
    """Others made the campaign and wrote what the hub agrees of it."""
    if campaign is None or not hasattr(campaign, "made_by_id"):
        return True
    return user.pk not in (campaign.made_by_id, campaign.described_by_id)


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
def is_no_rival(user: Person, record: Any = None) -> bool:
    """Whoever applies for a campaign neither steers it nor handles an application for it (R9).

    ``record`` is an application or a campaign.
    """
    if record is None or not user.is_authenticated:
        return True
    campaign = getattr(record, "campaign_id", None) or record.pk
    return not user.applications.filter(campaign=campaign).exists()


@rules.predicate
def is_expert(user: Person) -> bool:
    """The person stands in the experts' register (H6)."""
    return user.is_authenticated and hasattr(user, "expert")


@rules.predicate
def added_the_file(user: Person, attachment: Any = None) -> bool:
    """The person added the file to the request."""
    return getattr(attachment, "added_by_id", None) == user.pk


# H1: only a person with the department's requester role asks for support.
rules.add_perm("roles.submit_supportrequest", is_requester)
rules.add_perm("roles.view_supportrequest", may_look)
rules.add_perm("roles.triage_supportrequest", is_hub_staff)
rules.add_perm("roles.answer_supportrequest", is_hub_staff)
# The hub asks the department and the department the hub; each answers the other.
rules.add_perm("roles.ask_supportrequest", is_hub_staff | is_requester)
rules.add_perm("roles.answer_requestquestion", answers_the_other_side)
rules.add_perm("roles.withdraw_supportrequest", is_requester)
rules.add_perm("roles.reopen_supportrequest", is_hub_staff | is_requester)
# R15: the hub puts people of reserve lists forward; those who hire look, and decide.
rules.add_perm("roles.view_referral", is_hub_staff | runs_campaigns | is_requester)
rules.add_perm("roles.refer_referral", is_hub_staff)
rules.add_perm("roles.select_referral", runs_campaigns | is_requester)
# H6: only the hub books from its register.
rules.add_perm("roles.book_expert", is_hub_staff)
rules.add_perm("roles.view_demand", is_hub_staff | is_analyst)
rules.add_perm("roles.answer_requestfeedback", is_requester | (is_of_a_campaign & runs_campaigns))
rules.add_perm("roles.attach_supportrequest", is_hub_staff | is_requester)
rules.add_perm("roles.remove_requestattachment", added_the_file & (is_hub_staff | is_requester))
rules.add_perm("roles.view_supportactivity", may_look)
rules.add_perm("roles.log_supportactivity", is_hub_staff)

rules.add_perm("roles.view_campaign", may_look)
rules.add_perm("roles.make_campaign", is_hub_staff | runs_campaigns | is_requester)
rules.add_perm("roles.view_own_bookings", is_expert)
rules.add_perm("roles.draft_campaign", is_hub_staff | runs_campaigns | is_requester)
rules.add_perm("roles.approve_campaign", is_approver & is_somebody_elses)
# R1: what an approver may do for a minister is recorded by others.
rules.add_perm("roles.view_delegation", may_look)
rules.add_perm("roles.record_delegation", is_hub_staff | has_role(Role.HR_CONTACT))
# R3: who is surplus or at risk is for those who look after them.
looks_after_movers = is_hub_staff | has_role(Role.HR_CONTACT)
rules.add_perm("roles.view_prioritymover", looks_after_movers)
rules.add_perm("roles.record_prioritymover", looks_after_movers)
rules.add_perm("roles.agree_job_description", is_hub_lead & is_described_by_others)
rules.add_perm("roles.agree_appointment", is_hub_lead)
rules.add_perm("roles.publish_campaign", is_hub_staff | is_editor)
# R9: whoever applies does not pause, end or move on the campaign that they compete in either.
steers_campaigns = (is_hub_staff | runs_campaigns) & is_no_rival
rules.add_perm("roles.run_campaign", steers_campaigns)
rules.add_perm("roles.cancel_campaign", steers_campaigns)
rules.add_perm("roles.view_post", may_look)
rules.add_perm("roles.withdraw_post", steers_campaigns)

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


rules.add_perm(
    "roles.answer_advertquestion", (is_hub_staff | runs_campaigns) & is_not_their_own_question
)
rules.add_perm("roles.ask_advertquestion", is_signed_in)
for model in ("advertquestion", "savedrole", "savedsearch"):
    for action in ("view", "add", "change", "delete"):
        rules.add_perm(f"roles.{action}_{model}", is_superuser)

# --- What people save -----------------------------------------------------------------------------


@rules.predicate
def saved_it(user: Person, saved: Any = None) -> bool:
    """The person saved it themselves."""
    return getattr(saved, "person_id", None) == user.pk


rules.add_perm("roles.save_role", is_signed_in)
rules.add_perm("roles.remove_savedsearch", is_signed_in & saved_it)

# --- Candidates, applications and offers ----------------------------------------------------------

handles_applications = steers_campaigns
enters_applications = (is_hub_staff | has_role(Role.RESOURCING)) & is_no_rival


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


rules.add_perm("roles.view_own_applications", is_signed_in)
rules.add_perm("roles.view_application", handles_applications)
rules.add_perm("roles.move_application", handles_applications)
# Staff enter an application for somebody who cannot use the service.
rules.add_perm("roles.enter_application", enters_applications)
acts_on_application = is_signed_in & (is_candidate | acts_for_candidate)
rules.add_perm("roles.act_on_application", acts_on_application)
# R11: what candidates do names them nowhere, not in the trail of the post they are offered either.
for own in ("act_on_application", "view_own_applications"):
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
    entered = user.pk in (application.entered_by_id, *_same_person(application, "entered_by"))
    seen = application.arrangements_seen.filter(person=user).exists() or user.pk in _same_person(
        application, "arrangements_seen__person"
    )
    return not (entered or seen)


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


arranges = has_role(Role.RESOURCING) & is_no_rival
rules.add_perm("roles.sift_application", handles_applications & knows_no_arrangements)
rules.add_perm("roles.view_adjustments", arranges & (did_not_sift | is_invited))

rules.add_perm("roles.view_equalitytotal", is_analyst | is_hub_lead)
rules.add_perm("roles.publish_equality", is_hub_lead)

for model in ("application", "listing"):
    for action in ("view", "add", "change", "delete"):
        name = f"roles.{action}_{model}"
        if not rules.perm_exists(name):
            rules.add_perm(name, is_superuser)
