"""Who may do what in recruitment, by name; on top of the hub's predicates."""

from __future__ import annotations

import rules

from hub.own_acts import in_own_matter
from hub.permissions import (
    has_role,
    is_analyst,
    is_editor,
    is_hub_lead,
    is_hub_staff,
    is_signed_in,
    is_superuser,
)
from roles.permissions.panels import (
    chairs,
    chairs_interviews,
    did_not_cut,
    has_been_asked,
    has_declared,
    has_hidden_nothing,
    has_no_conflict,
    is_not_theirs,
    is_on_no_panel,
    is_the_member,
    reads_letters,
    redacts,
    sits,
    somebody_chairs,
    took_no_part,
)
from roles.permissions.predicates import (
    Role,
    acts_as_requester,
    acts_on_application,
    added_the_file,
    answers_candidates,
    answers_offer,
    answers_the_other_side,
    arranges,
    did_not_enter,
    did_not_sift,
    entered_it,
    enters_applications,
    follows_its_course,
    handles_applications,
    has_no_part,
    has_opened_adjustments,
    has_the_request,
    is_approver,
    is_asked_to_select,
    is_candidate,
    is_described_by_others,
    is_expert,
    is_in_a_campaign,
    is_invited,
    is_no_rival,
    is_not_their_own_question,
    is_of_a_campaign,
    is_requester,
    is_somebody_elses,
    is_the_expert_booked,
    is_the_mover,
    knows_no_arrangements,
    looks_after_movers,
    may_look,
    of_its_campaign,
    phones_instead,
    runs_campaigns,
    saved_it,
    selects,
    sifts,
    steers_campaigns,
)


def allow(permission: str, who: rules.Predicate, *, also_rivals: bool = False) -> None:
    """Let these people do it; not in a campaign that they compete in, unless that is said.

    Nor about a candidate with whom they have a conflict of interest.
    """
    rules.add_perm(permission, who if also_rivals else who & is_no_rival & has_no_conflict)


# H1: only a person with the department's requester role asks for support.
allow("roles.submit_supportrequest", is_requester, also_rivals=True)
allow("roles.view_supportrequest", may_look, also_rivals=True)
allow("roles.triage_supportrequest", is_hub_staff)
allow("roles.answer_supportrequest", is_hub_staff)
# The hub asks the department and the department the hub; each answers the other.
allow("roles.ask_supportrequest", is_hub_staff | acts_as_requester)
allow("roles.answer_requestquestion", answers_the_other_side)
allow("roles.withdraw_supportrequest", acts_as_requester)
allow("roles.hand_over_supportrequest", acts_as_requester & has_the_request)
allow("roles.reopen_supportrequest", is_hub_staff | acts_as_requester)
# R15: the hub puts people of reserve lists forward; those who hire look, and decide.
allow("roles.view_referral", is_hub_staff | runs_campaigns | acts_as_requester)
allow("roles.refer_referral", is_hub_staff)
allow("roles.select_referral", runs_campaigns | acts_as_requester)
# H6: only the hub books from its register.
allow("roles.book_expert", is_hub_staff)
allow("roles.view_demand", is_hub_staff | is_analyst)
allow("roles.answer_requestfeedback", acts_as_requester | (is_of_a_campaign & runs_campaigns))
allow("roles.attach_supportrequest", is_hub_staff | acts_as_requester)
allow("roles.remove_requestattachment", added_the_file & (is_hub_staff | acts_as_requester))
allow("roles.view_supportactivity", may_look, also_rivals=True)
allow("roles.log_supportactivity", is_hub_staff)

