"""Who is who to a record of recruitment: what permissions are made of."""

from __future__ import annotations

from typing import Any

import rules
from django.utils import timezone

from hub.models import Membership, Organisation, User, keys_of, sides_of
from hub.open_work import stands_in_for
from hub.permissions import (
    Person,
    StaffGroup,
    has_role,
    is_analyst,
    is_department_member,
    is_hub_staff,
    is_reviewer,
    is_signed_in,
    organisation_of,
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


# --- Support requests, campaigns and posts --------------------------------------------------------

may_look = is_hub_staff | is_reviewer | is_analyst | is_department_member
is_requester = has_role(Role.REQUESTER)


@rules.predicate
def stands_in_for_requester(user: Person, record: Any = None) -> bool:
    """No requester is left at the department who may act, and the person is told in their place.

    Whoever competes for the role does nothing with its request (R25).
    """
    if record is None or not user.is_authenticated or is_requester(user, record):
        return False
    body = organisation_of(record)
    return user.is_active and stands_in_for(
        Role.REQUESTER, user, body, lambda person: is_no_rival(person, record)
    )


# Whoever stands in does what waits for the requester; only a requester asks for something new.
acts_as_requester = is_requester | stands_in_for_requester


@rules.predicate
def has_the_request(user: Person, request: Any = None) -> bool:
    """The request is the person's own, or of somebody who asks for nothing there now.

    They have no right to, or compete for the role (R25).
    """
    if request is None or request.requester_id == user.pk:
        return True
    asked = request.requester
    acts = asked is not None and asked.is_active and is_requester(asked, request)
    return not (acts and is_no_rival(asked, request))


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
    keys = sides_of(user)
    return keys.isdisjoint(askers) and not has_part(campaign, keys, APPROVED)


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
    return user.in_group(*StaffGroup.values) or is_of_its_people(user, campaign)


def is_of_its_people(user: User, campaign: Campaign) -> bool:
    """The person has a part in the campaign, or a role at its department, now or from a day on."""
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
    return not has_part(campaign, sides_of(user), AGREED)


@rules.predicate
def answers_the_other_side(user: Person, question: Any = None) -> bool:
    """The hub answers a department's question, who asks for the department the hub's."""
    if question is None:
        return False
    return bool(acts_as_requester(user, question) if question.is_from_hub else is_hub_staff(user))


@rules.predicate
def is_of_a_campaign(user: Person, record: Any = None) -> bool:
    """It is a campaign, or asks what became of one."""
    return hasattr(record, "made_by_id") or bool(getattr(record, "campaign_id", None))


@rules.predicate
def is_expert(user: Person) -> bool:
    """The person stands in the experts' register (H6)."""
    return user.is_authenticated and hasattr(user, "expert")


@rules.predicate
def is_the_expert_booked(user: Person, booking: Any = None) -> bool:
    """The booking is the person's own."""
    expert = getattr(booking, "expert", None)
    return expert is not None and expert.user_id == user.pk


@rules.predicate
def added_the_file(user: Person, attachment: Any = None) -> bool:
    """The person added the file to the request."""
    return getattr(attachment, "added_by_id", None) == user.pk


# R3: who is surplus or at risk is for those who look after them.
looks_after_movers = is_hub_staff | has_role(Role.HR_CONTACT)


@rules.predicate
def is_the_mover(user: Person, mover: Any = None) -> bool:
    """The record is of this person."""
    return mover is not None and mover.user_id == user.pk


steers_campaigns = is_hub_staff | runs_campaigns


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


@rules.predicate
def is_in_a_campaign(user: Person, post: Any = None) -> bool:
    """A campaign fills the post: of others, only the department says that they are not wanted."""
    return getattr(post, "campaign_id", True) is not None


# --- Questions about adverts ----------------------------------------------------------------------


@rules.predicate
def is_not_their_own_question(user: Person, question: Any = None) -> bool:
    """Nobody answers what they asked."""
    return getattr(question, "asker_id", None) not in keys_of(user)


# --- What people save -----------------------------------------------------------------------------


@rules.predicate
def saved_it(user: Person, saved: Any = None) -> bool:
    """The person saved it themselves."""
    return getattr(saved, "person_id", None) == user.pk


# --- Candidates, applications and offers ----------------------------------------------------------

handles_applications = steers_campaigns
enters_applications = (is_hub_staff | has_role(Role.RESOURCING)) & is_no_rival


@rules.predicate
def of_its_campaign(user: Person, application: Any = None) -> bool:
    """The person handles the campaign that it was sent for, whoever offers a post since."""
    return bool(handles_applications(user, getattr(application, "campaign", application)))


@rules.predicate
def answers_candidates(user: Person, application: Any = None) -> bool:
    """The person handles its campaign; once another department offers a post, works there (R15)."""
    if getattr(application, "offered_for", None):
        return bool(runs_campaigns(user, application))
    return bool(of_its_campaign(user, application))


@rules.predicate
def is_candidate(user: Person, application: Any = None) -> bool:
    """The person applies."""
    return application is not None and application.candidate_id == user.pk


@rules.predicate
def acts_for_candidate(user: Person, application: Any = None) -> bool:
    """Staff act at the word of a person for whom they entered it, and who has no account.

    Until who it is shows, for whoever has one as well: else this would tell that they do (R11).
    """
    if application is None or application.declared_on is None or application.erased_at:
        return False
    if application.candidate_id and application.shows_identity:
        return False
    return enters_applications(user, application.campaign)


@rules.predicate
def did_not_enter(user: Person, application: Any = None) -> bool:
    """Somebody else typed the application in, or the candidate did (R25)."""
    if application is None or not hasattr(application, "entered_by_id"):
        return True
    all_of_them = (application, *application.set_aside.all())
    return sides_of(user).isdisjoint(row.entered_by_id for row in all_of_them)


@rules.predicate
def follows_its_course(user: Person, application: Any = None) -> bool:
    """Who entered it follows its course, and moves it, once its candidate is invited (R11)."""
    if application is None or not user.is_authenticated or not hasattr(application, "entered_by"):
        return True
    return not application.is_unseen_by(user)


@rules.predicate
def did_not_make_the_offer(user: Person, application: Any = None) -> bool:
    """Somebody else made the offer and stated its terms (R25)."""
    if application is None or not hasattr(application, "offer_makers"):
        return True
    return not application.offer_makers.filter(person__in=sides_of(user)).exists()


acts_on_application = is_signed_in & (is_candidate | acts_for_candidate)
# Nor does who makes an offer answer it for the candidate.
answers_offer = is_candidate | (acts_for_candidate & did_not_make_the_offer)
# R12: only those who arrange the selection know of adjustments and schemes.
# Who knows them does not decide the sift, and who decides it does not learn of the schemes, nor of
# the adjustments before the candidate is invited.


@rules.predicate
def knows_no_arrangements(user: Person, application: Any = None) -> bool:
    """The person has neither opened nor typed in what this candidate needs."""
    if application is None or not user.is_authenticated or not hasattr(application, "entered_by"):
        return True
    if not did_not_enter(user, application):
        return False
    # What the same person sent as well, and was set aside, counts too. A list has read all of it.
    all_of_them = (application, *application.set_aside.all())
    seen_by = {seen.person_id for row in all_of_them for seen in row.arrangements_seen.all()}
    return keys_of(user).isdisjoint(seen_by)


@rules.predicate
def did_not_sift(user: Person, application: Any = None) -> bool:
    """Somebody else decided the sift of the application, or nobody has yet."""
    return application is None or getattr(application, "sifted_by_id", None) not in keys_of(user)


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
# R11: those phone a candidate who know who it is. Where nobody does any more, somebody who arranges
# the selection has opened the adjustments, and so does not decide the sift.
phones_instead = arranges & did_not_sift & is_left_to_others
