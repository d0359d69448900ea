"""Who may sit on a panel, and what a panel still lacks (R9, R10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils import timezone

from hub.dates import date_gb
from hub.models import Membership, User
from hub.qualifications import Certificates, certificates_of
from roles.campaigns.assessors import ASSESSOR
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.panel_gate import (
    FEWEST,
    are_one_person,
    in_how_many_people,
    in_office,
    needs_commissioner,
)
from roles.models.selection.stage_result import StageResult, in_words_lacking


@dataclass(frozen=True)
class Known:
    """What is asked of people before they sit, of all of several panels at once."""

    certificates: Certificates
    in_office: frozenset[int]


def known_of(people: Collection[User]) -> Known:
    """The certificates and offices of some people, in three queries (R9)."""
    found = in_office(people, timezone.localdate()) if people else frozenset[int]()
    return Known(certificates_of(people, ASSESSOR.slug), found)


def days_left(panel: Panel) -> tuple[date, date]:
    """The days of the panel's stage from today on; today where they are over."""
    first, last = panel.days
    today = timezone.localdate()
    return max(first, today), max(last, today)


def why_not_to_sit(
    person: User, panel: Panel, role: str, known: Known | None = None, *, is_own: bool = False
) -> str:
    """Why somebody cannot be asked to sit on a panel, to mend before it is sent; "" if they can.

    ``known`` is what was read of several at once; ``is_own`` says it to the person themselves.
    """
    known = known or known_of([person])
    first, last = days_left(panel)
    if not known.certificates.cover(person, first, last):
        if is_own:
            return (
                f"You have no assessor’s certificate that is valid until {date_gb(last)}, the last "
                "day of this stage. Ask the hub team to record your new certificate first"
            )
        return (
            f"{person} has no assessor’s certificate that is valid until {date_gb(last)}, the last "
            "day of this stage. Choose somebody else, or ask the hub team to record their new "
            "certificate first"
        )
    if role == PanelMember.Role.CHAIR and person.pk not in known.in_office:
        if is_own:
            return "You are not a civil servant with access to this service, so you cannot chair"
        return f"{person} is not a civil servant with access to this service, so cannot chair"
    return ""


def why_needed_elsewhere(person: User, campaign: Campaign, *, is_own: bool = False) -> str:
    """Why somebody stays off the panels: nobody else could decide on conflicts of interest (R9).

    "" where another resourcing officer of the department was on none of its panels. ``is_own`` says
    it to the person themselves.
    """
    offices = Membership.objects.valid_on(timezone.localdate()).filter(
        role=Membership.Role.RESOURCING, user__is_active=True
    )
    bodies = {campaign.organisation_id, campaign.organisation.department.pk}
    officers = [row.user for row in offices.filter(organisation__in=bodies).select_related("user")]
    if not any(are_one_person(person, officer) for officer in officers):
        return ""
    held = PanelMember.objects.ever_held().filter(panel__campaign=campaign)
    on_panel = [row.person for row in held.select_related("person") if row.person]
    taken = [person, *on_panel]
    if any(not any(are_one_person(one, other) for other in taken) for one in officers):
        return ""
    if is_own:
        return (
            f"You are the only resourcing officer of {campaign.organisation.name} who can decide "
            "on conflicts of interest in this campaign, so you cannot be on its panels. Decline, "
            "or ask the roles administrator to add another resourcing officer first"
        )
    return (
        f"{person} is the only resourcing officer of {campaign.organisation.name} who can decide "
        "on conflicts of interest in this campaign, so cannot be on its panels. Choose somebody "
        "else, or ask the roles administrator to add another resourcing officer first"
    )


@dataclass(frozen=True)
class PanelStanding:
    """A panel with those who hold a place on it, and what it lacks; asked for once for a page."""

    panel: Panel
    members: list[PanelMember]
    lacks: list[str] = field(default_factory=list)
    # What of it no answer to an invitation mends.
    lacks_anyway: list[str] = field(default_factory=list)
    # Who has still to say whom they know.
    undeclared: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether it can assess."""
        return not self.missing

    @property
    def missing(self) -> list[str]:
        """All that it lacks, each a sentence."""
        return [*self.lacks, *self.undeclared]


def standing_of(panel: Panel) -> PanelStanding:
    """Who holds a place on a panel, and what it lacks before it can assess (R9, R10)."""
    return standings_of([panel])[0]


def standings_of(panels: Sequence[Panel]) -> list[PanelStanding]:
    """The same of several, in as many queries as of one."""
    rows = PanelMember.objects.holding_a_place().filter(panel__in=panels)
    members: dict[int, list[PanelMember]] = {panel.pk: [] for panel in panels}
    of = {panel.pk: panel for panel in panels}
    for row in rows.select_related("person").order_by("role", "invited_at", "pk"):
        row.panel = of[row.panel_id]
        members[row.panel_id].append(row)
    known = known_of([row.person for own in members.values() for row in own if row.person])
    found = []
    for panel in panels:
        own = members[panel.pk]
        sitting = [row for row in own if row.state_facts.is_sitting]
        lacks = _lacks(panel, own, sitting, known)
        found.append(
            PanelStanding(panel, own, lacks, _lacks(panel, own, own, known), _undeclared(sitting))
        )
    return found


def with_markers(standing: PanelStanding, reader: User) -> PanelStanding:
    """The same with what lacks in a sift that is under way, as far as its reader may know (S4)."""
    panel = standing.panel
    rows = StageResult.objects.of(panel.campaign, panel.number).shown_to(reader)
    if not (number := rows.lacking_markers().get((panel.campaign_id, panel.number))):
        return standing
    words = in_words_lacking(number)
    if panel.markers_each is not None:
        words = f"{words} Share out the marking again."
    return replace(standing, lacks=[*standing.lacks, words])


def _undeclared(sitting: list[PanelMember]) -> list[str]:
    """Who has still to say whom they know: nobody sees an application before (R9)."""
    return [
        f"{row.name} has still to declare conflicts of interest."
        for row in sitting
        if row.declared_at is None
    ]


def _lacks(
    panel: Panel, members: list[PanelMember], sitting: list[PanelMember], known: Known
) -> list[str]:
    """What a panel lacks before it can assess, each a sentence that says what to do (S5)."""
    people = [row.person for row in sitting if row.person and row.person.is_active]
    found = []
    if needs_commissioner(panel.campaign):
        if not panel.commissioner:
            found.append("A Civil Service Commissioner chairs this panel. Record who it is.")
    elif not any(row.is_chair for row in sitting):
        waits = any(row.is_chair for row in members)
        found.append(
            "The person asked to chair has not answered yet." if waits else "Nobody chairs it yet."
        )
    number = in_how_many_people(people)
    if number < FEWEST:
        found.append(f"It needs at least {FEWEST} people. {number} so far.")
    for row in sitting:
        person = row.person
        if person is None or not person.is_active:
            found.append(f"{row.name} no longer has access. Invite somebody else.")
        elif why := why_not_to_sit(person, panel, row.role, known):
            found.append(f"{why}.")
    return found
