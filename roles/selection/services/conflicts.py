"""Conflicts of interest on panels: declared, found, and decided by the resourcing officer (R9)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from hub.numbers import plural
from hub.refusals import RefusedError
from roles.models.applications.application import Application
from roles.models.applications.application_rows import ApplicationQuerySet
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import ASSESSING, LIVE, READY
from roles.models.selection.conflict import Conflict, ConflictDeclaration
from roles.models.selection.panel import PanelMember
from roles.notifying import handlers_of, notify_people, role_words
from roles.selection.services.conflict_finding import possible_conflicts
from roles.selection.services.panels import locked_member
from roles.selection.services.setting_aside import set_aside_work

Phase = ConflictDeclaration.Phase
Ground = Conflict.Ground
# Of these alone nobody is kept from an application before it is decided: they are weak.
WEAK = frozenset({Ground.EMPLOYER})


class DeclaredError(RefusedError):
    """Declared is declared: what comes to mind later is added."""

    reason = "You have already declared this. If you know somebody else, add them"


class SameDecisionError(RefusedError):
    """It is decided so already."""

    reason = "This is already the decision"


@requires("roles.declare_conflicts", "member")
@transaction.atomic
def declare_own_knowledge(
    *,
    member: PanelMember,
    knows_somebody: bool,
    names: str,
    actor: User,
    at: datetime | None = None,
) -> ConflictDeclaration:
    """Say whom one knows who may apply, before any name is seen; "nobody" counts (S1).

    Raises ``DeclaredError`` for the second time.
    """
    moment = at or timezone.now()
    locked = locked_member(member)
    if locked.declarations.filter(phase=Phase.OWN).exists():
        raise DeclaredError
    made = ConflictDeclaration.objects.create(
        member=locked,
        phase=Phase.OWN,
        declared_at=moment,
        knows_somebody=knows_somebody,
        names=names if knows_somebody else "",
    )
    locked.declared_at = moment
    locked.save(update_fields=["declared_at"])
    _log_declared(locked, actor, moment, is_first=True)
    find_conflicts(campaign=locked.campaign, at=moment)
    tell_of_conflicts(campaign=locked.campaign, at=moment)
    return made


@requires("roles.declare_conflicts", "member")
@transaction.atomic
def add_to_declaration(
    *, member: PanelMember, names: str, actor: User, at: datetime | None = None
) -> ConflictDeclaration:
    """Add somebody who came to mind later. Raises ``TransitionNotAllowed`` before the first.

    What that hides goes in the morning: at once, it would say whose application it is to somebody
    who reads the list without names (R11).
    """
    moment = at or timezone.now()
    locked = locked_member(member)
    made = locked.declarations.select_for_update().filter(phase=Phase.OWN).first()
    if made is None:
        raise TransitionNotAllowed("Nothing is declared yet.", object=locked)
    made.added = "\n".join(filter(None, [made.added, names]))
    made.added_at = moment
    made.save(update_fields=["added", "added_at"])
    _log_declared(locked, actor, moment, is_first=False)
    return made


@requires("roles.declare_conflicts", "member")
@transaction.atomic
def declare_on_names(
    *,
    member: PanelMember,
    applications: Iterable[Application],
    actor: User,
    names: str = "",
    at: datetime | None = None,
) -> ConflictDeclaration:
    """Say whom of the candidates who were invited one knows, and how; none counts (S1).

    Said again when others are invited. Each is hidden from them until it is decided.
    """
    moment = at or timezone.now()
    locked = locked_member(member)
    known = list(applications)
    made, is_first = ConflictDeclaration.objects.update_or_create(
        member=locked,
        phase=Phase.NAMES,
        defaults={"declared_at": moment, "knows_somebody": bool(known)},
    )
    if known and names:
        made.names = "\n".join(filter(None, [made.names, names]))
        made.save(update_fields=["names"])
    locked.declared_at = locked.declared_at or moment
    locked.save(update_fields=["declared_at"])
    for application in known:
        _found(application, actor, frozenset({Ground.RECOGNISED}), moment)
    _log_declared(locked, actor, moment, is_first=is_first)
    tell_of_conflicts(campaign=locked.campaign, at=moment)
    return made


@requires("roles.mark_answers", "member")
@transaction.atomic
def declare_recognised(
    *,
    member: PanelMember,
    application: Application,
    actor: User,
    said: str = "",
    at: datetime | None = None,
) -> None:
    """Say that one may know whose answer it is that one marks: it is hidden until it is decided.

    ``said`` is whom they think it is and how they know them, for who decides alone; the name is
    compared with the candidates in the morning, as other names that come later. Whose it is nobody
    is told by that. The draft goes; marks submitted for it are set aside.
    """
    moment = at or timezone.now()
    _found(application, actor, frozenset({Ground.RECOGNISED}), moment)
    if said:
        rows = Conflict.objects.select_for_update(of=("self",))
        rows.get(application=application, person=actor).add_words(said, moment)
    _log_declared(member, actor, moment, is_first=False)
    tell_of_conflicts(campaign=member.campaign, at=moment)


def _log_declared(member: PanelMember, actor: User, at: datetime, *, is_first: bool) -> None:
    """In the history of the campaign each declares once: more would say that they know somebody."""
    about = member.campaign if is_first else member
    detail = {"detail": member.panel.stage.name}
    log(about, "roles.conflicts_declared", actor=actor, at=at, data=detail)


def named_to(member: PanelMember, person: User) -> ApplicationQuerySet:
    """The invited candidates whose names a panel after the sift is shown, but hidden ones."""
    rows = member.campaign.applications.going_on().invited().undecided()
    rows = rows.exclude(pk__in=Application.objects.all().hidden_from(person))
    return rows.order_by("full_name", "reference")


@requires("roles.decide_conflict", "conflict")
@transaction.atomic
def decide_conflict(
    *,
    conflict: Conflict,
    is_conflict: bool,
    reason: str,
    actor: User,
    at: datetime | None = None,
) -> Conflict:
    """Decide, or decide otherwise, with a reason: pinned, whatever is found or said later.

    From the next request on the candidate is out of the person's sight, or in it.
    Raises ``SameDecisionError``.
    """
    moment = at or timezone.now()
    rows = Conflict.objects.select_for_update(of=("self",))
    locked = rows.select_related("application__campaign__organisation", "person").get(
        pk=conflict.pk
    )
    wanted = Conflict.State.CONFIRMED if is_conflict else Conflict.State.CLEARED
    if locked.state == wanted:
        raise SameDecisionError
    if is_conflict:
        locked.confirm(moment)
    else:
        locked.clear(moment)
    locked.decided_by, locked.reason = actor, reason
    locked.save()
    if locked.person is not None:
        set_aside_work(
            application=locked.application, person=locked.person, hides=locked.hides, at=moment
        )
    action = "roles.conflict_confirmed" if is_conflict else "roles.conflict_cleared"
    # Not in the history of the campaign: nothing is decided about somebody who did not apply.
    log(locked, action, actor=actor, at=moment)
    _tell_person(locked, actor, moment)
    return locked


def _tell_person(conflict: Conflict, actor: User, at: datetime) -> None:
    """Tell the person what was decided about them, as far as they may know (S3, R11)."""
    person = conflict.person
    if person is None or person.pk in actor.account_keys or not conflict.is_told:
        return
    rows = PanelMember.objects.of(person).sitting().filter(panel__campaign=conflict.campaign)
    place = rows.select_related("panel__campaign__organisation").order_by("panel__number").first()
    if place is None:
        return
    notify_people(
        "roles.conflict_decided",
        [person],
        place,
        at=at,
        occasion=f"{conflict.pk} {conflict.state} {at.isoformat()}",
        what=conflict.as_told,
        stage=place.panel.stage_words,
        **role_words(conflict.campaign),
    )


@requires("roles.decide_conflict", "campaign")
@transaction.atomic
def record_conflict(
    *,
    campaign: Campaign,
    person: User,
    application: Application,
    reason: str,
    actor: User,
    at: datetime | None = None,
) -> Conflict:
    """Record a conflict that somebody told who arranges the selection: it hides at once (S1).

    Raises ``SameDecisionError`` where it is one already.
    """
    moment = at or timezone.now()
    _found(application, person, frozenset({Ground.TOLD}), moment)
    conflict = Conflict.objects.get(application=application, person=person)
    Conflict.objects.filter(pk=conflict.pk).update(is_listed=True)
    return decide_conflict(
        conflict=conflict, is_conflict=True, reason=reason, actor=actor, at=moment
    )


@internal
def find_conflicts(
    *, campaign: Campaign, only: Application | None = None, at: datetime | None = None
) -> int:
    """Compare those on the panels of a campaign with its candidates, or one; how many are new.

    Safe to run again: what is decided stays. Queries grow with what is found alone.
    """
    moment = at or timezone.now()
    found = possible_conflicts(campaign, only, timezone.localdate(moment))
    return sum(1 for each in found if _found(*each, moment, is_listed=only is None))


@internal
def look_for_conflicts(at: datetime | None = None) -> None:
    """Look at every campaign with a panel; tell who decides what waits for them, of each once.

    Once a day: that something was found the moment somebody applied would say who it was (R11).
    """
    moment = at or timezone.now()
    rows = Campaign.objects.filter(state__in=READY | LIVE | ASSESSING)
    sitting = PanelMember.objects.sitting().order_by().values("panel__campaign")
    for campaign in rows.filter(pk__in=sitting).select_related("organisation__parent"):
        with transaction.atomic():
            find_conflicts(campaign=campaign, at=moment)
            Conflict.objects.of(campaign).filter(is_listed=False).update(is_listed=True)
            tell_of_conflicts(campaign=campaign, at=moment)


def _found(
    application: Application,
    person: User,
    grounds: Collection[str],
    at: datetime,
    *,
    is_listed: bool = True,
) -> Conflict | None:
    """Keep that somebody may have a conflict; None where that was known, or is decided."""
    known = Conflict.objects.filter(application=application, person=person).first()
    every = {*grounds, *(known.grounds if known else [])}
    ordered = [str(ground) for ground in Ground if ground in every]
    hides = not WEAK.issuperset(every)
    if hides and (known is None or known.state != Conflict.State.CLEARED):
        set_aside_work(application=application, person=person, hides=True, at=at)
    if known is None:
        return Conflict.objects.create(
            application=application,
            person=person,
            grounds=ordered,
            hides=hides,
            found_at=at,
            is_listed=is_listed,
        )
    if known.state == Conflict.State.CLEARED and Ground.RECOGNISED in grounds:
        # Their own word, on the name: it was decided without it.
        known.grounds = ordered
        known.look_again(at)
        known.save()
        set_aside_work(application=application, person=person, hides=True, at=at)
    elif known.state == Conflict.State.POSSIBLE and known.grounds != ordered:
        known.grounds, known.hides = ordered, hides
        known.save(update_fields=["grounds", "hides"])
    return None


@internal
def tell_of_conflicts(*, campaign: Campaign, at: datetime) -> None:
    """Tell those who decide that there is something to decide, once of each; it names nobody."""
    rows = Conflict.objects.of(campaign).to_decide().listed()
    newest = rows.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return
    people = [
        person
        for person in handlers_of(campaign)
        if person.has_perm("roles.decide_conflict", campaign)
    ]
    notify_people(
        "roles.conflicts_found",
        people,
        campaign,
        at=at,
        occasion=f"{newest}",
        number=plural(rows.count(), "possible conflict"),
        **role_words(campaign),
    )
