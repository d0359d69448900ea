"""Who may open what in recruitment: the department's and the hub's side, and the candidate's."""

from __future__ import annotations

from tests.access import DEPARTMENT_A, DEPARTMENT_B, Expected, admin
from tests.roles.access_candidates import CANDIDATE_ACCESS, CANDIDATE_PERMISSIONS

HUB = ("hub_staff", "hub_leads")
OVERSEERS = (*HUB, "reviewers", "analysts")
RUNNERS = ("hiring_manager_a", "resourcing_a", *HUB)

SUPPORT_ACCESS = {
    "roles:support_list": Expected(
        lambda world: "/support/", (*DEPARTMENT_A, *DEPARTMENT_B, *OVERSEERS)
    ),
    # What somebody does for several records is theirs alone.
    "bulk_run": Expected(lambda world: f"/together/{world.run.reference}/", ("hub_staff",)),
    "roles:support_ask": Expected(lambda world: "/support/ask/", ("requester_a", "requester_b")),
    "roles:support_detail": Expected(
        lambda world: f"/support/{world.request.reference}/", (*DEPARTMENT_A, *OVERSEERS)
    ),
    "roles:support_answer": Expected(
        lambda world: f"/support/{world.request.reference}/questions/{world.support_question.pk}/",
        ("requester_a",),
    ),
    "roles:support_demand": Expected(lambda world: "/support/demand/", ("analysts", *HUB)),
    "roles:support_demand_rows": Expected(
        lambda world: "/support/demand/requests/", ("analysts", *HUB)
    ),
    "roles:support_outcomes": Expected(lambda world: "/support/outcomes/", ("analysts", *HUB)),
    "roles:support_outcome_rows": Expected(
        lambda world: "/support/outcomes/specialist-posts/", ("analysts", *HUB)
    ),
    "roles:support_file": Expected(
        lambda world: f"/support/{world.file.request.reference}/files/{world.file.pk}/",
        (*DEPARTMENT_A, *OVERSEERS),
    ),
    "roles:support_file_read": Expected(
        lambda world: f"/support/{world.file.request.reference}/files/{world.file.pk}/read/",
        (*DEPARTMENT_A, *OVERSEERS),
    ),
    "roles:support_file_remove": Expected(
        lambda world: f"/support/{world.file.request.reference}/files/{world.file.pk}/remove/",
        ("requester_a",),
    ),
    "roles:support_feedback": Expected(
        lambda world: f"/support/{world.feedback.request.reference}/feedback/", ("requester_a",)
    ),
    "roles:campaign_feedback": Expected(
        lambda world: f"/campaigns/{world.own_feedback.campaign.reference}/feedback/",
        ("requester_a", "hiring_manager_a", "resourcing_a"),
    ),
    "roles:support_booking_cancel": Expected(
        lambda world: (
            f"/support/{world.booking.request.reference}/bookings/{world.booking.pk}/cancel/"
        ),
        HUB,
    ),
    "roles:booking_list": Expected(lambda world: "/support/bookings/", ("owner",)),
    "roles:booking_decline": Expected(
        lambda world: f"/support/bookings/{world.booking.pk}/", ("owner",)
    ),
    "roles:support_people": Expected(
        lambda world: f"/support/{world.request.reference}/people/", ("requester_a", *RUNNERS)
    ),
    "roles:support_person": Expected(
        lambda world: (
            f"/support/{world.request.reference}/people/{world.reserved.reference}/refer/"
        ),
        ("hub_staff",),
    ),
    "roles:support_person_offer": Expected(
        lambda world: (
            f"/support/{world.helped.reference}/people/{world.put_forward.reference}"
            "/offer/change_offer/"
        ),
        ("hiring_manager_a",),
    ),
    "roles:support_move": Expected(
        lambda world: f"/support/{world.request.reference}/triage/", HUB
    ),
    "roles:equality_totals": Expected(lambda world: "/equality/", ("analysts", "hub_leads")),
    "roles:campaign_list": Expected(
        lambda world: "/campaigns/", (*DEPARTMENT_A, *DEPARTMENT_B, *OVERSEERS)
    ),
    "roles:campaign_detail": Expected(
        lambda world: f"/campaigns/{world.campaign.reference}/", (*DEPARTMENT_A, *OVERSEERS)
    ),
    "roles:commission_return": Expected(
        lambda world: "/campaigns/commission-return/",
        (
            *("hiring_manager_b", "resourcing_b", "hr_contact_a", "hr_contact_b"),
            *RUNNERS,
        ),
    ),
    "roles:campaign_posts": Expected(
        lambda world: f"/campaigns/{world.campaign.reference}/posts/",
        (*DEPARTMENT_A, *OVERSEERS),
    ),
    # Where To do leads: on to a form, or to the record's own page.
    "roles:campaign_go_on": Expected(
        lambda world: f"/campaigns/{world.campaign.reference}/go-on/",
        (*DEPARTMENT_A, *OVERSEERS),
        answer=302,
    ),
    "roles:advert_go_on": Expected(
        lambda world: f"/campaigns/{world.campaign.reference}/advert/go-on/",
        (*DEPARTMENT_A, *OVERSEERS),
        answer=302,
    ),
    "roles:campaign_job": Expected(
        lambda world: f"/campaigns/{world.campaign.reference}/job-description/",
        (*DEPARTMENT_A, *OVERSEERS),
    ),
    "roles:profile_list": Expected(lambda world: "/role-profiles/"),
    "roles:profile_detail": Expected(lambda world: "/role-profiles/2013-service-manager/"),
    "roles:stage_plan": Expected(
        lambda world: f"/campaigns/{world.campaign.reference}/stages/", (*DEPARTMENT_A, *OVERSEERS)
    ),
    "roles:stage": Expected(
        lambda world: f"/campaigns/{world.campaign.reference}/stages/1/", ("requester_a", *RUNNERS)
    ),
    "roles:stage_plan_move": Expected(
        lambda world: f"/campaigns/{world.campaign.reference}/stages/begin/",
        ("requester_a", *RUNNERS),
    ),
    "roles:campaign_advert": Expected(
        lambda world: f"/campaigns/{world.campaign.reference}/advert/", (*DEPARTMENT_A, *OVERSEERS)
    ),
    "roles:campaign_advert_preview": Expected(
        lambda world: f"/campaigns/{world.drafted.reference}/advert/preview/",
        (*DEPARTMENT_A, *OVERSEERS),
    ),
    "roles:advert_change": Expected(
        lambda world: f"/adverts/{world.drafted.reference}/return-change/",
        (*HUB, "editors"),
        answer=302,
    ),
    "roles:campaign_move": Expected(
        lambda world: f"/campaigns/{world.campaign.reference}/terms/", ("requester_a", *RUNNERS)
    ),
    "roles:campaign_make": Expected(
        lambda world: "/campaigns/make/",
        ("requester_a", "requester_b", "hiring_manager_b", "resourcing_b", *RUNNERS),
    ),
    "roles:mover_list": Expected(
        lambda world: "/campaigns/movers/", ("hr_contact_a", "hr_contact_b", *HUB)
    ),
    "roles:mover_record": Expected(
        lambda world: "/campaigns/movers/record/", ("hr_contact_a", "hr_contact_b", *HUB)
    ),
    "roles:mover_reason": Expected(
        lambda world: (
            f"/campaigns/movers/{world.mover.reference}/reason/{world.turned_down.reference}/"
        ),
        ("hr_contact_a", *HUB),
    ),
    # The person on record alone, who is none of those here.
    "roles:mover_answer": Expected(
        lambda world: f"/applications/priority/{world.mover.reference}/", ()
    ),
    "roles:mover_end": Expected(
        lambda world: f"/campaigns/movers/{world.mover.reference}/end/", ("hr_contact_a", *HUB)
    ),
    "roles:delegation_list": Expected(
        lambda world: "/campaigns/delegations/", (*DEPARTMENT_A, *DEPARTMENT_B, *OVERSEERS)
    ),
    "roles:delegation_record": Expected(
        lambda world: "/campaigns/delegations/record/",
        ("hr_contact_a", "hr_contact_b", "hub_leads"),
    ),
    "roles:delegation_end": Expected(
        lambda world: f"/campaigns/delegations/{world.delegation.reference}/end/",
        ("hr_contact_a", "hub_leads"),
    ),
    "roles:exception_list": Expected(
        lambda world: "/campaigns/exceptions/", (*DEPARTMENT_A, *DEPARTMENT_B, *OVERSEERS)
    ),
    "roles:exception_ask": Expected(
        lambda world: "/campaigns/exceptions/ask/",
        (
            *("hiring_manager_a", "resourcing_a", "hr_contact_a"),
            *("hiring_manager_b", "resourcing_b", "hr_contact_b"),
        ),
    ),
    "roles:exception_more_time": Expected(
        lambda world: f"/campaigns/exceptions/{world.exception.reference}/more-time/",
        ("hiring_manager_a", "resourcing_a", "hr_contact_a"),
    ),
    "roles:exception_move": Expected(
        lambda world: f"/campaigns/exceptions/{world.exception.reference}/end/",
        ("hiring_manager_a", "resourcing_a", "hr_contact_a"),
    ),
    "roles:complaint_list": Expected(
        lambda world: "/campaigns/complaints/",
        ("resourcing_a", "resourcing_b", "hub_leads"),
    ),
    "roles:complaint_detail": Expected(
        lambda world: f"/campaigns/complaints/{world.complaint.reference}/",
        ("resourcing_a", "hub_leads"),
    ),
    "roles:complaint_move": Expected(
        lambda world: f"/campaigns/complaints/{world.complaint.reference}/answer/",
        ("resourcing_a", "hub_leads"),
    ),
    "roles:complaint_record": Expected(
        lambda world: f"/campaigns/{world.sifted.campaign.reference}/complaints/record/",
        ("resourcing_a", "hub_leads"),
    ),
    "roles:amount_move": Expected(
        lambda world: f"/offers/amounts/{world.amount.pk}/decide/", ("approver_a",)
    ),
    "roles:post_detail": Expected(
        lambda world: f"/posts/{world.post.reference}/", (*DEPARTMENT_A, *OVERSEERS)
    ),
    "roles:post_move": Expected(
        lambda world: f"/posts/{world.post.reference}/withdraw/",
        # Whether the department fills a post, the department says (H4).
        ("hiring_manager_a", "resourcing_a"),
    ),
}

