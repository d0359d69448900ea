"""What is told of panels: invitations, answers, and who is on one no more."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from hub.models import Notification
from hub.notifications import NotificationKind
from roles.models.selection.panel import PanelMember
from roles.models.selection.redaction import Redactor
from roles.selection.services.panel_links import token_of


def example_of_place() -> Mapping[str, Any]:
    return {
        "reference": "V-2H8N-QX4R",
        "role": "Service owner",
        "department": "Department for Example",
        "stage": "stage 1 (sift of applications)",
        "answer_by": "8 December 2026",
        "days": "14 December 2026 to 18 December 2026",
        "asked_as": "Member",
        "number": "2 possible conflicts",
        "what": "Somebody has accepted a place",
    }


def still_asked(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while it waits for an answer; else the message is dropped."""
    place = notification.subject
    if not isinstance(place, PanelMember) or place.state != PanelMember.State.INVITED:
        return None
    return {"place": place.pk, "token": token_of(place) if place.is_from_outside else ""}


def its_place(notification: Notification) -> Mapping[str, Any] | None:
    """The key of the place, for the address of its page."""
    place = notification.subject
    return {"place": place.pk} if isinstance(place, PanelMember) else None


def while_on_it(notification: Notification) -> Mapping[str, Any] | None:
    """The same while the person sits on the panel; afterwards the message is dropped (SC19)."""
    place = notification.subject
    if not isinstance(place, PanelMember) or not place.state_facts.is_sitting:
        return None
    return {"place": place.pk}


def still_redacting(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while they do it; else the message is dropped."""
    row = notification.subject
    return {} if isinstance(row, Redactor) and row.ended_at is None else None


# The addresses in a preview lead nowhere.
def example_of_own_place() -> Mapping[str, Any]:
    return {**example_of_place(), "place": 1, "token": ""}


of_place = partial(NotificationKind, to_office=True, example=example_of_place)
of_own_place = partial(NotificationKind, to_office=True, example=example_of_own_place)
PANEL_NOTIFICATIONS = [
    of_own_place(
        slug="roles.panel_invited",
        label="Invitation to a panel",
        audience="The person who is asked",
        trigger="Somebody is asked to sit on the panel of a campaign",
        title="Can you be on a panel for {department}? Answer by {answer_by}",
        template="roles/selection/mail/panel_invited.txt",
        extra=still_asked,
    ),
    of_own_place(
        slug="roles.panel_answer_due",
        label="Invitation to a panel to answer soon",
        audience="The person who is asked",
        trigger="2 days before the last day to answer an invitation to a panel",
        title="Answer the invitation to a panel for {department} by {answer_by}",
        template="roles/selection/mail/panel_invited.txt",
        extra=still_asked,
    ),
    of_place(
        slug="roles.panel_changed",
        label="Somebody answers an invitation to a panel, or leaves it",
        audience="The department's hiring managers and resourcing officers",
        trigger="Somebody accepts or declines a place on a panel, does not answer, or leaves",
        title="The panel of campaign {reference} has changed",
        template="roles/selection/mail/panel_changed.txt",
    ),
    of_place(
        slug="roles.conflicts_found",
        label="Possible conflicts of interest to decide on",
        audience="Resourcing officers of the department who are on none of its panels",
        trigger="Somebody on a panel declares that they know a candidate, or we find that they may",
        title="Decide on possible conflicts of interest: campaign {reference}",
        template="roles/selection/mail/conflicts_found.txt",
    ),
    of_place(
        slug="roles.merit_list_signed",
        label="A merit list is signed",
        audience="The department's hiring managers and resourcing officers",
        trigger="The chair of the panel signs the merit list of a campaign",
        title="The merit list of campaign {reference} is signed",
        template="roles/selection/mail/merit_list_signed.txt",
    ),
    of_place(
        slug="roles.merit_list_corrected",
        label="A correction of a merit list to confirm",
        audience="The department's hiring managers and resourcing officers",
        trigger="The chair of the panel signs a correction of the merit list of a campaign",
        title="Confirm a correction of the merit list: campaign {reference}",
        template="roles/selection/mail/merit_list_corrected.txt",
    ),
    of_own_place(
        slug="roles.conflict_decided",
        label="Whether you have a conflict of interest",
        audience="The person on the panel",
        trigger="Somebody who arranges the selection records or decides it",
        title="Your conflict of interest: {role}, {department}",
        template="roles/selection/mail/conflict_decided.txt",
        extra=while_on_it,
    ),
    of_own_place(
        slug="roles.mark_agreed",
        label="The panel has agreed marks for answers that you marked",
        audience="The people who marked the answers",
        trigger="The moderation of a stage is closed, and marks were agreed since the last time",
        title="The panel has agreed marks: {role}, {department}",
        template="roles/selection/mail/mark_agreed.txt",
        extra=while_on_it,
    ),
    of_own_place(
        slug="roles.own_marks_differ",
        label="Your marks were clearly higher or lower than those of others",
        audience="The person on the panel",
        trigger="Interviews start, and the marks of somebody in the sift were clearly higher or "
        "lower than others for the same answers",
        title="Your marks in the sift: {role}, {department}",
        template="roles/selection/mail/own_marks_differ.txt",
        extra=while_on_it,
    ),
    of_place(
        slug="roles.panel_marks_differ",
        label="Somebody on a panel marks clearly higher or lower than others",
        audience="The department's hiring managers and resourcing officers",
        trigger="Interviews start, and the marks of somebody in the sift were clearly higher or "
        "lower than others for the same answers",
        title="One person’s marks clearly differ from others: campaign {reference}",
        template="roles/selection/mail/panel_marks_differ.txt",
    ),
    of_own_place(
        slug="roles.third_mark_asked",
        label="You are asked for a third mark",
        audience="The person who is asked",
        trigger="The chair asks somebody else on the panels to mark an answer",
        title="Please mark an answer: {role}, {department}",
        template="roles/selection/mail/third_mark_asked.txt",
        extra=while_on_it,
    ),
    of_place(
        slug="roles.redactor_appointed",
        label="You are asked to hide personal details in answers",
        audience="The person who is asked",
        trigger="Somebody who arranges the selection asks a person to hide personal details",
        title="Hide personal details in answers for {department}",
        template="roles/selection/mail/redactor_appointed.txt",
        extra=still_redacting,
    ),
    of_own_place(
        slug="roles.third_mark_not_needed",
        label="A third mark that is no longer needed",
        audience="The person who is asked",
        trigger="The chair of a panel withdraws the request for a third mark",
        title="We no longer need a third mark from you: {role}",
        template="roles/selection/mail/third_mark_not_needed.txt",
        extra=while_on_it,
    ),
    of_own_place(
        slug="roles.panel_member_removed",
        label="You are not on a panel any more",
        audience="The person concerned",
        trigger="Somebody takes a person off a panel, or takes back an invitation to it",
        title="You are no longer needed on the panel for {department}",
        template="roles/selection/mail/panel_member_removed.txt",
        extra=its_place,
    ),
]
