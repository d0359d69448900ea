"""The routes of places."""

from __future__ import annotations

from django.urls import path

from training.places import views

urlpatterns = [
    path("places/", views.PlaceListView.as_view(), name="place_list"),
    path("places/department/", views.DepartmentPlacesView.as_view(), name="department_place_list"),
    path("places/<uuid:key>/", views.PlaceDetailView.as_view(), name="place_detail"),
    path("places/<uuid:key>/accept/", views.PlaceAcceptView.as_view(), name="place_accept"),
    path("places/<uuid:key>/accepted/", views.PlaceAcceptedView.as_view(), name="place_accepted"),
    path("places/<uuid:key>/decline/", views.PlaceDeclineView.as_view(), name="place_decline"),
    path("places/<uuid:key>/withdraw/", views.PlaceWithdrawView.as_view(), name="place_withdraw"),
]
