"""What a panel marks at a stage, and who has still to mark which application (R9, S17, S19)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from hub.models import User
from hub.numbers import plural
from roles.models.campaigns.assessment_frameworks import AssessmentFramework, frameworks
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import Stage, elements_in_writing
from roles.models.selection.conflict import Conflict
from roles.models.selection.panel import FEWEST, PanelMember
from roles.models.selection.planned_stage import WITHOUT_A_PLAN
from roles.models.selection.share import MarkingShare
from roles.models.selection.slot import SlotSeat

# What is marked where no plan says more: the statement as a whole.
STATEMENT = "statement"
INTERVIEW = "interview"
_SIFT = Stage.Kind.SIFT
OWN_FIRST = "Submit your marks for this application before you decide."


@dataclass(frozen=True)
class MarkedElement:
    """One question that a panel marks, across all candidates, on its framework's scale from 1."""

    slug: str
    name: str
    criteria: tuple[str, ...]
    # One word or two for each point, from 1 on, and what each of them means.
    scale: tuple[str, ...]
    guide: tuple[str, ...]
    pass_mark: int
    # Of what was said, not written: only the evidence tells later what a mark is based on.
    is_spoken: bool = False

    @property
    def top(self) -> int:
        """The highest point."""
        return len(self.scale)

    def wants_words(self, points: int | None) -> bool:
        """Whether a mark has to cite evidence: below the minimum, and at the top (S10).

        Of an interview always (S33).
        """
        if points is None:
            return False
        return self.is_spoken or points < self.pass_mark or points == self.top


def elements_to_mark(campaign: Campaign, number: int) -> list[MarkedElement]:
    """What the panel of a stage marks, in the order of the framework.

    Without a plan, or where the application asks about no element, the statement as a whole. Where
    candidates are met, what the stage assesses; without a plan the interview as a whole (S33).
    """
    rows = Stage.objects.filter(plan__campaign=campaign, number=number)
    stages = list(rows.select_related("plan"))
    version = stages[0].plan.version if stages else next(iter(frameworks().values()))
    pass_mark = stages[0].pass_mark if stages else version.pass_mark
    if stages and stages[0].kind != Stage.Kind.SIFT:
        return _spoken(version, pass_mark, stages[0])
    if not stages and number == WITHOUT_A_PLAN[-1].number:
        whole = _marked(version, pass_mark, INTERVIEW, "Interview", tuple(campaign.criteria))
        return [replace(whole, is_spoken=True)]
    found = [
        _marked(version, pass_mark, each.slug, each.name, tuple(campaign.criteria_of(each.slug)))
        for each in elements_in_writing(stages)
    ]
    if found and campaign.written_elements:
        return found
    return [_marked(version, pass_mark, STATEMENT, "Statement", tuple(campaign.criteria))]


def _spoken(version: AssessmentFramework, pass_mark: int, stage: Stage) -> list[MarkedElement]:
    """What is assessed where candidates are met, each beside all that the stage tests."""
    return [
        replace(_marked(version, pass_mark, slug, name, tuple(stage.criteria)), is_spoken=True)
        for slug, name in version.elements
        if slug in stage.elements
    ]


def _marked(
    version: AssessmentFramework, pass_mark: int, slug: str, name: str, criteria: tuple[str, ...]
) -> MarkedElement:
    return MarkedElement(slug, name, criteria, version.scale, version.guide, pass_mark)


