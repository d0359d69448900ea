"""The records of the candidate's side: an owner with a draft, a sent application and an offer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from roles.adverts.services.advert_questions import ask_question
from roles.applications.services.applications import submit_application
from roles.models import (
    AmountApproval,
    Conflict,
    MeritList,
    Moderation,
    Panel,
    PanelMember,
    Referral,
    SchemeRule,
    Score,
    SiftCut,
    Slot,
    StageResult,
)
from roles.search.services.alerts.subscribing import subscribe
from roles.search.services.saved import save_role, save_search
from roles.search.vacancy_search import Terms
from roles.selection.services.check_steps import put_doubt, start_checks
from roles.selection.services.complaints import complain
from roles.selection.services.offers import accept_offer
from roles.selection.services.redacting import appoint_redactor
from roles.selection.services.referrals import look
from roles.selection.services.slot_choices import choose_time
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    enter_for_somebody,
    give_cv,
    make_advert,
    make_application,
    make_draft,
    make_job,
    make_move,
    make_offer,
)
from tests.factories.hub import current_role, make_person
from tests.factories.qualifications import make_assessor
from tests.roles.support.support_forms import make_reserved, make_selected, offer_selected


def build_candidate_world(world: Any) -> None:
    """Adds ``unapplied`` with a ``question``, ``draft`` with a ``job``, ``sifted``, ``offered``.

    All are at department A.
    """
    owner, handler = world.people["owner"], world.people["hiring_manager_a"]
    world.in_welsh = make_advert(organisation=world.org_a, advert_language="both")
    page = world.in_welsh.page
    page.welsh_title, page.welsh_summary, page.welsh_body = "Rheolwr", "Crynodeb.", "Testun."
    page.save_revision().publish()
    world.unapplied = make_advert(organisation=world.org_a, takes_questions=True)
    world.question = ask_question(
        campaign=world.unapplied, text="May I work from home?", actor=owner
    )
    save_role(campaign=world.unapplied, actor=owner)
    world.saved_search = save_search(name="Leeds", address="place=leeds", actor=owner)
    world.draft = make_draft(make_advert(organisation=world.org_a, experience="history"), owner)
    world.job = make_job(world.draft)
    # The hub was asked to help with this sift, and does (H4).
    with_the_hub = make_advert(
        organisation=world.org_a,
        support_request=world.helped,
        sift_help_requested_at=world.helped.submitted_at,
    )
    world.with_the_hub = with_the_hub
    world.post_with_the_hub = with_the_hub.posts.first()
    world.sifted = make_application(with_the_hub, owner)
    world.complaint = complain(
        application=world.sifted, about="other", words="Nobody answers.", wanted="", actor=owner
    )
    world.panel = Panel.objects.create(campaign=with_the_hub, number=1, kind="sift")
    world.member = PanelMember.objects.create(
        panel=world.panel, person=owner, answer_by=timezone.localdate()
    )
    world.from_outside = PanelMember.objects.create(
        panel=world.panel,
        person=make_person(),
        outside_of="University of Example",
        answer_by=timezone.localdate(),
    )
    # Whoever runs campaigns marks in one of them, where nobody else of the world is on the panel.
    sifting = make_advert(organisation=world.org_a)
    read = make_application(sifting)
    bring_to(sifting, "sifting")
    world.marker = PanelMember.objects.create(
        panel=Panel.objects.create(campaign=sifting, number=1, kind="sift"),
        person=handler,
        answer_by=timezone.localdate(),
        state="accepted",
        accepted_at=timezone.now(),
        declared_at=timezone.now(),
    )
    make_assessor(handler)
    world.marked = StageResult.objects.create(
        application=read,
        number=1,
        kind="sift",
        is_marked=True,
        opened_at=timezone.now(),
    )
    world.conflict = Conflict.objects.create(
        application=world.sifted,
        person=make_person(),
        grounds=["declared"],
        found_at=timezone.now(),
    )
    _with_marks_that_differ(world)
    campaign = make_advert(organisation=world.org_a)
    recommended = make_application(campaign, owner, *TO_RECOMMENDED, by=handler)
    world.offered = make_offer(application=recommended, post=campaign.posts.get(), actor=handler)
    world.amount = AmountApproval.objects.create(
        application=world.offered, salary=99_000, case="A rare skill.", asked_by=make_person()
    )
    _in_checks(world, owner, handler)
    hub_staff = world.people["hub_staff"]
    selected = make_selected(
        world.helped, make_reserved(current_role("delivery-manager")), hub_staff, handler
    )
    world.put_forward = offer_selected(selected, handler)
    look(request=world.helped, why="The world", actor=handler)
    world.reserved = make_reserved(current_role("delivery-manager"), candidate=owner)
    world.referral = Referral(request=world.request, application=world.reserved)
    look(request=world.request, why="The world", actor=hub_staff)
    world.cv_draft = make_draft(make_advert(organisation=world.org_a, experience="cv"), owner)
    give_cv(world.cv_draft)
    with_cv = make_advert(organisation=world.org_a, experience="cv")
    sent = make_draft(with_cv, owner)
    give_cv(sent)
    world.cv_sent = submit_application(application=sent, actor=owner)
    for move in ("pass_sift", "invite"):
        world.cv_sent = make_move(world.cv_sent, move, handler)
    _add_interviews(world, owner, handler)
    _with_a_merit_list(world, handler)
    _with_details_to_hide(world, handler)
    _with_marks_compared(world)
    world.cut = SiftCut.objects.create(
        campaign=world.redacting.campaign, number=1, decided_by=make_person()
    )
    world.rule = SchemeRule.objects.create(
        campaign=world.redacting.campaign, version=1, most=0, set_by=make_person(), is_late=True
    )
    world.entered = enter_for_somebody(world.unapplied, world.people["hub_staff"])
    world.alert = subscribe(
        terms=Terms(family="data"), email="alerts@example.com", frequency="daily"
    )


def _in_checks(world: Any, owner: Any, handler: Any) -> None:
    """Adds ``checking``: an application of the owner with a doubt about a check."""
    campaign = make_advert(organisation=world.org_a)
    recommended = make_application(campaign, owner, *TO_RECOMMENDED, by=handler)
    make_offer(application=recommended, post=campaign.posts.get(), actor=handler)
    accepted = accept_offer(application=recommended, actor=owner)
    world.checking = start_checks(application=accepted, actor=handler)
    put_doubt(application=world.checking, kind="identity", words="Which name?", actor=handler)


def _with_marks_that_differ(world: Any) -> None:
    """Adds ``differing``: an answer with two marks, which a hub adviser marks as the third."""
    now = timezone.now()
    campaign = make_advert(organisation=world.org_a)
    application = make_application(campaign)
    panel = Panel.objects.create(campaign=campaign, number=1, kind="sift")
    result = StageResult.objects.create(
        application=application, number=1, kind="sift", is_marked=True, opened_at=now
    )
    sitting = {"answer_by": timezone.localdate(), "state": "accepted", "declared_at": now}
    for points in (3, 6):
        place = PanelMember.objects.create(panel=panel, person=make_person(), **sitting)
        Score.objects.create(
            result=result, place=place, element="statement", points=points, submitted_at=now
        )
    later = Panel.objects.create(campaign=campaign, number=2, kind="interview")
    world.differing = Moderation.objects.create(
        result=result,
        element="statement",
        third=PanelMember.objects.create(panel=later, person=world.people["hub_staff"], **sitting),
        third_asked_at=now,
    )


def _with_details_to_hide(world: Any, handler: Any) -> None:
    """Adds ``redacting``: an application in which a nominator hides personal details."""
    campaign = make_advert(organisation=world.org_a)
    world.redacting = make_application(campaign)
    appoint_redactor(campaign=campaign, person=world.people["nominator_a"], actor=handler)
    bring_to(campaign, "closed")
    world.redacting.refresh_from_db()


def _with_a_merit_list(world: Any, handler: Any) -> None:
    """Adds ``merit_list``: a correction that waits for a second person; nobody chairs the panel."""
    campaign = make_advert(organisation=world.org_a)
    panel = Panel.objects.create(campaign=campaign, number=2, kind="interview")
    now = timezone.now()
    sitting = {"answer_by": timezone.localdate(), "state": "accepted", "declared_at": now}
    for _ in range(2):
        PanelMember.objects.create(panel=panel, person=make_person(), **sitting)
    make_application(campaign, None, "pass_sift", "invite", "book", "record_interview", by=handler)
    world.interview_panel = panel
    for version in (1, 2):
        world.merit_list = MeritList.objects.create(
            campaign=campaign,
            version=version,
            posts=1,
            digest="0" * 64,
            signed_by=make_person(),
            signed_at=now,
        )


def _with_marks_compared(world: Any) -> None:
    """Adds ``compared``: a mark of a sift that is over, beside another for the same answer."""
    now = timezone.now()
    campaign = make_advert(organisation=world.org_a)
    result = StageResult.objects.create(
        application=make_application(campaign),
        number=1,
        kind="sift",
        is_marked=True,
        opened_at=now,
        outcome="passed",
        decided_at=now,
    )
    panel = Panel.objects.create(campaign=campaign, number=1, kind="sift")
    sitting = {"answer_by": timezone.localdate(), "state": "accepted", "declared_at": now}
    for points in (4, 5):
        place = PanelMember.objects.create(panel=panel, person=make_person(), **sitting)
        world.compared = Score.objects.create(
            result=result, place=place, element="statement", points=points, submitted_at=now
        )
    type(campaign).objects.filter(pk=campaign.pk).update(sifting_at=now, interviewing_at=now)


def _add_interviews(world: Any, owner: Any, handler: Any) -> None:
    """Two times for interviews of a campaign with which the hub helps: the owner has one."""
    campaign = make_advert(
        organisation=world.org_a,
        support_request=world.helped,
        sift_help_requested_at=world.helped.submitted_at,
    )
    world.interviewed = make_application(campaign, owner, "pass_sift", "invite", by=handler)
    world.choosing = make_application(
        make_advert(organisation=world.org_a), owner, "pass_sift", "invite", by=handler
    )
    panel = Panel.objects.create(campaign=campaign, number=2, kind="interview")
    for role in ("chair", "member"):
        person = make_person()
        make_assessor(person)
        PanelMember.objects.create(
            panel=panel,
            person=person,
            role=role,
            state=PanelMember.State.ACCEPTED,
            accepted_at=timezone.now(),
            declared_at=timezone.now(),
            answer_by=timezone.localdate(),
        )
    world.slot, taken = [
        Slot.objects.create(
            campaign=campaign,
            number=2,
            starts_at=timezone.now() + timedelta(days=days),
            place=f"Room {days}",
        )
        for days in (20, 21)
    ]
    choose_time(application=world.interviewed, slot=taken, actor=owner)
