"""The terms of an offer: complete, as advertised and approved, with days on which people work."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NotRequired, TypedDict

from django.db.models import QuerySet
from django.utils import timezone

from hub.dates import too_far
from hub.numbers import money
from hub.refusals import RefusedError
from roles.models.applications.application import Application
from roles.models.applications.offer import Offer
from roles.models.campaigns.campaign import Campaign
from roles.models.location import Location
from roles.models.policy import RecruitmentPolicy
from roles.models.support.support_request import SupportRequest

# From here on hours are full time (GOV.UK, Part-time workers' rights), and at most of a week.
FULL_TIME_FROM = Decimal(35)
# The days of an offer, as a sentence about one begins.
DAYS = {"answer_by": "The date to answer by", "starts_on": "The start date"}


class OfferRefusedError(RefusedError):
    """What is offered is not complete, or not what was advertised."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__([reason])
        self.field = field


class OfferTerms(TypedDict):
    """What an offer states, beside its post."""

    salary: int
    allowance: NotRequired[int | None]
    place: Location
    working_pattern: str
    hours_per_week: Decimal
    starts_on: date
    answer_by: date
    contact_name: str
    contact_email: str
    conditions: str


def stated_terms(
    application: Application,
    given: OfferTerms,
    at: datetime,
    earlier: Offer | None = None,
    request: SupportRequest | None = None,
) -> Offer:
    """The terms, complete and as advertised. Raises ``OfferRefusedError``.

    A day that an earlier statement of them set already is not asked about again. ``request`` is the
    one whose post is offered to whom it was put forward: nothing was advertised of that.
    """
    request = earlier.request if earlier else request
    campaign = application.campaign
    words: dict[str, Any] = {**given, "hours_per_week": Decimal(given["hours_per_week"])}
    for name in ("contact_name", "contact_email", "conditions"):
        words[name] = words[name].strip()
    terms = Offer(application=application, request=request, made_at=at, **words)
    faults = _faults(terms, at, earlier)
    faults += [
        ("place", not_accepted(application, terms.place)),
        ("hours_per_week", hours_unlike(campaign, terms.working_pattern, terms.hours_per_week)),
        ("conditions", checks_left_out(campaign, terms.condition_list)),
    ]
    # Nobody approved another salary, whichever department pays it (R1).
    faults.append(("salary", salary_out_of_range(application, terms.salary)))
    if request is None:
        faults += _not_as_advertised(terms, application)
    for name, why in faults:
        if why:
            raise OfferRefusedError(name, why)
    return terms


def places_to_offer(application: Application, *, is_advertised: bool) -> QuerySet[Location]:
    """Where the candidate can be offered a post: in the places they accept, if they said any."""
    wanted = application.places_wanted.all()
    if wanted:
        return wanted
    return application.campaign.places.all() if is_advertised else Location.objects.all()


def places_accepted(application: Application) -> str:
    """The places that the candidate accepts, in words; "" where they were not asked."""
    return ", ".join(place.name for place in application.places_wanted.all())


def not_accepted(application: Application, place: Location) -> str:
    """Why a place cannot be offered: the candidate was promised jobs in other places alone."""
    accepted = places_accepted(application)
    if not accepted or application.places_wanted.filter(pk=place.pk).exists():
        return ""
    return f"Select a location the candidate accepts: {accepted}"


def hours_unlike(campaign: Campaign, pattern: str, hours: Decimal) -> str:
    """Why hours are not of the working pattern: part time is less than full time."""
    is_part_time = campaign.working_pattern == Campaign.WorkingPattern.PART_TIME
    full = Decimal(37) if is_part_time else campaign.hours_per_week
    if pattern == Campaign.WorkingPattern.PART_TIME and hours >= full:
        return f"Part-time hours must be fewer than {full.normalize():f} a week"
    least = min(full, FULL_TIME_FROM)
    if pattern == Campaign.WorkingPattern.FULL_TIME and hours < least:
        return f"Full-time hours must be {least.normalize():f} a week or more"
    return ""


def checks_of_an_offer(campaign: Campaign) -> list[str]:
    """The checks on which each offer depends, with the campaign's own level of security (R16)."""
    found = [
        "Proof of your identity and of your right to work in the UK",
        "Your employment history of the last 3 years",
        "A check of your unspent criminal convictions",
    ]
    if campaign.security_level != Campaign.SecurityLevel.BPSS:
        found.append(f"Security clearance: {campaign.get_security_level_display()}")
    return found


