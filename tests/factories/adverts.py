"""Short ways to put an advert before the public, and an application into a state."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone
from wagtail.signals import page_unpublished

from hub.models import Grade, Membership, Organisation, Upload, User
from hub.periods import LONDON
from hub.references import new_reference
from hub.uploads import receive
from hub.working_days import next_working_day
from roles.adverts.pages import VacancyPage
from roles.applications.questions import questions_of
from roles.applications.services.answers import save_answer, save_cv, save_job
from roles.applications.services.applications import (
    move_application,
    start_application,
    submit_application,
)
from roles.applications.services.assisted import enter_application
from roles.models import (
    Application,
    Campaign,
    CampaignState,
    Employment,
    Interview,
    Location,
    Offer,
    Post,
)
from roles.models.campaigns.campaign import closing_moment
from roles.models.campaigns.check_kinds import BASELINE, checks_needed
from roles.models.campaigns.interview_times import NOTICE
from roles.selection.forms.offers import usual_conditions
from roles.selection.services.check_steps import answer_doubt, put_doubt
from roles.selection.services.checks import record_checks
from roles.selection.services.interview_clashes import why_clash, why_outside
from roles.selection.services.interviews import book_interview
from roles.selection.services.offers import make_provisional_offer
from tests.factories.files import make_pdf, upload
from tests.factories.hub import current_role, make_member, make_organisation, make_person
from tests.factories.published import publish

numbers = count(1)
WORDS = {
    "full_name": "Ada Example",
    "email": "ada@example.com",
    "phone": "01632 960 001",
    "statement": "I ran a service used by two million people.",
}


def take_down(page):
    """An advert that is gone by no way of the product's own, such as after half a restore."""
    VacancyPage.objects.filter(pk=page.pk).update(live=False)
    page = VacancyPage.objects.get(pk=page.pk)
    page_unpublished.send(sender=VacancyPage, instance=page)
    return page


def make_advert(
    title: str = "",
    *,
    organisation: Organisation | None = None,
    role: str = "product-manager",
    grade: str = "g7",
    places: tuple[str, ...] = ("Leeds",),
    closes_in: timedelta = timedelta(days=14),
    opened_at: datetime | None = None,
    posts: int = 1,
    summary: str = "Lead a service that people depend on.",
    body: str = "",
    **fields,
) -> Campaign:
    """An open campaign with its published advert, and so with its listing."""
    number = next(numbers)
    organisation = organisation or make_organisation()
    framework_role = current_role(role)
    opened = opened_at or timezone.now() - timedelta(days=1)
    campaign = Campaign.objects.create(
        reference=new_reference("V"),
        organisation=organisation,
        title=title or f"Product manager {number}",
        role=framework_role,
        grade=Grade.objects.get(code=grade),
        state=CampaignState.OPEN,
        opened_at=opened,
        closes_on=timezone.localdate(timezone.now() + closes_in),
        **fields,
    )
    campaign.places.set(
        [
            Location.objects.get_or_create(
                slug=name.lower().replace(" ", "-"), defaults={"name": name}
            )[0]
            for name in places
        ]
    )
    for _ in range(posts):
        Post.objects.create(
            reference=new_reference("P"),
            organisation=organisation,
            campaign=campaign,
            role=framework_role,
            grade=campaign.grade,
        )
    page = VacancyPage(
        title=campaign.title,
        slug=f"advert-{number}",
        campaign=campaign,
        summary=summary,
        body=[("text", f"<p>{body}</p>")] if body else [],
    )
    publish(page)
    return Campaign.objects.get(pk=campaign.pk)


def make_handler(campaign: Campaign) -> User:
    """A hiring manager of the campaign's department."""
    return make_member(Membership.Role.HIRING_MANAGER, campaign.organisation)


def make_draft(campaign: Campaign, candidate: User | None = None, **words: str) -> Application:
    """A draft, complete unless told otherwise; begun in time where the role has closed since."""
    candidate = candidate or make_person()
    at = in_time(campaign)
    application = start_application(campaign=campaign, actor=candidate, at=at)
    given = {**WORDS, **words}
    answers = {
        "name": {"full_name": given["full_name"]},
        "contact": {"email": given["email"], "phone": given["phone"]},
        "employer": {"is_in_audience": "yes", "works_for": "Department of A"},
        "statement": {"statement": given["statement"]},
        "places": {"places_wanted": [place.slug for place in campaign.places.all()]},
        "pattern": {"pattern_wanted": "flexible"},
    }
    # As ``save_answer`` does, all at once: each of them locks and reads the application anew.
    for question in questions_of(application):
        if question.slug in answers:
            question.write(application, answers[question.slug])
    application.saved_at = timezone.now()
    application.save(update_fields=["saved_at"])
    return Application.objects.get(pk=application.pk)


