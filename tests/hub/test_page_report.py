"""The report of published pages that somebody should look at, and who reads which of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from hub.models import StaffGroup
from hub.pages import HomePage, StandardPage
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db
HARD = (
    "Notwithstanding the aforementioned organisational considerations, interdepartmental "
    "collaboration necessitates comprehensive documentation of administrative responsibilities, "
) * 8


@pytest.fixture
def editor():
    return signed_in(make_person("editor@hub.example", StaffGroup.EDITORS))


def make_page(title, *, text="<p>Plain words.</p>", summary="What this is about.", days=1):
    home = HomePage.objects.get()
    page = home.add_child(
        instance=StandardPage(title=title, summary=summary, body=[("text", text)])
    )
    published = timezone.now() - timedelta(days=days)
    Page.objects.filter(pk=page.pk).update(live=True, last_published_at=published)
    return page


def said(browser, **asked):
    """What the report says of each page, by title."""
    answer = browser.get(reverse("page_report"), asked)
    assert answer.status_code == 200
    return {page.title: page.to_look_at for page in answer.context_data["object_list"]}


def test_an_editor_reads_which_pages_to_look_at_and_why(editor):
    old = make_page("Old page", days=400)
    make_page("Without summary", summary="")
    make_page("Hard page", text=f"<p>{HARD}.</p>")
    make_page("Fine page", text=f'<p><a linktype="page" id="{old.pk}">Old page</a></p>')
    make_page("Lost page", text='<p>See <a linktype="page" id="99999">this</a>.</p>')
    make_page("Lost paper", text='<p><a id="99999" linktype="document">A</a></p>')
    found = said(editor)
    assert found["Old page"] == "Last published 13 months ago"
    assert found["Without summary"] == "No description or summary for search engines"
    assert found["Hard page"].startswith("Reading age ")
    assert (
        found["Lost page"]
        == "1 link leads to a page or document that does not exist or is not published"
    )
    assert found["Lost paper"] == found["Lost page"]
    assert "Fine page" not in found
    # By what is to be looked at; a choice that is none shows nothing else.
    assert list(said(editor, fault="stale")) == ["Old page"]
    assert set(said(editor, fault="link")) == {"Lost page", "Lost paper"}


@pytest.mark.parametrize(
    ("href", "is_lost"),
    [
        ("http://localhost:8000/roles/nothing-here/", True),
        ("/roles/nothing-here/", True),
        ("/no/such/page", True),
        ("/fine-page/", False),
        ("http://localhost:8000/fine-page?from=here#part", False),
        ("/account/messages/", False),
        ("/support/", False),
        ("https://elsewhere.example/nothing-here/", False),
        ("mailto:somebody@example.com", False),
        ("#part", False),
    ],
)
def test_a_link_that_was_typed_is_checked_where_it_is_ours(editor, settings, href, is_lost):
    settings.HUB_BASE_URL = "http://localhost:8000"
    make_page("Fine page")
    make_page("Page with a link", text=f'<p>See <a href="{href}">this</a>.</p>')
    words = "1 link leads to a page or document that does not exist or is not published"
    assert said(editor) == ({"Page with a link": words} if is_lost else {})


def test_a_link_to_a_draft_is_named_to_nobody(editor):
    draft = make_page("A secret draft")
    Page.objects.filter(pk=draft.pk).update(live=False)
    make_page("Public page", text=f'<p><a linktype="page" id="{draft.pk}">More</a></p>')
    page = editor.get(reverse("page_report")).text
    assert said(editor)["Public page"].startswith("1 link leads to a page")
    assert "A secret draft" not in page


def test_it_is_in_the_menu_of_those_who_write_pages_and_not_there_for_others(editor):
    for group in StaffGroup.values:
        browser = signed_in(make_person(f"{group[:3]}@x.example".lower(), group))
        may = group in (StaffGroup.EDITORS, StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS)
        assert browser.get(reverse("page_report")).status_code == (200 if may else 404), group
        assert browser.get(reverse("page_report_results")).status_code == (200 if may else 404)
        home = browser.get(reverse("wagtailadmin_home")).text
        assert ("reports/pages/" in home) == may, group
    candidate = signed_in(make_person("c@example.com"))
    assert "Pages to check" not in candidate.get(reverse("page_report")).text


def test_without_anything_to_look_at_it_says_so_and_a_file_has_the_same(editor):
    make_page("Without summary", summary="")
    answer = editor.get(reverse("page_report"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "Without summary" in text
    assert "No description or summary for search engines" in text
    StandardPage.objects.all().delete()
    Page.objects.update(search_description="Said", last_published_at=timezone.now())
    assert said(editor) == {}
    assert "There are no pages" in editor.get(reverse("page_report")).text


def test_it_costs_as_many_queries_for_1_3_and_30_pages(editor):
    said(editor)
    counts = []
    for number in (1, 2, 27):
        for each in range(number):
            make_page(f"Page {number} {each}", summary="")
        with CaptureQueriesContext(connection) as found:
            said(editor)
        counts.append(len(found))
    assert counts[0] == counts[1] == counts[2]


def queries_of(browser):
    with CaptureQueriesContext(connection) as found:
        said(browser)
    return [each["sql"] for each in found]


def test_the_words_of_a_page_are_read_once_however_many_pages_there_are(editor):
    """As many queries for 250 pages as for one, and none that reads what the pages say."""
    said(editor)
    costs, made = [], 0
    for number in (1, 3, 250):
        while made < number:
            make_page(f"Page {made}", summary="")
            made += 1
        said(editor)
        asked = queries_of(editor)
        costs.append(len(asked))
        assert [sql for sql in asked if "hub_standardpage" in sql] == []
    assert costs[0] == costs[1] == costs[2]


def test_what_is_published_again_is_read_again(editor):
    page = make_page("Hard page", text=f"<p>{HARD}.</p>")
    link = make_page("Linked page")
    linking = make_page("Linking page", text=f'<p><a linktype="page" id="{link.pk}">A</a></p>')
    assert set(said(editor)) & {page.title, linking.title} == {page.title}
    page = StandardPage.objects.get(pk=page.pk)
    page.body = [("text", "<p>Plain words.</p>")]
    page.save_revision().publish()
    assert page.title not in said(editor)
    # A link is looked up each time: what it leads to may go.
    Page.objects.get(pk=link.pk).unpublish()
    assert said(editor)[linking.title].startswith("1 link leads to a page")
