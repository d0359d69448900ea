"""The order of selection: what has to be so before a campaign or an application moves on.

R9: the sift starts when its panel can assess; R10: a Commissioner chairs the most senior posts.
R21: nobody is chosen while the role is open; candidates are met when the sift is done, and offered
a post when the order of merit is agreed. R13: offers follow that order, the recommended before the
reserve list, among those who would work at the location. R19: nobody is invited or offered a post
before they are told of the decision that goes before it. R16: no formal offer before the checks are
passed, and no start before its day. R22: an offer is not withdrawn before its day has passed.
The transitions ask, so that every caller meets it; services and pages say it in words. What has
begun once stays allowed for late decisions and reserve lists.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.dates import date_gb, datetime_gb
from hub.refusals import RefusedError
from roles.models.campaigns.campaign_reader import why_for
from roles.models.campaigns.check_kinds import checks_missing
from roles.models.campaigns.interview_times import missed, still_ahead
from roles.models.campaigns.met_by_panel import not_all_met, not_judged, unsifted
from roles.models.campaigns.turns import before, places_left, recommended_of

if TYPE_CHECKING:
    from roles.models.campaigns.campaign import Campaign


# What the panel finds of whoever it has met.
FINDINGS = ("recommend", "put_on_reserve", "not_appoint")
# Where it has whether its sift is done.
SIFTED = "is_sifted_read"


class TooEarlyError(RefusedError, TransitionNotAllowed):
    """Something else comes first in the order of selection."""

    reason = "Something else has to be done first"


def obstacle_to(record: Any, move: str) -> str:
    """Why a move has to wait although the record's state allows it; "" when it need not.

    ``move`` is the name of a transition of the application or the campaign.
    """
    rule = ORDER.get(move)
    return rule(record) if rule else ""


def own_obstacle_to(application: Any, move: str) -> str:
    """The same where it is the application's own, and not that of all in its state."""
    rule = OWN.get(move)
    return rule(application) if rule else ""


def in_order(move: str) -> Callable[[Any], bool]:
    """The condition of the transition of that name."""
    return lambda record: not obstacle_to(record, move)


def check_order(record: Any, move: str, actor: Any) -> None:
    """Raises ``TooEarlyError``, which says what comes first, as far as the actor may know it."""
    if why := why_for(actor, record, partial(obstacle_to, move=move)):
        raise TooEarlyError([why])


def _still_open(campaign: Campaign) -> str:
    # From its interviews on, cancelling keeps the rules of ending: so do late decisions.
    if campaign.cancelled_at and campaign.interviewing_at is None:
        return "This role was cancelled, so you cannot select anybody for it."
    if campaign.closes_at is None or campaign.opened_at is None:
        return "This role has not opened yet."
    if campaign.is_live and campaign.closes_at > timezone.now():
        closes = datetime_gb(campaign.closes_at)
        return f"You can start when the role closes, on {closes}."
    if campaign.closes_at > timezone.now():
        return f"You can start when the role closes, on {datetime_gb(campaign.closes_at)}."
    return ""


def _sift(application: Any) -> str:
    campaign = application.campaign
    if campaign.sifting_at or campaign.ended_at:
        return _still_open(campaign) or _marks_to_come(application)
    return _still_open(campaign) or "The role has closed. Start the sift on the campaign’s page."


def _marks_to_come(application: Any) -> str:
    """Why a decision waits for the panel's marks; "" where no panel marks, or all are in (S19).

    And until the panel has agreed on those that differ (S24).
    """
    campaign = application.campaign
    if campaign.sifting_at is None:
        return ""
    why = application.stage_results.waiting_in(campaign).get(application.pk, "")
    return str(why) or _to_agree(application) or str(campaign.sift_cuts.why_wait(campaign))


def _to_agree(application: Any) -> str:
    """Why a decision waits for marks that differ; "" where there are none (S24)."""
    return str(application.stage_results.disputed_in(application.campaign).get(application.pk, ""))


def _pass(application: Any) -> str:
    return _sift(application) or _below_the_minimum(application)


def _own_pass(application: Any) -> str:
    return _marks_to_come(application) or _below_the_minimum(application)


def _below_the_minimum(application: Any) -> str:
    """Why nobody passes the sift against the panel's marks; "" where these are enough."""
    campaign = application.campaign
    if campaign.sifting_at is None:
        return ""
    return str(application.stage_results.below_in(campaign).get(application.pk, ""))


def _interview(application: Any) -> str:
    campaign = application.campaign
    if campaign.interviewing_at:
        return _still_open(campaign)
    if why := _still_open(campaign):
        return why
    first = "Start interviews" if _is_sifted(campaign) else "Finish the sift, then start interviews"
    return f"{first} on the campaign’s page. You can invite candidates after that."


def _is_sifted(campaign: Campaign) -> bool:
    """Whether every application is decided, read once for all of a campaign that are shown."""
    known = campaign.__dict__.setdefault(SIFTED, {})
    hidden = campaign.hidden_applications
    if hidden not in known:
        known[hidden] = not unsifted(campaign)
    return bool(known[hidden])


def _untold(application: Any) -> str:
    """Why what would tell the candidate of a decision waits for the release of that (R19)."""
    if not application.awaits_release:
        return ""
    told = datetime_gb(application.release_at)
    return f"The candidate will be told the last decision on {told}. You can do this from then on."


def _invitation(application: Any) -> str:
    return _interview(application) or _untold(application) or _to_agree(application)


def _judgement(application: Any, move: str = "") -> str:
    """Why nobody says yet what the panel found: its marks come first, and the list (S24, R13)."""
    return _interview(application) or _not_found(application, move)