ADMIN_ACCESS = {
    "roles_support_requests:index": admin("/admin/supportrequest/", *OVERSEERS),
    "roles_activities:index": admin("/admin/supportactivity/", *OVERSEERS),
    "roles_campaigns:index": admin("/admin/campaign/", *OVERSEERS),
    "adverts:index": admin("/admin/adverts/", *HUB, "editors"),
    "roles_posts:index": admin("/admin/post/", *OVERSEERS),
    "roles_profiles:index": admin("/admin/roleprofile/", *HUB),
    "roles_experts:index": admin("/admin/expert/", *HUB),
    "roles_locations:index": admin("/admin/location/", *HUB),
}

# Who may call the services: the kinds of user that hold each permission on the world's record.
PERMISSIONS = {
    "roles.publish_equality": ("hub_leads",),
    # The department asks for support; the hub decides and works on it.
    "roles.submit_supportrequest": ("requester_a",),
    "roles.withdraw_supportrequest": ("requester_a",),
    "roles.hand_over_supportrequest": ("requester_a",),
    "roles.answer_requestfeedback": ("requester_a",),
    "roles.answer_requestquestion": ("requester_a",),  # The hub asked it.
    "roles.ask_supportrequest": ("requester_a", *HUB),
    "roles.attach_supportrequest": ("requester_a", *HUB),
    "roles.reopen_supportrequest": ("requester_a", *HUB),
    "roles.remove_requestattachment": ("requester_a",),  # They added it.
    "roles.triage_supportrequest": HUB,
    "roles.answer_supportrequest": HUB,
    "roles.log_supportactivity": HUB,
    "roles.book_expert": HUB,
    "roles.decline_booking": ("owner",),
    # People of reserve lists: the hub puts them forward, those who hire look and decide.
    "roles.view_referral": ("requester_a", *RUNNERS),
    "roles.refer_referral": HUB,
    # The hub helps with offers where it was asked to, and works on it (H4).
    "roles.offer_referral": ("hiring_manager_a", "resourcing_a"),
    "roles.select_referral": ("requester_a", "hiring_manager_a", "resourcing_a"),
    # Campaigns: drafted and run by the department, approved by another of it, checked by the hub.
    "roles.make_campaign": ("requester_a", *RUNNERS),
    "roles.draft_campaign": ("requester_a", *RUNNERS),
    "roles.ask_sift_help": ("requester_a", "hiring_manager_a", "resourcing_a"),
    "roles.approve_campaign": ("approver_a",),
    "roles.exempt_campaign": ("hub_leads",),
    "roles.publish_campaign": (*HUB, "editors"),
    "roles.run_campaign": RUNNERS,
    "roles.select_campaign": RUNNERS,
    "roles.cancel_campaign": RUNNERS,
    "roles.withdraw_post": RUNNERS,
    "roles.agree_job_description": ("hub_leads",),
    "roles.agree_appointment": ("hub_leads",),
    "roles.record_delegation": ("hr_contact_a", "hub_leads"),
    "roles.ask_exception": ("hiring_manager_a", "resourcing_a", "hr_contact_a"),
    "roles.decide_exception": ("approver_a",),
    "roles.approve_amount": ("approver_a",),
    "roles.record_prioritymover": ("hr_contact_a", *HUB),
    "roles.answer_prioritymover": (),
    **CANDIDATE_PERMISSIONS,
}
# What a verb's parameter is called in the world; two services each have a "question".
RECORDS = {
    "application": "sifted",
    "roles.phone_candidate": "offered",
    # The hub was asked to help with the selection of this one (H4).
    "roles.select_campaign": "with_the_hub",
    "roles.cancel_campaign": "with_the_hub",
    "roles.withdraw_post": "post_with_the_hub",
    "roles.set_up_panel": "with_the_hub",
    "roles.share_out_marking": "with_the_hub",
    "roles.cut_sift": "with_the_hub",
    "roles.set_scheme_rule": "rule",
    "roles.appoint_redactor": "with_the_hub",
    "roles.redact_answers": "redacting",
    "moderation": "differing",
    "approval": "amount",
    "roles.ask_exception": "exception",
    "roles.decide_exception": "exception",
    "attachment": "file",
    "search": "saved_search",
    "roles.answer_requestquestion": "support_question",
}

ACCESS = {**SUPPORT_ACCESS, **CANDIDATE_ACCESS, **ADMIN_ACCESS}
