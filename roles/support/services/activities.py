"""Support activities: the hub's work is logged against posts, on the day it was done (H5)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from hub.audit import DONE_ON, log
from hub.authorisation import requires
from hub.models import User
from hub.refusals import RefusedError
from roles.campaigns.services.appointments import ON_THE_PANEL, refuse_late_panel
from roles.models.campaigns.post import Post
from roles.models.support.activity import SupportActivity
from roles.models.support.request_state import SIFT_HELP
from roles.models.support.support_request import SupportRequest


class ActivityRefusedError(RefusedError):
    """The activity cannot be logged."""


@requires("roles.log_supportactivity", "request")
@transaction.atomic
def log_activity(
    *,
    request: SupportRequest,
    type: str,  # noqa: A002 (the field's own word)
    on: date,
    actor: User,
    post: Post | None = None,
    adviser: User | None = None,
    hours: Decimal | None = None,
    note: str = "",
    at: datetime | None = None,
) -> SupportActivity:
    """Log one piece of work on a day, against a post where it was about one (H5).

    The first activity begins the work. Raises ``ActivityRefusedError`` when the hub is not at work
    on the request, the day is wrong, or sift help was not asked for before the advert (R5) or was
    declined before the day (H4); ``AgreedBeforeError`` for work on a panel (H8).
    """
    moment = at or timezone.now()
    locked = (
        SupportRequest.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=request.pk)
    )
    _check(locked, type, on, post, moment)
    if type in ON_THE_PANEL:
        refuse_late_panel([post] if post else locked.posts.all(), adviser or actor)
    if locked.state == SupportRequest.State.ACCEPTED:
        locked.begin(moment)
        locked.save()
        log(locked, "roles.support_begun", actor=actor, at=moment)
    activity = SupportActivity.objects.create(
        request=locked,
        post=post,
        type=type,
        on=on,
        adviser=adviser or actor,
        hours=hours,
        note=note,
        logged_at=moment,
    )
    log(
        locked,
        "roles.activity_logged",
        actor=actor,
        at=moment,
        data={
            "detail": f"{activity.get_type_display()}, {post or 'no particular post'}",
            **({DONE_ON: on.isoformat()} if on < timezone.localdate(moment) else {}),
        },
    )
    return activity


def what_it_starts(request: SupportRequest) -> str:
    """What logging an activity does besides, before the first one; "" of every other."""
    if request.state != SupportRequest.State.ACCEPTED:
        return ""
    return (
        "This starts the work on this request, because it is the first activity. The department "
        "will see that the hub team is working on it."
    )


def _check(
    request: SupportRequest, kind: str, on: date, post: Post | None, moment: datetime
) -> None:
    if not request.is_worked_on:
        raise ActivityRefusedError(
            ["You can only log work on a request that the hub team has accepted and not finished"]
        )
    if on > timezone.localdate(moment):
        raise ActivityRefusedError(["The date of the work must be today or in the past"])
    if on < timezone.localdate(request.submitted_at):
        raise ActivityRefusedError(["The date of the work must be after the request was submitted"])
    if post is not None and post.support_request_id != request.pk:
        raise ActivityRefusedError(["Select a post of this request"])
    if kind in SIFT_HELP and (
        why := request.obstacle_to_sift_help(post.campaign if post else None, on)
    ):
        raise ActivityRefusedError([why])
