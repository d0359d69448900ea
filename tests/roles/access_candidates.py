"""Who may open the public list, a candidate's pages and the sift workspace."""

from __future__ import annotations

from roles.search.services.alerts.links import token_of
from roles.selection.services.marking_list import code_of
from roles.selection.services.panel_links import token_of as invitation_token
from tests.access import SIGNED_IN, Expected

OWNER = ("owner",)
HANDLERS = ("hiring_manager_a", "resourcing_a", "hub_staff", "hub_leads")


def _draft(part: str):
    return lambda world: f"/applications/{world.draft.reference}/{part}"


def _sift(part: str = ""):
    return lambda world: (
        f"/campaigns/{world.sifted.campaign.reference}/applications/{world.sifted.reference}/{part}"
    )


def _questions(part: str = ""):
    return lambda world: (
        f"/campaigns/{world.unapplied.reference}/questions/{part.format(world.question)}"
    )


CANDIDATE_ACCESS = {
    "roles:complain": Expected(
        lambda world: f"/applications/{world.sifted.reference}/complain/", OWNER
    ),
    "roles:own_complaint": Expected(
        lambda world: (
            f"/applications/{world.sifted.reference}/complaints/{world.complaint.reference}/"
        ),
        OWNER,
    ),
    "roles:vacancy_list": Expected(lambda world: "/roles/"),
    "roles:saved": Expected(lambda world: "/saved/", SIGNED_IN),
    "roles:save_role": Expected(
        lambda world: f"/saved/roles/{world.unapplied.reference}/", SIGNED_IN
    ),
    "roles:search_save": Expected(lambda world: "/saved/searches/add/?place=leeds", SIGNED_IN),
    "roles:search_remove": Expected(
        lambda world: f"/saved/searches/{world.saved_search.pk}/remove/",
        OWNER,
        answer=302,
        method="post",
    ),
    "roles:question_list": Expected(lambda world: "/questions/", SIGNED_IN),
    "roles:question_ask": Expected(
        lambda world: f"/questions/ask/{world.unapplied.reference}/", SIGNED_IN
    ),
    "roles:campaign_questions": Expected(_questions(), HANDLERS),
    "roles:question_detail": Expected(_questions("{0.reference}/"), HANDLERS),
    "roles:question_decline": Expected(_questions("{0.reference}/decline/"), HANDLERS),
    "roles:consent_list": Expected(lambda world: "/consents/", SIGNED_IN),
    "roles:alert_list": Expected(lambda world: "/roles/alerts/", SIGNED_IN),
    "roles:alert_subscribe": Expected(lambda world: "/roles/alerts/new/?family=data"),
    "roles:alert_stop": Expected(lambda world: f"/roles/stop/{token_of(world.alert, 'stop')}/"),
    "roles:alert_stop_earlier": Expected(
        lambda world: f"/roles/alerts/stop/{token_of(world.alert, 'stop')}/"
    ),
    "roles:alert_asked": Expected(lambda world: "/roles/alerts/asked/"),
    **{
        f"roles:alert_{act}": Expected(
            lambda world, act=act: f"/roles/alerts/{act}/{token_of(world.alert, act)}/"
        )
        for act in ("confirm", "manage", "change", "why", "keep")
    },
    "roles:vacancy_page": Expected(lambda world: world.unapplied.page.url),
    "roles:vacancy_page_in_welsh": Expected(lambda world: f"{world.in_welsh.page.url}cymraeg/"),
    "roles:feed_atom": Expected(lambda world: "/roles/feed.atom"),
    "roles:feed_json": Expected(lambda world: "/roles/feed.json"),
    "roles:export_json": Expected(lambda world: "/roles/export.json"),
    "roles:export_xml": Expected(lambda world: "/roles/export.xml"),
    "roles:api_vacancies": Expected(lambda world: "/api/vacancies"),
    "roles:api_vacancy": Expected(lambda world: f"/api/vacancies/{world.unapplied.reference}"),
    "roles:application_list": Expected(lambda world: "/applications/", SIGNED_IN),
    "roles:application_start": Expected(
        lambda world: f"/applications/start/{world.unapplied.reference}/", SIGNED_IN
    ),
    "roles:application_detail": Expected(_draft(""), OWNER),
    "roles:application_question": Expected(_draft("statement/"), OWNER),
    "roles:application_ask": Expected(
        lambda world: f"/applications/{world.sifted.reference}/ask/", OWNER
    ),
    "roles:application_sharing": Expected(
        lambda world: f"/applications/{world.reserved.reference}/sharing/", OWNER
    ),
    "roles:application_cv": Expected(
        lambda world: f"/applications/{world.cv_draft.reference}/cv/", OWNER
    ),
    "roles:application_cv_read": Expected(
        lambda world: f"/applications/{world.cv_draft.reference}/cv/read/", OWNER
    ),
    "roles:application_cv_file": Expected(
        lambda world: f"/applications/{world.cv_draft.reference}/cv/file/", OWNER
    ),
    "roles:application_reuse": Expected(_draft("reuse/"), OWNER),
    "roles:application_jobs": Expected(_draft("jobs/"), OWNER),
    "roles:application_job_add": Expected(_draft("jobs/add/"), OWNER),
    "roles:application_job": Expected(
        lambda world: f"/applications/{world.draft.reference}/jobs/{world.job.pk}/", OWNER
    ),
    "roles:application_job_remove": Expected(
        lambda world: f"/applications/{world.draft.reference}/jobs/{world.job.pk}/remove/", OWNER
    ),
    "roles:application_check": Expected(_draft("check/"), OWNER),
    "roles:application_go_on": Expected(_draft("go-on/"), OWNER, answer=302),
    "roles:application_withdraw": Expected(_draft("withdraw/"), OWNER),
    "roles:application_submitted": Expected(
        lambda world: f"/applications/{world.sifted.reference}/submitted/", OWNER
    ),
    "roles:application_offer": Expected(
        lambda world: f"/applications/{world.offered.reference}/offer/", OWNER
    ),
    "roles:application_offer_answer": Expected(
        lambda world: f"/applications/{world.offered.reference}/offer/accept/", OWNER
    ),
    "roles:application_offer_discuss": Expected(
        lambda world: f"/applications/{world.offered.reference}/offer/discuss/", OWNER
    ),
    "roles:application_offer_letter": Expected(
        lambda world: f"/applications/{world.offered.reference}/offer/letter/", OWNER
    ),
    "roles:application_checks": Expected(
        lambda world: f"/applications/{world.checking.reference}/checks/", OWNER
    ),
    "roles:sift_offer_letter": Expected(
        lambda world: (
            f"/campaigns/{world.offered.campaign.reference}/applications/"
            f"{world.offered.reference}/offer-letter/"
        ),
        ("hiring_manager_a", "resourcing_a"),
    ),
    "roles:sift_list": Expected(
        lambda world: f"/campaigns/{world.sifted.campaign.reference}/applications/", HANDLERS
    ),
    "roles:decision_record": Expected(
        lambda world: f"/campaigns/{world.sifted.campaign.reference}/decisions/", HANDLERS
    ),
    "roles:disclosed_record": Expected(
        lambda world: f"/campaigns/{world.sifted.campaign.reference}/decisions/disclosed/",
        HANDLERS,
    ),
    "roles:explanation": Expected(_sift("explanation/"), HANDLERS),
    "roles:times": Expected(
        lambda world: "/campaigns/times/", (*HANDLERS, "hiring_manager_b", "resourcing_b")
    ),
    "roles:time_rows": Expected(
        lambda world: "/campaigns/times/sift/", (*HANDLERS, "hiring_manager_b", "resourcing_b")
    ),
    "roles:campaign_times": Expected(
        lambda world: f"/campaigns/{world.sifted.campaign.reference}/times/", HANDLERS
    ),
    "roles:campaign_time_rows": Expected(
        lambda world: f"/campaigns/{world.sifted.campaign.reference}/times/sift/", HANDLERS
    ),
    "roles:board": Expected(
        lambda world: f"/campaigns/{world.sifted.campaign.reference}/board/", HANDLERS
    ),
    "roles:sift_next": Expected(
        lambda world: f"/campaigns/{world.sifted.campaign.reference}/applications/next/submitted/",
        HANDLERS,
        answer=302,
    ),
    "roles:sift_go_on": Expected(_sift("go-on/"), HANDLERS, answer=302),
    "roles:sift_detail": Expected(_sift(), HANDLERS),
    "roles:sift_arrangements": Expected(
        lambda world: (
            f"/campaigns/{world.cv_sent.campaign.reference}/applications/"
            f"{world.cv_sent.reference}/arrangements/"
        ),
        ("resourcing_a",),
        answer=302,
        method="post",
    ),
    "roles:sift_answer": Expected(_sift("answer/"), HANDLERS),
    "roles:application_enter": Expected(
        lambda world: f"/campaigns/{world.unapplied.reference}/applications/enter/",
        ("resourcing_a", "hub_staff", "hub_leads"),
    ),
    "roles:sift_cv_read": Expected(
        lambda world: (
            f"/campaigns/{world.cv_sent.campaign.reference}/applications/"
            f"{world.cv_sent.reference}/cv/read/"
        ),
        HANDLERS,
    ),
    "roles:sift_cv": Expected(
        lambda world: (
            f"/campaigns/{world.cv_sent.campaign.reference}/applications/"
            f"{world.cv_sent.reference}/cv/"
        ),
        HANDLERS,
    ),
    "roles:act_for_candidate": Expected(
        lambda world: (
            f"/campaigns/{world.entered.campaign.reference}/applications/"
            f"{world.entered.reference}/for-candidate/withdraw/"
        ),
        ("resourcing_a", "hub_staff", "hub_leads"),
    ),
    "roles:sift_move": Expected(_sift("pass_sift/"), HANDLERS),
    **{
        f"roles:{name}": Expected(
            lambda world, path=path: (
                f"/campaigns/{world.panel.campaign.reference}/panels/{path.format(world.member)}"
            ),
            HANDLERS,
        )
        for name, path in (
            ("panel_list", ""),
            ("panel_set_up", "2/"),
            ("panel_move", "1/invite/"),
            ("panel_place_remove", "places/{0.pk}/remove/"),
        )
    },
    # It leads back where nothing is shared out now.
    "roles:share_out": Expected(
        lambda world: f"/campaigns/{world.panel.campaign.reference}/panels/1/share/",
        HANDLERS,
        answer=302,
    ),
    "roles:quality": Expected(lambda world: "/campaigns/marking-quality/", ("hub_leads",)),
    "roles:person_quality": Expected(
        lambda world: f"/campaigns/marking-quality/people/{world.compared.place.person_id}/",
        ("hub_leads",),
    ),
    "roles:campaign_quality": Expected(
        lambda world: f"/campaigns/{world.compared.campaign.reference}/marking-quality/",
        ("hub_leads",),
    ),
    "roles:quality_rows": Expected(
        lambda world: f"/campaigns/{world.compared.campaign.reference}/marking-quality/marks/",
        ("hub_leads",),
    ),
    **{
        f"roles:{name}": Expected(
            lambda world, path=path: (
                f"/campaigns/{world.panel.campaign.reference}/panels/conflicts/"
                f"{path.format(world.conflict)}"
            ),
            ("resourcing_a",),
        )
        for name, path in (
            ("conflict_list", ""),
            ("conflict_record", "record/"),
            ("conflict_move", "{0.pk}/decide/"),
        )
    },
    **{
        f"roles:{name}": Expected(
            lambda world, path=path: (
                f"{world.differing.get_absolute_url()}{path.format(world.differing.application)}"
            ),
            ("resourcing_a",),
        )
        for name, path in (
            ("moderation_list", ""),
            ("moderation_close", "close/"),
            ("moderation_item", "{0.reference}/statement/"),
            ("moderation_third", "{0.reference}/statement/third/"),
            ("moderation_third_back", "{0.reference}/statement/third/take-back/"),
        )
    },
    # It leads back where nothing is closed.
    "roles:moderation_reopen": Expected(
        lambda world: f"{world.differing.get_absolute_url()}reopen/", ("resourcing_a",), answer=302
    ),
    **{
        f"roles:{name}": Expected(
            lambda world, path=path: f"{world.merit_list.get_absolute_url()}{path}", who
        )
        for name, path, who in (
            ("merit_list", "", ("hiring_manager_a", "resourcing_a", "hub_leads")),
            ("merit_list_sign", "sign/", ("resourcing_a",)),
            ("merit_list_outcomes", "outcomes/", ("hiring_manager_a", "resourcing_a")),
            ("merit_list_confirm", "2/confirm/", ("hiring_manager_a", "resourcing_a")),
        )
    },
    "roles:own_marks": Expected(
        lambda world: f"/panels/{world.marker.pk}/agreed-marks/", ("hiring_manager_a",)
    ),
    "roles:third_mark": Expected(
        lambda world: f"/panels/third-mark/{world.differing.pk}/", ("hub_staff",)
    ),
    **{
        f"roles:{name}": Expected(
            lambda world, path=path: (
                f"/campaigns/{world.slot.campaign.reference}/interview-times/{path.format(world.slot)}"
            ),
            HANDLERS,
        )
        for name, path in (
            ("slot_list", ""),
            ("slot_offer", "offer/"),
            ("slot_move", "{0.pk}/close/"),
            ("slots_move", "close-free/"),
        )
    },
    **{
        f"roles:{name}": Expected(
            lambda world, path=path: (
                f"/campaigns/{world.redacting.campaign.reference}/personal-details/"
                f"{path.format(world.redacting)}"
            ),
            who,
            answer=answer,
        )
        for name, path, who, answer in (
            ("redaction_list", "", (*HANDLERS, "nominator_a"), 200),
            ("redactor", "who/", ("hiring_manager_a", "resourcing_a"), 200),
            ("redact_next", "next/", ("nominator_a",), 302),
            ("redact", "{0.reference}/", ("nominator_a",), 200),
        )
    },
    **{
        f"roles:{name}": Expected(
            lambda world, path=path: (
                f"/campaigns/{world.cut.campaign.reference}/number-to-invite/{path}"
            ),
            who,
        )
        for name, path, who in (
            ("sift_cut", "", HANDLERS),
            ("schemes", "schemes/", ("resourcing_a",)),
            ("scheme_rule", "rule/", ("resourcing_a",)),
            ("scheme_rule_confirm", "rule/confirm/", ("resourcing_a",)),
        )
    },
    "roles:application_interview": Expected(
        lambda world: f"/applications/{world.choosing.reference}/interview/", OWNER
    ),
    "roles:application_interview_none": Expected(
        lambda world: f"/applications/{world.choosing.reference}/interview/none-suits/", OWNER
    ),
    "roles:application_interview_cancel": Expected(
        lambda world: f"/applications/{world.interviewed.reference}/interview/cancel/", OWNER
    ),
    # Each about their own place.
    "roles:place_list": Expected(
        lambda world: "/panels/", (*OWNER, "hiring_manager_a", "hub_staff")
    ),
    # The link of an invitation from outside: for whoever has it, and it signs nobody in.
    "roles:panel_link": Expected(
        lambda world: f"/panels/invitation/{invitation_token(world.from_outside)}/"
    ),
    "roles:panel_place": Expected(lambda world: f"/panels/{world.member.pk}/", OWNER),
    "roles:panel_place_move": Expected(lambda world: f"/panels/{world.member.pk}/decline/", OWNER),
    # Each their own, without names; whoever runs the campaign is on the panel here.
    "roles:marking": Expected(
        lambda world: f"/panels/{world.marker.pk}/marking/", ("hiring_manager_a",)
    ),
    "roles:marking_next": Expected(
        lambda world: f"/panels/{world.marker.pk}/marking/next/",
        ("hiring_manager_a",),
        answer=302,
    ),
    "roles:marking_answer": Expected(
        lambda world: (
            f"/panels/{world.marker.pk}/marking/statement/{code_of(world.marker, world.marked)}/"
        ),
        ("hiring_manager_a",),
    ),
    "roles:marking_recognise": Expected(
        lambda world: (
            f"/panels/{world.marker.pk}/marking/statement/"
            f"{code_of(world.marker, world.marked)}/know/"
        ),
        ("hiring_manager_a",),
    ),
}

