"""What a place on a panel means for whoever has it: what comes next, and what they can open.

Being on a panel opens no application as a whole: those who run the campaign handle its
applications. Who reads the applications of a sift marks their answers, without names (R11).
"""

from __future__ import annotations

from django.utils import timezone

from hub.dates import date_gb, datetime_gb
from hub.models import User
from roles.models.applications.application import Application
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.slot import SlotSeat
from roles.selection.services.marking_list import (
    NO_CERTIFICATE,
    NOT_MET_YET,
    MarkingList,
    marking_list,
    why_not_to_mark,
)
from roles.selection.services.panel_quality import own_severity

NOTHING_TO_DO = "You do not need to do anything."
NONE_WAITS = "You have no applications to mark."
READS_ANSWERS = (
    "Once the sift has started, you can read the candidates’ answers here, without names, and "
    "mark them."
)
NO_OTHER_WAY = (
    "Being on the panel does not let you open applications in this service in any other way."
)
ALL_SUBMITTED = "You have submitted all your marks. You cannot change them."


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
        return f"{READS_ANSWERS} {NO_OTHER_WAY}"
    how = f"Ask {department} how you will take part."
    if not place.campaign.is_before_interview_marks:
        how = "You mark the interviews that you hold here."
    return (
        "Being on the panel does not let you open applications in this service. Only hiring "
        f"managers and resourcing officers of {department}, and the hub team, can do that. {how}"
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
        return [f"You are not on this panel. {NOTHING_TO_DO}"]
    of_own = [own_severity(place, place.person)] if place.person and place.declared_at else []
    told = [words for words in of_own if words]
    if place.campaign.is_ended:
        return [f"Recruitment for this role has ended. {NOTHING_TO_DO}", *told]
    found = told
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
    is_sift = place.panel.kind == Stage.Kind.SIFT
    if is_sift:
        found += _of_sift(place)
    elif place.person is not None:
        found += _of_interviews(place, place.person)
    if not may_read_applications(place):
        found.append(NO_OTHER_WAY if is_sift else no_applications_here(place))
    return found


def _of_sift(place: PanelMember) -> list[str]:
    """What somebody on the panel of a sift has done of their marking, and what comes next."""
    if place.person is None or place.campaign.sifting_at is None:
        return [READS_ANSWERS]
    listed = marking_list(place, place.person)
    return after_marking(place, listed) or _while_marking(place, listed)


def _while_marking(place: PanelMember, listed: MarkingList) -> list[str]:
    why = why_not_to_mark(place)
    if why == NO_CERTIFICATE:
        return [why]
    if why:
        # What is still to declare is said before.
        return [] if place.declared_at is None else [_over(place)]
    if not listed.answers:
        return [NONE_WAITS]
    submitted = f" You have submitted {listed.submitted:,} of them." if listed.submitted else ""
    by = date_gb(place.panel.days[1])
    what = "Give the marks" if listed.is_of_interviews else "Mark the answers"
    todo = f"{what} that are left, then submit your marks"
    if listed.marked == len(listed.answers):
        todo = "Submit your marks"
    return [f"{listed.words}.{submitted} {todo} by {by}."]


def _over(place: PanelMember) -> str:
    what = "The sift is" if place.panel.kind == Stage.Kind.SIFT else "Interviews are"
    return f"{what} over. {NOTHING_TO_DO}"


def after_marking(place: PanelMember, listed: MarkingList) -> list[str]:
    """What comes after all of one's own marks are submitted; nothing while some are not (S18)."""
    if not listed.is_done:
        return []
    found = [f"{listed.words}. {ALL_SUBMITTED}"]
    if why_not_to_mark(place) not in ("", NO_CERTIFICATE):
        return [*found, _over(place)]
    by = date_gb(place.panel.days[1])
    if place.is_chair and not place.panel.commissioner:
        found.append(
            "When everybody who marks an application has marked it, agree the marks that differ by "
            f"2 or more, on the page “Marks that differ”. Then close the moderation by {by}. We "
            "list both in your To do when you can do them."
        )
    else:
        found.append(
            "Where 2 marks differ by 2 or more, the chair may talk to you about it "
            f"before {by}, and records an agreed mark. We email you when all marks are agreed. If "
            "we need a third mark from you, we email you. You do not need to do anything now."
        )
    return found


def _of_interviews(place: PanelMember, person: User) -> list[str]:
    """Which interviews somebody holds, and how far their marks are (S33).

    Never those of a hidden candidate (R9).
    """
    rows = SlotSeat.objects.of_who_sits().filter(
        place=place, slot__application__isnull=False, slot__starts_at__gt=timezone.now()
    )
    if hidden := Application.objects.all().hidden_from(person):
        rows = rows.exclude(slot__application__in=hidden)
    starts = rows.order_by("starts_at").values_list("starts_at", flat=True)
    times = [datetime_gb(at) for at in starts]
    found = []
    if len(times) == 1:
        found.append(f"You hold 1 interview, on {times[0]}.")
    elif times:
        found.append(f"You hold {len(times)} interviews. The next is on {times[0]}.")
    if place.campaign.is_before_interview_marks or place.declared_at is None:
        return found
    listed = marking_list(place, person)
    if not listed.answers:
        return [*found, NOT_MET_YET]
    return [*found, *(after_marking(place, listed) or _while_marking(place, listed))]
