"""An advert that says nothing of the work, a reason or a title of one letter: refused with help."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hub.typed_text import has_word
from roles.adverts.services.adverts import publish_advert
from roles.adverts.services.moderation import send_advert
from roles.campaigns.services.readiness import NotReadyError
from roles.models import Campaign
from tests.factories.hub import signed_in
from tests.factories.roles import as_seen, make_approved, make_draft, make_request, make_team

pytestmark = pytest.mark.django_db
TOO_LITTLE = (
    "Say in the advert what the person will do and who with. It does not say anything "
    "about the work yet"
)


@pytest.fixture
def team():
    return make_team("AAA")


def write(team, campaign, **changes):
    manager = signed_in(team.manager)
    url = reverse("roles:campaign_move", args=[campaign.reference, "write"])
    draft = campaign.page.get_latest_revision_as_object()
    typed = {"title": draft.title, "summary": draft.summary, "prose": "x"}
    return manager.post(url, {**typed, "revision": draft.latest_revision_id, **changes})


def test_an_advert_that_says_nothing_of_the_work_is_neither_sent_nor_published(team):
    campaign = make_approved(team)
    write(team, campaign)
    send = reverse("roles:campaign_move", args=[campaign.reference, "send"])
    manager = signed_in(team.manager)
    assert TOO_LITTLE in manager.get(send).text
    assert TOO_LITTLE in manager.post(send, follow=True).text
    with pytest.raises(NotReadyError):
        send_advert(campaign=campaign, actor=team.manager)
    publish = reverse("roles:campaign_move", args=[campaign.reference, "publish"])
    page = signed_in(team.adviser).post(publish, as_seen(campaign), follow=True)
    assert TOO_LITTLE in page.text
    assert Campaign.objects.get().opened_at is None
    campaign.page.refresh_from_db()
    more = "You plan the work of a team and tell people what it has done."
    write(team, campaign, prose=more)
    assert manager.post(send).status_code == 302
    assert publish_advert(campaign=Campaign.objects.get(), actor=team.adviser).is_open


def test_a_title_and_a_reason_of_one_letter_are_refused(team):
    campaign = make_approved(team)
    assert "The title of the role must have at least one word" in (
        write(team, campaign, title="x").text
    )
    draft = make_draft(team)
    cancel = reverse("roles:campaign_move", args=[draft.reference, "cancel"])
    page = signed_in(team.manager).post(cancel, {"reason": "-"}).text
    assert "using at least one word" in page
    request = make_request(team)
    url = f"{request.get_absolute_url()}withdraw/"
    page = signed_in(team.requester).post(url, {"reason": "x"}).text
    assert "Enter the reason, using at least one word" in page


@pytest.mark.parametrize(
    ("text", "says"),
    [("x", False), ("-", False), ("...", False), ("1", False), ("UX", True), ("Ok", True)],
)
def test_what_says_something(text, says):
    assert has_word(text) == says


def test_one_sign_of_a_language_that_writes_words_so_says_something():
    assert has_word("病")
