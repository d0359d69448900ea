"""The tables of who is invited after a sift: one without reasons, one for who arranges it (S27)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.tables import NEVER_EMPTY, Column, Empty, Link, Table
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.agenda import shown
from roles.models.selection.sift_cut import SiftCut, SiftCutPlace
from roles.selection.services.sift_cuts import Drawn


def _application(row: Any) -> Link:
    application = row.application
    names = [application.campaign.reference, application.reference]
    return Link(application.reference, reverse("roles:sift_detail", args=names))


INVITED = Table(
    "Candidates to invite",
    (Column("Application", _application),),
    empty=Empty(
        "Nobody was invited, or you cannot see who was.",
        "Applications that you can see are listed here when they are invited.",
    ),
)


def invited(cut: SiftCut, campaign: Campaign, reader: Any) -> Any:
    """Those invited in the order that was drawn, whom the reader may see."""
    handled = campaign.applications.handled_by(reader).order_by()
    rows = cut.places.filter(application__in=handled.values("pk")).select_related("application")
    found = list(rows.order_by("order"))
    for row in found:
        row.application.campaign = campaign
    return INVITED.of(found)


TO_DECIDE = Table(
    "Who would be invited",
    (
        Column("Application", lambda row: row[0].application.reference),
        Column("Points", lambda row: shown(row[0].proposal.total)),
        Column("Invited", lambda row: row[1]),
    ),
    empty=Empty(
        "No candidate reaches the minimum.",
        "We will tell all candidates that they have not passed the sift.",
    ),
)


def to_decide(found: Drawn) -> Any:
    """Who is invited by what, for who decides on the schemes."""
    lines = [
        *((row, "By points") for row in found.best),
        *((row, "Through an interview scheme") for row in found.by_scheme),
        *(
            (row, "Not invited: more candidates apply under a scheme than the rule allows")
            for row in found.not_reached
        ),
    ]
    return TO_DECIDE.of(lines)


HOW = {SiftCutPlace.BEST: "By points", SiftCutPlace.SCHEME: "Through an interview scheme"}
DECIDED = Table(
    "How each candidate was invited",
    (
        Column("Application", lambda place: place.application.reference),
        Column("Invited", lambda place: HOW[place.by]),
    ),
    empty=NEVER_EMPTY,
)