def checks_left_out(campaign: Campaign, conditions: list[str]) -> str:
    """Why conditions are not enough: no offer goes without the checks (R16)."""
    missing = [check for check in checks_of_an_offer(campaign) if check not in conditions]
    if not missing:
        return ""
    return f"Add the checks that every offer depends on, each on its own line: {'; '.join(missing)}"


def facts_of_offer(application: Application) -> list[tuple[str, str]]:
    """What an answer to an offer is about: the role and all the terms."""
    terms = application.terms_offered
    role = [("Role", application.job_offered), ("Department", application.organisation.name)]
    return role + (terms.all_in_words if terms else [])


def what_changed(before: Offer | None, after: Offer) -> str:
    """Each term that is another one now, with what it was and what it is."""
    old, new = _all_of(before), _all_of(after)
    return "; ".join(
        f"{name}: {old.get(name) or 'nothing'} is now {new.get(name) or 'nothing'}"
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    )


def _all_of(terms: Offer | None) -> dict[str, str]:
    if terms is None:
        return {}
    return {**dict(terms.in_words), "Conditions": ", ".join(terms.condition_list)}


def salary_out_of_range(application: Application, salary: int) -> str:
    """Why a salary cannot be offered: it is not as advertised, or above what was approved (R1).

    Nothing where somebody else approved this amount, or more, for this candidate.
    """
    campaign = application.campaign
    agreed = application.amount_approvals.given().filter(salary__gte=salary)
    lowest, highest = campaign.lowest_salary, campaign.highest_salary
    if lowest and highest and not lowest <= salary <= highest:
        if salary > highest and agreed.exists():
            return ""
        words = f"{money(lowest)} to {money(highest)}" if lowest != highest else money(lowest)
        return f"The salary must be as advertised: {words}"
    approval = campaign.approvals.given().first()
    if approval and approval.max_salary and salary > approval.max_salary and not agreed.exists():
        return f"The salary must be within what was approved: up to {money(approval.max_salary)}"
    return ""


def allowance_out_of_range(application: Application, allowance: int | None) -> str:
    """Why an allowance cannot be offered: it is more than was advertised, or approved since."""
    campaign = application.campaign
    if not allowance or allowance <= (campaign.allowance or 0):
        return ""
    if application.amount_approvals.given().filter(allowance__gte=allowance).exists():
        return ""
    return f"The allowance must be as advertised: up to {money(campaign.allowance or 0)}"


def wrong_day(name: str, day: date, answer_by: date | None, today: date) -> str:
    """Why nobody can be asked to answer, or to start, on that day: no day of work, or too late.

    The day to answer by is within a year of today, the start within a year of that.
    """
    if why := RecruitmentPolicy.load().no_working_day(DAYS[name], day):
        return why
    if name == "answer_by":
        return too_far(DAYS[name], day, after=today, named="today")
    last = answer_by or today
    return too_far(DAYS[name], day, after=last, named="the date to answer by")


def _not_as_advertised(terms: Offer, application: Application) -> list[tuple[str, str]]:
    """The same of what the advert said."""
    campaign = application.campaign
    is_place = campaign.places.filter(pk=terms.place.pk).exists()
    return [
        ("place", "" if is_place else "Select a location that was in the advert"),
        ("allowance", allowance_out_of_range(application, terms.allowance)),
    ]


def _faults(terms: Offer, at: datetime, earlier: Offer | None) -> list[tuple[str, str]]:
    """Each term with what is wrong with it, "" for one that is right."""
    today = timezone.localdate(at)
    is_past = terms.answer_by < today
    is_reversed = terms.starts_on <= terms.answer_by
    return [
        *(
            (
                name,
                "" if getattr(terms, name) else "Enter a contact and the conditions of the offer",
            )
            for name in ("contact_name", "contact_email", "conditions")
        ),
        ("answer_by", "The date to answer by must be today or later" if is_past else ""),
        ("starts_on", "The start date must be after the date to answer by" if is_reversed else ""),
        *(
            (name, wrong_day(name, getattr(terms, name), terms.answer_by, today))
            for name in DAYS
            if earlier is None or getattr(earlier, name) != getattr(terms, name)
        ),
    ]
