"""The panels of today's campaigns: one complete, one with somebody who declined and one to answer.

Two more have still to be set up, which stands in the To do of their departments.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from hub.demo import days_after, morning
from hub.models import Qualification, User
from hub.qualifications import record_qualification
from roles.campaigns.assessors import ASSESSOR
from roles.demo.clearing import forget
from roles.demo.people import Cast, adviser
from roles.models import Campaign, Conflict, Panel, PanelMember
from roles.models.campaigns.campaign_state import LIVE, CampaignState
from roles.selection.services.conflicts import decide_conflict, declare_own_knowledge
from roles.selection.services.panel_answers import accept_invitation, decline_invitation
from roles.selection.services.panel_outsiders import invite_from_outside
from roles.selection.services.panels import set_up_panel

Why = PanelMember.Why
# Of whose department a campaign that is still open has its panel.
OPEN_AT = "DWP"
ANSWERED_IN = 3
OUTSIDERS = (
    ("Ada Whitlock", "ada.whitlock@university.example.com", "University of Example"),
    ("Ben Osei", "ben.osei@college.example.com", "Example College of Design"),
)


def load() -> None:
    """Make what is missing; the same again changes nothing."""
    living = Campaign.objects.filter(
        organisation__is_demo=True,
        selection_panels=None,
        draft_at__gt=timezone.now() - timedelta(days=200),
    )
    for campaign in living.filter(state=CampaignState.CLOSED).order_by("pk"):
        cast = Cast.of(campaign.organisation.code)
        at = campaign.opened_at or timezone.now()
        panel = panel_of(campaign, cast, [cast.approver], at)
        accept_all(panel, morning(days_after(timezone.localdate(at), 1)))
        _declare(panel, cast)
    of_one = Campaign.objects.filter(organisation__code=OPEN_AT, state__in=LIVE)
    if not Panel.objects.filter(campaign__in=of_one.values("pk")).exists():
        for campaign in living.filter(pk__in=of_one.values("pk")).order_by("pk")[:1]:
            _half_answered(campaign)


def clear() -> None:
    """Remove what was told of places on panels; the panels go with their campaigns."""
    places = PanelMember.objects.filter(panel__campaign__organisation__is_demo=True)
    forget(PanelMember, [str(pk) for pk in places.values_list("pk", flat=True)])


def _half_answered(campaign: Campaign) -> None:
    """The chair has accepted, one person has declined and another has still to answer."""
    cast, now = Cast.of(campaign.organisation.code), timezone.now()
    panel = panel_of(campaign, cast, [cast.approver, cast.requester], now)
    chair, first, _ = panel.members.order_by("role", "pk")
    for member, act, more in (
        (chair, accept_invitation, {}),
        (first, decline_invitation, {"why": Why.NOT_AVAILABLE}),
    ):
        if member.person is not None:
            act(member=member, actor=member.person, at=now, **more)
    _from_outside(panel, cast, now)


def _from_outside(panel: Panel, cast: Cast, at: datetime) -> None:
    """Two people of universities: one sits on the panel, the other has still to be certified."""
    answer_by = days_after(timezone.localdate(at), ANSWERED_IN)
    asked = [
        invite_from_outside(
            panel=panel,
            name=f"{name} (demonstration)",
            email=email,
            outside_of=where,
            answer_by=min(answer_by, panel.campaign.interviews_from or answer_by),
            actor=cast.manager,
            at=at,
        )
        for name, email, where in OUTSIDERS
    ]
    if (first := asked[0].person) is not None:
        certify(first)
        accept_invitation(member=asked[0], actor=first, at=at)


def _declare(panel: Panel, cast: Cast) -> None:
    """One knows nobody, the other two candidates: one is decided on, the other waits."""
    sent = panel.campaign.applications.sent().order_by("reference")[:2]
    if len(sent) < 2:
        return
    first, second = sent
    said = {
        True: "",
        False: f"{first.full_name}, my cousin\n{second.full_name}, we met at a course",
    }
    for member in panel.members.sitting().select_related("person"):
        if member.person is not None:
            declare_own_knowledge(
                member=member,
                knows_somebody=not member.is_chair,
                names=said[member.is_chair],
                actor=member.person,
            )
    conflict = Conflict.objects.filter(application=first).first()
    if conflict is not None:
        decide_conflict(
            conflict=conflict,
            is_conflict=True,
            reason="They are close family.",
            actor=cast.resourcing,
        )


def panel_of(campaign: Campaign, cast: Cast, members: list[User], at: datetime) -> Panel:
    """The panel of the first stage, chaired by the hiring manager, everybody asked."""
    for person in (cast.manager, *members):
        certify(person)
    today = timezone.localdate()
    answer_by = days_after(max(today, timezone.localdate(at)), ANSWERED_IN)
    return set_up_panel(
        campaign=campaign,
        number=1,
        chair=cast.manager,
        members=members,
        answer_by=min(answer_by, campaign.interviews_from or answer_by),
        actor=cast.manager,
        at=at,
    )


def accept_all(panel: Panel, at: datetime) -> None:
    """Everybody who is asked accepts."""
    for member in panel.members.invited().select_related("person"):
        if member.person is not None:
            accept_invitation(member=member, actor=member.person, at=min(at, timezone.now()))


def certify(person: User) -> None:
    """An assessor's certificate for two years, unless the person has one."""
    if Qualification.objects.filter(person=person, kind=ASSESSOR.slug).exists():
        return
    today = timezone.localdate()
    received = today - timedelta(days=90)
    record_qualification(
        person=person,
        kind=ASSESSOR.slug,
        received_on=received,
        valid_until=received + timedelta(days=730),
        issuer="Government Skills",
        actor=adviser(),
        at=morning(received),
    )
