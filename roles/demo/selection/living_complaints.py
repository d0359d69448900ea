"""The complaints log around today: one complaint in each state, two of them late (R19)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from hub.demo import morning
from hub.models import User
from hub.working_days import working_days_before
from roles.demo.people import Cast, hub_lead
from roles.models import Application, Campaign, Complaint, RecruitmentPolicy
from roles.selection.services.complaints import (
    acknowledge_complaint,
    answer_complaint,
    chase_complaints,
    complain,
    handlers_for,
    record_commission_answer,
    record_complaint,
    take_to_commission,
    withdraw_complaint,
)

UNREAD = (
    "I do not think my answer to the second criterion was read. I described the budget I managed, "
    "but the email says I gave no example."
)
LATE_LINK = "The video link arrived 20 minutes late, so my interview was 20 minutes shorter."
QUIET = "I asked twice when I would hear, and nobody answered."
CLOSED_EARLY = "The advert said 9 December, but it had already closed when I tried to apply."
SIGHT = "The test was in small print, though I had asked for large print."
RUDE = "Somebody on the panel laughed at my answer."
ANSWER = (
    "We read your application and the panel’s notes again. 2 people marked the answer separately "
    "and gave it the same mark for the same reason."
)


def load() -> None:
    """Make what is missing, once."""
    if Complaint.objects.filter(campaign__organisation__is_demo=True).exists():
        return
    own = _applications()
    stories: list[Callable[[Application], None]] = [
        _new,
        _late,
        _in_hand,
        _answered,
        _above,
        _decided_above,
        _taken_back,
    ]
    for story, application in zip(stories, own, strict=False):
        story(application)
    _by_phone()
    chase_complaints()


def _applications() -> list[Application]:
    """Sent ones of people with an account, one of each campaign, for which somebody is free."""
    rows = Application.objects.filter(
        campaign__organisation__is_demo=True, candidate__isnull=False, erased_at=None
    ).sent()
    rows = rows.select_related("campaign__organisation__parent", "candidate")
    found: dict[int, list[Application]] = {}
    for application in rows.order_by("-campaign__opened_at", "reference"):
        found.setdefault(application.campaign_id, []).append(application)
    # Those that were decided on first: of them something can be unfair.
    chosen = [
        max(each, key=lambda one: (one.sifted_by_id is not None, one.reference))
        for each in found.values()
    ]
    chosen.sort(key=lambda one: (one.sifted_by_id is None, -one.campaign_id))
    return chosen


def _day(before: int) -> date:
    region = RecruitmentPolicy.load().bank_holidays
    return working_days_before(timezone.localdate(), before, region=region)


def _complain(application: Application, about: str, words: str, before: int) -> Complaint:
    assert application.candidate is not None, "they were chosen by that"
    return complain(
        application=application,
        about=about,
        words=words,
        wanted="",
        actor=application.candidate,
        at=morning(_day(before)),
    )


def _who(complaint: Complaint) -> User:
    """A resourcing officer who is free, else the hub lead."""
    return handlers_for(complaint)[0]


def _taken_up(complaint: Complaint, before: int) -> Complaint:
    return acknowledge_complaint(
        complaint=complaint, actor=_who(complaint), at=morning(_day(before))
    )


def _found(complaint: Complaint, outcome: str, changed: str, before: int) -> Complaint:
    return answer_complaint(
        complaint=complaint,
        outcome=outcome,
        answer=ANSWER,
        changed=changed,
        actor=complaint.handler or _who(complaint),
        at=morning(_day(before)),
    )


def _new(application: Application) -> None:
    _complain(application, "sift", UNREAD, 1)


def _late(application: Application) -> None:
    _taken_up(_complain(application, "interview", LATE_LINK, 24), 22)


def _in_hand(application: Application) -> None:
    _taken_up(_complain(application, "conduct", RUDE, 8), 6)


def _answered(application: Application) -> None:
    made = _taken_up(_complain(application, "other", QUIET, 18), 16)
    changed = "We now answer candidates’ questions within 3 working days, and check that we do."
    _found(made, Complaint.Outcome.UPHELD, changed, 9)


def _above(application: Application) -> None:
    made = _found(
        _taken_up(_complain(application, "sift", UNREAD, 22), 21),
        Complaint.Outcome.NOT_UPHELD,
        "",
        12,
    )
    take_to_commission(
        complaint=made, on=_day(6), reference="CSC/2026/C/41 (demonstration)", actor=_who(made)
    )


def _decided_above(application: Application) -> None:
    made = _found(
        _taken_up(_complain(application, "interview", SIGHT, 60), 59),
        Complaint.Outcome.PARTLY,
        "We now check the papers for a test 2 working days before it.",
        45,
    )
    actor = _who(made)
    take_to_commission(complaint=made, on=_day(40), reference="", actor=actor)
    record_commission_answer(
        complaint=made,
        on=_day(10),
        outcome=Complaint.Outcome.UPHELD,
        changed="The test was offered again, in large print.",
        actor=actor,
    )


def _taken_back(application: Application) -> None:
    made = _complain(application, "other", QUIET, 5)
    withdraw_complaint(complaint=made, actor=_who(made), at=morning(_day(4)))


def _by_phone() -> None:
    """One of somebody who rang, about the advert; nobody has taken it up in time."""
    rows = Campaign.objects.filter(organisation__is_demo=True, opened_at__isnull=False)
    for campaign in rows.select_related("organisation").order_by("-opened_at", "-pk"):
        for actor in (Cast.of(campaign.organisation.code).resourcing, hub_lead()):
            if actor.has_perm("roles.record_complaint", campaign):
                record_complaint(
                    campaign=campaign,
                    how=Complaint.How.PHONE,
                    received_on=_day(5),
                    name="Rosa Bright (demonstration)",
                    contact="01632 960104",
                    about=Complaint.About.ADVERT,
                    words=CLOSED_EARLY,
                    wanted="To be allowed to apply.",
                    actor=actor,
                    at=timezone.now() - timedelta(days=1),
                )
                return
