"""The board of a campaign: its applications by stage, what each waits for and who does that.

Before the invitation a card says nothing of whose it is or when it came: cards are in the order of
references, which are drawn at random, and how long one waits for the sift is counted from the
closing time, which is the same for all (R11). What a conflict of interest hides is in no column and
no number (R9).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb, datetime_gb
from hub.keyset import Page, order_of, page_of
from hub.models import User
from hub.moves import offered
from hub.numbers import count, plural
from hub.pictures import Bar, Bars, Picture
from hub.tables import NEVER_EMPTY, Column, Table, Tag, state_tag
from roles.models.applications.application import Application
from roles.models.applications.application_rows import ApplicationQuerySet
from roles.models.applications.application_state import APPOINTABLE, DECIDED
from roles.models.applications.application_state import ApplicationState as State
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import OPEN_POSTS
from roles.models.campaigns.turns import ON_RESERVE, RECOMMENDED_FIRST
from roles.selection.moves import APPLICATION_MOVES
from roles.selection.next_step import steps_of_application

# So many cards of each column are shown at a time.
CARDS = 8


@dataclass(frozen=True)
class Place:
    """A column: which states stand in it, and what it is called in words and in an address."""

    slug: str
    label: str
    states: tuple[State, ...]

    @property
    def is_by_merit(self) -> bool:
        """Whether its cards are in the order of merit; else by reference."""
        return State.RESERVE in self.states


# Each state of an application that was sent stands in one of them: a test says so.
PLACES = (
    Place("sent", "Sent", (State.SUBMITTED,)),
    Place("sift", "Passed the sift", (State.SIFT_PASS,)),
    Place("interview", "Interview", (State.INTERVIEW_INVITED, State.INTERVIEW_BOOKED)),
    Place("interviewed", "Interviewed", (State.INTERVIEWED,)),
    Place("appointable", "Recommended or reserve list", (State.RECOMMENDED, State.RESERVE)),
    Place("offer", "Offer", (State.PROVISIONAL_OFFER, State.ACCEPTED)),
    Place("checks", "Checks", (State.CHECKS, State.FORMAL_OFFER)),
    Place("started", "Started", (State.STARTED,)),
    Place("ended", "Ended", tuple(state for state in State if state in DECIDED - {State.STARTED})),
)


@dataclass(frozen=True)
class Card:
    """One application on the board: by its reference alone."""

    reference: str
    address: str
    state: Tag
    since: str
    step: str
    who: str
    # Each with its address; the next step first.
    moves: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ShownPlace:
    """A column with the cards of one page of it, and the addresses of the pages beside that."""

    place: Place
    total: int
    words: str
    cards: Sequence[Card]
    previous: str
    next: str


def places_of(
    campaign: Campaign, person: User, asked: Mapping[str, tuple[str, str]]
) -> list[ShownPlace]:
    """The columns of a campaign as a person may see them; ``campaign`` is ``read_by`` them.

    ``asked`` says by the slug of a column after or before which reference its page begins, such as
    ``("after", "A-…")``. Queries: two at most for each column with cards, two more for one that
    begins further down, and eight for all the cards together.
    """
    rows = campaign.applications.handled_by(person).going_on()
    by_state = rows.order_by().values("state").annotate(number=Count("pk"))
    numbers = Counter({each["state"]: each["number"] for each in by_state})
    pages = {}
    for place in PLACES:
        total = sum(numbers[state] for state in place.states)
        pages[place] = _page(rows, place, total, asked.get(place.slug))
    _read_at_once(campaign, [row for page in pages.values() for row in page.records])
    return [
        ShownPlace(
            place,
            page.total,
            _words(page),
            [card_of(row, person) for row in page.records],
            _address(asked, place, "before", page.before),
            _address(asked, place, "after", page.after),
        )
        for place, page in pages.items()
    ]


def _page(
    rows: ApplicationQuerySet, place: Place, total: int, asked: tuple[str, str] | None
) -> Page:
    """Some applications of a column, in the order of merit where there is one, by reference."""
    if not total:
        return Page(records=[], first=1, total=0)
    here = rows.filter(state__in=place.states).select_related(
        "interview", "offer_terms__place", "offer_terms__request__organisation", "post"
    )
    here = here.in_order_of_merit() if place.is_by_merit else here.order_by("reference")
    order = order_of(here, key="reference")
    start = dict([asked]) if asked else {}
    found = page_of(here, order, CARDS, total=total, **start)
    # A reference that is not there any more, or never was: from the beginning.
    found = found or page_of(here, order, CARDS, total=total)
    assert found is not None
    return found


def _read_at_once(campaign: Campaign, shown: list[Application]) -> None:
    """What cards ask of each application and of the campaign, read once for all of them."""
    for application in shown:
        application.campaign = campaign
    if not shown:
        return
    prefetch_related_objects(
        shown, "arrangements_seen", "set_aside__arrangements_seen", "places_wanted", "checks"
    )
    if any(application.state in APPOINTABLE for application in shown):
        first = Application.objects.recommended_first()
        prefetch_related_objects(
            [campaign],
            "places",
            Prefetch("applications", first, to_attr=RECOMMENDED_FIRST),
            Prefetch("posts", campaign.posts.open(), to_attr=OPEN_POSTS),
        )
    if any(application.merit_rank and application.state == State.RESERVE for application in shown):
        on_list = campaign.applications.on_live_reserve(timezone.now()).with_turns()
        setattr(campaign, ON_RESERVE, list(on_list))


def _words(page: Page) -> str:
    if len(page.records) == page.total:
        return ""
    return f"{count(page.first)} to {count(page.last)} of {count(page.total)}"


def _address(asked: Mapping[str, tuple[str, str]], place: Place, way: str, key: Any) -> str:
    """The board with one column turned to another page, the others as they are; "" for none."""
    if key is None:
        return ""
    turned = {**asked, place.slug: (way, key)}
    said = urlencode({f"{slug}-{each}": reference for slug, (each, reference) in turned.items()})
    return f"?{said}#{place.slug}"


def card_of(application: Application, person: User) -> Card:
    """What a card says, and what this person can do from it."""
    campaign = application.campaign
    steps = () if application.offered_for else steps_of_application(application)
    found = offered(APPLICATION_MOVES, application, person, steps)
    free = [offer for offer in found if not offer.obstacle and not offer.is_barred]
    free.sort(key=lambda offer: not offer.is_next)
    names = [campaign.reference, application.reference]
    return Card(
        reference=application.reference,
        address=reverse("roles:sift_detail", args=names),
        state=state_tag(application),
        since=_since(application),
        step=found.next_step,
        who=waits_for(application),
        moves=[
            (offer.label, reverse("roles:sift_move", args=[*names, offer.slug])) for offer in free
        ],
    )


def _since(application: Application) -> str:
    """Since which day it has been in its stage: a day alone, and none while the role is open."""
    since = getattr(application, f"{application.state}_at")
    if application.state == State.SUBMITTED:
        # The same for all: the day of sending says who was first (R11).
        since = application.campaign.closes_at
    if since is None or since > timezone.now():
        return ""
    days = (timezone.localdate() - timezone.localdate(since)).days
    return f"Since {date_gb(since)} ({plural(days, 'day')})"


def waits_for(application: Application) -> str:
    """Whose turn it is; "" once nobody's."""
    campaign = application.campaign
    if application.state in DECIDED:
        return ""
    department = application.organisation.name
    if application.awaits_release:
        return f"This service, which tells the candidate on {datetime_gb(application.release_at)}"
    if application.state == State.SUBMITTED:
        return department if campaign.why_hub_does_not_sift else campaign.who_sifts
    if application.awaits_answer and not application.is_answer_late:
        terms = application.terms_offered
        return f"The candidate, until {date_gb(terms.answer_by)}" if terms else "The candidate"
    slot = application.interview_slot
    if application.state == State.INTERVIEW_BOOKED and slot and slot.starts_at > timezone.now():
        return f"The interview, on {datetime_gb(slot.starts_at)}"
    return department


