"""The terms of a campaign are a list of short pages, each saved by itself (R6)."""

from __future__ import annotations

import re

import pytest

from hub.models import LogEntry
from roles.campaigns.advert_facts import missing_by_section
from roles.campaigns.forms.terms import form_of
from roles.campaigns.services import drafting
from roles.campaigns.term_sections import SECTIONS
from roles.models import Campaign, Location
from tests.factories.hub import signed_in
from tests.factories.roles import make_accepted_request, make_draft, make_team
from tests.roles.terms import page_of, save_terms
from tests.typed import answers_on

pytestmark = pytest.mark.django_db
MOST_CONTROLS = 20


def begun(team, **terms) -> Campaign:
    """A campaign that was only just made."""
    request = make_accepted_request(team)
    return drafting.make_campaign_from_request(
        request=request, title="Delivery manager", actor=team.manager, **terms
    )


def statuses(html: str) -> dict[str, str]:
    """The status of each section, by its title, as the list of tasks says it."""
    found = {}
    for item in re.split(r'<li class="govuk-task-list__item', html)[1:]:
        words = re.sub(r"<[^>]+>", "\n", item.split("</li>")[0].split(">", 1)[1])
        lines = [line.strip() for line in words.splitlines() if line.strip()]
        found[lines[0]] = lines[-1]
    return found


def list_url(campaign) -> str:
    return f"/campaigns/{campaign.reference}/terms/"


def test_every_term_is_asked_about_in_one_section():
    from roles.campaigns.forms.terms import TermsForm

    asked = [name for section in SECTIONS for name in section.fields]
    assert sorted(asked) == sorted(TermsForm.Meta.fields)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.slug)
def test_no_page_of_the_terms_asks_for_more_than_twenty_controls(team, section):
    campaign = make_draft(team, advert_language="both")
    html = signed_in(team.manager).get(f"/campaigns/{campaign.reference}/{section.move}/").text
    main = html.split("<main", 1)[1].split("</main>")[0]
    controls = re.findall(r"<(?:input(?! type=\"hidden\")|select|textarea)\b", main)
    assert 0 < len(controls) <= MOST_CONTROLS


def test_the_list_says_which_sections_are_complete_begun_and_not_begun(team):
    campaign = begun(team)
    client = signed_in(team.manager)
    said = statuses(client.get(list_url(campaign)).text)
    assert (said["Pay"], said["Locations"]) == ("Not yet started", "Not yet started")
    assert said["Contract and hours"] == "Completed"
    Campaign.objects.update(contract="fixed_term")
    save_terms(client, campaign, salary_min="50000", salary_max="60000")
    said = statuses(client.get(list_url(campaign)).text)
    assert said["Pay"] == "Completed"
    assert said["Contract and hours"] == "There is something to put right"


def test_a_section_is_saved_half_done_as_a_draft_and_nothing_is_lost(team):
    campaign = begun(team)
    client, url = signed_in(team.manager), page_of(campaign, "contact_name")
    typed = {**answers_on(client.get(url).text), "contact_name": "Digital recruitment"}
    refused = client.post(url, typed)
    assert "Enter the team’s email address" in refused.text.replace("&#39;", "’")
    page = client.post(url, {**typed, "as_draft": "yes"}, follow=True)
    assert page.redirect_chain[-1][0] == list_url(campaign)
    assert Campaign.objects.get().contact_name == "Digital recruitment"
    assert statuses(page.text)["Contact for candidates"] == "There is something to put right"
    # What is wrong is refused as ever.
    wrong = client.post(url, {**typed, "contact_email": "nobody", "as_draft": "yes"})
    assert "Enter an email address in the correct format" in wrong.text


def test_R6_a_draft_without_its_lowest_salary_is_not_complete(team):
    campaign = make_draft(team, salary_min=40_000, salary_max=50_000)
    before = dict(missing_by_section(campaign))
    campaign.salary_min = None
    assert dict(missing_by_section(campaign)) == before | {"pay": "Enter the salary"}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.slug)
def test_every_section_can_be_saved_empty_as_a_draft_where_the_domain_allows(team, section):
    campaign = begun(team)
    form = form_of(section)({"as_draft": "yes"}, instance=campaign)
    needed = {"title", "audience", "contract", "working_pattern", "hours_per_week", "experience"}
    needed |= {"statement_word_limit", "security_level", "nationality"}
    assert {*form.errors} == needed & {*section.fields}


