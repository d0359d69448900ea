"""The public pages of cohorts in the admin: found by editors, deleted only when not public."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hub.pages import HomePage
from hub.permissions import StaffGroup
from tests.factories.hub import make_person, signed_in
from tests.factories.training import make_cohort, make_programme, make_running_release
from tests.training.world import publish_cohort
from tests.work_page import to_do
from training.cohorts.pages import CohortPage
from training.models import Cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    programme = make_programme()
    release = make_running_release(programme)
    return publish_cohort(make_cohort(capacity=5, release=release), programme)


def test_a_live_page_of_a_cohort_is_unpublished_before_it_is_deleted(page):
    client = signed_in(make_person("", StaffGroup.EDITORS))
    several = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    one = reverse("wagtailadmin_pages:delete", args=[page.pk])
    words = (
        "stays at its address while it is public, because people may have the link. If it has to "
        "go, unpublish it first"
    )
    for address in (f"{several}?id={page.pk}&next=/admin/", one):
        assert words in client.get(address, follow=True).text
        client.post(address, follow=True)
        assert Client().get(page.url).status_code == 200
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    client.post(one)
    assert not CohortPage.objects.exists()


def test_editors_find_the_pages_of_cohorts_by_programme_state_and_first_day(page):
    client, cohort = signed_in(make_person("", StaffGroup.EDITORS)), page.cohort
    day = cohort.starts_on.isoformat()
    for asked in (
        {},
        {"q": cohort.name},
        {"q": str(cohort.release.programme)},
        {"state": cohort.state},
        {"starts_on_from": day, "starts_on_to": day},
    ):
        answer = client.get("/admin/cohort_pages/", asked)
        assert [row.title for row in answer.context_data["object_list"]] == [page.title], asked
    for asked in ({"q": "nothing like it"}, {"state": "cancelled"}):
        answer = client.get("/admin/cohort_pages/", asked)
        assert list(answer.context_data["object_list"]) == [], asked


MAKE = "Make the public page of a cohort"
NEEDS_ONE = "None yet. An editor has to make it"


def test_a_cohort_without_a_page_waits_for_editors_until_it_has_one(page):
    """Straight to the form that adds it, under the page of its programme; for them alone."""
    editor = make_person("", StaffGroup.EDITORS)
    trainer = make_person("", StaffGroup.TRAINERS)
    assert MAKE not in to_do(editor)
    cohort = make_cohort(release=page.cohort.release)
    form = reverse("wagtailadmin_pages:add", args=["training", "cohortpage", page.get_parent().pk])
    assert to_do(editor)[MAKE] == [form]
    answered = signed_in(editor).get(form)
    assert answered.status_code == 200
    assert 'id="page-edit-form"' in answered.text
    assert MAKE not in to_do(trainer)
    assert MAKE not in to_do(make_person("", StaffGroup.HUB_STAFF))
    own = reverse("training:cohort_manage", args=[cohort.slug])
    assert NEEDS_ONE in signed_in(trainer).get(own).text
    publish_cohort(cohort, cohort.release.programme)
    assert MAKE not in to_do(editor)
    assert NEEDS_ONE not in signed_in(trainer).get(own).text


def test_where_the_programme_has_no_page_that_is_made_first():
    make_cohort()
    editor = make_person("", StaffGroup.EDITORS)
    home = HomePage.objects.get()
    form = reverse("wagtailadmin_pages:add", args=["training", "programmeindexpage", home.pk])
    assert to_do(editor)[MAKE] == [form]
    answered = signed_in(editor).get(form)
    assert answered.status_code == 200
    assert 'id="page-edit-form"' in answered.text


@pytest.mark.parametrize("state", ["planned", "running", "completed", "cancelled"])
def test_no_page_is_asked_for_of_a_cohort_nobody_is_offered_a_place_in(state):
    cohort = make_cohort()
    Cohort.objects.filter(pk=cohort.pk).update(state=state)
    assert MAKE not in to_do(make_person("", StaffGroup.EDITORS))
    trainer = signed_in(make_person("", StaffGroup.TRAINERS))
    said = trainer.get(reverse("training:cohort_manage", args=[cohort.slug])).text
    assert "Public page" not in said


def test_a_page_is_made_from_the_cohorts_that_can_have_one_in_words(page):
    release = page.cohort.release
    free, planned, cancelled, begun = (make_cohort(release=release) for _ in range(4))
    for cohort, state in ((planned, "planned"), (cancelled, "cancelled")):
        Cohort.objects.filter(pk=cohort.pk).update(state=state)
    Cohort.objects.filter(pk=begun.pk).update(state="running")
    client = signed_in(make_person("", StaffGroup.EDITORS))
    address = ["training", "cohortpage", page.get_parent().pk]
    shown = client.get(reverse("wagtailadmin_pages:add", args=address))
    choices = list(shown.context["form"].fields["cohort"].choices)[1:]
    programme = release.programme
    words = f"{free.name}, {programme}, {free.dates_in_words}, {free.location}"
    assert [label for _, label in choices] == [words]
    # The page itself keeps its own.
    own = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    keys = {key.value for key, _ in list(own.context["form"].fields["cohort"].choices)[1:]}
    assert keys == {free.pk, page.cohort_id}


def test_a_listing_without_rows_says_so(page):
    client = signed_in(make_person("", StaffGroup.EDITORS))
    none = client.get("/admin/cohort_pages/", {"q": "zzz"}).text
    assert "No pages found." in none
    assert "of 0 " not in none
    assert "No pages found" not in client.get("/admin/cohort_pages/").text