def _not_found(application: Any, move: str = "") -> str:
    campaign = application.campaign
    if campaign.is_ended:
        return ""
    why = application.stage_results.waiting_in(campaign).get(application.pk, "")
    why = str(why) or _to_agree(application)
    return why or str(campaign.merit_lists.why_not_found(application, move))


def _interview_over(application: Any) -> str:
    return still_ahead(application) or _interview(application)


def _interview_missed(application: Any) -> str:
    return missed(application) or _interview(application)


def _offer(application: Any) -> str:
    campaign = application.campaign
    if campaign.merit_agreed_at:
        return _still_open(campaign) or _own_offer(application)
    if campaign.is_ended:
        return "This role ended before its order of merit was agreed, so you cannot offer it."
    return (
        _still_open(campaign)
        or "Agree the order of merit on the campaign’s page. You can make offers after that."
    )


def _own_offer(application: Any) -> str:
    return _untold(application) or _off_the_list(application) or _recommended_first(application)


def _off_the_list(application: Any) -> str:
    """Why nobody on the reserve list is offered a post: it has ended for them (R14)."""
    last = application.reserve_last_day
    if last is None or last >= timezone.localdate():
        return ""
    return f"Their last day on the reserve list was {date_gb(last)}."


def _recommended_first(application: Any) -> str:
    """Why somebody has to wait: others come first in order who would take the same post (R13, S38).

    The reserve list waits for everybody recommended; each for those before them in the merit list,
    where one was signed. Before the terms say where the post is, that is asked of each place this
    candidate would take.
    """
    campaign = application.campaign
    if application.state not in ("recommended", "reserve") or not campaign.merit_agreed_at:
        return ""
    waiting = [
        (other.reference, left)
        for other in before(application)
        if (left := places_left(other)) is not None
    ]
    if not waiting:
        return ""
    terms = application.terms_offered
    wanted = application.places_wanted.all() if terms is None else [terms.place]
    places = {place.pk for place in wanted or campaign.places.all()}
    # Who was asked for no place would take any.
    first = [reference for reference, theirs in waiting if not theirs or theirs & places]
    taken = set[int]().union(*(theirs or places for _, theirs in waiting))
    if not places <= taken:
        return ""
    rule = ", and the reserve list comes after everyone who is recommended"
    return (
        f"Offers follow the order of merit{rule if application.state == 'reserve' else ''}. "
        f"Offer a post first to: {', '.join(first)}."
    )


def is_anybody_recommended(campaign: Campaign) -> bool:
    """Whether somebody is offered a post before the reserve list is (R13)."""
    return any(places_left(other) is not None for other in recommended_of(campaign))


def _withdrawal(application: Any) -> str:
    terms = application.terms_offered
    if terms is None:
        return "This offer has no date to answer by. Change the offer to add one first."
    if terms.is_late(timezone.localdate()):
        return ""
    by = date_gb(terms.answer_by)
    until = f"The candidate has until the end of {by} to answer"
    return f"{until}. You can withdraw the offer after that day."


def _checks_passed(application: Any) -> str:
    missing = checks_missing(application)
    if not missing:
        return ""
    names = ", ".join(kind.label[0].lower() + kind.label[1:] for kind in missing)
    return f"Not passed yet, or not recorded: {names}. Record each check first."


def _start_day(application: Any) -> str:
    terms = application.terms_offered
    if terms is None or terms.starts_on <= timezone.localdate():
        return ""
    return f"The start date is {date_gb(terms.starts_on)}. Record the start on that day or later."


def _sift_panel(campaign: Campaign) -> str:
    """Why the sift has to wait: for its panel, whose people can assess and have declared (S5)."""
    if why := _still_open(campaign):
        return why
    why = campaign.selection_panels.why_no_sift(campaign, timezone.localdate())
    return str(why)


def _sift_done(campaign: Campaign) -> str:
    return unsifted(campaign) or _commissioned(campaign) or _still_open(campaign)


def _commissioned(campaign: Campaign) -> str:
    """Why nobody is met yet: the Commissioner who chairs is not recorded (R10)."""
    return str(campaign.selection_panels.why_no_commissioner(campaign))


def _everybody_judged(campaign: Campaign) -> str:
    """Why the order of merit waits: somebody invited is not met, or somebody met not judged."""
    if why := not_all_met(campaign) or not_judged(campaign):
        return why
    if campaign.merit_lists.to_confirm().exists():
        return "A correction of the merit list waits for a second person to confirm it."
    return _commissioned(campaign) or _still_open(campaign)


ORDER: dict[str, Callable[[Any], str]] = {
    # Of a campaign.
    "start_sift": _sift_panel,
    "start_interviews": _sift_done,
    "agree_merit": _everybody_judged,
    "start_offers": _still_open,
    # Of an application.
    "pass_sift": _pass,
    "fail_sift": _sift,
    "invite": _invitation,
    "book": _interview,
    "rebook": _interview,
    "record_interview": _interview_over,
    "miss_interview": _interview_missed,
    "interview_failed": _interview_over,
    "judge": _judgement,
    **{move: partial(_judgement, move=move) for move in FINDINGS},
    "offer": _offer,
    "withdraw_offer": _withdrawal,
    "offer_formally": _checks_passed,
    "start": _start_day,
}
OWN: dict[str, Callable[[Any], str]] = {
    "pass_sift": _own_pass,
    "fail_sift": _marks_to_come,
    "invite": _untold,
    "offer": _own_offer,
    "record_interview": still_ahead,
    "miss_interview": missed,
    "interview_failed": still_ahead,
    "withdraw_offer": _withdrawal,
    **{move: partial(_not_found, move=move) for move in FINDINGS},
}
