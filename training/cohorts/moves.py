"""What those who run a cohort can do with it, in the order in which it is offered."""

from __future__ import annotations

from functools import partial

from django.utils import timezone

from hub.moves import Move, can
from hub.numbers import plural
from training.cohorts import services
from training.cohorts.forms import CancelForm
from training.models import Cohort, Place, PlaceState

_move = partial(Move, permission="training.manage_cohort")
Facts = list[tuple[str, str]]


def _places(number: int) -> str:
    return f"{number} place" if number == 1 else f"{number} places"


def _dates(cohort: Cohort) -> tuple[str, str]:
    return "Dates", cohort.dates_in_words


def _counted(cohort: Cohort, *states: PlaceState) -> Facts:
    """How many places are in each of some states."""
    rows = Place.objects.filter(cohort=cohort)
    return [(str(state.label), _places(rows.filter(state=state).count())) for state in states]


def _waiting_for_any() -> int:
    return Place.objects.waiting().filter(cohort__isnull=True).count()


def _to_open(cohort: Cohort) -> Facts:
    return [
        _dates(cohort),
        ("Places to offer", _places(cohort.places_left)),
        ("Waiting for any cohort", str(_waiting_for_any())),
    ]


def _opening() -> str:
    waiting = _waiting_for_any()
    then = (
        f"We now email the {plural(waiting, 'person', 'people')} on the general waiting list, in "
        "the order of the list."
        if waiting
        else "Nobody is on the general waiting list."
    )
    return f"For cohorts that are planned. You can then offer people places. {then}"


def _to_confirm(cohort: Cohort) -> Facts:
    return [_dates(cohort), *_counted(cohort, PlaceState.ACCEPTED, PlaceState.OFFERED)]


def _to_start(cohort: Cohort) -> Facts:
    states = (PlaceState.CONFIRMED, PlaceState.OFFERED, PlaceState.WAITING)
    return [_dates(cohort), *_counted(cohort, *states)]


def _to_complete(cohort: Cohort) -> Facts:
    """What each place becomes, and the days of which nobody said who was there."""
    if services.why_not_over(cohort, at=timezone.now()):
        return [_dates(cohort)]
    counts = services.outcomes(cohort)
    states = (PlaceState.COMPLETED, PlaceState.INCOMPLETE, PlaceState.NO_SHOW)
    without = cohort.sessions.filter(recorded_at__isnull=True).count()
    facts = [(f"Becomes “{state.label}”", _places(counts[state])) for state in states]
    if without:
        note = f"{without}. Nobody will count as present on these days"
        facts.append(("Days with no attendance recorded", note))
    return [_dates(cohort), *facts]


COHORT_MOVES = (
    _move(
        slug="open",
        label="Make places available",
        may=can("open"),
        service=services.open_nominations,
        explain="You can then offer people places. We email people on the general waiting list "
        "now, in the order of the list.",
        for_several=_opening,
        facts=_to_open,
        done="has places available",
    ),
    _move(
        slug="confirm",
        label="Confirm the cohort",
        may=can("confirm"),
        obstacle=services.why_not_confirmed,
        service=services.confirm_cohort,
        explain="We will tell everybody who has accepted a place that the cohort will go ahead. "
        "You cannot undo this.",
        facts=_to_confirm,
        done="is confirmed",
    ),
    _move(
        slug="start",
        label="Start the cohort",
        may=can("start"),
        obstacle=lambda cohort: services.why_not_begun(cohort, at=timezone.now()),
        service=services.start_cohort,
        explain="Offers that nobody has answered will end. We will offer people who are waiting "
        "for this cohort a place in the next one, or keep them on the waiting list. You cannot "
        "undo this.",
        facts=_to_start,
        done="has started",
    ),
    _move(
        slug="complete",
        label="Complete the cohort",
        may=can("complete"),
        obstacle=lambda cohort: services.why_not_over(cohort, at=timezone.now()),
        service=services.complete_cohort,
        explain="This records the result for each place. You cannot change attendance afterwards. "
        "You cannot undo this.",
        facts=_to_complete,
        done="is complete",
    ),
    _move(
        slug="cancel",
        label="Cancel the cohort",
        may=can("cancel"),
        service=services.cancel_cohort,
        form=CancelForm,
        explain="Everybody in it is offered a place in the next cohort with room, or goes back on "
        "the waiting list without losing their turn. We will email them the dates and your reason, "
        "and the nominators of their departments too. The public page says that it is "
        "cancelled. You cannot undo this.",
        facts=lambda cohort: [_dates(cohort), ("Places taken", str(cohort.places_taken))],
        done="is cancelled",
        is_warning=True,
    ),
)
