"""A department hears of every change of its public advert, and of nothing before that."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from hub.models import Membership
from hub.permissions import StaffGroup
from roles.adverts.pages import VacancyPage
from roles.adverts.services.adverts import publish_advert
from roles.models import Campaign
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.roles import make_approved
from tests.roles.adverts.test_adverts import edit_form, edit_url

pytestmark = pytest.mark.django_db
SUBJECT = "The public advert of campaign {} has changed"


def told(campaign) -> list[str]:
    """Who has been emailed of a change since the last time."""
    mail.outbox.clear()
    call_command("deliver")
    letters = [sent for sent in mail.outbox if sent.subject == SUBJECT.format(campaign.reference)]
    return sorted(address for letter in letters for address in letter.to)


def test_who_runs_a_campaign_is_emailed_what_changed_in_its_public_advert(team):
    campaign = make_approved(team)
    resourcing = make_member(Membership.Role.RESOURCING, team.organisation)
    publish_advert(campaign=campaign, actor=team.adviser)
    assert told(campaign) == []
    editor, page = make_person("", StaffGroup.EDITORS), VacancyPage.objects.get()
    before = page.title
    form = edit_form(page, title=f"{before} (Swansea)")
    signed_in(editor).post(edit_url(page), form)
    assert told(campaign) == []
    form = edit_form(VacancyPage.objects.get(), title=f"{before} (Swansea)")
    adviser = signed_in(team.adviser)
    adviser.post(edit_url(page), {**form, "action-publish": "1"})
    assert told(campaign) == sorted([team.manager.email, resourcing.email])
    (letter, *_) = mail.outbox
    assert f"“{before}” is now “{before} (Swansea)”" in letter.body
    assert reverse("roles:campaign_advert", args=[campaign.reference]) in letter.body
    history = signed_in(team.manager).get(campaign.get_absolute_url()).text
    assert history.count("Change to the public advert published") == 1
    # One title: candidates, lists and staff read what the public advert says.
    title = f"{before} (Swansea)"
    assert Campaign.objects.get().title == title
    assert f"“{before}” is now “{title}”, as in the public advert" in history
    for address in (campaign.get_absolute_url(), reverse("roles:campaign_list")):
        assert title in signed_in(team.manager).get(address).text
    # The same words published again are no change.
    adviser.post(edit_url(page), {**form, "action-publish": "1"})
    assert told(campaign) == []


def test_the_campaign_takes_the_title_of_its_advert_when_it_opens_and_says_so_before(team):
    campaign = make_approved(team)
    page = VacancyPage.objects.get().get_latest_revision_as_object()
    before, page.title = campaign.title, "Lead product manager"
    page.save_revision(user=make_person("", StaffGroup.EDITORS))
    advert = reverse("roles:campaign_advert", args=[campaign.reference])
    said = f"{before}. It will change to the advert’s title when the advert is published."
    assert said in signed_in(team.manager).get(advert).text
    assert Campaign.objects.get().title == before
    publish_advert(campaign=campaign, actor=team.adviser)
    assert Campaign.objects.get().title == "Lead product manager"
    assert "Title of the campaign" not in signed_in(team.manager).get(advert).text
