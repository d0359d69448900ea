"""The large demonstration: a campaign with many applications, to try selection with."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from hub.audit import as_if_then
from hub.authorisation import as_system
from hub.models import User
from roles.demo import RECRUITMENT_DEMO
from roles.demo.applications.many_words import PARTS, answer_of, name_of
from roles.demo.campaigns import large
from roles.models import Application, Campaign, ElementStatements
from tests.factories.hub import signed_in

PEOPLE = range(large.PEOPLE)


def test_200_people_have_names_of_their_own_and_write_different_answers():
    assert len({name_of(number) for number in PEOPLE}) == large.PEOPLE
    for element in PARTS:
        answers = [answer_of(number, element) for number in PEOPLE]
        assert len(set(answers)) == large.PEOPLE
        assert max(len(answer.split()) for answer in answers) <= 250
    assert sum(name_of(n).split()[0] in answer_of(n, "experience") for n in PEOPLE) == 23


@pytest.mark.django_db
def test_the_large_campaign_is_closed_and_waits_for_its_panel(loaded_demonstration):
    assert [part.load_large for part in RECRUITMENT_DEMO] == [large.load]
    with as_system(), as_if_then():
        large.load(people=24)
        large.load(people=24)
    campaign = Campaign.objects.get(title=large.LARGE.title)
    assert (campaign.state, campaign.posts.count()) == (Campaign.State.CLOSED, 2)
    sent = Application.objects.filter(campaign=campaign)
    assert sent.filter(state=Application.State.SUBMITTED).count() == 24
    written = ElementStatements.objects.filter(application__campaign=campaign)
    assert {tuple(row.statements) for row in written} == {tuple(PARTS)}
    manager = User.objects.get(email="manager.dwp@example.gov.uk")
    page = signed_in(manager).get(campaign.get_absolute_url()).text
    assert "Set up the panel" in page
    call_command("demo", "--clear", verbosity=0)
    assert not Campaign.objects.filter(title=large.LARGE.title).exists()
    assert not User.objects.filter(email__startswith="applicant").exists()
