"""The best of a sift are invited, then those of interview schemes, all at one moment (R12).

The number of the best never moves for a scheme (S26), and nothing that the panel reads says who is
invited by which (S27): one decision, one moment, one person, an order that is drawn.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.refusals import RefusedError
from roles.applications.services.applications import decide_sift_together, why_not_to_sift
from roles.models.applications.application import Application
from roles.models.applications.application_answers import SchemeDeclaration
from roles.models.applications.arrangements_seen import ArrangementsSeen
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_reader import LEFT_TO_OTHERS
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.campaigns.stage_plan import Stage, StagePlan
from roles.models.selection.agenda import Item, Proposal, items_of
from roles.models.selection.sift_cut import SchemeRule, SiftCut, SiftCutPlace
from roles.models.selection.stage_result import StageResult

ENOUGH = "The answers reached the minimum, but other applications had more points."


class CutRefusedError(RefusedError):
    """Nothing is decided."""


class NotNowError(CutRefusedError):
    """The sift is not where that is decided."""

    reason = "You can only do this during the sift, once the panel’s marks are in and agreed"


class EqualError(CutRefusedError):
    """Equal candidates stand on both sides of the number."""

    field = "number"


class ChangedError(CutRefusedError):
    """The page showed something else."""

    reason = (
        "Something has changed since you opened this page, so nothing is decided yet. Check the "
        "page and try again"
    )


@dataclass(frozen=True)
class Ranked:
    """One application with what its marks add up to."""

    application: Application
    proposal: Proposal
    by_rule: tuple[Fraction, ...]

    @property
    def passes(self) -> bool:
        """Whether every answer reaches the minimum."""
        return bool(self.proposal.passes)


def ranked(campaign: Campaign) -> list[Ranked]:
    """Every application that waits for the sift, whose marks are in and agreed, the best first."""
    waiting = list(campaign.applications.to_sift())
    rows = StageResult.objects.marked().filter(
        application__in=[row.pk for row in waiting], kind=Stage.Kind.SIFT
    )
    results = list(rows.select_related("application"))
    by_application: dict[int, list[Item]] = defaultdict(list)
    for number in sorted({row.number for row in results}):
        for item in items_of(campaign, number, [row for row in results if row.number == number]):
            by_application[item.result.application_id].append(item)
    plan = StagePlan.objects.filter(campaign=campaign).first()
    ties = (plan.tie_lead, plan.tie_second) if plan else ()
    found = []
    for row in waiting:
        proposal = Proposal(by_application[row.pk])
        if proposal.passes is None:
            continue
        points = [proposal.total or Fraction(0)]
        for slug in ties:
            own = [item.value for item in proposal.items if item.element.slug == slug and slug]
            points.append(sum((value for value in own if value is not None), Fraction(0)))
        row.campaign = campaign
        found.append(Ranked(row, proposal, tuple(points)))
    return sorted(
        found, key=lambda each: (*(-value for value in each.by_rule), each.application.reference)
    )


def why_no_cut(campaign: Campaign) -> str:
    """Why the number to invite cannot be decided now; "" where it can."""
    if campaign.state != CampaignState.SIFTING:
        return NotNowError.reason
    waiting = campaign.applications_shown.to_sift().count()
    if not waiting:
        return "Every application of the sift is decided"
    hidden = campaign.hidden_applications
    rows = [row for row in ranked(campaign) if row.application.pk not in hidden]
    return "" if len(rows) == waiting else NotNowError.reason


def _why_not_all(campaign: Campaign, person: User) -> str:
    """Why a person does not decide on all applications of a sift at once (R9, R12, R25)."""
    rows = list(
        campaign.applications.to_sift().prefetch_related(
            "arrangements_seen", "set_aside__arrangements_seen"
        )
    )
    hidden = Application.objects.all().hidden_now_from(person)
    if hidden & {row.pk for row in rows}:
        return LEFT_TO_OTHERS
    return next((why for row in rows if (why := why_not_to_sift(person, row))), "")


def best_of(rows: list[Ranked], number: int) -> list[Ranked]:
    """So many of the best who reach the minimum. Raises ``EqualError``."""
    able = [row for row in rows if row.passes]
    if number < len(able) and number and able[number - 1].by_rule == able[number].by_rule:
        equal = [at for at, row in enumerate(able) if row.by_rule == able[number].by_rule]
        fewer, more = equal[0], equal[-1] + 1
        raise EqualError(
            [f"Candidates on both sides of this number have equal points. Enter {fewer} or {more}"]
        )
    return able[:number]


@requires("roles.cut_sift", "campaign")
@transaction.atomic
def decide_cut(
    *, campaign: Campaign, number: int, actor: User, at: datetime | None = None
) -> SiftCut:
    """So many of the best are invited; nothing moves before the schemes are decided.

    Raises ``NotNowError``, ``EqualError``, and ``CutRefusedError`` for who does not decide on all.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    if locked.sift_cuts.exists():
        raise CutRefusedError(["Somebody has decided the number already"])
    if why := why_no_cut(locked) or _why_not_all(locked, actor):
        raise CutRefusedError([why])
    best_of(ranked(locked), number)
    cut = SiftCut.objects.create(
        campaign=locked, number=number, decided_by=actor, decided_at=moment
    )
    log(locked, "roles.sift_cut", actor=actor, at=moment)
    return cut


