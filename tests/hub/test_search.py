"""The search box of staff: references lead to their records, words to lists of what one may see."""

from dataclasses import replace
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hub.models import Membership, Need, User
from hub.permissions import StaffGroup
from hub.search import search_sources, sources
from tests.factories.hub import (
    make_member,
    make_need,
    make_organisation,
    make_person,
    make_service,
    signed_in,
)

pytestmark = pytest.mark.django_db
SEARCH = "/search/"


@pytest.fixture
def department():
    return make_organisation("AAA", name="Department of Astronomy")


@pytest.fixture
def requester(department):
    return make_member(Membership.Role.REQUESTER, department, "requester@a.example")


def found(person, words):
    return signed_in(person).post(SEARCH, {"q": words}, follow=True).content.decode()


@pytest.mark.parametrize(
    "written",
    [
        lambda reference: reference,
        str.lower,
        lambda reference: reference.replace("-", ""),
        lambda reference: reference.replace("-", " "),
        lambda reference: f"  {reference.lower().replace('-', '')} ",
        lambda reference: reference[2:],
        lambda reference: reference[2:].replace("-", "").lower(),
        # As programs make them: dashes, other hyphens, a minus, spaces that do not break.
        *(
            lambda reference, sign=sign: reference.replace("-", sign)
            for sign in (
                *("\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\xa0", "\u202f"),
                *("\u2009", "\u00ad", " \u2013 "),
            )
        ),
    ],
)
def test_a_reference_leads_to_its_record_however_it_is_written(department, requester, written):
    need = make_need(department, requester)
    answered = signed_in(requester).post(SEARCH, {"q": written(need.reference)})
    assert (answered.status_code, answered["Location"]) == (302, need.get_absolute_url())


@pytest.mark.parametrize(
    "words", ["ref {}", "Your reference is {}.", "re: {}, please", "need ({}) of May", "nr\u00a0{}"]
)
def test_a_reference_among_other_words_leads_to_its_record(department, requester, words):
    need = make_need(department, requester)
    typed = words.format(need.reference)
    for each in (typed, typed.lower(), typed.replace("-", "\u2011")):
        answered = signed_in(requester).post(SEARCH, {"q": each})
        assert (answered.status_code, answered["Location"]) == (302, need.get_absolute_url())


@pytest.mark.parametrize(
    ("title", "begins", "others"),
    [
        ("Business analysis", ("bus", "ANALYSIS", "business ana"), ("ines", "usiness", "lysis")),
        ("Carer’s Allowance", ("carers", "carer's", "carer’s allow", "CARER"), ("arers", "llow")),
        ("Customer-led automation", ("led", "customer\u2011led", "customer led"), ("tom", "ed")),
        ("Pay (overseas)/abroad", ("overseas", "abroad"), ("seas", "broad")),
        ("Élan c++ 50%", ("Élan", "c++", "50%"), ("lan",)),
    ],
)
def test_words_are_found_by_how_they_begin(department, requester, title, begins, others):
    make_service(department, name=title)
    for typed in begins:
        assert title.split()[0] in unescape(found(requester, typed)), typed
    for typed in others:
        assert title.split()[0] not in unescape(found(requester, typed)), typed


def test_a_reference_of_others_is_not_found(department, requester):
    need = make_need(department, requester)
    other = make_member(Membership.Role.REQUESTER, make_organisation("BBB"), "r@b.example")
    page = found(other, need.reference)
    assert "We found nothing that you can open." in page
    assert "Astronomy" not in page


def test_words_find_what_has_all_of_them(department, requester):
    need = make_need(department, requester)
    make_service(department, name="Book a telescope")
    page = found(requester, "astronomy")
    assert need.reference in page
    assert "Book a telescope" in page
    page = found(requester, "telescope ASTRONOMY")
    assert need.reference not in page
    assert "Book a telescope" in page


def test_more_than_five_of_a_kind_are_said_to_be_more(department, requester):
    needs = [make_need(department, requester) for _ in range(6)]
    page = found(requester, "astronomy")
    assert sum(need.reference in page for need in needs) == 5
    assert "See all needs" in " ".join(page.split())


def test_all_of_a_kind_are_shown_page_by_page(department, requester, monkeypatch):
    monkeypatch.setattr(sources, "A_PAGE", 4)
    needs = [make_need(department, requester) for _ in range(6)]
    theirs = make_need(make_organisation("BBB", name="Astronomy of others"), requester)
    client = signed_in(requester)
    listed = client.post(SEARCH, {"q": "astronomy"})["Location"]
    assert "in=hub.needs" in client.get(listed).text
    first = client.get(f"{listed}&in=hub.needs")
    second = client.get(f"{listed}&in=hub.needs&page=2")
    shown = [[need.reference in page.text for need in needs] for page in (first, second)]
    assert [sum(each) for each in shown] == [4, 2]
    assert all(map(any, zip(*shown, strict=True)))
    assert theirs.reference not in first.text + second.text
    assert ("page=2" in first.text, "page=3" in second.text) == (True, False)
    assert "See all results" in second.text
    # A page that is not there, and rubbish in the address.
    assert "There are no more results" in client.get(f"{listed}&in=hub.needs&page=9").text
    for page in ("0", "-1", "x", "9" * 30, "", "²"):
        assert needs[-1].reference in client.get(f"{listed}&in=hub.needs&page={page}").text
    for slug in ("nothing", "", "\x00", "roles.posts"):
        assert "Needs" in client.get(f"{listed}&in={slug}").text


def test_a_search_costs_as_many_queries_at_1_3_and_30(department, requester):
    client = signed_in(requester)
    listed = client.post(SEARCH, {"q": "astronomy"})["Location"]
    client.get(listed)
    counts = []
    for number in (1, 2, 27):
        for _ in range(number):
            make_need(department, requester)
        with CaptureQueriesContext(connection) as found:
            client.get(listed)
        counts.append(len(found))
    assert counts[0] == counts[1] == counts[2]


