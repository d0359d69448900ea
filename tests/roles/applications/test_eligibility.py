"""R2: a role that is not open to everybody asks who employs the candidate, and shows it."""

from __future__ import annotations

import re

import pytest

from roles.applications.services.applications import (
    IncompleteApplicationError,
    start_application,
    submit_application,
)
from roles.models import Application, Audience
from tests.factories.adverts import bring_to, make_advert, make_draft, make_handler
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db


def answer(draft: Application, **words: str):
    url = f"/applications/{draft.reference}/employer/"
    client = signed_in(draft.candidate)
    seal = re.search(r'name="seal" value="(\w*)"', client.get(url).content.decode())[1]
    return client.post(url, {**words, "seal": seal})


@pytest.mark.parametrize(
    ("audience", "asked"),
    [
        (Audience.INTERNAL, "Do you work for {department}?"),
        (Audience.ACROSS_GOVERNMENT, "Are you a civil servant?"),
    ],
)
def test_R2_nobody_sends_an_application_without_saying_that_the_role_is_open_to_them(
    audience, asked
):
    campaign = make_advert(audience=audience)
    draft = make_draft(campaign)
    Application.objects.update(is_in_audience="", works_for="")
    draft.refresh_from_db()
    with pytest.raises(IncompleteApplicationError):
        submit_application(application=draft, actor=draft.candidate)
    page = answer(draft, is_in_audience="no", works_for="A shop").content.decode()
    assert asked.format(department=campaign.organisation) in page
    assert "This role is only for" in page
    draft.refresh_from_db()
    with pytest.raises(IncompleteApplicationError):
        submit_application(application=draft, actor=draft.candidate)
    assert answer(draft, is_in_audience="yes", works_for="Land Registry").status_code == 302
    draft.refresh_from_db()
    assert submit_application(application=draft, actor=draft.candidate).state == "submitted"
    bring_to(campaign, "sifting")
    url = f"/campaigns/{campaign.reference}/applications/{draft.reference}/"
    assert "Land Registry" in signed_in(make_handler(campaign)).get(url).content.decode()


def test_R2_a_role_open_to_everybody_does_not_ask():
    draft = start_application(campaign=make_advert(), actor=make_person())
    url = f"/applications/{draft.reference}/employer/"
    assert signed_in(draft.candidate).get(url).status_code == 404


def test_the_answer_is_the_candidates_data_and_goes_with_it():
    from roles.applications.services.erasure import erase_application

    draft = make_draft(make_advert(audience=Audience.INTERNAL))
    sent = submit_application(application=draft, actor=draft.candidate)
    assert (sent.is_in_audience, sent.works_for) == ("yes", "Department of A")
    erase_application(application=sent)
    sent.refresh_from_db()
    assert (sent.is_in_audience, sent.works_for) == ("", "")