@dataclass(frozen=True)
class Drawn:
    """What the schemes come to: who is invited by what, and who is left out."""

    best: list[Ranked]
    by_scheme: list[Ranked]
    not_reached: list[Ranked]
    rule: SchemeRule | None

    @property
    def seen(self) -> str:
        """What a page shows that is decided from it."""
        parts = [
            [row.application.reference for row in rows]
            for rows in (self.best, self.by_scheme, self.not_reached)
        ]
        return hashlib.sha256(repr((parts, self.rule and self.rule.pk)).encode()).hexdigest()[:24]


def drawn(cut: SiftCut) -> Drawn:
    """What the marks, the number and the rule for schemes come to now."""
    rows = ranked(cut.campaign)
    # Who became equal since, as somebody withdrew, is treated alike.
    best = _with_equals([row for row in rows if row.passes], cut.number)
    chosen = {row.application.pk for row in best}
    keys = [row.application.pk for row in rows]
    # What they asked for in an application that was set aside is not lost.
    asked = SchemeDeclaration.objects.filter(
        Q(application__in=keys) | Q(application__same_person_as__in=keys)
    ).select_related("application")
    declared = {
        key
        for row in asked
        if row.names
        for key in (row.application_id, row.application.same_person_as_id)
    }
    able = [
        row
        for row in rows
        if row.passes and row.application.pk in declared and row.application.pk not in chosen
    ]
    rule = cut.campaign.scheme_rules.in_force().last()
    most = len(able) if rule is None or rule.most is None else rule.most
    by_scheme = _with_equals(able, most)
    return Drawn(best, by_scheme, able[len(by_scheme) :], rule)


def _with_equals(rows: list[Ranked], number: int) -> list[Ranked]:
    """So many of the first, and who is equal to the last of them: equals are treated alike."""
    while 0 < number < len(rows) and rows[number - 1].by_rule == rows[number].by_rule:
        number += 1
    return rows[:number]


def why_no_schemes(cut: SiftCut) -> str:
    """Why the schemes cannot be decided now; "" where they can."""
    if cut.schemes_at is not None:
        return "The interview schemes are decided"
    if cut.campaign.scheme_rules.to_confirm().exists():
        return "A second person has to confirm the changed rule first"
    return why_no_cut(cut.campaign)


@requires("roles.decide_schemes", "cut")
@transaction.atomic
def open_schemes(*, cut: SiftCut, actor: User, at: datetime | None = None) -> None:
    """Put on record that somebody reads who applies under a scheme: they sift none of them."""
    moment = at or timezone.now()
    waiting = cut.campaign.applications.to_sift()
    ArrangementsSeen.objects.bulk_create(
        [ArrangementsSeen(application=row, person=actor, seen_at=moment) for row in waiting],
        ignore_conflicts=True,
    )


