"""The pages of recruitment that make a record; of a page with several moves, the moves."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hub.models import Grade, Membership, Need
from roles.campaigns.services import campaigns
from roles.campaigns.services.completion import end_campaign
from roles.campaigns.services.stage_plans import begin_plan, save_stage
from roles.models import (
    AdvertQuestion,
    Application,
    ApplicationMessage,
    AppointmentByException,
    Booking,
    Campaign,
    Complaint,
    Delegation,
    Employment,
    PanelMember,
    PriorityMover,
    RequestAttachment,
    RequestQuestion,
    ReserveLook,
    Slot,
    StagePlan,
    SupportActivity,
    SupportRequest,
)
from tests.factories import adverts
from tests.factories.files import make_pdf, upload
from tests.factories.hub import current_role, make_member, make_person
from tests.factories.panels import make_panel, make_sitter
from tests.factories.roles import make_accepted_request, make_draft, make_open, make_team
from tests.factories.slots import holders_of, make_interviewing, make_wish, planned, working_day
from tests.roles.support.support_forms import ask_form, make_expert
from tests.sent_twice import Creating, day


def support_ask() -> Creating:
    team = make_team()
    url = reverse("roles:support_ask")
    return Creating(team.requester, url, ask_form(team).copy, SupportRequest, "second_to")


def support_move(slug: str, model: Any, other: dict[str, Any] | None = None, **answers: Any) -> Any:
    """A move that the adviser makes about a request which the hub works on."""

    def page() -> Creating:
        team = make_team()
        request = make_accepted_request(team)
        url = reverse("roles:support_move", args=[request.reference, slug])
        return Creating(team.adviser, url, answers.copy, model, other or {})

    return page


def support_log() -> Creating:
    page = support_move("log", SupportActivity)()
    return Creating(page.person, page.url, lambda: {"type": "advice", **day("on")}, page.model)


def support_attach() -> Creating:
    page = support_move("attach", RequestAttachment)()
    return Creating(
        page.person,
        page.url,
        lambda: {"title": "Draft job description", "upload": upload(make_pdf())},
        page.model,
    )


def support_book() -> Creating:
    page = support_move("book", Booking)()
    first, second = make_expert(), make_expert()
    return Creating(
        page.person,
        page.url,
        lambda: {
            "kind": "panel",
            "expert": first.pk,
            **day("starts_on", 14),
            **day("ends_on", 15),
        },
        page.model,
        {"expert": second.pk},
    )


def support_campaign() -> Creating:
    team = make_team()
    request = make_accepted_request(team)
    url = reverse("roles:support_move", args=[request.reference, "campaign"])
    data = {"title": "Delivery manager", "audience": "external"}
    return Creating(team.manager, url, data.copy, Campaign, "again")


def campaign_make() -> Creating:
    team = make_team()
    data = {
        "organisation": team.organisation.pk,
        "title": "Product manager",
        "role": current_role().pk,
        "grade": Grade.objects.get(code="g7").pk,
        "posts": "2",
        "audience": "external",
    }
    url = reverse("roles:campaign_make")
    return Creating(team.manager, url, data.copy, Campaign, "second_to")


def campaign_again() -> Creating:
    team = make_team()
    campaign = make_open(team)
    Campaign.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    Campaign.objects.get().save()
    campaigns.close_due_campaigns()
    end_campaign(campaign=campaign, reason="Nobody met it.", actor=team.manager)
    url = reverse("roles:campaign_move", args=[campaign.reference, "again"])
    return Creating(team.manager, url, dict, Campaign, None)


def stages_keep() -> Creating:
    team = make_team()
    campaign = make_draft(team)
    begin_plan(campaign=campaign, framework="success-profiles-2026", actor=team.manager)
    save_stage(
        campaign=campaign,
        number=1,
        kind="interview",
        elements=["experience"],
        criteria=[],
        pass_mark=4,
        actor=team.manager,
    )
    url = reverse("roles:stage_plan_move", args=[campaign.reference, "keep"])
    return Creating(team.manager, url, {"name": "Ours"}.copy, StagePlan, {"name": "Another"})


def delegation() -> Creating:
    team = make_team()
    data = {
        "holder": Membership.objects.get(user=team.approver).pk,
        "office": "HR director",
        "given_by": "minister",
        "evidence": "HR/2026/14",
    }
    contact = make_member(Membership.Role.HR_CONTACT, team.organisation)
    url = reverse("roles:delegation_record")
    return Creating(
        contact, url, lambda: {**data, **day("valid_from", -9)}, Delegation, day("valid_from", -8)
    )


def exception_ask() -> Creating:
    team = make_team()
    data = {
        "organisation": team.organisation.pk,
        "title": "Specialist",
        "grade": Grade.objects.get(code="g7").pk,
        "kind": "specialist",
        "case": "Two campaigns found nobody.",
        "file": "HR/2026/17",
    }
    url = reverse("roles:exception_ask")

    def typed() -> dict[str, Any]:
        return {**data, **day("starts_on", 7), **day("ends_on", 90)}

    return Creating(team.manager, url, typed, AppointmentByException, {"title": "Another"})


def complain() -> Creating:
    campaign = adverts.make_advert()
    application = adverts.make_application(campaign)
    url = reverse("roles:complain", args=[application.reference])
    typed = {"about": "sift", "words": "My second criterion was not read."}
    return Creating(application.candidate, url, typed.copy, Complaint, {"words": "Another."})


def complaint_record() -> Creating:
    campaign = adverts.make_advert()
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    url = reverse("roles:complaint_record", args=[campaign.reference])

    def typed() -> dict[str, Any]:
        words = {"about": "advert", "words": "It closed early.", "how": "phone", "name": "A B"}
        return {**words, "contact": "01632 960001", **day("received_on", 0)}

    return Creating(officer, url, typed, Complaint, {"words": "Another."})


def offer_discuss() -> Creating:
    campaign = adverts.make_advert()
    handler = adverts.make_handler(campaign)
    application = adverts.make_application(campaign, None, *adverts.TO_RECOMMENDED)
    offered = adverts.make_offer(application, campaign.posts.get(), handler)
    url = reverse("roles:application_offer_discuss", args=[offered.reference])
    data = {"text": "May I start later?"}
    return Creating(offered.candidate, url, data.copy, ApplicationMessage)


def mover() -> Creating:
    team = make_team()
    data = {
        "email": "surplus.person@example.gov.uk",
        "name": "Surplus Person",
        "organisation": team.organisation.pk,
        "kind": "surplus",
        "grade": Grade.objects.get(code="g7").pk,
    }
    contact = make_member(Membership.Role.HR_CONTACT, team.organisation)
    url = reverse("roles:mover_record")
    return Creating(contact, url, lambda: {**data, **day("valid_from")}, PriorityMover)


def people_look() -> Creating:
    team = make_team()
    request = make_accepted_request(team)
    url = reverse("roles:support_people", args=[request.reference])
    # Who has said why sees the people instead of the form, for a while.
    return Creating(team.adviser, url, {"why": "To fill the post"}.copy, ReserveLook, None)


def question_ask() -> Creating:
    campaign = adverts.make_advert(takes_questions=True)
    url = reverse("roles:question_ask", args=[campaign.reference])
    data = {"text": "Can I work from Leeds?"}
    return Creating(make_person(), url, data.copy, AdvertQuestion)


def application_ask() -> Creating:
    application = adverts.make_application(adverts.make_advert())
    url = reverse("roles:application_ask", args=[application.reference])
    data = {"text": "When will I hear?"}
    return Creating(application.candidate, url, data.copy, ApplicationMessage)


def application_answer() -> Creating:
    campaign = adverts.make_advert()
    application = adverts.make_application(campaign)
    url = reverse("roles:sift_answer", args=[campaign.reference, application.reference])
    data = {"text": "On Friday."}
    return Creating(adverts.make_handler(campaign), url, data.copy, ApplicationMessage)


def application_enter() -> Creating:
    campaign = adverts.make_advert()
    words = {
        "entered_how": "phone",
        "full_name": "Ada Lovelace",
        "email": "ada@example.com",
        "phone": "020 7946 0000",
        "statement": "I have run delivery.",
        "places_wanted": [place.slug for place in campaign.places.all()],
        "has_declared": "on",
        "step": "send",
    }
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    url = reverse("roles:application_enter", args=[campaign.reference])
    other = {"full_name": "Grace Hopper", "email": "grace@example.com"}
    return Creating(officer, url, lambda: {**words, **day("declared_on")}, Application, other)


def job_add() -> Creating:
    draft = adverts.make_draft(adverts.make_advert(experience="history"))
    adverts.make_job(draft)
    data = {
        "employer": "Example Council",
        "job_title": "Delivery manager",
        "started_month": "1",
        "started_year": "2020",
        "is_current": "on",
        "duties": "Ran delivery.",
    }
    url = reverse("roles:application_job_add", args=[draft.reference])
    return Creating(draft.candidate, url, data.copy, Employment)


def panel_invite() -> Creating:
    campaign = adverts.make_advert()
    manager = adverts.make_handler(campaign)
    panel = make_panel(campaign, by=manager)
    first, second = make_sitter(campaign), make_sitter(campaign)
    return Creating(
        manager,
        reverse("roles:panel_move", args=[campaign.reference, panel.number, "invite"]),
        lambda: {"person": first.pk, "role": "member", **day("answer_by", 1)},
        PanelMember,
        {"person": second.pk},
    )


def panel_invite_outside() -> Creating:
    campaign = adverts.make_advert()
    manager = adverts.make_handler(campaign)
    panel = make_panel(campaign, by=manager)
    who = {"name": "Ada Outside", "outside_of": "University of Example"}
    return Creating(
        manager,
        reverse("roles:panel_move", args=[campaign.reference, panel.number, "invite-outside"]),
        lambda: {**who, "email": "ada@university.example", **day("answer_by", 1)},
        PanelMember,
        {"email": "ben@university.example"},
    )


def slots_offer() -> Creating:
    campaign = make_interviewing()
    when, what = working_day(5), {"first": time(9), "last": time(9, 45)}

    def data() -> dict[str, Any]:
        parts = {"day": when.day, "month": when.month, "year": when.year}
        days = {
            f"{name}_{part}": at for name in ("first_day", "last_day") for part, at in parts.items()
        }
        return {
            **days,
            "start": "9am",
            "end": "9:45am",
            "minutes": 45,
            "gap": 15,
            "everybody": [place.pk for place in holders_of(campaign)],
            "medium": "video",
            "place": make_wish(campaign, when).place,
            "seen": planned(campaign, when, **what).version,
            "step": "send",
        }

    url = reverse("roles:slot_offer", args=[campaign.reference])
    # The people and the room are taken then.
    return Creating(adverts.make_handler(campaign), url, data, Slot, None)


PAGES = {
    "roles:slot_offer": slots_offer,
    "roles:exception_ask": exception_ask,
    "roles:complain": complain,
    "roles:complaint_record": complaint_record,
    "roles:application_offer_discuss": offer_discuss,
    "roles:panel_move invite": panel_invite,
    "roles:panel_move invite-outside": panel_invite_outside,
    "roles:support_ask": support_ask,
    "roles:support_move log": support_log,
    "roles:support_move ask": support_move("ask", RequestQuestion, text="Which site?"),
    "roles:support_move attach": support_attach,
    "roles:support_move book": support_book,
    "roles:support_move design": support_move("design", Need, reason="Nobody leads."),
    "roles:support_move campaign": support_campaign,
    "roles:campaign_make": campaign_make,
    "roles:campaign_move again": campaign_again,
    "roles:stage_plan_move keep": stages_keep,
    "roles:delegation_record": delegation,
    "roles:mover_record": mover,
    "roles:support_people": people_look,
    "roles:question_ask": question_ask,
    "roles:application_ask": application_ask,
    "roles:sift_answer": application_answer,
    "roles:application_enter": application_enter,
    "roles:application_job_add": job_add,
}
