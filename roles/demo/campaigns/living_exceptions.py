"""The register of appointments by exception: one of each state, and one near its limit (R18)."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from hub.demo import morning
from roles.campaigns.services.by_exception import (
    ask_for_exception,
    decide_on_exception,
    warn_of_ends,
)
from roles.demo.people import Cast, grade
from roles.models import AppointmentByException

DEPARTMENT = "DWP"
CLOUD = "Cloud cost specialist"
# Title, grade, exception, first and last day from today, why, and what was decided.
Story = tuple[str, str, str, int, int, str, str]
STORIES: tuple[Story, ...] = (
    (
        "Interim delivery manager",
        "seo",
        "temporary",
        -200,
        -20,
        "To keep the service going while the post was advertised.",
        "yes",
    ),
    (
        "Statistician from a university",
        "g7",
        "secondment",
        -90,
        200,
        "To bring in knowledge of survey methods for one year.",
        "yes",
    ),
    (
        "Digital apprentice",
        "eo",
        "initiative",
        28,
        300,
        "A place on the employment initiative for care leavers.",
        "yes",
    ),
    (
        "Director of platforms, interim",
        "scs2",
        "temporary",
        14,
        180,
        "The director left at short notice, and a campaign takes 6 months.",
        "",
    ),
    (
        "Content designer",
        "heo",
        "temporary",
        7,
        360,
        "The team knows somebody who could begin at once.",
        "no",
    ),
)


def load() -> None:
    """Make the register once."""
    cast = Cast.of(DEPARTMENT)
    if AppointmentByException.objects.filter(organisation=cast.organisation).exists():
        return
    today = timezone.localdate()
    _near_its_limit(cast, today)
    for title, code, kind, first, last, case, answer in STORIES:
        begins = today + timedelta(days=first)
        asked_on = min(today, begins) - timedelta(days=10)
        record = ask_for_exception(
            organisation=cast.organisation,
            title=title,
            grade=grade(code),
            kind=kind,
            case=case,
            file=f"{DEPARTMENT}/HR/{begins.year}/R18 (demonstration)",
            starts_on=begins,
            ends_on=today + timedelta(days=last),
            commission_reference="CSC/2026/118 (demonstration)" if code == "scs2" else "",
            actor=cast.manager,
            at=morning(asked_on),
        )
        if answer:
            _decide(record, cast, answer, asked_on + timedelta(days=4))
    warn_of_ends()


def _near_its_limit(cast: Cast, today: date) -> None:
    """A specialist, given more time once: the second time ends with the 2 years, in 40 days."""
    end = today + timedelta(days=40)
    first = end + timedelta(days=1) - relativedelta(months=24)
    middle = first + timedelta(days=365)
    former = None
    for begins, ends in ((first, middle), (middle + timedelta(days=1), end)):
        asked_on = begins - timedelta(days=20)
        record = ask_for_exception(
            organisation=cast.organisation,
            title=CLOUD,
            grade=grade("g6"),
            kind="specialist",
            case="Two campaigns found nobody who has done this for a department.",
            file=f"{DEPARTMENT}/HR/{first.year}/R18 (demonstration)",
            starts_on=begins,
            ends_on=ends,
            continues=former,
            actor=cast.manager,
            at=morning(asked_on),
        )
        former = _decide(record, cast, "yes", asked_on + timedelta(days=5))


def _decide(
    record: AppointmentByException, cast: Cast, answer: str, on: date
) -> AppointmentByException:
    return decide_on_exception(
        record=record,
        answer=answer,
        reason="The reasons are given, and the days are within the limit."
        if answer == "yes"
        else "There is time for a campaign.",
        actor=cast.approver,
        at=morning(on),
    )
