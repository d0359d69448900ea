"""The plugin's routes: the areas' own, the most particular first.

The addresses of a higher area are more particular than those it rests on: an offer's before an
application's questions, the sift's and an advert's before the moves of a campaign.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from roles.adverts.choices import CHOICES as ADVERT_CHOICES
from roles.adverts.moves import ADVERT_MOVES, OPENING_MOVES
from roles.adverts.urls import urlpatterns as adverts
from roles.applications.urls import urlpatterns as applications
from roles.campaigns.moves.choices import CHOICES
from roles.campaigns.moves.job_descriptions import JOB_MOVES
from roles.campaigns.moves.preparing import PREPARING_MOVES
from roles.campaigns.moves.running import RUNNING_MOVES
from roles.campaigns.urls import urlpatterns as campaigns
from roles.campaigns.views.campaigns import (
    CampaignDetailView,
    CampaignGoOnView,
    CampaignMoveView,
)
from roles.search.urls import urlpatterns as search
from roles.selection.urls import urlpatterns as selection
from roles.support.urls import urlpatterns as support

CAMPAIGN_MOVES = (*PREPARING_MOVES, *OPENING_MOVES, *RUNNING_MOVES)
MOVES = (*CAMPAIGN_MOVES, *CHOICES, *JOB_MOVES, *ADVERT_MOVES, *ADVERT_CHOICES)

urlpatterns: list[URLPattern] = [
    *search,
    *selection,
    *applications,
    *support,
    *adverts,
    *campaigns,
    path(
        "campaigns/<reference:reference>/",
        CampaignDetailView.as_view(moves=CAMPAIGN_MOVES),
        name="campaign_detail",
    ),
    path(
        "campaigns/<reference:reference>/go-on/",
        CampaignGoOnView.as_view(moves=CAMPAIGN_MOVES),
        name="campaign_go_on",
    ),
    path(
        "campaigns/<reference:reference>/<slug:move>/",
        CampaignMoveView.as_view(moves=MOVES),
        name="campaign_move",
    ),
]
