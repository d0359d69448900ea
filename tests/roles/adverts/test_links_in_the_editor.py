"""Every link in the panel of Wagtail's editor leads to a page that its reader may open."""

import re

import pytest

from hub.permissions import StaffGroup
from roles.adverts.pages import VacancyPage
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import make_open
from tests.roles.adverts.test_adverts import edit_form, edit_url

pytestmark = pytest.mark.django_db


def panel_on(page: str, campaign) -> str:
    """The block that names the campaign."""
    blocks = [block.split("</div>")[0] for block in page.split('<div class="help-block')[1:]]
    (panel,) = [block for block in blocks if f"Campaign {campaign.reference}" in block]
    return panel


@pytest.mark.parametrize("group", [StaffGroup.EDITORS, StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS])
def test_the_check_beside_an_advert_links_to_nothing_that_its_reader_may_not_open(team, group):
    campaign = make_open(team)
    reader, other = make_person("", group), make_person("", StaffGroup.EDITORS)
    sees_campaign = group != StaffGroup.EDITORS
    # As it is, with a change by somebody else, and with one of one's own.
    for author in (None, other, reader):
        page = VacancyPage.objects.get()
        if author is not None:
            words = edit_form(page, summary=f"Saved by {author.pk}.")
            signed_in(author).post(edit_url(page), words)
        browser = signed_in(reader)
        panel = panel_on(browser.get(edit_url(page)).text, campaign)
        found = re.findall(r'<a href="([^"]+)"', panel)
        assert [(url, browser.get(url).status_code) for url in found] == [
            (url, 200) for url in found
        ]
        assert (campaign.get_absolute_url() in found) == sees_campaign
        assert ("ask the hub team to pause the campaign" in panel) == (
            author == reader and not sees_campaign
        )
