"""The tables of the support workspace, the hub's board and an expert's own bookings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from hub.dates import date_gb, day_of
from hub.numbers import printed_words
from hub.tables import Column, Link, Table, Tag, joined, lines, reference_link, small, state_tag
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
        empty="There are no support requests to show.",
    )


BY_ORGANISATION = ("organisation__name",)

SELECTED = Table(
    "People you selected, who wait for your offer",
    (
        Column(
            "Application",
            lambda referral: Link(referral.application.reference, referral.get_absolute_url()),
        ),
        Column("Support request", lambda referral: referral.request.reference),
        Column("For", lambda referral: _subject(referral.request)),
        Column("Selected on", lambda referral: date_gb(referral.selected_at)),
    ),
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
)

FILLED_POSTS = Table(
    "Posts, most recently filled first",
    (
        Column("Reference", reference_link),
        Column("Post", lambda post: post.title, sort=("role__name", "level__name")),
        Column("Organisation", lambda post: post.organisation.display_code, sort=BY_ORGANISATION),
        Column("Filled on", lambda post: post.filled_on, sort=("filled_on",)),
        Column("Support request", lambda post: reference_link(post.support_request)),
    ),
    caption_is_hidden=True,
)

ENDED_REQUESTS = Table(
    "Support requests",
    (
        Column("Reference", reference_link),
        Column("Organisation", lambda row: row.organisation.display_code, sort=BY_ORGANISATION),
        Column("Role", _subject, sort=("role__name", "level__name")),
        Column("State", state_tag, sort=("state",)),
        Column(
            "Outcome recorded",
            lambda request: day_of(request.outcome_recorded_at),
            sort=("outcome_recorded_at",),
        ),
    ),
    caption_is_hidden=True,
)

ENDED_CAMPAIGNS = Table(
    "Campaigns",
    (
        Column("Reference", reference_link),
        Column("Organisation", lambda row: row.organisation.display_code, sort=BY_ORGANISATION),
        Column("Role", lambda campaign: campaign.title, sort=("title",)),
        Column(
            "Ended",
            lambda campaign: day_of(campaign.ended_at or campaign.cancelled_at),
            sort=("ended_at", "cancelled_at"),
        ),
    ),
    caption_is_hidden=True,
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
            Column("Date", lambda attachment: date_gb(attachment.added_at)),
            Column("Action", removal, heading_is_hidden=True),
        ),
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
    empty="You are not booked for any days from today.",
)

DEMAND = Table(
    "Demand by role and level",
    (
        Column("Role and level", lambda line: line.called, sort=("called",)),
        Column("Requests", lambda line: line.requests, is_numeric=True, sort=("requests",)),
        Column("Posts", lambda line: line.wanted, is_numeric=True, sort=("wanted",)),
        Column(
            "Requests nobody could meet", lambda line: line.unmet, is_numeric=True, sort=("unmet",)
        ),
        Column(
            "Posts nobody could meet",
            lambda line: line.unmet_posts,
            is_numeric=True,
            sort=("unmet_posts",),
        ),
    ),
    caption_is_hidden=True,
    empty="No department has asked for anybody in the last 12 months.",
)

# How many gave each answer: records are (answer, number).
ANSWERS = Table(
    "Answers",
    (
        Column("Answer", lambda line: line[0]),
        Column("Number", lambda line: line[1], is_numeric=True),
    ),
)


def _number(line: Any) -> Any:
    href = reverse("roles:support_outcome_rows", args=[line.slug])
    return Link(str(line.number), href, about=f"of {line.label}") if line.number else 0


COUNTED = Table(
    "Counted",
    (
        Column("What", lambda line: line.label),
        Column("Number", _number, is_numeric=True),
    ),
)

SATISFACTION = Table(
    "How satisfied departments are with the hub team",
    (
        Column("Quarter", lambda line: line.quarter.label),
        Column("Answers", lambda line: printed_words(line.answers), is_numeric=True),
        Column(
            "Satisfied or very satisfied",
            lambda line: printed_words(line.satisfied),
            is_numeric=True,
        ),
    ),
)
