"""Every record with a life has its stage bar, in each state that the demonstration shows."""

from __future__ import annotations

from itertools import groupby

import pytest
from django.apps import apps
from django.urls import reverse

from capability_reviews.models import CapabilityReview, OrgDesignEngagement
from hub.models import Need, PreElectionPeriod, User
from hub.permissions import StaffGroup
from hub.states import StateField
from roles.models import AdvertQuestion, Application, Campaign, Post, SupportRequest
from tests.factories.hub import signed_in
from tests.hub.test_stages import drawn_at
from training.models import Cohort, Place, ProgrammeRelease

pytestmark = pytest.mark.django_db


def own(row):
    return row.get_absolute_url()


def sift(row):
    return reverse("roles:sift_detail", args=[row.campaign.reference, row.reference])


def question(row):
    return reverse("roles:question_detail", args=[row.campaign.reference, row.reference])


def managed(row):
    return reverse("training:cohort_manage", args=[row.slug])


def advert(row):
    return reverse("roles:campaign_advert", args=[row.reference])


def released(row):
    return reverse("training:release_detail", args=[row.pk])


WITH_A_BAR = {
    Need: own,
    SupportRequest: own,
    Campaign: own,
    Post: own,
    Application: sift,
    AdvertQuestion: question,
    Cohort: managed,
    Place: own,
    ProgrammeRelease: released,
    CapabilityReview: own,
    OrgDesignEngagement: own,
}
# What has states and no bar, and why.
WITHOUT_A_BAR = {
    "hub.Upload": "no page of its own: it stands on those of what it is attached to",
    "hub.ReportingPeriod": "open or closed, as its page says at the top",
    "roles.Alert": "no page but the form that changes it",
    "roles.AdvertReview": "a row of the page of its advert, whose bar it moves",
    "roles.Booking": "a row of the page of its request",
    "roles.Conflict": "a row of the page of the conflicts of its campaign",
    "roles.PanelMember": "asked, then on the panel: what its page says at the top",
    "roles.Referral": "a row of the page of its request",
    "training.Programme": "its phases are drawn on its public page",
    "capability_reviews.TeamBuild": "a row of a list",
    "capability_reviews.TrainingPlan": "a row of a list",
}


def readers():
    """Those who between them may open every record."""
    groups = (StaffGroup.HUB_LEADS, StaffGroup.TRAINERS, StaffGroup.REVIEWERS)
    return [User.objects.in_staff_group(group).first() for group in groups]


def test_every_record_with_states_has_a_bar_or_a_reason_to_have_none():
    with_states = {
        model
        for model in apps.get_models()
        if not model._meta.proxy
        and model._meta.app_label in ("hub", "roles", "training", "capability_reviews")
        and any(
            isinstance(field, StateField) and field.states for field in model._meta.get_fields()
        )
    }
    names = {f"{model._meta.label}" for model in with_states - set(WITH_A_BAR)}
    assert names - set(WITHOUT_A_BAR) == set()


def test_every_record_of_the_demonstration_with_a_life_has_its_bar(loaded_demonstration):
    clients = [signed_in(person) for person in readers()]
    without, unread = [], []
    for model, address_of in WITH_A_BAR.items():
        rows = model.objects.all()
        if model is Application:
            rows = model.objects.sent().select_related("campaign")
        rows = sorted(rows, key=lambda row: (str(row.state), row.pk))
        for state, found in groupby(rows, key=lambda row: str(row.state)):
            row = next(found)
            pages = [client.get(address_of(row)) for client in clients]
            pages = [page.text for page in pages if page.status_code == 200]
            if not pages:
                unread.append((model.__name__, state))
            elif any('aria-current="step"' not in page for page in pages):
                without.append((model.__name__, state))
    assert (without, unread) == ([], [])
    leads = clients[0]
    for period in PreElectionPeriod.objects.all():
        assert [place for place, _, _ in drawn_at(leads, own(period))].count("now") == 1
    for campaign in Campaign.objects.filter(page__isnull=False)[:5]:
        assert [place for place, _, _ in drawn_at(leads, advert(campaign))].count("now") == 1
    sent = Application.objects.sent().exclude(candidate=None).select_related("candidate")
    for application in {row.state: row for row in sent}.values():
        bar = drawn_at(
            signed_in(application.candidate),
            reverse("roles:application_detail", args=[application.reference]),
        )
        assert [place for place, _, _ in bar].count("now") == 1, application.state
