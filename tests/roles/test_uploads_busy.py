"""While many documents are looked at everybody else is answered, and nobody loses words."""

from __future__ import annotations

from html import unescape

import pytest

from hub.models import Upload
from hub.tasks import heartbeat
from roles.adverts.pages import VacancyPage
from roles.models import RequestAttachment
from tests.busy import a_place_free, every_place_taken
from tests.factories.adverts import make_advert, make_draft
from tests.factories.files import make_pdf, upload
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import make_request, make_team
from tests.typed import answers_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_house():
    with every_place_taken():
        yield


def test_everybody_else_is_answered_while_documents_are_looked_at(client, full_house):
    heartbeat()
    advert, draft = make_advert(), make_draft(make_advert(experience="cv"))
    url = f"/applications/{draft.reference}/cv/"
    busy = signed_in(draft.candidate).post(url, {"cv": upload(make_pdf())})
    assert "We are checking many files at the moment" in busy.content.decode()
    assert client.get("/healthz").status_code == 200
    assert client.get("/roles/").status_code == 200
    assert client.get(VacancyPage.objects.get(campaign=advert).url).status_code == 200
    assert signed_in(make_person()).get("/account/").status_code == 200


def test_who_is_refused_as_busy_loses_nothing_they_typed_and_tries_again_without_scripts(
    full_house,
):
    team = make_team("AAA")
    request = make_request(team)
    browser, url = signed_in(team.requester), f"/support/{request.reference}/attach/"
    typed = {"title": "Draft job description", "upload": upload(make_pdf())}
    html = unescape(browser.post(url, typed).content.decode())
    words = html.partition("There is a problem")[2]
    assert "Wait a minute, then select your file again" in words
    assert "Nothing else you entered is lost" in words
    assert 'value="Draft job description"' in html
    # Of the page as it stands, with the file selected again.
    again = answers_on(html) | {"upload": upload(make_pdf())}
    with a_place_free():
        assert browser.post(url, again).status_code == 302
    row = RequestAttachment.objects.get()
    assert (row.title, row.upload.owner) == ("Draft job description", team.requester)


def test_a_file_that_was_taken_in_before_stays_when_the_next_is_refused_as_busy():
    draft = make_draft(make_advert(experience="cv"))
    browser, url = signed_in(draft.candidate), f"/applications/{draft.reference}/cv/"
    browser.post(url, {"cv": upload(make_pdf())})
    with every_place_taken():
        html = browser.post(url, {"cv": upload(make_pdf(pages=2))}).content.decode()
    assert "We have your file" in html
    draft.refresh_from_db()
    assert draft.cv == Upload.objects.get()