def test_what_rests_on_the_terms_says_which_sections_are_missing_and_leads_there(team):
    campaign = begun(team, salary_min=50000, salary_max=60000)
    page = signed_in(team.manager).get(f"{campaign.get_absolute_url()}ask-approval/").text
    assert "Complete the terms first." in page
    assert f'href="{page_of(campaign, "contact_name")}">Contact for candidates</a>' in page
    assert f'href="{page_of(campaign, "salary_min")}"' not in page


def test_R25_terms_are_copied_by_section_from_an_earlier_campaign_of_the_organisation(team):
    earlier = make_draft(team, essential_criteria="You have led a team.", welsh="desirable")
    other = make_draft(make_team("BBB"))
    campaign = begun(team)
    save_terms(signed_in(team.manager), campaign, salary_min="50000", salary_max="60000")
    client = signed_in(team.manager)
    assert "Copy from an earlier campaign" in client.get(list_url(campaign)).text
    url = f"/campaigns/{campaign.reference}/terms-copy/"
    html = client.get(url).text
    assert (earlier.reference in html, other.reference in html) == (True, False)
    # What somebody has entered is not chosen beforehand.
    assert "pay" not in answers_on(html)["sections"]
    client.post(url, {"earlier": earlier.pk, "sections": ["criteria", "places", "contact"]})
    kept = Campaign.objects.get(pk=campaign.pk)
    assert (kept.criteria, kept.salary_min) == (["You have led a team."], 50000)
    assert set(kept.places.all()) == set(earlier.places.all())
    assert (kept.contact_name, kept.welsh, kept.closes_on) == (
        earlier.contact_name,
        "not_needed",
        None,
    )
    entry = LogEntry.objects.get(action="roles.terms_copied")
    assert entry.data["detail"] == f"From campaign {earlier.reference}"
    refused = client.post(url, {"earlier": other.pk, "sections": ["pay"]})
    assert "Select the campaign to copy from from the list" in refused.text


def test_places_are_found_by_searching_without_a_script(team):
    campaign = begun(team)
    client, url = signed_in(team.manager), page_of(campaign, "places")
    names = list(Location.objects.values_list("name", flat=True))
    html = client.get(url).text
    assert html.count('name="places"') == 1  # In the pattern that a script copies.
    answers = answers_on(html)
    found = client.post(url, {**answers, "places_search": "leeds", "places_find": "yes"})
    assert "There is a problem" not in found.text
    leeds = Location.objects.get(slug="leeds")
    assert answers_on(found.text)["places"] == str(leeds.pk)
    assert not Campaign.objects.get().places.exists()
    client.post(url, {**answers_on(found.text)})
    assert Campaign.objects.get().locations == ["Leeds"]
    some = client.post(url, {"places": [leeds.pk], "places_search": "o", "places_find": "yes"}).text
    fits = [name for name in names if "o" in name.casefold()]
    assert f"{len(fits)} found" in some or "more. Enter more of the name" in some
    none = client.post(url, {"places_search": "xyz", "places_find": "yes"}).text
    assert "Nothing called ‘xyz’" in none


def test_a_place_that_is_typed_and_not_looked_for_is_taken_or_asked_about(team):
    campaign = begun(team)
    client, url = signed_in(team.manager), page_of(campaign, "places")
    answers = answers_on(client.get(url).text)
    for words in ("Zzzz", "ee"):
        refused = client.post(url, {**answers, "places_search": words})
        assert f"We do not know “{words}”. Check the spelling" in refused.text
        assert not Campaign.objects.get().places.exists()
    client.post(url, {**answers, "places_search": " leeds "})
    assert Campaign.objects.get().locations == ["Leeds"]
    # What was looked for is no question any more.
    found = client.post(url, {**answers, "places_search": "zzzz", "places_find": "yes"})
    leeds = Location.objects.get(slug="leeds")
    saved = client.post(url, {**answers_on(found.text), "places": [leeds.pk]}, follow=True)
    assert "There is a problem" not in saved.text


def test_the_terms_are_no_form_of_their_own_any_more(team):
    campaign = make_draft(team)
    client = signed_in(team.manager)
    answer = client.post(list_url(campaign), {"title": "Another title"})
    assert (answer.status_code, answer.url) == (302, list_url(campaign))
    assert Campaign.objects.get().title == campaign.title
    shown = client.get(campaign.get_absolute_url()).text
    assert "terms-pay" not in shown
    assert list_url(campaign) in shown