def test_candidates_have_no_search_box_and_no_page(client):
    candidate = make_person("candidate@example.com")
    client = signed_in(candidate)
    assert client.get(SEARCH).status_code == 404
    assert "data-hub-search" not in client.get(reverse("account")).content.decode()
    staff = signed_in(make_person("staff@hub.example", StaffGroup.HUB_STAFF))
    assert "data-hub-search" in staff.get(reverse("account")).content.decode()


RUBBISH = [
    "\x00",
    "%%%__",
    "\\",
    "((((",
    "\U0001f600" * 40,
    "a " * 100,
    "' OR 1=1 --",
    "<script>",
    "x" * 5000,
    "\u200b",
]


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_finds_nothing_and_is_shown_as_text(requester, rubbish):
    answered = signed_in(requester).post(SEARCH, {"q": rubbish}, follow=True)
    assert answered.status_code == 200
    assert "<script>x" not in answered.content.decode()


def test_before_a_search_stands_what_one_worked_on_last(department, requester):
    client = signed_in(requester)
    need = make_need(department, requester)
    client.post(reverse("need_withdraw", args=[need.reference]), {"reason": "Not needed"})
    page = client.get(SEARCH).content.decode()
    assert "What you worked on last" in page
    assert page.count(f'href="{need.get_absolute_url()}"') == 1


def test_what_was_looked_for_is_in_no_address_and_going_back_leads_to_it(department, requester):
    client = signed_in(requester)
    need = make_need(department, requester)
    listed = client.post(SEARCH, {"q": "astronomy"})["Location"]
    assert "astronomy" not in listed
    assert need.reference in client.get(listed).content.decode()
    for broken in ("nonsense", "", "\x00", listed.partition("words=")[2][:-4]):
        assert client.get(SEARCH, {"words": broken}).status_code == 200


def test_apostrophes_and_signs_around_words_do_not_matter(requester):
    department = make_organisation("CCC", name="Women's Office")
    make_service(department, name="Find a mentor")
    for words in ("women’s", "Women's,", "(find a mentor).", "“mentor”"):
        assert "Find a mentor" in found(requester, words)


def test_a_source_that_fails_is_named_and_the_others_are_shown(department, requester, monkeypatch):
    known = {source.slug: source for source in search_sources}

    def broken(person):
        return Need.objects.extra(where=["no_such_column = 1"])

    fails = replace(known["hub.needs"], slug="hub.fails", label="Broken things", rows=broken)
    monkeypatch.setattr(sources, "search_sources", [fails, known["hub.services"]])
    make_service(department, name="Book a telescope")
    page = found(requester, "telescope")
    assert "Broken things" in page
    assert "We could not search these." in page
    assert "Book a telescope" in page
    client = signed_in(requester)
    listed = client.post(SEARCH, {"q": "telescope"})["Location"]
    page = client.get(f"{listed}&in=hub.fails").text
    assert ("Broken things" in page, "We could not search these." in page) == (True, True)


def test_a_source_that_fails_keeps_no_record_from_being_found_by_its_reference(
    department, requester, monkeypatch
):
    need = make_need(department)
    known = {source.slug: source for source in search_sources}

    def broken(person):
        raise RuntimeError("This plugin is broken.")

    fails = replace(known["hub.needs"], slug="hub.fails", rows=broken)
    monkeypatch.setattr(sources, "search_sources", [fails, known["hub.needs"]])
    answer = signed_in(requester).post(SEARCH, {"q": need.reference})
    assert answer["Location"] == need.get_absolute_url()


def test_nor_does_one_whose_records_have_no_reference(department, requester, monkeypatch):
    need = make_need(department)
    known = {source.slug: source for source in search_sources}
    fails = replace(known["hub.needs"], slug="hub.fails", prefix="X", model=User)
    monkeypatch.setattr(sources, "search_sources", [fails, known["hub.needs"]])
    answer = signed_in(requester).post(SEARCH, {"q": need.reference[2:]})
    assert answer["Location"] == need.get_absolute_url()


def test_two_words_of_four_letters_cost_one_query_more_than_other_words(department, requester):
    """They could be a reference of any kind of record."""
    client = signed_in(requester)
    client.post(SEARCH, {"q": "Maryam"})
    counts = []
    for typed in ("Maryam Fladd", "Mary Flad"):
        with CaptureQueriesContext(connection) as asked:
            client.post(SEARCH, {"q": typed})
        # Not those that begin and end what a plugin's failure would undo.
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in asked))
    assert counts[1] == counts[0] + 1


def test_a_need_is_found_by_the_name_of_who_raised_it(department, requester):
    requester.first_name, requester.last_name = "Wilhelmina", "Oakes-Brown"
    requester.save()
    need = make_need(department, requester)
    staff = make_person("staff@hub.example", StaffGroup.HUB_STAFF)
    for words in ("wilhelmina", "Oakes\u2011Brown Wilhelmina"):
        assert need.reference in found(staff, words)
    other = make_member(Membership.Role.REQUESTER, make_organisation("BBB"), "r@b.example")
    assert need.reference not in found(other, "wilhelmina")


def test_access_is_not_found_by_the_name_of_an_account(department):
    member = make_member(Membership.Role.REQUESTER, department, "somebody@a.example")
    member.first_name = "Wilhelmina"
    member.save()
    lead = make_person("lead@hub.example", StaffGroup.HUB_LEADS)
    assert "somebody@a.example" not in found(lead, "wilhelmina")
    assert "somebody@a.example" in found(lead, "somebody@a.example")
