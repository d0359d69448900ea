"""The hub's part of the demonstration: organisations, exemplars, people, the closed quarter."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from hub.demo.days import morning
from hub.demo.emails import fail_some
from hub.demo.people import load_people
from hub.directory import (
    add_organisation,
    add_service,
    organisation,
    person,
    record_phase,
    record_succession,
)
from hub.indicators import close_period
from hub.models import (
    FigureSnapshot,
    Organisation,
    PreElectionPeriod,
    ReportingPeriod,
    Service,
    User,
)
from hub.periods import LONDON, Quarter
from hub.pre_election import confirm_period, end_due_periods
from hub.pre_election_changes import set_period
from hub.reference_data import read
from hub.removals import removing

ELECTION = "UK general election, 7 May 2015"
NEXT_ELECTION = "Elections of mayors"
FIRST_QUARTER = Quarter(2013, 2)
CLOSED = (FIRST_QUARTER.previous, FIRST_QUARTER)
# So many quarters of late are closed; the one that ended last waits for somebody to close it.
LATELY = 4
# How many days after it ended a quarter of late was closed.
CLOSED_AFTER = 15


def load() -> None:
    """Make the organisations of 2013 and today, the 25 exemplars, and the people of the stories."""
    _load_organisations()
    _load_exemplars()
    load_people()
    _load_election()
    _ask_for_next_election()


def close_quarters() -> None:
    """Close the quarter of the report, the one before, and those of the last year but the last.

    Once every part has loaded. Later runs change nothing in the same quarter.
    """
    if not ReportingPeriod.objects.frozen().filter(code=FIRST_QUARTER.code).exists():
        # Once: whoever sends them again has done so.
        fail_some()
    analyst = person("analyst@hub.example.gov.uk")
    for quarter in CLOSED:
        close_period(period=quarter, actor=analyst)
    for quarter in _lately():
        at = morning(quarter.end + timedelta(days=CLOSED_AFTER))
        close_period(period=quarter, actor=analyst, at=at)


def _lately() -> list[Quarter]:
    found = [Quarter.containing(timezone.now()).previous.previous]
    while len(found) < LATELY:
        found.insert(0, found[0].previous)
    return found


def reopen_quarters() -> None:
    """Remove the quarters that people of the demonstration closed, and their figures."""
    closed = ReportingPeriod.objects.filter(frozen_by__is_demo=True)
    FigureSnapshot.objects.filter(period__in=closed).delete()
    closed.delete()


@removing()
def clear() -> None:
    """Remove what ``load`` made."""
    PreElectionPeriod.objects.filter(set_by__is_demo=True).delete()
    Service.objects.filter(organisation__is_demo=True).delete()
    User.objects.filter(is_demo=True).delete()
    Organisation.objects.filter(is_demo=True, parent__isnull=False).delete()
    Organisation.objects.filter(is_demo=True).delete()


def _load_election() -> None:
    """The election of May 2015, long over: what waited then, and that it ended by itself."""
    if PreElectionPeriod.objects.filter(title=ELECTION).exists():
        return
    lead, moment = person("lead@hub.example.gov.uk"), datetime(2015, 3, 16, 10, tzinfo=LONDON)
    period = set_period(
        title=ELECTION,
        reason=(
            "The Cabinet Office’s election guidance for civil servants. Open campaigns go on; new"
            " senior posts, and figures that could be read as a comment on policy, wait."
        ),
        starts_on=date(2015, 3, 30),
        ends_on=date(2015, 5, 7),
        adverts=PreElectionPeriod.Adverts.SENIOR,
        stops_figures=True,
        stops_alerts=False,
        actor=lead,
        at=moment,
    )
    confirm_period(period, {}, person("deputy@hub.example.gov.uk"), moment, asked_by=lead)
    period.asked.all().delete()
    end_due_periods()


def _ask_for_next_election() -> None:
    """A lead asked yesterday for the next one: the deputy has to confirm it."""
    if PreElectionPeriod.objects.filter(title=NEXT_ELECTION).exists():
        return
    today = timezone.localdate()
    set_period(
        title=NEXT_ELECTION,
        reason="Four regions elect mayors. New senior posts there could be read as a promise.",
        starts_on=today + timedelta(days=35),
        ends_on=today + timedelta(days=63),
        adverts=PreElectionPeriod.Adverts.SENIOR,
        stops_figures=False,
        stops_alerts=False,
        actor=person("lead@hub.example.gov.uk"),
        at=timezone.now() - timedelta(days=1),
    )


def _load_organisations() -> None:
    items: list[dict[str, Any]] = read("organisations-2013.json")["organisations"]
    for item in sorted(items, key=lambda entry: bool(entry.get("parents"))):
        parents = item.get("parents") or []
        # The tree holds one parent: the one of 2013 where there was one, so that its figures add
        # up.
        parent = parents[0]["code"] if parents else None
        add_organisation(
            code=item["code"],
            name=item["name"],
            kind=item["kind"],
            display_code=item.get("display_code", ""),
            parent=organisation(parent) if parent else None,
            is_major_transactional=item.get("major_transactional", False),
            has_digital_strategy=item.get("digital_strategy", False),
            email_domains="example.gov.uk",
            valid_from=_day(item.get("valid_from")),
            valid_to=_day(item.get("valid_to")),
            is_demo=True,
        )
    for item in items:
        for successor in item.get("successors", []):
            record_succession(
                predecessor=organisation(item["code"]),
                successor=organisation(successor["code"]),
                on=_day(successor["on"]) or timezone.localdate(),
            )


def _load_exemplars() -> None:
    for item in read("exemplars-2013.json")["exemplars"]:
        service = add_service(
            slug=item["slug"],
            name=item["name"],
            organisation=organisation(item["department"]),
            aliases=item.get("aliases", []),
            exemplar_number=item["number"],
            transactions_per_year=item["transactions_per_year"],
            transactions_qualifier=item.get("transactions_qualifier", ""),
        )
        for event in item["phases"]:
            record_phase(
                service=service,
                phase=event["phase"],
                on=date.fromisoformat(event["on"]),
                is_partial=event.get("partial", False),
                is_demo=event.get("demo", True),
                note=event.get("note", ""),
            )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
