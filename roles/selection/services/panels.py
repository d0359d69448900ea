"""Panels are set up for a stage of a campaign, and people are asked to sit on them (R9, R10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import date_gb
from hub.models import User
from hub.refusals import RefusedError
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import ASSESSING, LIVE, READY
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.panel_gate import (
    FEWEST,
    are_one_person,
    in_how_many_people,
    needs_commissioner,
)
from roles.models.selection.planned_stage import planned_stages
from roles.models.selection.redaction import has_redacted
from roles.selection.services.panel_people import who_can_sit
from roles.selection.services.panel_rules import (
    known_of,
    why_needed_elsewhere,
    why_not_to_sit,
)
from roles.selection.services.panel_telling import notify
from roles.selection.services.slot_ends import close_with_member

Role = PanelMember.Role


class PanelRefusedError(RefusedError):
    """The panel cannot be like that."""


class PanelSetUpError(PanelRefusedError):
    """Somebody has set it up already."""

    reason = "The panel for this stage is already set up. Open it to see who is on it"


class TooFewError(PanelRefusedError):
    """Nobody judges alone (R9)."""

    field = "members"
    reason = (
        f"A panel needs at least {FEWEST} different people. Select somebody other than the chair"
    )


class NotNowError(PanelRefusedError):
    """The campaign is not where panels are set up."""

    reason = "You can only set up panels after the campaign is approved and before it ends"


class CommissionerError(PanelRefusedError):
    """A Commissioner chairs it (R10)."""

    field = "commissioner"
    reason = "Enter the name of the Civil Service Commissioner who chairs this panel"


def takes_panels(campaign: Campaign) -> bool:
    """Whether panels can be set up: its terms are approved, and it goes on."""
    return campaign.state in READY | LIVE | ASSESSING


@requires("roles.set_up_panel", "campaign")
@transaction.atomic
def set_up_panel(
    *,
    campaign: Campaign,
    number: int,
    chair: User | None,
    members: Sequence[User],
    answer_by: date,
    actor: User,
    commissioner: str = "",
    at: datetime | None = None,
) -> Panel:
    """Set up the panel of a stage, and ask its people; each is told.

    Two at once wait for each other on the campaign's row; the database takes one panel a stage.
    Raises ``NotNowError``, ``PanelSetUpError``, ``TooFewError``, ``CommissionerError``, and
    ``PanelRefusedError`` for somebody who cannot sit (R9).
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    if not takes_panels(locked):
        raise NotNowError
    stage = next((each for each in planned_stages(locked) if each.number == number), None)
    if stage is None:
        raise NotNowError(["The stage plan has no such stage"])
    if locked.selection_panels.filter(number=number).exists():
        raise PanelSetUpError
    is_chaired_from_outside = needs_commissioner(locked)
    if is_chaired_from_outside and not commissioner:
        raise CommissionerError
    people = [*([chair] if chair else []), *members]
    if in_how_many_people(people) < max(FEWEST, len(people)):
        raise TooFewError
    panel = Panel.objects.create(
        campaign=locked,
        number=number,
        kind=stage.kind,
        commissioner=commissioner if is_chaired_from_outside else "",
        made_by=actor,
        made_at=moment,
    )
    log(locked, "roles.panel_set_up", actor=actor, at=moment, data={"detail": stage.name})
    if chair:
        _invite(panel, chair, Role.CHAIR, answer_by, actor, moment, "chair")
    for person in members:
        _invite(panel, person, Role.MEMBER, answer_by, actor, moment, "members")
    return panel


@requires("roles.set_up_panel", "panel")
@transaction.atomic
def invite_member(
    *,
    panel: Panel,
    person: User,
    role: str,
    answer_by: date,
    actor: User,
    at: datetime | None = None,
) -> PanelMember:
    """Ask one more person to sit on a panel; they are told.

    Raises ``NotNowError``, and ``PanelRefusedError`` for somebody who cannot sit or is on it.
    """
    moment = at or timezone.now()
    locked = _locked(panel.campaign)
    if locked.is_ended:
        raise NotNowError
    here = Panel.objects.get(pk=panel.pk)
    here.campaign = locked
    return _invite(here, person, role, answer_by, actor, moment, "person")


@internal
def invite_outsider(
    *,
    panel: Panel,
    person: User,
    outside_of: str,
    answer_by: date,
    actor: User,
    at: datetime,
) -> PanelMember:
    """Ask somebody who has an account for this alone. Raises what ``invite_member`` raises.

    Their certificate is recorded after that, and asked for when they accept.
    """
    locked = _locked(panel.campaign)
    if locked.is_ended:
        raise NotNowError
    here = Panel.objects.get(pk=panel.pk)
    here.campaign = locked
    if _is_on_it(here, person):
        raise _refused("email", "This person is on this panel already, or has been asked")
    return _ask(here, person, Role.MEMBER, answer_by, actor, at, outside_of)


@requires("roles.set_up_panel", "panel")
@transaction.atomic
def name_commissioner(
    *, panel: Panel, commissioner: str, actor: User, at: datetime | None = None
) -> Panel:
    """Record which Civil Service Commissioner chairs a panel, or that another one does (R10)."""
    moment = at or timezone.now()
    _locked(panel.campaign)
    here = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
    here.commissioner = commissioner
    here.save(update_fields=["commissioner"])
    detail = {"detail": here.stage.name}
    log(panel.campaign, "roles.commissioner_named", actor=actor, at=moment, data=detail)
    return here


