"""The plugin's routes: the areas' own, the most particular first.

The addresses of a higher area are more particular than those it rests on: an offer's before an
application's questions, the sift's and an advert's before the moves of a campaign.
"""

from __future__ import annotations

from django.urls import URLPattern

from roles.adverts.urls import urlpatterns as adverts
from roles.applications.urls import urlpatterns as applications
from roles.campaigns.urls import urlpatterns as campaigns
from roles.search.urls import urlpatterns as search
from roles.selection.urls import urlpatterns as selection
from roles.support.urls import urlpatterns as support

urlpatterns: list[URLPattern] = [
    *search,
    *selection,
    *applications,
    *support,
    *adverts,
    *campaigns,
]
