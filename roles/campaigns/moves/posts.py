"""What can be done to a post."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html

from hub.models import User
from hub.moves import Move, reason_read_by
from hub.numbers import plural
from hub.tables import lines
from roles.campaigns.forms.campaigns import AppointmentForm
from roles.campaigns.services.appointments import (
    agree_appointment,
    obstacle_to_agreement,
    recommended_for,
    why_of_the_panel,
)
from roles.campaigns.services.withdrawing import (
    LastPostError,
    posts_left_without,
    who_waits_for,
    withdraw_post,
)
from roles.models.campaigns.post import Post
from roles.models.campaigns.selection_order import not_judged


def _may_agree(post: Post) -> bool:
    return post.is_senior and post.state == Post.State.OPEN and bool(recommended_for(post))


def _not_to_agree(post: Post) -> str:
    if not post.is_senior:
        return "The hub team only agrees appointments to senior posts"
    if post.state != Post.State.OPEN:
        return "The hub team can only agree an appointment before the post is offered"
    return "Nobody is recommended or on the reserve list for this post"


def _of_the_panel(post: Post, user: User) -> str:
    """Why a hub lead does not agree to an appointment of whose panel they were (H8)."""
    may = user.has_perm("roles.agree_appointment", post)
    why = why_of_the_panel(post, user) if may else None
    return f"{why.reason}." if why else ""


def _not_to_withdraw(post: Post) -> str:
    """Why the post is not withdrawn by itself: a campaign that has not ended needs it."""
    if why := who_waits_for(post):
        return f"{why}."
    campaign = post.campaign
    if campaign is None or campaign.is_ended:
        return ""
    left = posts_left_without(post)
    if not left:
        return format_html(
            '{}: <a class="govuk-link" href="{}">{}, {}</a>.',
            LastPostError(campaign).reasons[0],
            campaign.get_absolute_url(),
            campaign.title,
            campaign.reference,
        )
    return not_judged(campaign) if all(other.is_filled for other in left) else ""


def _what_withdrawing_does(post: Post) -> str:
    """What becomes of its campaign, and who is told."""
    for_good = "Use this if the department will not fill this post. You cannot undo this."
    campaign = post.campaign
    if campaign is None or campaign.is_ended:
        if post.support_request is None:
            return for_good
        request = post.support_request.reference
        return f"{for_good} We will tell the people who work on support request {request}."
    told = "We will tell everyone who works on it, with your reason."
    left = posts_left_without(post)
    if all(other.is_filled for other in left):
        filled = f"Every other post of campaign {campaign.reference} is filled"
        ends = f"{filled}, so the campaign will end."
        return f"{for_good} {ends} {told}"
    keeps = f"Campaign {campaign.reference} continues with {plural(len(left), 'post')}."
    shown = " The advert shows the new number at once." if campaign.opened_at else ""
    return f"{for_good} {keeps}{shown} {told}"


def _appointment(post: Post) -> list[tuple[str, Any]]:
    """The post, and who could be offered it, for whoever agrees to one of them."""
    return [
        ("Post", post.reference),
        ("Organisation", post.organisation.name),
        ("Grade", post.grade.name),
        *([("Campaign", post.campaign)] if post.campaign else []),
        ("Order of merit", lines(*recommended_for(post))),
    ]


POST_MOVES = (
    Move(
        slug="agree-appointment",
        label="Agree to the appointment",
        permission="roles.agree_appointment",
        may=_may_agree,
        already=_not_to_agree,
        is_decision=True,
        facts=_appointment,
        service=agree_appointment,
        form=AppointmentForm,
        form_kwargs=lambda post, user: {"references": recommended_for(post)},
        obstacle=obstacle_to_agreement,
        barred_by=_of_the_panel,
        explain="The department can then offer this senior post to that candidate.",
        done="has an agreed appointment",
    ),
    Move(
        slug="withdraw",
        label="Withdraw the post",
        permission="roles.withdraw_post",
        may=lambda post: post.state == Post.State.OPEN,
        already=lambda post: (
            f"You can only withdraw an open post. This one is “{post.get_state_display().lower()}”"
        ),
        service=withdraw_post,
        form=reason_read_by(
            "People in the department and the hub team who work on its campaign or request"
        ),
        obstacle=_not_to_withdraw,
        explain=_what_withdrawing_does,
        done="is withdrawn",
        is_warning=True,
    ),
)
