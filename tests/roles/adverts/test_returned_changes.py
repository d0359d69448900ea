"""R1: a returned change binds, and who only stands in for its writer is told so and not more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry

from hub.authorisation import as_system
from hub.permissions import StaffGroup
from hub.stand_ins import arrange_stand_in
from roles.adverts.pages import VacancyPage
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import make_open
from tests.roles.adverts.test_adverts import edit_form, edit_url
from tests.roles.adverts.test_another_eye import BULK, post_read, saved
from tests.work_page import of_others, to_do

pytestmark = pytest.mark.django_db
WHY = "Please keep the title as the department wrote it."
OF_SIDE = "somebody you stand in for, or who stands in for you, sent it or wrote some of it"


@pytest.fixture
def campaign(team):
    return make_open(team)


@pytest.fixture
def editor():
    return make_person("", StaffGroup.HUB_STAFF)


@pytest.fixture
def other():
    return make_person("", StaffGroup.HUB_STAFF)


def publish(person, summary):
    page = VacancyPage.objects.get()
    typed = edit_form(page, summary=summary, **{"action-publish": "1"})
    return signed_in(person).post(edit_url(page), typed, follow=True).text


def refused(campaign):
    """How often the history of a campaign says that somebody was refused."""
    return (
        registry.get_logs_for_instance(campaign).filter(action="roles.advert_own_refused").count()
    )


def test_R1_a_returned_change_is_published_in_other_words_alone(campaign, editor, other):
    before = VacancyPage.objects.get().summary
    advert = reverse("roles:campaign_advert", args=[campaign.reference])
    saved(editor, "Words that are returned.")
    returning = reverse("roles:campaign_move", args=[campaign.reference, "return-change"])
    post_read(other, returning, reason=WHY)
    for person in (other, make_person("", StaffGroup.HUB_LEADS)):
        assert "The hub team has returned this change" in publish(
            person, "Words that are returned."
        )
        assert VacancyPage.objects.get().summary == before
    signed_in(other).post(f"{BULK}?id={campaign.page.pk}", follow=True)
    assert VacancyPage.objects.get().summary == before
    assert WHY in signed_in(other).get(advert).text.split("Versions")[0].split("<table")[0]
    # Other words go public, and what the hub said of the earlier ones stands in the list alone.
    saved(editor, "Other words.")
    publish(other, "Other words.")
    assert VacancyPage.objects.get().summary == "Other words."
    assert "The hub team says" not in signed_in(other).get(advert).text


def test_R1_H8_who_stands_in_for_the_writer_reads_why_they_do_not_publish(campaign, editor, other):
    today = timezone.localdate()
    with as_system():
        arrange_stand_in(
            colleague=other, starts_on=today, ends_on=today + timedelta(days=7), actor=editor
        )
    saved(editor, "Words of who is away.")
    said = publish(other, "Words of who is away.")
    assert OF_SIDE in said
    assert "you sent it or wrote" not in said
    assert "You wrote some of this advert" not in said
    advert = reverse("roles:campaign_advert", args=[campaign.reference])
    words = "Somebody you stand in for, or who stands in for you, wrote some of this advert, so"
    assert words in signed_in(other).get(advert).text
    assert "You wrote some of this advert, so" in signed_in(editor).get(advert).text
    history = signed_in(other).get(campaign.get_absolute_url()).text
    assert "had written some of it" not in history
    assert "Advert not published: somebody else has to approve it" in history
    assert "Check and publish changes to public adverts" not in to_do(other)
    assert "Somebody else in the hub team publishes these changes" in of_others(other)


def test_opening_a_screen_puts_no_refusal_on_record(campaign, editor):
    page = saved(editor, "Mine.")
    answer = signed_in(editor).get(f"{BULK}?id={page.pk}", follow=True)
    assert "Nothing was published" in answer.text
    assert refused(campaign) == 0
    signed_in(editor).post(f"{BULK}?id={page.pk}", follow=True)
    assert refused(campaign) == 1