@dataclass(frozen=True)
class MarkStanding:
    """Who on the panel has marked one application, and who has still to; the chair first."""

    missing: list[PanelMember] = field(default_factory=list)
    # The keys of the places whose marks are all in, of people who left among them (S9).
    done: list[int] = field(default_factory=list)
    # How many people mark it, where the marking is shared out (S6); none where everybody does.
    shared_by: int | None = None

    @property
    def needed(self) -> int:
        """How many people have to mark it before anybody decides."""
        return max(FEWEST, self.shared_by or 0)

    @property
    def is_complete(self) -> bool:
        """Whether everybody who marks it has, and at least as many people as judge together."""
        return not self.missing and len(self.done) >= self.needed

    @property
    def lacks_markers(self) -> bool:
        """Whether too few people will have marked it even when everybody who can has (S3)."""
        return len(self.missing) + len(self.done) < self.needed

    def why_no_decision(self, reader: User | None) -> str:
        """Why a decision waits; to whoever has not given their own marks no more (S18)."""
        if self.is_complete:
            return ""
        if not self.missing:
            return too_few(len(self.done), self.shared_by)
        if reader is not None and any(row.person_id in reader.account_keys for row in self.missing):
            return OWN_FIRST
        *most, last = [row.name for row in self.missing]
        names = f"{', '.join(most)} and {last}" if most else last
        return f"Not all marks are in. We are waiting for {names}."


def too_few(done: int, shared_by: int | None = None) -> str:
    """That not enough people have marked an application, and what to do."""
    if shared_by is not None:
        return (
            f"{done} of {shared_by} people have marked this application, and nobody else has been "
            "given it. Share out the marking again on the page “Share out the marking”."
        )
    return (
        f"{plural(done, 'person has', 'people have')} marked this application, and nobody else on "
        f"the panel can. At least {FEWEST} people have to. Invite somebody else to the panel."
    )


def read_standings(results: Sequence[Any]) -> dict[int, MarkStanding]:
    """By the key of each result who has marked it: as many queries for many as for one.

    Marks of an application are submitted together: whoever submitted one has marked it. A third
    mark on one answer does not count as that, but who gave it marks no more of it. Nobody is
    waited for where it was decided, nor who came onto the panel of a sift after its marks were all
    in: whoever can read marks would else add markers until they like what comes of it.
    """
    if not results:
        return {}
    campaigns = {row.application.campaign_id for row in results}
    sitting = (
        PanelMember.objects.sitting()
        .filter(panel__campaign__in=campaigns)
        .select_related("person", "panel")
        .order_by("role", "invited_at", "pk")
    )
    members: dict[tuple[int, int], list[PanelMember]] = defaultdict(list)
    for member in sitting:
        members[(member.panel.campaign_id, member.panel.number)].append(member)
    hidden = _hidden([row.application_id for row in results])
    held_by = _held_by(results)
    marked = _marked_by(results)
    shares = _shares(results, members)
    found = {}
    for row in results:
        # Who left and came back has marked it by the earlier place: once is enough.
        known = marked[row.pk]
        key = (row.application.campaign_id, row.number)
        shared_by = shares.by_stage.get(key)
        done = sorted(set(known.done.values()) - shares.thirds[row.pk])
        missing = [
            member
            for member in members[key]
            if not row.outcome
            and not known.is_by(member)
            and not _is_hidden(member, hidden[row.application_id])
            and (shared_by is None or (row.application_id, member.pk) in shares.given)
        ]
        if row.kind == _SIFT:
            missing = [member for member in missing if not known.is_over_for(member, missing)]
        were_there = [member for member in missing if member.pk in held_by[row.pk]]
        if len(were_there) + len(done) >= FEWEST:
            missing = were_there if held_by[row.pk] else missing
        found[row.pk] = MarkStanding(missing, done, shared_by)
    return found


@dataclass(frozen=True)
class _Shares:
    """Of stages whose marking is shared out: how many mark each, and who marks which (S6)."""

    by_stage: dict[tuple[int, int], int] = field(default_factory=dict)
    # Applications with the places of those who mark them.
    given: set[tuple[int, int]] = field(default_factory=set)
    # By result who was asked for a third mark on an answer: that is not a mark of the application.
    thirds: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def _shares(results: Sequence[Any], members: dict[tuple[int, int], list[PanelMember]]) -> _Shares:
    """Who marks what, in no query where everybody on the panels marks everything."""
    by_stage = {
        key: own[0].panel.markers_each
        for key, own in members.items()
        if own and own[0].panel.markers_each is not None
    }
    if not by_stage:
        return _Shares()
    shared = [row for row in results if (row.application.campaign_id, row.number) in by_stage]
    given = MarkingShare.objects.standing().filter(
        application__in=[row.application_id for row in shared]
    )
    found = _Shares(by_stage, set(given.order_by().values_list("application", "place")))
    if shared:
        rows = type(shared[0])._default_manager.filter(
            pk__in=[row.pk for row in shared], moderations__third__isnull=False
        )
        for pk, application, third in rows.order_by().values_list(
            "pk", "application", "moderations__third"
        ):
            if (application, third) not in found.given:
                found.thirds[pk].add(third)
    return found


