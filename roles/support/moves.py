"""What can be done to a support request, in the order in which it is offered."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join

from hub.models import User
from hub.moves import Move, can, reason_read_by
from hub.numbers import plural
from roles.campaigns.services.drafting import make_campaign_from_request, people_who_could_fill
from roles.models.policy import RecruitmentPolicy
from roles.models.support.request_state import BEFORE_OUTCOME, UNFINISHED
from roles.models.support.support_request import SupportRequest
from roles.support.forms.activity_line import ActivityLineForm
from roles.support.forms.attachments import AttachForm
from roles.support.forms.bookings import BookForm
from roles.support.forms.support_moves import (
    AcceptForm,
    ActivityForm,
    AssignForm,
    HandOverForm,
    MakeCampaignForm,
    OutcomeForm,
    QuestionForm,
)
from roles.support.services import (
    handing_over,
    outcomes,
    request_questions,
    requests,
    sift_help,
)
from roles.support.services.activities import log_activity, what_it_starts
from roles.support.services.attachments import add_file
from roles.support.services.bookings import book_expert
from roles.support.services.design_needs import raise_design_need
from roles.support.services.how_it_ended import going_on, posts_in_words, what_posts_say
from roles.support.taking_moves import BECOME_ADVISER, TAKING_MOVES

ToDepartmentForm = reason_read_by("The department")
ToHubForm = reason_read_by("The hub team")
ToBothForm = reason_read_by("People in the department and the hub team who work on this request")


def may_have_campaign(request: SupportRequest) -> bool:
    """Whether a campaign can be made: the hub works on it, and a post is free or one is running."""
    if not request.is_worked_on:
        return False
    free = request.posts.free().count() - request.referrals.awaiting_offer().count()
    return free > 0 or request.campaigns.unfinished().exists()


def _campaign_form(request: SupportRequest, user: User) -> dict[str, Any]:
    return {
        "other": request.campaigns.unfinished().first(),
        "people": people_who_could_fill(request),
    }


def _before_an_advert(request: SupportRequest) -> str:
    first = "The campaign will fill the posts of this request. Complete its terms next."
    if not (people := people_who_could_fill(request)):
        return first
    return (
        f"{plural(people, 'person', 'people')} on reserve lists could do this job now. "
        "The hub team can put them forward from the page of the request, which is quicker. " + first
    )


def _not_worked_on(request: SupportRequest) -> str:
    return "You can only do this while the hub team works on the request"


def _no_post_free(request: SupportRequest) -> str:
    if not request.is_worked_on:
        return _not_worked_on(request)
    return "This request has no post left for another campaign"


def _sift_help_declined(request: SupportRequest) -> str:
    if request.may_decline_sift_help:
        return sift_help.why_not_alone(request)
    if request.asks_for_sift_help:
        return (
            "You can only decline help with the sift between triage and the outcome, and not for "
            "a senior post"
        )
    if request.sift_help_declined_at:
        return "The hub team has already declined to help with the sift"
    return "Nobody has asked the hub team to help with the sift"


def _days_to_reopen() -> int:
    return RecruitmentPolicy.load().reopen_days


def _closing(request: SupportRequest) -> Any:
    said = "Use this when there is nothing more to do. We will tell the department."
    return format_html("{}{}", said, _goes_on(request))


def _withdrawing(request: SupportRequest) -> Any:
    said = (
        "You no longer want the hub team’s help. Posts that no campaign fills are withdrawn too. "
        f"You can reopen the request for {plural(_days_to_reopen(), 'day')}."
    )
    return format_html("{}{}", said, _goes_on(request))


def _goes_on(request: SupportRequest) -> Any:
    """The campaigns that go on when the request ends, each with a link; who is told of it."""
    if not (running := going_on(request)):
        return ""
    links = format_html_join(
        ", ",
        '<a class="govuk-link" href="{}">{}, {}</a>',
        ((found.get_absolute_url(), found.title, found.reference) for found in running),
    )
    is_one = len(running) == 1
    these = "This campaign keeps its" if is_one else "These campaigns keep their"
    continues = "continues" if is_one else "continue"
    return format_html(
        " {} posts and {} without the hub team’s help: {}. We will tell everyone who works on {}. "
        "To stop a campaign, cancel or end it on its own page.",
        these,
        continues,
        links,
        "it" if is_one else "them",
    )


SUPPORT_MOVES = (
    *TAKING_MOVES,
    Move(
        slug="accept",
        label="Accept",
        permission="roles.answer_supportrequest",
        may=can("accept"),
        service=requests.accept,
        form=AcceptForm,
        explain="The hub team will help. This makes one post for each person the department needs.",
        done="is accepted",
    ),
    Move(
        slug="redirect",
        label="Redirect",
        permission="roles.answer_supportrequest",
        may=can("redirect"),
        service=requests.redirect,
        form=ToDepartmentForm,
        explain="Somebody else can help better. Say who, and why.",
        done="is redirected",
    ),
    Move(
        slug="decline",
        label="Decline",
        permission="roles.answer_supportrequest",
        may=can("decline"),
        service=requests.decline,
        form=ToDepartmentForm,
        explain="The hub team cannot help. We will tell the department why.",
        done="is declined",
    ),
    Move(
        slug="decline-sift",
        label="Decline help with the sift",
        permission="roles.answer_supportrequest",
        # A request for nothing else is declined as a whole, by the move beside it.
        may=lambda request: request.may_decline_sift_help and not sift_help.why_not_alone(request),
        service=sift_help.decline_sift_help,
        form=ToDepartmentForm,
        explain="The hub team still helps with the rest. We will tell the department why, and "
        "cancel any experts booked for the sift and tell them.",
        already=_sift_help_declined,
        says=lambda request, result: "You have declined help with the sift",
    ),
    Move(
        slug="log",
        label="Log an activity",
        permission="roles.log_supportactivity",
        may=lambda request: request.is_worked_on,
        already=_not_worked_on,
        service=log_activity,
        form=ActivityForm,
        line=ActivityLineForm,
        form_kwargs=lambda request, user: {"request": request},
        explain=what_it_starts,
        says=lambda request, result: "Activity logged",
        is_creating=True,
    ),
    Move(
        slug="campaign",
        label="Start a campaign",
        permission="roles.make_campaign",
        may=may_have_campaign,
        already=_no_post_free,
        service=make_campaign_from_request,
        next_address=lambda campaign, user: campaign.get_absolute_url(),
        form=MakeCampaignForm,
        form_kwargs=_campaign_form,
        explain=_before_an_advert,
        done="has a campaign",
        is_creating=True,
    ),
    Move(
        slug="ask",
        label="Ask a question",
        permission="roles.ask_supportrequest",
        may=lambda request: request.state in BEFORE_OUTCOME,
        already=lambda request: "You can only ask questions until the outcome is recorded",
        service=request_questions.ask,
        form=QuestionForm,
        form_kwargs=lambda request, user: {"user": user},
        done="has a new question",
        is_creating=True,
    ),
    Move(
        slug="attach",
        label="Add a file",
        permission="roles.attach_supportrequest",
        may=lambda request: request.state in UNFINISHED,
        already=lambda request: "You can only add files until the request is closed",
        service=add_file,
        form=AttachForm,
        form_kwargs=lambda request, user: {"user": user, "request": request},
        explain="The department and the hub team can both open it.",
        done="has a new file",
        is_creating=True,
    ),
    Move(
        slug="book",
        label="Book an expert",
        permission="roles.book_expert",
        may=lambda request: request.is_worked_on,
        already=_not_worked_on,
        service=book_expert,
        form=BookForm,
        form_kwargs=lambda request, user: {"request": request},
        explain="We will email the expert. The list has every expert. You cannot book those who "
        "are busy, work for this department or have asked not to work with it.",
        done="has an expert booked",
        is_creating=True,
    ),
    Move(
        slug="design",
        label="Raise a need for organisation design",
        permission="roles.answer_supportrequest",
        may=lambda request: request.is_worked_on,
        already=_not_worked_on,
        service=raise_design_need,
        form=ToBothForm,
        explain="Use this if the question is where roles sit, not who fills them. The need gets "
        "its own page, where the department can ask for advice.",
        says=lambda request, need: f"{need} raised from support request {request.reference}",
        next_address=lambda need, user: need.get_absolute_url(),
        is_creating=True,
    ),
    Move(
        slug="resume",
        label="Resume",
        permission="roles.answer_supportrequest",
        may=can("resume"),
        service=request_questions.resume,
        explain="Continue without waiting for more answers. We will tell the adviser.",
        for_several="For requests that wait for the department. You continue without waiting for "
        "more answers. We will tell the adviser.",
        done="is in progress again",
    ),
    BECOME_ADVISER,
    Move(
        slug="assign",
        label="Change adviser or urgency",
        permission="roles.triage_supportrequest",
        may=lambda request: request.is_assignable,
        already=lambda request: (
            "You can only change the adviser and urgency after triage, until the request is closed"
        ),
        service=requests.assign,
        form=AssignForm,
        form_kwargs=lambda request, user: {"user": user, "request": request},
        says=lambda request, result: "Adviser and urgency saved",
    ),
    Move(
        slug="hand-over",
        label="Give the request to a colleague",
        permission="roles.hand_over_supportrequest",
        may=lambda request: request.is_unfinished,
        already=lambda request: "You can only give a request to a colleague until it is closed",
        obstacle=handing_over.why_nobody,
        service=handing_over.hand_over,
        form=HandOverForm,
        form_kwargs=lambda request, user: {"request": request},
        explain="They get all emails about it from now on, and answer the hub team’s questions. "
        "We will tell them.",
        says=lambda request, result: f"{request} is now with {request.requester}",
    ),
    Move(
        slug="outcome",
        label="Record the outcome",
        permission="roles.answer_supportrequest",
        may=can("record_outcome"),
        service=outcomes.record_outcome,
        form=OutcomeForm,
        form_kwargs=lambda request, user: {"initial": {"outcome": what_posts_say(request)}},
        explain=posts_in_words,
        done="has an outcome",
    ),
    Move(
        slug="close",
        label="Close the request",
        permission="roles.answer_supportrequest",
        may=can("close"),
        service=outcomes.close,
        explain=_closing,
        done="is closed",
    ),
    Move(
        slug="withdraw",
        label="Withdraw the request",
        permission="roles.withdraw_supportrequest",
        may=can("withdraw"),
        obstacle=outcomes.why_not_withdrawn,
        service=outcomes.withdraw,
        form=ToHubForm,
        explain=_withdrawing,
        done="is withdrawn",
        is_warning=True,
    ),
    Move(
        slug="reopen",
        label="Reopen",
        permission="roles.reopen_supportrequest",
        may=outcomes.may_be_reopened,
        already=lambda request: (
            f"You can reopen a request for {plural(_days_to_reopen(), 'day')} after it is closed, "
            "but only if the hub team accepted it or the department withdrew it"
        ),
        service=outcomes.reopen,
        form=ToBothForm,
        explain="There is more to do after all. We will tell the others who work on it why.",
        done="is open again",
    ),
)
