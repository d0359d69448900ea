"""To do leads on to the form that is next, whatever that is by the time it is followed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.needs import link
from roles.models import Application, Campaign
from tests.factories.adverts import bring_to, make_advert, make_application, make_handler
from tests.factories.adverts import make_draft as begin_application
from tests.factories.hub import make_need, make_person, signed_in
from tests.factories.roles import make_draft, make_team
from tests.work_page import InFront, to_do

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team("AAA")


def followed(person, label):
    """Where the only item under a label leads in the end, and whether a form stands there."""
    (address,) = to_do(person)[label]
    answered = signed_in(person).get(address, follow=True)
    assert answered.status_code == 200
    path = answered.redirect_chain[-1][0] if answered.redirect_chain else address
    return path, bool(InFront(answered.text).forms)


def test_a_need_is_met_in_one_of_the_ways_that_its_person_may_start(team):
    need = make_need(team.organisation, team.requester)
    path, has_form = followed(team.requester, "Decide how to meet needs")
    assert (path, has_form) == (reverse("need_meet", args=[need.reference]), True)
    client = signed_in(team.requester)
    page = client.get(path).text
    ways = ["Ask the hub team for support", "Advertise it yourself", "Withdraw the need"]
    assert [way for way in ways if way not in page] == []
    assert "Select what you want to do" in client.post(path, {}).text
    chosen = client.post(path, {"way": "roles.support_request"})
    assert chosen["Location"] == f"/support/ask/?need={need.reference}"
    assert signed_in(team.requester).get(need.get_absolute_url()).text.count("Next step") == 1
    link(need=need, subject=make_advert(organisation=team.organisation), slug="roles.campaign")
    type(need).objects.filter(pk=need.pk).update(state="withdrawn", withdrawn_at=timezone.now())
    late = client.get(path, follow=True)
    assert late.redirect_chain[-1][0] == need.get_absolute_url()
    assert "This may already have been done." in late.text


def test_a_campaign_that_lacks_something_leads_to_the_page_that_asks_for_it(team):
    campaign = make_draft(team)
    label = "Complete campaigns and ask for approval"
    ask = reverse("roles:campaign_move", args=[campaign.reference, "ask-approval"])
    assert followed(team.manager, label) == (ask, True)
    campaign.places.clear()
    places = reverse("roles:campaign_move", args=[campaign.reference, "terms-places"])
    assert followed(team.manager, label) == (places, True)


def test_a_draft_leads_to_its_first_question_without_an_answer_and_then_to_sending_it(team):
    campaign = make_advert(organisation=team.organisation)
    candidate = make_person("candidate@example.com")
    application = begin_application(campaign, candidate)
    check = reverse("roles:application_check", args=[application.reference])
    assert followed(candidate, "Send applications") == (check, True)
    Application.objects.filter(pk=application.pk).update(phone="")
    question = reverse("roles:application_question", args=[application.reference, "contact"])
    assert followed(candidate, "Send applications") == (question, True)


def test_an_advert_leads_to_writing_and_sending_it(team):
    campaign = make_draft(team)
    Campaign.objects.filter(pk=campaign.pk).update(
        state="approved", approved_at=timezone.now() - timedelta(days=1)
    )
    path, has_form = followed(team.manager, "Advertise approved campaigns")
    assert has_form
    assert path == reverse("roles:campaign_move", args=[campaign.reference, "draft-advert"])


def test_R21_a_sift_leads_to_the_next_application_then_to_the_start_of_interviews():
    campaign = make_advert()
    handler = make_handler(campaign)
    first, second = sorted(
        (make_application(campaign), make_application(campaign)), key=lambda row: row.reference
    )
    bring_to(campaign, "sifting")
    (address,) = to_do(handler)["Choose candidates"]
    client = signed_in(handler)
    of = [campaign.reference]
    assert client.get(address)["Location"] == reverse(
        "roles:sift_detail", args=[*of, first.reference]
    )
    for row in (first, second):
        page = reverse("roles:sift_detail", args=[*of, row.reference])
        assert "Start interviews" not in client.get(page).text
        client.post(reverse("roles:sift_move", args=[*of, row.reference, "pass_sift"]), {})
    start = reverse("roles:campaign_move", args=[*of, "interviews"])
    assert to_do(handler)["Choose candidates"] == [start]
    listed = client.get(reverse("roles:sift_list", args=of)).text
    shown = client.get(page).text
    for text in (listed, shown):
        assert f'href="{start}" data-hub-next>Start interviews</a>' in text
        assert "Finish the sift" not in text
    assert "Every application is decided. Start interviews." in shown