@requires("roles.decide_schemes", "cut")
@transaction.atomic
def decide_schemes(
    *, cut: SiftCut, reason: str, seen: str, actor: User, at: datetime | None = None
) -> SiftCut:
    """All applications of the sift are decided at once: the best, those of schemes, the others.

    In the name of who decided the number, in an order that is drawn. Raises ``CutRefusedError``,
    ``ChangedError``.
    """
    moment = at or timezone.now()
    _locked(cut.campaign)
    row = SiftCut.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=cut.pk)
    if why := why_no_schemes(row):
        raise CutRefusedError([why])
    found = drawn(row)
    if found.seen != seen:
        raise ChangedError
    row.schemes_by, row.schemes_at, row.reason, row.rule = actor, moment, reason, found.rule
    row.save()
    everybody = ranked(row.campaign)
    random.Random(row.seed).shuffle(everybody)  # noqa: S311 (an order to look at, no secret)
    best = {each.application.pk for each in found.best}
    by_scheme = {each.application.pk for each in found.by_scheme}
    places: list[SiftCutPlace] = []
    for each in everybody:
        key = each.application.pk
        is_invited = key in best | by_scheme
        decide_sift_together(
            application=each.application,
            is_passed=is_invited,
            by=row.decided_by,
            words="" if is_invited else _words(each),
            at=moment,
        )
        if is_invited:
            why = SiftCutPlace.BEST if key in best else SiftCutPlace.SCHEME
            places.append(
                SiftCutPlace(cut=row, application=each.application, order=len(places), by=why)
            )
    SiftCutPlace._default_manager.bulk_create(places)
    log(row.campaign, "roles.sift_completed", actor=actor, at=moment)
    return row


def _words(row: Ranked) -> str:
    if row.passes:
        return ENOUGH
    return f"Below the minimum: {', '.join(row.proposal.below)}."


@requires("roles.set_scheme_rule", "campaign")
@transaction.atomic
def set_scheme_rule(
    *,
    campaign: Campaign,
    most: int | None,
    reason: str,
    actor: User,
    at: datetime | None = None,
) -> SchemeRule:
    """How many are invited by a scheme at most; once the role has closed a second person confirms.

    Raises ``CutRefusedError`` once the schemes are decided, or where nothing changes.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    if locked.sift_cuts.filter(schemes_at__isnull=False).exists() or locked.interviewing_at:
        raise CutRefusedError(["The sift is over, so this rule stays as it is"])
    now = locked.scheme_rules.in_force().last()
    locked.scheme_rules.to_confirm().delete()
    if (now.most if now else None) == most:
        raise CutRefusedError(["This is the rule already"])
    last = locked.scheme_rules.order_by("version").last()
    made = SchemeRule.objects.create(
        campaign=locked,
        version=last.version + 1 if last else 1,
        most=most,
        reason=reason,
        set_by=actor,
        set_at=moment,
        is_late=locked.closed_at is not None,
    )
    log(locked, "roles.scheme_rule_set", actor=actor, at=moment)
    return made


@requires("roles.set_scheme_rule", "rule")
@transaction.atomic
def confirm_scheme_rule(*, rule: SchemeRule, actor: User, at: datetime | None = None) -> SchemeRule:
    """A second person agrees to a rule that was changed after the role had closed."""
    locked = SchemeRule.objects.select_for_update().get(pk=rule.pk)
    if locked.set_by_id in actor.side_keys:
        raise CutRefusedError(["You changed this rule. A colleague has to confirm it"])
    if locked.confirmed_at is None and locked.is_late:
        locked.confirmed_by, locked.confirmed_at = actor, at or timezone.now()
        locked.save(update_fields=["confirmed_by", "confirmed_at"])
        log(rule.campaign, "roles.scheme_rule_confirmed", actor=actor, at=locked.confirmed_at)
    return locked


def _locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=campaign.pk)