def _held_by(results: Sequence[Any]) -> dict[int, set[int]]:
    """By result the places of those who held the interview, where its time says who they are.

    They alone mark it, if they are enough: nobody marks what they have not heard (S33).
    """
    found: dict[int, set[int]] = defaultdict(set)
    met = {(row.application_id, row.number): row.pk for row in results if row.kind != _SIFT}
    if not met:
        return found
    rows = SlotSeat.objects.held().filter(slot__application__in=[key for key, _ in met])
    for application, number, place in rows.order_by().values_list(
        "slot__application", "slot__number", "place"
    ):
        if (pk := met.get((application, number))) is not None:
            found[pk].add(place)
    return found


@dataclass(frozen=True)
class _Marked:
    """Who gave marks of one result: by person one place of its panel, and all their mailboxes."""

    done: dict[int, int] = field(default_factory=dict)
    keys: set[int | str] = field(default_factory=set)
    # By person of those: since when they are on the panel, and when their marks were in.
    when: dict[int, tuple[datetime | None, datetime]] = field(default_factory=dict)

    def is_over_for(self, member: PanelMember, missing: Sequence[PanelMember]) -> bool:
        """Whether all marks were in when the member came onto the panel; ``missing`` have none."""
        joined = member.accepted_at
        if joined is None:
            return False

        def was_there(since: datetime | None) -> bool:
            return since is None or since < joined

        given = [at for since, at in self.when.values() if was_there(since)]
        was_waited_for = any(was_there(one.accepted_at) for one in missing if one.pk != member.pk)
        return len(given) >= FEWEST and max(given) < joined and not was_waited_for

    def is_by(self, member: PanelMember) -> bool:
        """Whether the member has given marks of it, by whichever place and account."""
        person = member.person
        return person is not None and not self.keys.isdisjoint({person.pk, person.mailbox} - {""})


def _marked_by(results: Sequence[Any]) -> dict[int, _Marked]:
    """By result who gave marks of it that are submitted and stand.

    Of somebody without an account any more the place itself, as a number below 0.
    """
    rows = type(results[0])._default_manager.filter(
        pk__in=[row.pk for row in results],
        scores__submitted_at__isnull=False,
        scores__set_aside_at=None,
    )
    found: dict[int, _Marked] = defaultdict(_Marked)
    of = "scores__place"
    named = rows.order_by().values_list(
        "pk",
        "number",
        of,
        f"{of}__panel__number",
        f"{of}__person",
        f"{of}__person__mailbox",
        f"{of}__accepted_at",
        "scores__submitted_at",
    )
    for pk, number, place, of_panel, person, mailbox, since, at in named:
        if of_panel == number:
            found[pk].done[person or -place] = place
            last = found[pk].when.get(person or -place, (since, at))[1]
            found[pk].when[person or -place] = (since, max(last, at))
        found[pk].keys.update({person or -place, mailbox or -place})
    return found


def _hidden(applications: list[int]) -> dict[int, list[User]]:
    """By application the people from whom a conflict of interest hides it."""
    rows = Conflict.objects.filter(application__in=applications, hides=True, person__isnull=False)
    found: dict[int, list[User]] = defaultdict(list)
    for row in rows.select_related("person").order_by():
        if row.person is not None:
            found[row.application_id].append(row.person)
    return found


def _is_hidden(member: PanelMember, people: list[User]) -> bool:
    """Whether a mailbox of these people is the member's: a mailbox is one person."""
    person = member.person
    return person is None or any(
        person.pk == other.pk or (other.mailbox and other.mailbox == person.mailbox)
        for other in people
    )
