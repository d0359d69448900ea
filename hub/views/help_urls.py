"""Routes of the help pages, included at help/."""

from django.urls import path

from hub.views import help as views

urlpatterns = [
    path("accessibility/", views.accessibility, name="help_accessibility"),
    path("privacy/", views.privacy, name="help_privacy"),
    path("cookies/", views.cookies, name="help_cookies"),
    path("contact/", views.contact, name="help_contact"),
    path("terms/", views.terms, name="help_terms"),
]
