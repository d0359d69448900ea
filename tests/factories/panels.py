"""Short ways to make the panel of a campaign in a test, through its services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from hub.models import Membership, Qualification, User
from roles.campaigns.assessors import ASSESSOR
from roles.campaigns.services.campaigns import move_campaign
from roles.models import Campaign, Panel, PanelMember, Stage
from roles.models.selection.planned_stage import planned_stages
from roles.selection.services.conflicts import declare_own_knowledge
from roles.selection.services.panel_answers import accept_invitation
from roles.selection.services.panels import set_up_panel
from tests.factories.adverts import bring_to
from tests.factories.hub import make_member
from tests.factories.qualifications import make_assessor


def make_sitter(campaign: Campaign, role: str = "nominator", **certificate: Any) -> User:
    """Somebody of the department who can sit on its panels."""
    person = make_member(role, campaign.organisation)
    make_assessor(person, **certificate)
    return person


def make_panel(
    campaign: Campaign,
    *members: User,
    chair: User | None = None,
    by: User | None = None,
    kind: str = Stage.Kind.SIFT,
    in_days: int = 1,
) -> Panel:
    """The panel of the first stage of a kind, everybody asked; colleagues where nobody is named."""
    by = by or make_member(Membership.Role.HIRING_MANAGER, campaign.organisation)
    chair = chair or make_sitter(campaign)
    members = members or (make_sitter(campaign),)
    for person in (chair, *members):
        if not Qualification.objects.filter(person=person).exists():
            make_assessor(person)
    stage = next(stage for stage in planned_stages(campaign) if stage.kind == kind)
    return set_up_panel(
        campaign=campaign,
        number=stage.number,
        chair=chair,
        members=members,
        answer_by=timezone.localdate() + timedelta(days=in_days),
        actor=by,
    )


def make_sitting_panel(campaign: Campaign, *members: User, **more: Any) -> Panel:
    """The same, everybody having accepted."""
    panel = make_panel(campaign, *members, **more)
    for member in panel.members.invited().select_related("person"):
        accept_invitation(member=member, actor=member.person)
    return panel


def place_of(person: User, panel: Panel) -> PanelMember:
    """Somebody's place on a panel, as it is stored."""
    return PanelMember.objects.get(panel=panel, person=person)


def start_sift(campaign: Campaign, by: User | None = None) -> Campaign:
    """The role has closed, and somebody starts the sift: results are opened for its panel."""
    by = by or make_member(Membership.Role.HIRING_MANAGER, campaign.organisation)
    bring_to(campaign, "closed")
    move_campaign(campaign=campaign, move="start_sift", actor=by)
    campaign.refresh_from_db()
    return campaign


def make_declared_panel(campaign: Campaign, *members: User, **more: Any) -> Panel:
    """A panel whose people sit on it and have declared that they know nobody: it can assess."""
    panel = make_sitting_panel(campaign, *members, **more)
    for member in panel.members.sitting().select_related("person"):
        declare_own_knowledge(member=member, knows_somebody=False, names="", actor=member.person)
    return panel


def sit_panel(campaign: Campaign) -> Panel:
    """A panel that can assess at the first sift, written as rows: for tests of what comes after.

    Its two people hold an office that is told of nothing.
    """
    now, today = timezone.now(), timezone.localdate()
    people = [make_member("nominator", campaign.organisation) for _ in range(2)]
    Qualification.objects.bulk_create(
        Qualification(
            person=person,
            kind=ASSESSOR.slug,
            label=ASSESSOR.label,
            received_on=today - timedelta(days=30),
            valid_until=today + timedelta(days=700),
            issuer="Civil Service College",
            recorded_at=now,
        )
        for person in people
    )
    stage = next(stage for stage in planned_stages(campaign) if stage.kind == Stage.Kind.SIFT)
    panel = Panel.objects.create(campaign=campaign, number=stage.number, kind=stage.kind)
    PanelMember.objects.bulk_create(
        PanelMember(
            panel=panel,
            person=person,
            role=role,
            state=PanelMember.State.ACCEPTED,
            answer_by=today,
            accepted_at=now,
            declared_at=now,
        )
        for person, role in zip(people, ("chair", "member"), strict=True)
    )
    return panel
