"""How far a sift is, and the next application in it: one key or click after each decision."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from django.urls import reverse

from hub.models import User
from hub.numbers import plural
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.selection_order import obstacle_to

# So many are read at a time: most often the first is the next.
CHUNK = 20


@dataclass(frozen=True)
class SiftProgress:
    """How many applications of a campaign are decided, and the next for its reader to decide.

    ``reference`` is the next one's, "" where none waits for this reader. ``then`` is the address of
    the move that follows once all are decided, "" before, and for who may not make it.
    """

    decided: int
    total: int
    campaign: Campaign
    reference: str
    then: str = ""

    @property
    def label(self) -> str:
        """What the link to what is next is called."""
        return "Next application to decide" if self.reference else "Start interviews"

    @property
    def words(self) -> str:
        """How far the sift is, as staff read it."""
        return f"{self.decided:,} of {plural(self.total, 'application')} decided"

    @property
    def address(self) -> str:
        """Where the next application is read and decided, else what follows; "" for neither."""
        if not self.reference:
            return self.then
        return reverse("roles:sift_detail", args=[self.campaign.reference, self.reference])


def sift_progress(
    campaign: Campaign, person: User, beyond: Application | None = None
) -> SiftProgress | None:
    """How far the sift of a campaign is, and which application is next after the one ``beyond``.

    In the order of the list, which is by reference: it says nothing of who applied when (R11).
    None before the sift, and where nothing is sifted any more. Those that this person may not
    decide are passed over.
    """
    if campaign.sifting_at is None:
        return None
    rows = campaign.applications.handled_by(person)
    waiting = rows.to_sift()
    left = waiting.order_by().count()
    if not campaign.is_before_interviews and not left:
        return None
    decided = rows.sifted().order_by().count()
    if not left + decided:
        return None
    here = beyond.reference if beyond is not None else ""
    ordered = waiting.order_by("reference").prefetch_related(
        "arrangements_seen", "set_aside__arrangements_seen"
    )
    found = chain(
        ordered.filter(reference__gt=here).iterator(CHUNK),
        ordered.filter(reference__lt=here).iterator(CHUNK),
    )
    reference = next((row.reference for row in found if _may_decide(row, campaign, person)), "")
    then = "" if left else pages_after_sift(campaign, person).get("interviews", ("", ""))[1]
    return SiftProgress(decided, left + decided, campaign, reference, then)


def pages_after_sift(campaign: Campaign, person: User) -> dict[str, tuple[str, str]]:
    """Where interviews are started, for who may, once every application is decided."""
    if not (campaign.is_before_interviews and campaign.sifting_at) or campaign.is_ended:
        return {}
    if not person.has_perm("roles.select_campaign", campaign):
        return {}
    if obstacle_to(campaign, "start_interviews"):
        return {}
    address = reverse("roles:campaign_move", args=[campaign.reference, "interviews"])
    return {"interviews": ("Start interviews", address)}


def _may_decide(application: Application, campaign: Campaign, person: User) -> bool:
    application.campaign = campaign
    return person.has_perm("roles.sift_application", application) and not obstacle_to(
        application, "pass_sift"
    )
