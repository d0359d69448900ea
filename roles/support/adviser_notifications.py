"""What advisers are told when they become the adviser of a request, or are no longer."""

from __future__ import annotations

from hub.notifications import NotificationKind
from roles.notifying import HUB_TEAM
from roles.support import message_facts as facts

ADVISER_NOTIFICATIONS = [
    NotificationKind(
        slug="roles.support_assigned",
        label="A support request is yours",
        audience="The adviser who was given the request",
        to_office=True,
        trigger="Somebody else triages a request and names the adviser",
        title="Support request {reference} is yours",
        template="roles/support/mail/support_assigned.txt",
        example=facts.example_of_request,
        choice="Tell me when I am made the adviser for a support request",
        reaches=HUB_TEAM,
        extra=facts.named(),
        stand_in="roles.answer_supportrequest",
    ),
    NotificationKind(
        slug="roles.support_taken_over",
        label="Somebody else is the adviser now",
        audience="Whoever was the adviser, or had taken the request",
        to_office=True,
        trigger="Somebody else is made the adviser; one email for several requests at once",
        title="New adviser for {what}",
        template="roles/support/mail/support_taken_over.txt",
        example=facts.example_of_taken_over,
        extra=facts.still_taken_over,
    ),
    NotificationKind(
        slug="roles.support_yours_again",
        label="You are the adviser again",
        audience="Whoever was the adviser before a colleague took over, and is again",
        to_office=True,
        trigger="A colleague gives back what they took over. One email for several requests",
        title="You are the adviser again for {what}",
        template="roles/support/mail/support_yours_again.txt",
        example=facts.example_of_taken_over,
        reaches=HUB_TEAM,
        extra=facts.still_yours_again,
        stand_in="roles.answer_supportrequest",
    ),
]
