"""The tables of the support workspace, the hub's board and an expert's own bookings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from hub.dates import date_gb, day_of
from hub.tables import (
    NEVER_EMPTY,
    Column,
    Empty,
    EmptyLink,
    Link,
    Table,
    Tag,
    joined,
    lines,
    reference_link,
    small,
    state_tag,
)
from roles.models.support.expert import Booking
from roles.models.support.request_attachment import RequestAttachment
from roles.models.support.support_request import SupportRequest


def _subject(request: SupportRequest) -> Any:
    return request.level or request.role


def _adviser(request: SupportRequest) -> Any:
    return request.adviser or "Nobody yet"


def _state_and_lateness(request: SupportRequest, today: date) -> Any:
    is_late = request.is_triage_late(today)
    return joined(state_tag(request), Tag("Triage late", "red") if is_late else "")


def requests(today: date) -> Table:
    """What a department asked for, each late for triage on that day marked."""
    return Table(
        "Support requests",
        (
            Column("Reference", reference_link),
            Column(
                "Organisation",
                lambda request: request.organisation.display_code,
                sort=("organisation__name",),
            ),
            Column(
                "Kind of help",
                lambda request: lines(request.what_for, small(_subject(request))),
                written=lambda request: request.what_for,
            ),
            Column(
                "Posts",
                lambda request: request.posts_wanted,
                is_numeric=True,
                sort=("posts_wanted",),
            ),
            Column(
                "State",
                lambda request: _state_and_lateness(request, today),
                sort=("state",),
                written=lambda request: request.get_state_display(),
            ),
            Column(
                "Adviser",
                _adviser,
                sort=("adviser__email",),
                written=lambda request: str(request.adviser) if request.adviser else None,
            ),
            Column(
                "Submitted",
                lambda request: localdate(request.submitted_at),
                sort=("submitted_at",),
                is_nowrap=True,
            ),
        ),
        more_in_files=(
            Column("Role", lambda request: str(_subject(request) or "") or None),
            Column("Triage late", lambda request: "Yes" if request.is_triage_late(today) else "No"),
        ),
        caption_is_hidden=True,
        empty=Empty(
            "There are no open support requests that you can see.",
            "A request will appear here when somebody in your department asks the hub team for "
            "help. To see closed ones, select a state.",
            EmptyLink("Ask for support", "roles:support_ask", "roles.submit_supportrequest"),
        ),
    )


SELECTED = Table(
    "People you selected, who wait for your offer",
    (
        Column(
            "Application",
            lambda referral: Link(referral.application.reference, referral.get_absolute_url()),
        ),
        Column("Support request", lambda referral: referral.request.reference),
        Column("For", lambda referral: _subject(referral.request)),
        Column("Selected on", lambda referral: day_of(referral.selected_at)),
    ),
    empty=NEVER_EMPTY,
)


def _campaign(post: Any) -> Any:
    campaign = post.campaign
    return lines(reference_link(campaign), state_tag(campaign)) if campaign else "None yet"


POSTS = Table(
    "Posts",
    (
        Column("Reference", reference_link),
        Column("Post", lambda post: post.title),
        Column("State", state_tag),
        Column("Campaign", _campaign),
    ),
    empty=NEVER_EMPTY,
)

ACTIVITIES = Table(
    "The hub team’s work",
    (
        Column("Date", lambda activity: activity.on),
        Column("What", lambda activity: activity.get_type_display()),
        Column(
            "Post",
            lambda activity: activity.post.reference if activity.post else "No particular post",
        ),
        Column("By", lambda activity: activity.adviser),
        Column("Hours", lambda activity: activity.hours or "", is_numeric=True),
        Column("Note", lambda activity: activity.note),
    ),
    empty=NEVER_EMPTY,
)


def _file(attachment: RequestAttachment) -> Any:
    upload = attachment.upload
    if upload is None:
        return Tag("Removed", "grey")
    what: Any = upload.description
    if upload.can_be_opened and upload.file:
        args = [attachment.request.reference, attachment.pk]
        what = joined(
            Link("Read", reverse("roles:support_file_read", args=args), about=attachment.title),
            Link(f"Download ({what})", reverse("roles:support_file", args=args)),
        )
    return joined(what, state_tag(upload))


def files(removable: set[int]) -> Table:
    """The files of a request; those in ``removable`` this person may remove."""

    def removal(attachment: RequestAttachment) -> Any:
        if attachment.pk not in removable:
            return ""
        args = [attachment.request.reference, attachment.pk]
        href = reverse("roles:support_file_remove", args=args)
        return Link("Remove", href, about=attachment.title)

    return Table(
        "Files",
        (
            Column("What", lambda attachment: attachment.title),
            Column("File", _file),
            Column("Added by", lambda attachment: attachment.added_by or "Somebody who left"),
            Column("Date", lambda attachment: day_of(attachment.added_at)),
            Column("Action", removal, heading_is_hidden=True),
        ),
        empty=NEVER_EMPTY,
    )


def bookings(reference: str, *, may_book: bool) -> Table:
    """The experts booked for a request; who may book may cancel, too."""

    def cancelling(booking: Booking) -> Any:
        if not (may_book and booking.state == booking.State.BOOKED):
            return ""
        expert = booking.expert.user or "the expert"
        return Link(
            "Cancel",
            reverse("roles:support_booking_cancel", args=[reference, booking.pk]),
            about=f"the booking of {expert} from {date_gb(booking.starts_on)}",
        )

    return Table(
        "Experts booked",
        (
            Column("What for", _kind_and_place),
            Column("Expert", lambda booking: booking.expert),
            Column("First day", lambda booking: booking.starts_on),
            Column("Last day", lambda booking: booking.ends_on),
            Column(
                "Post", lambda booking: booking.post.reference if booking.post else "Every post"
            ),
            Column("State", state_tag),
            Column("Action", cancelling, heading_is_hidden=True),
        ),
        empty=NEVER_EMPTY,
    )


def _kind_and_place(booking: Booking) -> str:
    return booking.get_kind_display() + (f", {booking.place}" if booking.place else "")


def _days(booking: Booking) -> str:
    to = f" to {date_gb(booking.ends_on)}" if booking.ends_on != booking.starts_on else ""
    return f"{date_gb(booking.starts_on)}{to}"


def _kind_and_subject(booking: Booking) -> Any:
    post = f", post {booking.post.reference}" if booking.post else ""
    return lines(booking.get_kind_display(), small(f"{_subject(booking.request)}{post}"))


def _declining(booking: Booking) -> Any:
    """Where the expert says that they cannot help; what they said of a booking to come."""
    if booking.state != booking.State.BOOKED or booking.ends_on < localdate():
        return ""
    if booking.declined_at is not None:
        return "You said that you cannot help"
    href = reverse("roles:booking_decline", args=[booking.pk])
    return Link("I cannot help", href, about=f"from {date_gb(booking.starts_on)}")


COMING_BOOKINGS = Table(
    "From today",
    (
        Column("When", _days),
        Column("What", _kind_and_subject),
        Column("Department", lambda booking: booking.request.organisation.name),
        Column("Where", lambda booking: booking.place or "Not decided yet"),
        Column("Request", lambda booking: booking.request.reference),
        Column("State", state_tag),
        Column("Action", _declining, heading_is_hidden=True),
    ),
    empty=Empty(
        "You are not booked for any days from today.",
        "We will email you when an adviser books you, and list the days here.",
    ),
)