allow("roles.view_campaign", may_look, also_rivals=True)
allow("roles.make_campaign", is_hub_staff | runs_campaigns | is_requester)
allow("roles.view_own_bookings", is_expert, also_rivals=True)
allow("roles.decline_booking", is_expert & is_the_expert_booked, also_rivals=True)
allow("roles.draft_campaign", is_hub_staff | runs_campaigns | is_requester)
# H4: who selects with the department is the department's to ask, never the hub's own.
allow("roles.ask_sift_help", runs_campaigns | is_requester)
allow("roles.approve_campaign", is_approver & is_somebody_elses)
# R1: what an approver may do for a minister is recorded by others.
allow("roles.view_delegation", may_look, also_rivals=True)
# Whom the hub trusts to answer for it: no adviser has the right that it gives.
allow("roles.record_delegation", is_hub_lead | has_role(Role.HR_CONTACT))
# R18: appointed without open competition: two people of the department, and a register.
allow("roles.view_exception", may_look, also_rivals=True)
allow("roles.ask_exception", runs_campaigns | has_role(Role.HR_CONTACT), also_rivals=True)
allow("roles.decide_exception", is_approver, also_rivals=True)
allow("roles.view_prioritymover", looks_after_movers)
allow("roles.record_prioritymover", looks_after_movers)


allow("roles.answer_prioritymover", is_signed_in & is_the_mover, also_rivals=True)
in_own_matter("roles.answer_prioritymover", "the person concerned", "user_id")
allow("roles.agree_job_description", is_hub_lead & is_described_by_others)
allow("roles.agree_appointment", is_hub_lead & is_described_by_others)
# R23: a hub lead who has no part in the campaign.
allow("roles.exempt_campaign", is_hub_lead & has_no_part)
allow("roles.publish_campaign", is_hub_staff | is_editor)
allow("roles.run_campaign", steers_campaigns)
allow("roles.select_campaign", selects)
allow("roles.cancel_campaign", selects)
allow("roles.view_post", may_look, also_rivals=True)


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


allow("roles.answer_advertquestion", (is_hub_staff | runs_campaigns) & is_not_their_own_question)
allow("roles.ask_advertquestion", is_signed_in, also_rivals=True)
for model in ("advertquestion", "savedrole", "savedsearch"):
    for action in ("view", "add", "change", "delete"):
        rules.add_perm(f"roles.{action}_{model}", is_superuser)


allow("roles.save_role", is_signed_in, also_rivals=True)
allow("roles.remove_savedsearch", is_signed_in & saved_it, also_rivals=True)


allow("roles.view_own_applications", is_signed_in, also_rivals=True)
# R9: who sits on a panel says first whom they know.
allow("roles.view_application", of_its_campaign & has_declared)
# What a department sends to the Commission each quarter, of what each may see.
allow("roles.view_commission_return", steers_campaigns | has_role(Role.HR_CONTACT))
# R20: how long it takes, counted from the applications that each handles.
allow("roles.view_times", steers_campaigns)
# Who selects, and hub leads, who answer for the hub: every decision with its reasons in one place.
allow("roles.view_decision_record", of_its_campaign & has_declared & (selects | is_hub_lead))
allow("roles.move_application", selects & follows_its_course)
# R25: nobody decides on what they typed in: they would be the candidate and the department.
allow("roles.decide_application", selects & did_not_enter)
# R1: an amount outside the range is approved by somebody else than who asked.
allow("roles.approve_amount", is_approver)
# R11: where personal details are hidden, what a candidate asks before the invitation is read by who
# arranges the selection alone.
allow("roles.answer_candidate", answers_candidates & (reads_letters | arranges))
# R15: who makes offers in the department that asked offers a post to whom it selected.
allow("roles.offer_referral", selects)
# Staff enter an application for somebody who cannot use the service.
allow("roles.enter_application", enters_applications)
allow("roles.act_on_application", acts_on_application, also_rivals=True)
allow("roles.answer_offer", is_signed_in & answers_offer, also_rivals=True)
# R11: what candidates do names them nowhere, not in the trail of the post they are offered either.
for own in ("act_on_application", "answer_offer", "view_own_applications"):
    in_own_matter(f"roles.{own}", "the candidate", "candidate_id")
