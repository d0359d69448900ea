"""What a search can be narrowed by, how it is ordered, and what beside each choice is counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.utils import timezone

from roles.models import RecruitmentPolicy
from roles.search.vacancy_search import PAGE, Terms, offer
from tests.factories.adverts import make_advert
from tests.factories.hub import make_organisation

pytestmark = pytest.mark.django_db


def listed(client, **query) -> list[str]:
    return [item.title for item in client.get("/roles/", query).context_data["listings"]]


def counts(terms: Terms, name: str) -> dict[str, int]:
    cache.clear()
    return {choice.value: choice.count for choice in offer(terms).choices[name]}


@pytest.fixture
def several():
    organisation = make_organisation("ABC", name="Department of Tests")
    soon = timedelta(days=3)
    make_advert("A", organisation=organisation, salary_min=30_000, salary_max=40_000,
                places=("Leeds",), closes_in=soon)  # fmt: skip
    make_advert("B", organisation=organisation, role="user-researcher", salary_min=50_000,
                contract="fixed_term", contract_months=12, working_pattern="full_time",
                places=("York",), closes_in=timedelta(days=10))  # fmt: skip
    make_advert("C", organisation=organisation, role="data-scientist", salary_min=65_000,
                london_salary_min=70_000, working_pattern="part_time", home_working=True,
                audience="across_government", places=(),
                closes_in=timedelta(days=20))  # fmt: skip


def test_each_filter_narrows(client, several):
    assert listed(client) == ["A", "B", "C"]
    assert listed(client, role="user-researcher") == ["B"]
    assert listed(client, salary="£40,000") == ["B", "C"]
    assert listed(client, salary="65001") == []
    assert listed(client, contract="fixed_term") == ["B"]
    assert listed(client, pattern="part_time") == ["A", "C"]
    assert listed(client, pattern="full_time") == ["A", "B"]
    assert listed(client, pattern="flexible") == ["A"]
    assert listed(client, audience="external") == ["A", "B"]
    assert listed(client, home="yes") == ["C"]
    assert listed(client, home="yes", place="leeds") == ["A", "C"]
    assert listed(client, closing="soon") == ["A"]


def test_what_closes_soon_is_the_policys(client, several):
    policy = RecruitmentPolicy.load()
    policy.closing_soon_days = 11
    policy.save()
    cache.clear()
    assert listed(client, closing="soon") == ["A", "B"]
    assert "In the next 11 days (2)" in client.get("/roles/").content.decode()


def test_each_choice_says_how_many_roles_it_would_leave(several):
    anything = Terms()
    assert counts(anything, "place") == {"leeds": 1, "york": 1}
    assert counts(anything, "home") == {"yes": 1}
    assert counts(anything, "role") == {
        "product-manager": 1, "user-researcher": 1, "data-scientist": 1,
    }  # fmt: skip
    assert counts(anything, "salary")["30000"] == 3
    assert counts(anything, "salary")["60000"] == 1
    assert counts(anything, "pattern") == {"full_time": 2, "part_time": 2, "flexible": 1}
    assert counts(anything, "closing") == {"soon": 1}
    # A choice is counted beside the others that are made, not beside itself.
    chosen = Terms(salary=50_000, contract="fixed_term")
    assert counts(chosen, "contract") == {"permanent": 1, "fixed_term": 1}
    assert counts(chosen, "role") == {"user-researcher": 1}
    assert counts(chosen, "grade") == {"g7": 1}


def test_the_choices_are_shown_with_their_numbers(client, several):
    html = client.get("/roles/").content.decode()
    for text in ("All roles", "Leeds (1)", "Department of Tests (3)", "£30,000 (3)",
                 "Open to anyone (2)", "Fixed term (1)", "Work from home (1)",
                 "In the next 7 days (1)"):  # fmt: skip
        assert text in html


def test_numbers_that_stop_say_so(client, monkeypatch, several):
    monkeypatch.setattr("roles.search.vacancy_search.choices.MOST_COUNTED", 2)
    html = client.get("/roles/").content.decode()
    assert "Department of Tests (more than 3)" in html


def test_the_salary_sorts(client, several):
    assert listed(client, sort="salary") == ["C", "B", "A"]


def test_relevance_is_title_then_facts_then_prose(client):
    organisation = make_organisation("ABC", name="Department of Tests")
    make_advert("Analyst", organisation=organisation, body="You work with a delivery manager.")
    make_advert("Lead", organisation=organisation, role="delivery-manager")
    make_advert("Delivery manager", organisation=organisation)
    expected = ["Delivery manager", "Lead", "Analyst"]
    assert listed(client, q="delivery manager") == expected
    assert listed(client, q="managers of deliveries", sort="relevance") == expected
    assert listed(client, sort="relevance") == ["Analyst", "Lead", "Delivery manager"]
    page = client.get("/roles/", {"q": "delivery"})
    assert page.context_data["terms"].order == "relevance"


@pytest.mark.parametrize("sort", ["", "closing", "newest", "salary"])
def test_pages_by_key_forwards_and_back_in_every_order(client, sort):
    organisation = make_organisation()
    now = timezone.now()
    for number in range(2 * PAGE + 3):
        prose = "plumbing" if number % 2 else ""
        make_advert(
            f"Plumbing {number:02}" if number % 7 == 0 else f"Role {number:02}",
            organisation=organisation,
            body=prose or "All things plumbed",
            places=("Plumbs",) if number % 3 == 0 else (),
            salary_min=30_000 + number // 4,
            closes_in=timedelta(days=3 + number // 5),
            opened_at=now - timedelta(hours=100 - number // 3),
        )
    pages = [client.get("/roles/", {"q": "plumb", "sort": sort})]
    while address := pages[-1].context_data["next"]:
        pages.append(client.get(address))
    seen = [[item.title for item in page.context_data["listings"]] for page in pages]
    assert [len(titles) for titles in seen] == [PAGE, PAGE, 3]
    assert len({title for titles in seen for title in titles}) == 2 * PAGE + 3
    back = [pages[-1]]
    while address := back[-1].context_data["previous"]:
        back.append(client.get(address))
    assert [[item.title for item in page.context_data["listings"]] for page in back] == seen[::-1]
    if not sort:
        assert all(title.startswith("Plumbing") for title in seen[0][:7])
    # Another order's place in the list is none in this one.
    other = "closing" if sort != "closing" else ""
    cursor = pages[1].context_data["next"].partition("after=")[2]
    odd = client.get("/roles/", {"q": "plumb", "sort": other, "after": cursor})
    assert odd.status_code == 200


def test_terms_are_stored_as_data_and_read_again():
    query = QueryDict(
        "q=data&place=leeds&place=york&home=yes&salary=45000&closing=soon&pattern=part_time"
        "&contract=loan&audience=external&role=data-scientist&sort=salary"
    )
    terms = Terms.from_address(query)
    data = terms.as_data()
    assert data == {
        "q": "data", "role": "data-scientist", "place": ["leeds", "york"], "home": "yes",
        "salary": "45000", "contract": "loan", "pattern": "part_time", "audience": "external",
        "closing": "soon",
    }  # fmt: skip
    assert Terms.from_data(data) == terms.unsorted
    assert Terms.from_address(QueryDict(terms.address())) == terms
    assert Terms.from_data({"salary": 45000, "gone": "x", "home": True, "place": "leeds"}) == Terms(
        salary=45_000, places=("leeds",)
    )


@pytest.mark.parametrize(
    "query", ["salary=x", "salary=-1", "salary=9999999", "salary=१२", "home=1", "closing=late",
              "contract=x", "pattern=x", "audience=everyone", "sort=relevance"],
)  # fmt: skip
def test_a_filter_that_there_is_not_is_left_out(query):
    assert Terms.from_address(QueryDict(query)) == Terms()


def test_the_terms_form_offers_home_working():
    from roles.campaigns.forms.terms import TermsForm

    assert "home_working" in TermsForm.Meta.fields