CANDIDATE_PERMISSIONS = {
    "roles.view_own_applications": SIGNED_IN,
    "roles.act_on_application": OWNER,
    "roles.make_complaint": OWNER,
    "roles.record_complaint": ("resourcing_a", "hub_leads"),
    "roles.answer_complaint": ("resourcing_a", "hub_leads"),
    "roles.ask_advertquestion": SIGNED_IN,
    "roles.save_role": SIGNED_IN,
    "roles.remove_savedsearch": OWNER,
    # The other side: whoever applies for a role, or asked the question, is not among them.
    "roles.answer_advertquestion": HANDLERS,
    "roles.move_application": HANDLERS,
    "roles.decide_application": HANDLERS,
    "roles.answer_offer": OWNER,
    "roles.answer_candidate": HANDLERS,
    "roles.sift_application": HANDLERS,
    "roles.view_adjustments": ("resourcing_a",),
    "roles.view_application": HANDLERS,
    # Of somebody who was invited.
    "roles.phone_candidate": HANDLERS,
    "roles.enter_application": ("resourcing_a", "hub_staff", "hub_leads"),
    # The hub was asked to help with the selection of this campaign (H4).
    "roles.set_up_panel": HANDLERS,
    "roles.share_out_marking": HANDLERS,
    "roles.cut_sift": HANDLERS,
    "roles.decide_schemes": ("resourcing_a",),
    "roles.set_scheme_rule": ("resourcing_a",),
    "roles.appoint_redactor": HANDLERS,
    "roles.redact_answers": ("nominator_a",),
    "roles.answer_panel": OWNER,
    "roles.leave_panel": OWNER,
    # The owner applies for the role, and so declares nothing (R25).
    "roles.declare_conflicts": (),
    "roles.mark_answers": (),
    "roles.decide_conflict": ("resourcing_a",),
    "roles.moderate_marks": ("resourcing_a",),
    "roles.sign_merit_list": ("resourcing_a",),
    "roles.confirm_merit_list": ("hiring_manager_a", "resourcing_a"),
    "roles.give_third_mark": ("hub_staff",),
}
