"""The public pages of reviews in the admin: found by editors, and not taken away once public."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from capability_reviews.models import CapabilityReview
from capability_reviews.reviews.pages import ReviewIndexPage, ReviewPage
from capability_reviews.reviews.services.reviews import plan_review
from hub.dates import date_gb
from hub.models import HomePage
from hub.permissions import StaffGroup
from tests.capability_reviews.reviews.test_reviews import move_to
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db
STAYS = (
    "“Review of A” stays at its address while it is public, because people may have the link. To "
    "put something right, edit the page and publish it again."
)


@pytest.fixture
def page(department, lead, reviewer):
    """The live page of a published review."""
    review = plan_review(organisation=department, actor=lead, lead=lead, assurer=reviewer)
    review = move_to(review, "publish")
    index = HomePage.objects.get().add_child(instance=ReviewIndexPage(title="Reviews"))
    page = index.add_child(
        instance=ReviewPage(title="Review of A", slug="a", review=review, summary="Well led.")
    )
    page.save_revision().publish()
    return page


def editor(group: str = StaffGroup.EDITORS) -> Client:
    return signed_in(make_person("", group))


def bulk(action: str, *pages: Page) -> str:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return f"{url}?{'&'.join(f'id={page.pk}' for page in pages)}&next=/admin/"


def is_public(page: Page) -> bool:
    return Client().get(page.url).status_code == 200


@pytest.mark.parametrize("action", ["unpublish", "delete", "move"])
def test_the_live_page_of_a_review_is_not_taken_away_with_several(page, action):
    client, home = editor(), HomePage.objects.get()
    asked = client.get(bulk(action, page), follow=True)
    assert f"{STAYS} Nothing has been changed." in asked.text
    assert "Are you sure" not in asked.text
    client.post(bulk(action, page), {"chooser": home.pk}, follow=True)
    assert is_public(page)


@pytest.mark.parametrize("action", ["unpublish", "delete"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nor_by_itself(page, action, method):
    address = reverse(f"wagtailadmin_pages:{action}", args=[page.pk])
    said = getattr(editor(), method)(address, follow=True).text
    assert STAYS in said
    assert is_public(page)


def test_nor_is_it_moved_and_the_last_guards_hold_whichever_way_it_comes(page):
    home = HomePage.objects.get()
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, home.pk])
    assert STAYS in editor().post(address, follow=True).text
    for way in (page.delete, Page.objects.get(pk=page.pk).delete):
        with (
            pytest.raises(PermissionDenied, match="cannot delete this page while it is public"),
            transaction.atomic(),
        ):
            way()
    with pytest.raises(PermissionDenied, match="cannot move this page"), transaction.atomic():
        page.move(home, pos="last-child")
    assert is_public(page)


def test_a_draft_of_a_page_of_a_review_can_be_deleted(page):
    ReviewPage.objects.filter(pk=page.pk).update(live=False)
    editor().post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not ReviewPage.objects.exists()


def test_wagtail_offers_no_way_to_unpublish_it(page):
    client, away = editor(), reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    for address in (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_explore", args=[page.get_parent().pk]),
    ):
        assert away not in client.get(address).text
    other = HomePage.objects.get().add_child(
        instance=Page.objects.get(pk=page.pk).__class__(title="Other", slug="other")
    )
    assert other.permissions_for_user(make_person("", StaffGroup.EDITORS)).can_unpublish()


def listing(client: Client, **asked: str):
    return client.get("/admin/review_pages/", asked)


def found(answer) -> list[str]:
    return [row.title for row in answer.context_data["object_list"]]


@pytest.mark.parametrize("typed", ["{}", "– {}", "dashes", "plain", "AAA", "Department of", "of A"])
def test_editors_find_the_pages_of_reviews_as_staff_find_records(page, typed):
    reference = page.review.reference
    words = {
        "{}": reference,
        "– {}": reference.split("-", 1)[1].replace("-", " "),
        "dashes": reference.replace("-", "–"),
        "plain": reference.replace("-", "").lower(),
    }.get(typed, typed)
    assert found(listing(editor(), q=words)) == ["Review of A"]
    assert found(listing(editor(), q="nothing like it")) == []
    of = str(page.review.organisation_id)
    assert found(listing(editor(), organisation=of, q=words)) == ["Review of A"]


@pytest.mark.parametrize("typed", ["dashes", "em", "plain", "AAA"])
def test_staff_find_a_review_in_the_admin_with_any_dashes_and_by_the_short_name(page, typed):
    reference = CapabilityReview.objects.get().reference
    words = {
        "dashes": reference.replace("-", "–"),
        "em": reference.replace("-", "—"),
        "plain": reference.replace("-", "").lower(),
    }.get(typed, typed)
    answer = editor(StaffGroup.HUB_LEADS).get("/admin/capabilityreview/", {"q": words})
    assert [row.reference for row in answer.context_data["object_list"]] == [reference]


def test_the_menu_has_the_listings_of_pages_for_those_who_write_pages_alone(page):
    for group, has in (
        (StaffGroup.EDITORS, True),
        (StaffGroup.HUB_LEADS, True),
        (StaffGroup.ANALYSTS, False),
        (StaffGroup.REVIEWERS, False),
        (StaffGroup.TRAINERS, False),
    ):
        menu = editor(group).get("/admin/").text
        listed = [name in menu for name in ("/admin/review_pages/", "/admin/cohort_pages/")]
        assert listed == [has, has], group
        assert ("/admin/adverts/" in menu) == has, group


def test_editors_and_analysts_read_what_waits_for_them_on_the_front_page():
    for group in (StaffGroup.EDITORS, StaffGroup.ANALYSTS):
        front = editor(group).get("/admin/").text
        assert "To do" in front
        assert "Nothing is waiting for you" in front


def test_a_page_is_made_from_the_published_reviews_without_one_in_words(page, lead, reviewer):
    department = page.review.organisation
    plan_review(organisation=department, actor=lead, lead=lead, assurer=reviewer)
    free = CapabilityReview.objects.latest("pk")
    address = ["capability_reviews", "reviewpage", page.get_parent().pk]

    def offered() -> list[str]:
        shown = editor().get(reverse("wagtailadmin_pages:add", args=address))
        return [label for _, label in list(shown.context["form"].fields["review"].choices)[1:]]

    # A review that is only planned is nobody's to know of (C8).
    assert offered() == []
    at = page.review.published_at
    CapabilityReview.objects.filter(pk=free.pk).update(published_at=at)
    day = date_gb(timezone.localdate(at))
    assert offered() == [f"{department}, published on {day}, {free.reference}"]
