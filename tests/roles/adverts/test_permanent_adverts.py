"""An advert that was public cannot vanish: the campaign takes it back, with a reason."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Revision

from hub.invariants import check_all
from hub.models import InvariantFinding, Notification
from hub.permissions import StaffGroup
from roles.adverts.pages import VacancyPage
from roles.adverts.permanence import PermanentAdvertError
from roles.models import Campaign
from tests.factories.adverts import make_draft as make_application_draft
from tests.factories.adverts import take_down
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import actions_of, make_approved, make_open, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team("AAA")


@pytest.fixture
def opened(team):
    return make_open(team)


def is_public(campaign):
    page = VacancyPage.objects.filter(campaign=campaign, live=True).first()
    return page is not None and page.get_parent().slug == "roles"


WAYS = [("unpublish", "pause"), ("move_confirm", "pause"), ("delete", "cancel")]


@pytest.mark.parametrize(("action", "instead"), WAYS)
def test_the_admins_screens_lead_to_the_campaign(team, opened, action, instead):
    more = [opened.page.get_parent().get_parent().pk] if action == "move_confirm" else []
    address = reverse(f"wagtailadmin_pages:{action}", args=[opened.page.pk, *more])
    for client in (signed_in(make_person("", StaffGroup.EDITORS)), signed_in(team.adviser)):
        response = client.post(address, follow=True)
        assert "To take no applications, pause the campaign." in response.content.decode()
        assert is_public(opened)
    # Whoever may steer the campaign stands before the form that asks for the reason.
    assert response.redirect_chain[-1][0].endswith(f"/{opened.reference}/{instead}/")
    assert 'name="reason"' in response.content.decode()


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_the_page_above_the_adverts_takes_none_with_it(team, opened, action):
    index = opened.page.get_parent()
    address = reverse(f"wagtailadmin_pages:{action}", args=[index.pk])
    signed_in(team.adviser).post(address, {"include_descendants": "on"}, follow=True)
    assert is_public(opened)
    assert Page.objects.get(pk=index.pk).live


@pytest.mark.parametrize("action", ["unpublish", "delete", "move"])
def test_bulk_actions_take_nothing_away(team, opened, action):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    home = opened.page.get_parent().get_parent()
    response = signed_in(team.adviser).post(
        f"{url}?id={opened.page.pk}&next=/admin/", {"chooser": home.pk}, follow=True
    )
    assert is_public(opened)
    if action != "move":  # Wagtail itself refuses to put an advert below another page.
        assert "To take no applications, pause the campaign." in response.content.decode()


OTHER_WAYS = {
    "unpublish": lambda page: page.unpublish(),
    "as a page": lambda page: Page.objects.get(pk=page.pk).unpublish(),
    "delete": lambda page: page.delete(),
    "delete the parent": lambda page: page.get_parent().delete(),
    "move": lambda page: page.move(page.get_parent().get_parent(), pos="last-child"),
}


@pytest.mark.parametrize("way", OTHER_WAYS)
def test_no_other_way_takes_an_open_advert_away(opened, way):
    with pytest.raises(PermanentAdvertError), transaction.atomic():
        OTHER_WAYS[way](VacancyPage.objects.get())
    assert is_public(opened)


def test_a_time_to_expire_is_refused_and_an_older_one_takes_nothing_down(team, opened):
    page = VacancyPage.objects.get()
    yesterday = timezone.now() - timedelta(days=1)
    Page.objects.filter(pk=page.pk).update(expire_at=yesterday)
    call_command("publish_scheduled")
    assert (is_public(opened), VacancyPage.objects.get().expire_at) == (True, None)
    page.expire_at = timezone.now() + timedelta(days=1)
    with pytest.raises(Exception, match="An advert stays"):
        page.full_clean()


def test_no_page_of_an_advert_is_made_private(opened):
    lead = signed_in(make_person("", StaffGroup.HUB_LEADS))
    for page in (opened.page, opened.page.get_parent()):
        address = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
        lead.post(address, {"restriction_type": "login"})
    assert PageViewRestriction.objects.count() == 0


def test_a_draft_can_still_be_deleted(team):
    campaign = make_approved(team)
    campaign.page.delete()
    assert VacancyPage.objects.count() == Revision.objects.page_revisions().count() == 0


def found_without_advert():
    check_all()
    found = InvariantFinding.objects.filter(slug="roles.live_without_advert")
    return list(found.values_list("subject", flat=True))


def test_the_daily_check_finds_an_open_campaign_without_an_advert(opened):
    assert found_without_advert() == []
    take_down(opened.page)
    assert found_without_advert() == [str(opened)]


def test_the_daily_check_finds_an_advert_that_only_some_can_read(opened):
    opened.page.get_parent().view_restrictions.create(restriction_type="login")
    assert found_without_advert() == [str(opened)]


def test_a_pause_and_its_end_are_told_to_those_who_work_on_it_and_those_who_are_applying(
    team, opened
):
    draft = make_application_draft(opened)
    client = signed_in(team.adviser)
    for move, slug in (("pause", "paused"), ("resume", "resumed")):
        address = reverse("roles:campaign_move", args=[opened.reference, move])
        client.post(address, {"reason": "The department has frozen spending."})
        told = Notification.objects.filter(slug=f"roles.campaign_{slug}")
        assert team.manager.pk in set(told.values_list("recipient", flat=True))
        assert team.adviser.pk not in set(told.values_list("recipient", flat=True))
        candidates = Notification.objects.filter(slug=f"roles.role_{slug}")
        assert list(candidates.values_list("recipient", flat=True)) == [draft.candidate_id]
    assert actions_of(opened).count("roles.campaign_paused") == 1
    assert Campaign.objects.get().is_open
