"""Several pages chosen in Wagtail's list: what may be done is done, and of the rest we say why."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Page

from hub.models import StaffGroup
from hub.pages import HomePage, StandardPage
from roles.adverts.views.guard import BY_ITSELF
from tests.factories.adverts import make_draft
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import make_approved, make_open

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_indexes")]


def make_page(title, *, live):
    page = HomePage.objects.get().add_child(instance=StandardPage(title=title, live=live))
    page.save_revision()
    return page


def address(action, *pages):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return f"{url}?{'&'.join(f'id={page.pk}' for page in pages)}&next=/admin/pages/"


def asked_about(answer):
    return {each["item"].title for each in answer.context_data["items"]}


def is_live(page):
    return Page.objects.get(pk=page.pk).live


@pytest.mark.parametrize("number", [1, 3])
def test_R1_of_several_the_adverts_are_named_and_the_others_are_published(team, number):
    adverts = [make_approved(team).page for _ in range(number)]
    pages = [make_page(f"Guidance {each}", live=False) for each in range(2)]
    browser = signed_in(team.adviser)
    url = address("publish", pages[0], *adverts, pages[1])
    asked = browser.get(url)
    assert asked_about(asked) == {"Guidance 0", "Guidance 1"}
    done = browser.post(url, follow=True)  # As somebody would who read no question.
    for text in (asked.text, done.text):
        for advert in adverts:
            named = f"Not published. {advert.title} ({advert.campaign.reference}): "
            assert text.count(named) == 1
        assert "Nothing was published" not in text
    assert "2 pages have been published" in done.text
    assert [is_live(page) for page in (*pages, *adverts)] == [True, True, *[False] * number]


def test_R1_what_is_above_a_draft_of_an_advert_is_left_out_and_the_others_are_published(team):
    advert = make_approved(team).page
    above, page = advert.get_parent(), make_page("Guidance", live=False)
    typed = {"include_descendants": "on"}
    done = signed_in(team.adviser).post(address("publish", above, page), typed, follow=True)
    assert f"Not published. {above.title}: {advert.title} is below it" in done.text
    assert (is_live(page), is_live(advert)) == (True, False)


def test_R1_each_of_several_adverts_says_why_it_is_not_published(team):
    opened, draft = make_open(team).page, make_approved(team).page
    done = signed_in(team.adviser).post(address("publish", opened, draft), follow=True)
    for page in (opened, draft):
        named = f"{page.title} ({page.campaign.reference})"
        assert f"Nothing was published. {named}: {BY_ITSELF}." in done.text
    assert is_live(draft) is False


@pytest.mark.parametrize("action", ["unpublish", "delete", "move"])
def test_an_open_advert_and_what_the_site_needs_stay_and_the_others_go(team, action):
    advert = make_open(team).page
    index, page = advert.get_parent(), make_page("Old guidance", live=True)
    target = make_page("Archive", live=True)
    browser = signed_in(team.lead)
    asked = browser.get(address(action, advert, index, page))
    assert asked_about(asked) == {"Old guidance"}
    assert f"“{index.title}” stays public where it is" in asked.text
    named = f"{advert.title} ({advert.campaign.reference})"
    assert f"The advert “{named}” has to keep its address" in asked.text
    assert "Nothing has been changed" not in asked.text
    # The form is about the rest alone.
    browser.post(asked.context_data["submit_url"], {"chooser": target.pk}, follow=True)
    assert (is_live(advert), is_live(index)) == (True, True)
    rows = Page.objects.filter(pk=page.pk)
    gone = {
        "unpublish": lambda: rows.filter(live=False).exists(),
        "delete": lambda: not rows.exists(),
        "move": lambda: rows.get().get_parent().pk == target.pk,
    }
    assert gone[action]()


def test_R25_what_is_closed_to_a_person_is_left_out_of_several(team):
    campaign = make_open(team)
    editor, page = make_person("", StaffGroup.EDITORS), make_page("Guidance", live=False)
    make_draft(campaign, editor)
    done = signed_in(editor).post(address("publish", campaign.page, page), follow=True)
    assert (is_live(page), "1 page has been published" in done.text) == (True, True)


def test_documents_that_are_chosen_in_a_list_are_no_pages_to_the_guards():
    root = make_person("root@hub.example")
    root.is_superuser = True
    root.save()
    documents = [
        get_document_model().objects.create(
            title=f"Plan {each}", file=ContentFile(b"x", "plan.txt")
        )
        for each in range(2)
    ]
    url = reverse("wagtail_bulk_action", args=["wagtaildocs", "document", "delete"])
    keys = "&".join(f"id={each.pk}" for each in documents)
    answer = signed_in(root).post(f"{url}?{keys}&next=/admin/documents/")
    assert answer.status_code == 302
    assert get_document_model().objects.count() == 0
