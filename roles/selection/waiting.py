"""What waits in campaigns whose applications are handled, as their own pages say is next.

Before the invitation nobody may learn whose an application is, also not from a moment (R11): what
waits in a campaign is counted by its stage, since the campaign reached that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from hub.models import Membership, User
from roles.campaigns.next_step import STILL_TO_MEET
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.applications.application import Application
from roles.models.applications.application_message import ApplicationMessage
from roles.models.applications.application_state import (
    APPOINTABLE,
    WITHDRAWABLE,
    ApplicationState,
)
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_side import competed_in
from roles.models.campaigns.campaign_state import JUDGED, CampaignState
from roles.models.campaigns.post import Post
from roles.models.campaigns.post_state import PostState
from roles.models.campaigns.stage_plan import Stage as PlannedStage
from roles.models.selection.marking import read_standings
from roles.models.selection.merit_list import MeritList
from roles.models.selection.redaction import Redactor
from roles.models.selection.stage_result import StageResult

State = ApplicationState
# In which state of the campaign what is done with applications in which state.
STAGES = (
    (CampaignState.SIFTING, State.SUBMITTED, "to sift"),
    # Of those whose decision was undone.
    (CampaignState.INTERVIEWING, State.SUBMITTED, "to sift"),
    (CampaignState.OFFERING, State.INTERVIEWED, "to decide on"),
    (CampaignState.INTERVIEWING, State.SIFT_PASS, "to invite to interview"),
    (CampaignState.INTERVIEWING, State.INTERVIEW_INVITED, "to book an interview for"),
    (CampaignState.INTERVIEWING, State.INTERVIEWED, "to decide on"),
    (CampaignState.OFFERING, State.RECOMMENDED, "waiting for an offer"),
)
# Since when a campaign is in the state, and its move once nothing is left to be done in it.
SINCE = {
    CampaignState.CLOSED: "closed_at",
    CampaignState.MERIT_AGREED: "merit_agreed_at",
    CampaignState.SIFTING: "sifting_at",
    CampaignState.INTERVIEWING: "interviewing_at",
    CampaignState.OFFERING: "offering_at",
}
THEN = {
    CampaignState.SIFTING: ("every application is sifted. Start interviews", "interviews"),
    CampaignState.INTERVIEWING: ("everybody is decided on. Agree the order of merit", "merit"),
}


@dataclass(frozen=True)
class Stage:
    """What is next in one campaign: how many of its applications wait for what, or its own move.

    ``waits`` is the state of those applications.
    """

    campaign: Campaign
    words: str
    until: date | None = None
    move: str = ""
    number: int = 0
    waits: str = ""

    @property
    def since(self) -> datetime:
        """When the campaign came to the state it is in."""
        reached = getattr(self.campaign, SINCE[CampaignState(self.campaign.state)])
        return reached or self.campaign.draft_at


def stages(person: User) -> list[Stage]:
    """What waits in the campaigns of a department, by stage, the longest first.

    The same as their pages say is next. Queries: as many for many campaigns as for one.
    """
    organisations = person.organisations(*RUNNING_CAMPAIGNS)
    if not person.current_roles:
        return []
    of_campaign = Post.objects.order_by().filter(campaign=OuterRef("pk"))
    rows = Campaign.objects.filter(organisation__in=organisations, state__in=SINCE)
    rows = rows.exclude(pk__in=competed_in(person) | Campaign.objects.undeclared_by(person))
    rows = rows.annotate(
        has_open_post=Exists(of_campaign.open()),
        has_offer_out=Exists(of_campaign.filter(state=PostState.OFFERED)),
    )
    campaigns = {row.pk: row for row in rows.select_related("organisation")}
    counted = (
        Application.objects.handled_by(person)
        .going_on()
        .filter(campaign__in=campaigns)
        .order_by()
        .values_list("campaign", "state")
        .annotate(number=Count("pk"), untold=Count("pk", Q(release_at__gt=timezone.now())))
    )
    numbers: dict[int, Numbers] = {pk: {} for pk in campaigns}
    unmarked = _unmarked(person, [pk for pk, row in campaigns.items() if row.sifting_at])
    unsigned = _unsigned([pk for pk, row in campaigns.items() if row.interviewing_at])
    for campaign, state, number, untold in counted:
        waits = untold + unmarked[(campaign, state)]
        if state == State.INTERVIEWED and campaign in unsigned:
            waits = number
        numbers[campaign][state] = (number, min(number, waits))
    found = [stage for pk, row in campaigns.items() for stage in _next_in(row, numbers[pk])]
    return sorted(found, key=lambda stage: (stage.since, stage.campaign.pk))


def _unmarked(person: User, campaigns: list[int]) -> Counter[tuple[int, str]]:
    """In each campaign and state how many applications wait for marks of the panel (S19)."""
    handled = Application.objects.handled_by(person).filter(campaign__in=campaigns).order_by()
    rows = StageResult.objects.to_mark().filter(application__in=handled.values("pk"))
    results = list(rows.select_related("application"))
    standings = read_standings(results)
    waiting = {
        (row.application.campaign_id, row.application.state, row.application_id)
        for row in results
        if not standings[row.pk].is_complete
    }
    return Counter((campaign, state) for campaign, state, _ in waiting)


def _unsigned(campaigns: list[int]) -> set[int]:
    """In which of some campaigns the marked interviews wait for a merit list (R13)."""
    rows = StageResult.objects.marked().filter(application__campaign__in=campaigns)
    met = rows.exclude(kind=PlannedStage.Kind.SIFT).order_by()
    marked = set(met.values_list("application__campaign", flat=True))
    if not marked:
        return marked
    signed = MeritList.objects.in_force().filter(campaign__in=marked).order_by()
    return marked - set(signed.values_list("campaign", flat=True))


# How many applications are in a state, and how many candidates among them were not told of it.
Numbers = dict[str, tuple[int, int]]


def _next_in(campaign: Any, numbers: Numbers) -> list[Stage]:
    """What is next in one campaign, as ``roles.campaigns.next_step`` says it on its page."""
    state = CampaignState(campaign.state)
    judged = state == CampaignState.OFFERING
    if not numbers.keys() & (APPOINTABLE if state in JUDGED else WITHDRAWABLE):
        if judged and (campaign.has_offer_out or not campaign.has_open_post):
            return []
        return [
            Stage(campaign, "no applications are left. You can end the campaign", move="finish")
        ]
    if judged and not campaign.has_open_post:
        return []
    found = [
        Stage(
            campaign,
            words,
            until=campaign.interviews_from if waits == State.SUBMITTED else None,
            number=number,
            waits=waits,
        )
        for stage, waits, words in STAGES
        if state == stage and (number := _told(numbers, waits))
    ]
    if judged and State.RECOMMENDED not in numbers and (number := _told(numbers, State.RESERVE)):
        words = "on the reserve list. You can offer a post"
        found = [Stage(campaign, words, number=number, waits=State.RESERVE)]
    meeting = state == CampaignState.INTERVIEWING and numbers.keys() & set(STILL_TO_MEET)
    # Before the sift of an application the panel marks it.
    marking = state == CampaignState.SIFTING and State.SUBMITTED in numbers
    # And after its interview.
    marking |= state == CampaignState.INTERVIEWING and State.INTERVIEWED in numbers
    # Of the other states there are queues of their own.
    if found or meeting or marking or state not in THEN:
        return found
    words, move = THEN[state]
    return [Stage(campaign, words, move=move)]


def _told(numbers: Numbers, state: State) -> int:
    """How many are in a state whose candidates know: before, nobody is invited or offered (R19)."""
    number, untold = numbers.get(state, (0, 0))
    return number - untold


def letters(person: User) -> QuerySet[ApplicationMessage]:
    """What candidates asked about their applications, for the department that answers (R15).

    First asked first, by days: before the invitation no moment tells whose it is (R11).
    """
    organisations = person.organisations(*RUNNING_CAMPAIGNS)
    handled = Application.objects.handled_by(person).order_by()
    of_others = Q(post__isnull=False, offer_terms__request__isnull=False)
    own = handled.filter(~of_others, campaign__organisation__in=organisations)
    # Where personal details are hidden, who arranges the selection alone reads them (R11).
    arranged = person.organisations(Membership.Role.RESOURCING)
    hides = Redactor.objects.current().exclude(campaign__organisation__in=arranged)
    own = own.exclude(interview_invited_at=None, campaign__in=hides.order_by().values("campaign"))
    offered = Application.objects.without_rivals_of(person).order_by()
    offered = offered.filter(of_others, offer_terms__request__organisation__in=organisations)
    rows = ApplicationMessage.objects.unanswered().filter(
        Q(application__in=own.values("pk")) | Q(application__in=offered.values("pk"))
    )
    rows = rows.defer("text").select_related(
        "application__campaign__organisation",
        "application__post",
        "application__offer_terms__request__organisation",
    )
    return rows.order_by(TruncDate("sent_at"), "application__reference")