in_own_matter("roles.ask_advertquestion", "whoever asked")
# R11: who hid personal details in answers knows whose they are, and decides on none of them.
allow("roles.sift_application", sifts & knows_no_arrangements & has_hidden_nothing)
allow("roles.view_adjustments", arranges & (did_not_sift | is_invited))
allow("roles.phone_instead", phones_instead)
allow(
    "roles.phone_candidate",
    handles_applications & (is_invited | entered_it | (phones_instead & has_opened_adjustments)),
)

# R9: who may choose the panel is who selects; each answers for themselves, whoever they are.
allow("roles.view_panel", steers_campaigns)
allow("roles.set_up_panel", selects)
# S50: how somebody marks is for the hub team's leads alone.
allow("roles.view_panel_quality", is_hub_lead & has_declared)
allow("roles.share_out_marking", selects & has_declared)
# R12: who decides how many are invited knows of no scheme; who decides on schemes is on no panel.
allow("roles.cut_sift", of_its_campaign & sifts & has_declared & has_hidden_nothing)
allow("roles.decide_schemes", arranges & is_on_no_panel & has_hidden_nothing & did_not_cut)
allow("roles.set_scheme_rule", arranges & is_on_no_panel)
allow("roles.appoint_redactor", selects)
allow("roles.redact_answers", is_signed_in & redacts)
allow("roles.view_redaction", steers_campaigns | (is_signed_in & redacts))
allow("roles.view_own_places", is_signed_in & has_been_asked, also_rivals=True)
allow("roles.view_panel_place", is_signed_in & is_the_member, also_rivals=True)
allow("roles.answer_panel", is_signed_in & is_the_member, also_rivals=True)
allow("roles.leave_panel", is_signed_in & is_the_member, also_rivals=True)
allow("roles.declare_conflicts", is_signed_in & is_the_member & sits)
# Whoever sits on a panel, has said whom they know and does not compete marks what it reads.
allow("roles.mark_answers", is_signed_in & is_the_member & sits & has_declared)
# R9: nobody who is or was on a panel decides on the conflicts of interest of its people.
allow("roles.decide_conflict", arranges & is_on_no_panel & is_not_theirs)

# R19: complaints go to who arranges the selection and to hub leads, never to the panel; nobody
# answers one about what they did themselves.
allow("roles.view_complaint", (arranges | is_hub_lead) & is_on_no_panel)
allow("roles.record_complaint", (arranges | is_hub_lead) & is_on_no_panel)
allow("roles.answer_complaint", (arranges | is_hub_lead) & is_on_no_panel & took_no_part)
allow("roles.make_complaint", is_signed_in & is_candidate, also_rivals=True)
in_own_matter("roles.make_complaint", "the candidate", "candidate_id")

# R11: the chair agrees marks that differ; where a Commissioner or nobody chairs, who arranges
# records it.
allow(
    "roles.moderate_marks",
    is_signed_in & (chairs | (arranges & is_on_no_panel & ~somebody_chairs)) & has_hidden_nothing,
)
# R13: the list is signed by the chair; where a Commissioner chairs, or a conflict of interest hides
# somebody in it from the chair, who arranges the selection and was on no panel records it.
allow(
    "roles.sign_merit_list",
    is_signed_in & (chairs | (arranges & is_on_no_panel & ~somebody_chairs)),
)
allow(
    "roles.view_merit_list",
    is_signed_in & has_declared & ((of_its_campaign & (selects | is_hub_lead)) | chairs_interviews),
)
# A correction has a second person, who is never the one who signed it: the service asks.
allow("roles.confirm_merit_list", of_its_campaign & has_declared & selects)
allow("roles.give_third_mark", is_signed_in & is_the_member)

allow("roles.view_equalitytotal", is_analyst | is_hub_lead)
allow("roles.publish_equality", is_hub_lead)

for model in ("application", "listing"):
    for action in ("view", "add", "change", "delete"):
        name = f"roles.{action}_{model}"
        if not rules.perm_exists(name):
            rules.add_perm(name, is_superuser)