# How far applications came, each with the moments one of which says so.
REACHED = (
    ("Sent", ("submitted_at",)),
    ("Passed the sift", ("sift_pass_at",)),
    ("Invited to an interview", ("interview_invited_at",)),
    ("Interviewed", ("interviewed_at",)),
    ("Recommended or put on the reserve list", ("recommended_at", "reserve_at")),
    ("Offered a post", ("provisional_offer_at",)),
    ("Started", ("started_at",)),
)
FUNNEL = Table(
    "How far applications came",
    (
        Column("Stage", lambda row: row[0]),
        Column("Applications", lambda row: row[1], is_numeric=True),
        Column("Of the stage before", lambda row: row[2], is_numeric=True),
    ),
    caption_size="s",
    empty=NEVER_EMPTY,
)


def funnel_now(campaign: Campaign, person: User) -> Picture | None:
    """How far the applications came that this person handles; None before there is one.

    Exact: it says no more than the columns do to the same person. One query.
    """
    rows = campaign.applications.handled_by(person).going_on().order_by()
    counts = {
        f"reached_{number}": Count("pk", filter=_any_of(moments))
        for number, (_, moments) in enumerate(REACHED)
    }
    found = rows.aggregate(**counts)
    numbers = [found[name] for name in counts]
    if not numbers[0]:
        return None
    lines = []
    for place, (label, _) in enumerate(REACHED):
        before = numbers[place - 1] if place else 0
        share = f"{numbers[place] / before:.0%}" if before else ""
        lines.append((label, numbers[place], share))
    said = ". ".join(f"{label}: {count(number)}" for label, number, _ in lines)
    bars = tuple(
        Bar(label, count(number), 0, number, "whole" if number else "words")
        for label, number, _ in lines
    )
    drawing = Bars(
        title="How far applications came",
        description=f"{said}.",
        bars=bars,
        low=0,
        high=numbers[0],
        ends=("0", count(numbers[0])),
    )
    return Picture(drawing, FUNNEL.of(lines))


def _any_of(moments: Iterable[str]) -> Q:
    found = Q()
    for moment in moments:
        found |= Q(**{f"{moment}__isnull": False})
    return found
