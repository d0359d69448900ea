"""The keyword box: any rubbish is safe, and words are found in every form on every database."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.models import StaffGroup
from roles.models import Listing
from roles.search import text_search
from roles.search.vacancy_search import Terms
from tests.factories.adverts import make_advert
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db


def found(keyword: str) -> list[str]:
    return sorted(
        text_search.matching(Listing.objects.all(), text_search.parse(keyword)).values_list(
            "title", flat=True
        )
    )


def test_words_fold_case_accents_hyphens_and_apostrophes():
    assert text_search.words("Café Front-end O’Neill's  naïve_x") == [
        "cafe", "front", "end", "oneills", "naive", "x",
    ]  # fmt: skip


@pytest.mark.usefixtures("kept_indexes")
@pytest.mark.parametrize("hidden", "\u00ad\u200b\u2060\ufeff")
def test_what_nobody_sees_divides_no_word(client, hidden):
    make_advert("Senior developer", body=f"You build ser{hidden}vices for farmers")
    assert found("services") == ["Senior developer"]
    for address in ("/roles/", "/roles/feed.json", "/api/vacancies"):
        assert "Senior developer" in client.get(address, {"q": f"develop{hidden}er"}).text
    browser = signed_in(make_person("", StaffGroup.HUB_STAFF))
    page = browser.get("/admin/adverts/", {"q": f"Senior dev{hidden}eloper"})
    assert "Senior developer" in page.text


def test_every_word_must_match_in_some_form():
    make_advert("Senior developer", body="You build services for farmers")
    make_advert("Service designer", body="You design services")
    assert found("developers") == ["Senior developer"]
    assert found("designing service") == ["Service designer"]
    assert found("building farmer") == ["Senior developer"]
    assert found("developer designer") == []


def test_accents_are_the_same_in_advert_and_question():
    make_advert("Élite café researcher")
    assert found("elite cafe") == found("Élite café") == ["Élite café researcher"]


def test_finds_by_place_department_role_alias_and_reference():
    campaign = make_advert("Owner of a service", places=("York", "Leeds"))
    for keyword in ("york", campaign.organisation.name, campaign.reference, "product manager"):
        assert found(keyword) == ["Owner of a service"]


def test_common_words_narrow_nothing_unless_they_are_all():
    make_advert("Head of product")
    assert found("jobs in the product") == ["Head of product"]
    assert text_search.parse("of the") == ("of", "the")


@pytest.mark.parametrize(
    "keyword",
    ['"', "'", '"unclosed', "\x00", "a\x00b", "NEAR(a b)", "title:x", "* OR *", "x" * 10_000,
     "   ", "\u202eabc", "🙂", "a & | ! ( )", "-", "%s %d", "\\", "日本 語", "AND", "NOT NOT"],
)  # fmt: skip
def test_rubbish_is_looked_for_like_anything_else(client, keyword):
    make_advert()
    response = client.get("/roles/", {"q": keyword})
    assert response.status_code == 200


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=300))
def test_any_text_can_be_looked_for(db, text):
    terms = Terms.from_address(_query(q=text))
    assert list(text_search.matching(Listing.objects.all(), text_search.parse(terms.keyword))) == []
    assert len(terms.keyword) <= text_search.LONGEST_QUERY
    assert Terms.from_address(QueryDict(terms.address())) == terms


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=2000))
def test_parse_gives_few_plain_words(text):
    words = text_search.parse(text)
    assert len(words) <= text_search.MOST_WORDS
    assert all(word.isalnum() for word in words)


def _query(**values: str) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query[name] = value
    return query