def make_job(application: Application, title: str = "Delivery manager") -> Employment:
    """A job in a draft whose campaign asks for an employment history."""
    save_answer(
        application=application,
        question="worked",
        words={"has_worked": "yes"},
        actor=application.candidate,
    )
    return save_job(
        application=application,
        actor=application.candidate,
        employer="Example Council",
        job_title=title,
        started_on=date(2019, 3, 1),
        ended_on=date(2023, 6, 1),
        duties="I ran a team of eight.",
    )


def give_cv(application: Application) -> Upload:
    """A CV in a draft whose campaign asks for one."""
    cv = receive(actor=application.candidate, file=upload(make_pdf()), purpose="roles.cv")
    save_cv(application=application, upload=cv, actor=application.candidate)
    return cv


def enter_for_somebody(campaign: Campaign, actor: User, **answers: str) -> Application:
    """An application that staff typed in for a person without an account."""
    return enter_application(
        campaign=campaign,
        answers={**WORDS, "email": "", **answers},
        places=[place.slug for place in campaign.places.all()],
        entered_how="phone",
        declared_on=timezone.localdate(),
        actor=actor,
    )


def in_time(campaign: Campaign) -> datetime | None:
    """None for now, or a moment at which a role that has closed took applications."""
    campaign.refresh_from_db()
    if campaign.closed_at is None or campaign.opened_at is None or campaign.is_open:
        return None
    return campaign.opened_at + timedelta(hours=1)


INTERVIEWING = (
    "invite",
    "book",
    "record_interview",
    "miss_interview",
    "recommend",
    "put_on_reserve",
    "not_appoint",
)
# How far a campaign has come when each move of an application can be made.
STAGES = {
    "pass_sift": "sifting",
    "fail_sift": "sifting",
    **dict.fromkeys(INTERVIEWING, "interviewing"),
    "offer": "merit_agreed",
}
ORDER = ["closed", "sifting", "interviewing", "merit_agreed", "offering"]


def bring_to(campaign: Campaign, stage: str) -> Campaign:
    """Take a campaign as far as a stage of its selection, unless it has come further.

    A role that is open is closed since yesterday, as if it had been opened ten days before.
    """
    campaign.refresh_from_db()
    now, state = timezone.now(), campaign.state
    changes: dict[str, Any] = {}
    if campaign.is_live:
        closes_on = min(campaign.closes_on, timezone.localdate(now - timedelta(days=1)))
        changes["closes_on"], changes["closes_at"] = closes_on, closing_moment(closes_on)
        changes["opened_at"] = min(campaign.opened_at, now - timedelta(days=10))
        state = changes["state"] = "closed"
        changes["closed_at"] = changes["closes_at"]
    for number, name in enumerate(ORDER[: ORDER.index(stage) + 1]):
        if state in ORDER[:number]:
            state = changes["state"] = name
            changes[f"{name}_at"] = now - timedelta(minutes=10 - number)
    Campaign.objects.filter(pk=campaign.pk).update(**changes or {"state": state})
    campaign.refresh_from_db()
    return campaign


def make_application(
    campaign: Campaign, candidate: User | None = None, *moves: str, by: User | None = None
) -> Application:
    """A sent application, moved on by whoever handles it, and its campaign with it."""
    application = make_draft(campaign, candidate)
    application = submit_application(
        application=application, actor=application.candidate, at=in_time(campaign)
    )
    handler = by or (make_handler(campaign) if moves else None)
    for move in moves:
        application = make_move(application, move, handler)
    if moves:
        campaign.refresh_from_db()
    return application


def make_move(application: Application, move: str, handler: User, **given: str) -> Application:
    """One move of an application, when its campaign has come as far."""
    if move in STAGES:
        bring_to(application.campaign, STAGES[move])
    if move == "invite":
        tell_of_decisions(application)
    if move == "book":
        return book(application, handler)
    if move in ("record_interview", "miss_interview"):
        hour_ago = timezone.now() - timedelta(hours=1)
        Interview.objects.filter(application=application).update(starts_at=hour_ago)
        application.interview_booked_at = hour_ago - NOTICE
        application.save(update_fields=["interview_booked_at"])
    return move_application(application=application, move=move, actor=handler, **given)


