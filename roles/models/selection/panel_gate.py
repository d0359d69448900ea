"""What a campaign lacks before its sift or its interviews begin: people who can assess (R9, R10).

A panel is asked about on the day: whether it is complete until its stage is over is said on its
page. The rules of the order of selection ask here, so that every caller meets them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from hub.dates import date_gb
from hub.mailboxes import same_mailbox
from hub.models import Membership, Qualification, StaffGroup, User
from hub.numbers import plural
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.planned_stage import stages_of_each
from roles.models.selection.redaction import Redaction

# A panel has so many people at the least, who chairs it among them (R9).
FEWEST = 2
# What each of them is qualified by.
CERTIFICATE = "roles.assessor"
# The lowest pay band of the Senior Civil Service whose panel a Commissioner chairs (R10).
COMMISSIONER_FROM = {Audience.EXTERNAL: "scs2"}
COMMISSIONER_INSIDE = "scs3"
WHERE = "Go to Panels on the campaign’s page."


def needs_commissioner(campaign: Campaign) -> bool:
    """Whether a Civil Service Commissioner chairs the panels of a campaign (R10)."""
    lowest = COMMISSIONER_FROM.get(Audience(campaign.audience), COMMISSIONER_INSIDE)
    return campaign.grade.is_scs and campaign.grade.code >= lowest


def are_one_person(one: User, other: User) -> bool:
    """Whether two accounts are of one person, as far as an address can tell."""
    return one.pk == other.pk or same_mailbox(one.email, other.email)


def in_how_many_people(people: Iterable[User]) -> int:
    """How many different people these accounts are of."""
    found: list[User] = []
    for person in people:
        if not any(are_one_person(person, other) for other in found):
            found.append(person)
    return len(found)


def in_office(people: Iterable[User], day: date) -> frozenset[int]:
    """The keys of those of some people who work for the hub or a department on a day."""
    office = Q(groups__name__in=StaffGroup.values) | Q(
        pk__in=Membership.objects.valid_on(day).values("user")
    )
    rows = User.objects.filter(office, pk__in=[person.pk for person in people])
    return frozenset(rows.values_list("pk", flat=True))


def lacking(
    campaigns: Sequence[Campaign], panels: Iterable[Any], places: Iterable[Any], day: date
) -> dict[int, list[str]]:
    """What each campaign lacks before its sift can start on a day, by its key (S5).

    Of the panels that sift, and those who hold a place on one. In as many queries for many
    campaigns as for one. Of a plan without a sift, and of a role that had closed before panels were
    asked for, nothing is asked.
    """
    of_stage = {(panel.campaign_id, panel.number): panel for panel in panels}
    members: dict[int, list[Any]] = defaultdict(list)
    for place in places:
        members[place.panel_id].append(place)
    known = _Known([row.person for own in members.values() for row in own if row.person], day)
    stages = stages_of_each(campaigns)
    found: dict[int, list[str]] = {}
    to_hide = Redaction.objects.counts_waiting([row for row in campaigns if row.closed_at])
    for campaign in campaigns:
        words = found[campaign.pk] = _to_hide(to_hide.get(campaign.pk, 0))
        for stage in stages[campaign.pk]:
            if stage.kind != Stage.Kind.SIFT or campaign.is_before_panels:
                continue
            panel = of_stage.get((campaign.pk, stage.number))
            if panel is None:
                words.append(f"{stage.name} has no panel yet.")
            else:
                words += _lacks(campaign, panel, members[panel.pk], known)
    return found


def _to_hide(number: int) -> list[str]:
    """That personal details have still to be hidden in some applications (R11)."""
    if not number:
        return []
    have = "has" if number == 1 else "have"
    words = f"{plural(number, 'application')} {have} personal details still to be hidden."
    return [f"{words} The person who does this finds them in their list of things to do."]


def why_not_read(campaign: Campaign) -> str:
    """Why nobody who selects reads what candidates wrote; "" from the start of the sift on (S1).

    Whoever sits on a panel says whom they know first, and they may be asked to sit any day before.
    Of a plan without a sift, and of a role that had closed before panels were asked for, nothing is
    asked.
    """
    if campaign.is_before_panels or campaign.sifting_at or campaign.is_ended:
        return ""
    if all(stage.kind != Stage.Kind.SIFT for stage in stages_of_each([campaign])[campaign.pk]):
        return ""
    return (
        "You can read the answers once the sift has started. The people on the panel say who they "
        "know before that."
    )


def why_no_commissioner(campaign: Campaign) -> str:
    """Why nobody is met and no order of merit agreed: nobody recorded who has to chair (R10)."""
    if not needs_commissioner(campaign):
        return ""
    stages = stages_of_each([campaign])[campaign.pk]
    met = [stage for stage in stages if stage.kind == Stage.Kind.INTERVIEW] or stages[-1:]
    named = set(campaign.selection_panels.exclude(commissioner="").values_list("number", flat=True))
    missing = [stage.name for stage in met if stage.number not in named]
    if not missing:
        return ""
    return (
        "A Civil Service Commissioner has to chair the panel for this grade. Record who it is for "
        f"{'; '.join(missing)}. {WHERE}"
    )


class _Known:
    """Who of some people has a certificate on a day, and who works here."""

    def __init__(self, people: list[User], day: date) -> None:
        self.day = day
        keys = {person.pk for person in people}
        self.accounts = User.objects.account_keys_of(keys) if keys else {}
        every = {key for own in self.accounts.values() for key in own}
        rows = Qualification.objects.valid_on(day).filter(person__in=every, kind=CERTIFICATE)
        self.certified = set(rows.values_list("person", flat=True)) if keys else set()
        self.in_office = in_office(people, day) if keys else frozenset()

    def is_certified(self, person: User) -> bool:
        """Whether a certificate of theirs, under any account, holds on the day."""
        return bool(self.accounts.get(person.pk, {person.pk}) & self.certified)


def _lacks(campaign: Campaign, panel: Any, members: list[Any], known: _Known) -> list[str]:
    """What one panel lacks on the day; a sentence or two each, which say what to do."""
    sitting = [row for row in members if row.state_facts.is_sitting]
    found = [f"{why}." for row in sitting if (why := _why_not(row, known))]
    chair = next((row for row in sitting if row.is_chair), None)
    if needs_commissioner(campaign):
        if not panel.commissioner:
            found.append("Record the Civil Service Commissioner who chairs the panel.")
    elif chair is None:
        waits = any(row.is_chair for row in members)
        found.append(
            "Nobody chairs the panel yet. We have asked somebody, who has not answered."
            if waits
            else "Nobody chairs the panel. Invite somebody to chair it."
        )
    elif chair.declared_at is None:
        found.append(f"{chair.name}, who chairs the panel, has to declare conflicts of interest.")
    declared = [row.person for row in sitting if row.person and row.declared_at is not None]
    if (number := in_how_many_people(declared)) < FEWEST:
        have = "has" if number == 1 else "have"
        found.append(
            f"At least {FEWEST} people on the panel have to declare conflicts of interest first. "
            f"{plural(number, 'person', 'people')} {have} done so."
        )
    return [
        f"For {panel.stage_words}: {words}" if number == 0 else words
        for number, words in enumerate(found)
    ]


def _why_not(row: Any, known: _Known) -> str:
    """Why somebody on a panel cannot assess on the day; "" where they can."""
    person, day = row.person, date_gb(known.day)
    if person is None or not person.is_active:
        return f"{row.name} no longer has access. Remove them from the panel"
    if not known.is_certified(person):
        return (
            f"{person} has no assessor’s certificate that is valid on {day}. Take them off the "
            "panel, or ask the hub team to record their new certificate"
        )
    if row.is_chair and person.pk not in known.in_office:
        return (
            f"{person} is not a civil servant with access to this service, so cannot chair. Ask "
            "somebody else to chair"
        )
    return ""
