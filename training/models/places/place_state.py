"""The states of a place, the sets of them that have a meaning, and who comes first (I1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from hub.states import Stage, StateFacts, States


@dataclass(frozen=True, kw_only=True)
class PlaceFacts(StateFacts):
    """What is so in one state of a place."""

    # It uses up one of the cohort's places (I3).
    holds_room: bool = False
    # Something is still to happen; the person may withdraw.
    is_unfinished: bool = False
    # Expected on a day of the course.
    is_expected: bool = False
    # Taken, whatever came of it: a second place would be one too many.
    is_inducted: bool = False
    # Shown among its cohort's places: it is not, or no longer, on the waiting list.
    is_past_waiting: bool = False
    # It may be without a cohort.
    needs_no_cohort: bool = False


class PlaceState(States):
    """From the waiting list or an offer to the end of the course."""

    facts: PlaceFacts

    WAITING = PlaceFacts(
        "waiting", "On the waiting list", "yellow", is_unfinished=True, needs_no_cohort=True
    )
    OFFERED = PlaceFacts(
        "offered", "Offered", "yellow", holds_room=True, is_unfinished=True, is_past_waiting=True
    )
    ACCEPTED = PlaceFacts(
        "accepted", "Accepted", "green", holds_room=True, is_unfinished=True, is_past_waiting=True
    )
    DECLINED = PlaceFacts("declined", "Declined", "grey", is_past_waiting=True)
    EXPIRED = PlaceFacts("expired", "Offer expired", "grey", is_past_waiting=True)
    CONFIRMED = PlaceFacts(
        "confirmed",
        "Confirmed",
        "green",
        holds_room=True,
        is_unfinished=True,
        is_expected=True,
        is_past_waiting=True,
    )
    ATTENDING = PlaceFacts(
        "attending",
        "Attending",
        "blue",
        holds_room=True,
        is_unfinished=True,
        is_expected=True,
        is_inducted=True,
        is_past_waiting=True,
    )
    COMPLETED = PlaceFacts(
        "completed", "Completed", "green", holds_room=True, is_inducted=True, is_past_waiting=True
    )
    INCOMPLETE = PlaceFacts(
        "incomplete", "Not completed", "orange", holds_room=True, is_past_waiting=True
    )
    WITHDRAWN = PlaceFacts(
        "withdrawn", "Withdrawn", "grey", needs_no_cohort=True, is_past_waiting=True
    )
    NO_SHOW = PlaceFacts("no_show", "Did not attend", "red", holds_room=True, is_past_waiting=True)


HOLDING = PlaceState.where("holds_room")
UNFINISHED = PlaceState.where("is_unfinished")
EXPECTED = PlaceState.where("is_expected")
INDUCTED = PlaceState.where("is_inducted")
PAST_WAITING = PlaceState.where("is_past_waiting")
WITHOUT_COHORT = PlaceState.where("needs_no_cohort")


class Priority(models.IntegerChoices):
    """I1: whose service comes first on a waiting list."""

    EXEMPLAR = 1, "Exemplar service"
    LARGE = 2, "Large service"
    OTHER = 3, "Other"


# What the page of a place draws.
STAGES = (
    Stage("Waiting list", (PlaceState.WAITING,), "requested_at"),
    Stage("Offered", (PlaceState.OFFERED,), "offered_at"),
    Stage("Accepted", (PlaceState.ACCEPTED,), "accepted_at"),
    Stage("Confirmed", (PlaceState.CONFIRMED,), "confirmed_at"),
    Stage("Attending", (PlaceState.ATTENDING,), "attending_at"),
    Stage("Completed", (PlaceState.COMPLETED,), "completed_at"),
)