def tell_of_decisions(*applications: Application) -> None:
    """Let the decisions of today have rested, so that the candidates are told of them (R19)."""
    now = timezone.now()
    found = {application.pk: application for application in applications}
    Application.objects.filter(pk__in=found, release_at__gt=now).update(release_at=now)
    for application in applications:
        application.refresh_from_db(fields=["release_at"])


def book(application: Application, handler: User, **changes: Any) -> Application:
    """An interview in three days at 10am, by video, unless told otherwise."""
    day = timezone.localdate() + timedelta(days=3)
    confirms = [changes.pop(name, True) for name in ("together", "outside")]
    given = {
        "starts_at": datetime.combine(day, time(10), LONDON),
        "place": "https://video.example.gov.uk/4711",
        "contact_name": "Digital recruitment team",
        "contact_email": "digital.jobs@example.gov.uk",
        **changes,
    }
    asked = (
        why_clash(
            application,
            starts_at=given["starts_at"],
            minutes=given.get("minutes", 60),
            place=given["place"],
        ),
        why_outside(application, given["starts_at"]),
    )
    together, outside = (
        words if confirm else "" for words, confirm in zip(asked, confirms, strict=True)
    )
    return book_interview(
        application=application, actor=handler, together=together, outside=outside, **given
    )


def terms(campaign: Campaign, **changes: Any) -> dict[str, Any]:
    """Complete terms of an offer, within what the campaign advertised."""
    today = timezone.localdate()
    return {
        "salary": campaign.lowest_salary or 58_000,
        "place": campaign.places.first(),
        "working_pattern": "full_time",
        "hours_per_week": Decimal(37),
        "starts_on": next_working_day(today + timedelta(days=60), region="ENG"),
        "answer_by": next_working_day(today + timedelta(days=7), region="ENG"),
        "contact_name": "Digital recruitment team",
        "contact_email": "digital.jobs@example.gov.uk",
        "conditions": "\n".join(usual_conditions(campaign)),
        **changes,
    }


def terms_typed(campaign: Campaign, post: Post, **changes: Any) -> dict[str, Any]:
    """Complete terms of an offer as they are typed into the form."""
    given = terms(campaign)
    typed = {**given, "post": post.pk, "place": given["place"].pk}
    for name in ("starts_on", "answer_by"):
        day = typed.pop(name)
        typed |= {
            f"{name}_day": day.day,
            f"{name}_month": day.month,
            f"{name}_year": day.year,
        }
    return {**typed, **changes}


def make_offer(application: Application, post: Post, actor: User, **changes: Any) -> Application:
    """A provisional offer of a post, once the order of merit is agreed."""
    bring_to(application.campaign, "merit_agreed")
    tell_of_decisions(application)
    given = terms(application.campaign, **changes)
    return make_provisional_offer(application=application, post=post, actor=actor, **given)


def pass_checks(application: Application, handler: User, *kinds: str, **given: Any) -> Application:
    """The checks that the role needs, or some of them, passed today unless told otherwise."""
    return record_checks(
        application=application,
        kinds=kinds or [kind.value for kind in checks_needed(application.campaign)],
        actor=handler,
        **{"result": "passed", "checked_on": timezone.localdate(), **given},
    )


def hear_about(application: Application, *kinds: str) -> None:
    """A doubt about each of these checks, by a colleague, that the candidate has answered."""
    colleague = make_handler(application.campaign)
    for kind in kinds:
        put_doubt(application=application, kind=kind, words="Which name is it?", actor=colleague)
        answer_doubt(
            application=application, kind=kind, text="My own.", actor=application.candidate
        )


def checks_typed(*kinds: str, on: date | None = None, result: str = "passed") -> dict[str, Any]:
    """Results of checks as they are typed into the form: the baseline, unless told otherwise."""
    day = on or timezone.localdate()
    return {
        "kinds": list(kinds or BASELINE),
        "result": result,
        "checked_on_day": day.day,
        "checked_on_month": day.month,
        "checked_on_year": day.year,
    }


def bring_to_formal_offer(application: Application, handler: User) -> Application:
    """From an accepted offer to the formal one, whose start date has come."""
    application = make_move(application, "start_checks", handler)
    pass_checks(application, handler)
    today = timezone.localdate()
    Offer.objects.filter(application=application).update(answer_by=today, starts_on=today)
    return make_move(application, "offer_formally", handler)


TO_RECOMMENDED = ("pass_sift", "invite", "book", "record_interview", "recommend")
