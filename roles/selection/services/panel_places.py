"""What a place on a panel means for whoever has it: what comes next, and what they can open.

Being on a panel opens no application as a whole: those who run the campaign handle its
applications. Who reads the applications of a sift marks their answers, without names (R11).
"""

from __future__ import annotations

from django.utils import timezone

from hub.dates import date_gb
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.panel import Panel, PanelMember


def days_in_words(panel: Panel) -> str:
    """The days of the panel's stage, such as "1 December 2026 to 5 December 2026"."""
    return " to ".join(dict.fromkeys(date_gb(day) for day in panel.days))


def may_read_applications(place: PanelMember) -> bool:
    """Whether the person handles the campaign's applications by an office, as no panel lets them.

    A conflict of interest or a missing declaration may still hide them.
    """
    person = place.person
    return person is not None and person.has_perm("roles.view_application", place.campaign)


def no_applications_here(place: PanelMember) -> str:
    """That nobody reads applications here by a place on a panel, and whom to ask."""
    department = place.campaign.organisation.name
    if place.panel.kind == Stage.Kind.SIFT:
        return (
            "Once the sift has started you read the candidates’ answers here, without names, and "
            "mark them. Being on the panel does not let you open applications in this service in "
            "any other way."
        )
    return (
        "Being on the panel does not let you open applications in this service. Only hiring "
        f"managers and resourcing officers of {department}, and the hub team, can do that. Ask "
        f"{department} how you will take part."
    )


def has_to_declare(place: PanelMember) -> bool:
    """Whether they are on the panel of a role that goes on, and have not said whom they know."""
    is_here = place.state_facts.is_sitting and not place.campaign.is_ended
    return is_here and place.declared_at is None


def what_comes_next(place: PanelMember) -> list[str]:
    """What somebody on a panel does next, and when; a sentence or two each."""
    if place.state_facts.holds_place and not place.state_facts.is_sitting:
        return []
    if not place.state_facts.is_sitting:
        return ["You are not on this panel. You do not need to do anything."]
    if place.campaign.is_ended:
        return ["Recruitment for this role has ended. You do not need to do anything."]
    found = []
    if has_to_declare(place):
        found.append(
            "Declare your conflicts of interest now. You have to do this before you read any "
            "application."
        )
    first, last = place.panel.days
    today = timezone.localdate()
    stage = place.panel.stage.name
    if first > today:
        found.append(f"{stage}. It begins on {date_gb(first)} and ends on {date_gb(last)}.")
    elif last >= today:
        found.append(f"{stage}. It ends on {date_gb(last)}.")
    else:
        found.append(f"{stage}. Its last day was {date_gb(last)}.")
    if not may_read_applications(place):
        found.append(no_applications_here(place))
    return found
