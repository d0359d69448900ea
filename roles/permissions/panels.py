"""Who is who to a panel."""

from __future__ import annotations

from typing import Any

import rules

from hub.models import keys_of
from hub.permissions import Person
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.complaint import Complaint
from roles.models.selection.moderation import panels_with_chair
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.redaction import has_redacted, hides_personal_details


@rules.predicate
def has_been_asked(user: Person) -> bool:
    """The person was asked to sit on a panel, whatever became of it."""
    return PanelMember.objects.of(user).exists()


@rules.predicate
def has_declared(user: Person, record: Any = None) -> bool:
    """Whoever sits on a panel of the campaign has said whom they know (R9)."""
    campaign = record if isinstance(record, Campaign) else getattr(record, "campaign", None)
    return campaign is None or campaign.pk not in Campaign.objects.undeclared_by(user)


@rules.predicate
def has_no_conflict(user: Person, record: Any = None) -> bool:
    """No conflict of interest hides the application from the person, or what it is about (R9).

    Nor may there be one that they have not declared yet.
    """
    application = getattr(record, "application", record)
    if not isinstance(application, Application):
        return True
    return application.pk not in Application.objects.all().hidden_from(user) and has_declared(
        user, application
    )


@rules.predicate
def is_the_member(user: Person, member: Any = None) -> bool:
    """The place on a panel is the person's own, by any account of their mailbox.

    Of somebody from outside the service only until the panel is over.
    """
    if isinstance(member, PanelMember) and not member.is_within_reach:
        return False
    return getattr(member, "person_id", None) in keys_of(user)


@rules.predicate
def sits(user: Person, member: Any = None) -> bool:
    """They have accepted the place, and hold it still."""
    return isinstance(member, PanelMember) and bool(member.state_facts.is_sitting)


@rules.predicate
def chairs(user: Person, panel: Any = None) -> bool:
    """They chair the panel, and have said whom they know (R9)."""
    if not isinstance(panel, Panel):
        return False
    rows = PanelMember.objects.of(user).sitting().filter(panel=panel, declared_at__isnull=False)
    return rows.filter(role=PanelMember.Role.CHAIR).exists()


@rules.predicate
def chairs_interviews(user: Person, campaign: Any = None) -> bool:
    """They chair a panel of the campaign that meets candidates, and have said whom they know."""
    if not isinstance(campaign, Campaign):
        return False
    rows = (
        PanelMember.objects.of(user)
        .sitting()
        .filter(panel__campaign=campaign, role=PanelMember.Role.CHAIR, declared_at__isnull=False)
    )
    return rows.exclude(panel__kind=Stage.Kind.SIFT).exists()


@rules.predicate
def somebody_chairs(user: Person, panel: Any = None) -> bool:
    """The chair has an account, so agrees the marks: no Commissioner, and no conflict (R9)."""
    return isinstance(panel, Panel) and panels_with_chair().filter(pk=panel.pk).exists()


@rules.predicate
def redacts(user: Person, record: Any = None) -> bool:
    """The person hides personal details in the answers of the campaign (R11)."""
    campaign = getattr(record, "campaign", record)
    if not isinstance(campaign, Campaign):
        return False
    return campaign.redactors.current().of(user).exists()


@rules.predicate
def has_hidden_nothing(user: Person, record: Any = None) -> bool:
    """Neither the person nor who is on their side hides, or ever hid, details in its answers."""
    campaign = getattr(record, "campaign", record)
    if not isinstance(campaign, Campaign) or not user.is_authenticated:
        return True
    return not has_redacted(user, campaign)


@rules.predicate
def did_not_cut(user: Person, record: Any = None) -> bool:
    """Neither the person nor who is on their side decided how many are invited (R12)."""
    campaign = getattr(record, "campaign", record)
    if not isinstance(campaign, Campaign) or not user.is_authenticated:
        return True
    return not campaign.sift_cuts.filter(decided_by__in=user.side_keys).exists()


@rules.predicate
def reads_letters(user: Person, application: Any = None) -> bool:
    """What the candidate asked names nobody to who may not know them: all may read it, or none."""
    if not isinstance(application, Application) or application.shows_identity:
        return True
    return not hides_personal_details(application.campaign)


@rules.predicate
def is_not_theirs(user: Person, conflict: Any = None) -> bool:
    """The conflict of interest is not the person's own, nor that of who is on their side."""
    return user.is_authenticated and getattr(conflict, "person_id", None) not in user.side_keys


@rules.predicate
def is_on_no_panel(user: Person, record: Any = None) -> bool:
    """Neither the person nor who is on their side has, or ever had, a place on its panels."""
    if record is None or not user.is_authenticated:
        return True
    campaigns = Campaign.objects.about(getattr(record, "campaign", record)).order_by()
    rows = PanelMember.objects.of_side(user).ever_held()
    return not rows.filter(panel__campaign__in=campaigns.values("pk")).exists()


@rules.predicate
def took_no_part(user: Person, complaint: Any = None) -> bool:
    """Others did what a complaint is about (R19)."""
    if not isinstance(complaint, Complaint) or not user.is_authenticated:
        return True
    return Complaint.objects.filter(pk=complaint.pk).answerable_by(user).exists()