@requires("roles.set_up_panel", "member")
@transaction.atomic
def remove_member(
    *, member: PanelMember, reason: str, actor: User, at: datetime | None = None
) -> PanelMember:
    """Take somebody off a panel, or an invitation back; they are told. Their work stays theirs.

    Raises ``TransitionNotAllowed`` where they hold no place any more.
    """
    moment = at or timezone.now()
    locked = locked_member(member)
    locked.removed_because = reason
    locked.remove(moment)
    locked.save()
    # Without the reason: more people read the history of the campaign.
    detail = {"detail": locked.panel.stage.name}
    log(locked.campaign, "roles.panel_member_removed", actor=actor, at=moment, data=detail)
    close_with_member(locked, actor, moment)
    notify("roles.panel_member_removed", locked, moment)
    return locked


def _invite(
    panel: Panel,
    person: User,
    role: str,
    answer_by: date,
    actor: User,
    at: datetime,
    field: str,
) -> PanelMember:
    """Ask somebody, if they can sit there; call it while the campaign is locked."""
    if why := _why_not_asked(panel, person, role):
        raise _refused(field, why)
    return _ask(panel, person, role, answer_by, actor, at)


def _ask(
    panel: Panel,
    person: User,
    role: str,
    answer_by: date,
    actor: User,
    at: datetime,
    outside_of: str = "",
) -> PanelMember:
    if why := why_not_answered_by(panel, answer_by, timezone.localdate(at)):
        raise _refused("answer_by", why)
    member = PanelMember.objects.create(
        panel=panel,
        person=person,
        role=role,
        outside_of=outside_of,
        answer_by=answer_by,
        invited_by=actor,
        invited_at=at,
    )
    detail = {"detail": f"{panel.stage.name}. {member.get_role_display()}"}
    log(panel.campaign, "roles.panel_member_invited", actor=actor, at=at, data=detail)
    notify("roles.panel_invited", member, at)
    return member


def _why_not_asked(panel: Panel, person: User, role: str) -> str:
    if not who_can_sit(panel.campaign).filter(pk=person.pk).exists():
        return (
            f"{person} does not work for the department, and is not an expert whom the hub team "
            "has booked for this campaign"
        )
    if _is_on_it(panel, person):
        return f"{person} is on this panel already, or has been asked"
    if has_redacted(person, panel.campaign):
        return f"{person} hides or has hidden personal details in the answers, so cannot mark them"
    rows = panel.members.holding_a_place()
    if role == Role.CHAIR:
        if needs_commissioner(panel.campaign):
            return "A Civil Service Commissioner chairs this panel, so nobody else does"
        if any(row.is_chair for row in rows):
            return "Somebody chairs this panel already, or has been asked to. Remove them first"
    return why_not_to_sit(person, panel, role) or why_needed_elsewhere(person, panel.campaign)


def _is_on_it(panel: Panel, person: User) -> bool:
    rows = panel.members.holding_a_place().select_related("person")
    return any(row.person and are_one_person(row.person, person) for row in rows)


def why_not_answered_by(panel: Panel, answer_by: date, today: date) -> str:
    """Why an invitation cannot wait until that day; "" where it can."""
    _, last = panel.days
    if today < answer_by and (answer_by <= last or last <= today):
        return ""
    if last <= today:
        return "The last day to answer must be tomorrow or later"
    tomorrow = today + timedelta(days=1)
    if last == tomorrow:
        return f"The last day to answer must be {date_gb(last)}, the last day of this stage"
    return (
        f"The last day to answer must be from {date_gb(tomorrow)} to {date_gb(last)}, the last day "
        "of this stage"
    )


def why_not_set_up(
    panel: Panel, chair: User | None, members: Sequence[User]
) -> list[tuple[str, str]]:
    """Every reason for which a panel cannot be made of these people, by what was answered wrong."""
    found = []
    people = [*([chair] if chair else []), *members]
    if in_how_many_people(people) < max(FEWEST, len(people)):
        found.append(("members", TooFewError.reason))
    known = known_of(people)
    asked = [(person, Role.MEMBER, "members") for person in members if person != chair]
    if chair:
        asked.insert(0, (chair, Role.CHAIR, "chair"))
    for person, role, field in asked:
        why = why_not_to_sit(person, panel, role, known)
        if why := why or why_needed_elsewhere(person, panel.campaign):
            found.append((field, why))
    return found


def _refused(field: str, why: str) -> PanelRefusedError:
    error = PanelRefusedError([why])
    error.field = field
    return error


@internal
def locked_member(member: PanelMember) -> PanelMember:
    """A member's row, locked after that of its campaign: every change of a panel waits there."""
    _locked(member.panel.campaign)
    return PanelMember.objects.select_for_update(of=("self",)).with_related().get(pk=member.pk)


def _locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(of=("self",))
    return rows.select_related("organisation__parent", "grade", "support_request").get(
        pk=campaign.pk
    )
