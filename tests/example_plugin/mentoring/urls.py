"""Routes, mounted at the plugin's url_prefix under the namespace of its label."""

from django.urls import path

from mentoring import views

urlpatterns = [
    path("", views.PairingListView.as_view(), name="pairing_list"),
    path("offer/<reference:reference>/", views.OfferView.as_view(), name="offer"),
    path("<reference:reference>/", views.PairingView.as_view(), name="pairing"),
    path("<reference:reference>/accept/", views.AcceptView.as_view(), name="accept"),
]
