"""Wagtail's admin: each group finds the screens it needs, and no other door is open."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from hub.admin_doors import NEEDED_BY, is_ours
from hub.pages import HomePage, StandardPage
from hub.permissions import StaffGroup
from tests.factories.hub import make_person, signed_in
from tests.harness.test_access_matrix import routes

pytestmark = pytest.mark.django_db

# Wagtail's doors that nobody needs. A later version's new door fails the test until it is here or
# in ``DOORS``.
CLOSED_SPACES = ("wagtailimages:", "wagtailimages_chooser:", "wagtailadmin_api:images:")
CLOSED = {
    "None",  # Wagtail's page for what is not found, and one that shows it.
    "wagtailadmin_api:pages:action",
    "wagtailadmin_error_test",
    "wagtail_bulk_action",  # Told apart by what is done to what.
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtailforms:index",
    "wagtailforms:index_results",
    "wagtailforms:list_submissions",
    "wagtailforms:list_submissions_results",
    "wagtailforms:delete_submissions",
    "wagtailusers_users:delete",
    "wagtailusers_users:usage",
    "wagtailusers_users:copy",
}
ACTIONS = (
    "convert_alias",
    "copy",
    "delete",
    "publish",
    "unpublish",
    "move",
    "copy_for_translation",
    "create_alias",
    "revert_to_page_revision",
)


class Match:
    """A route as the middleware meets it."""

    kwargs: dict[str, str] = {}

    def __init__(self, name, func):
        self.view_name, self.func = name, func


def test_every_door_of_wagtail_is_either_needed_by_somebody_or_known_to_be_closed():
    found = {
        name
        for path, name, route in routes()
        if path.startswith("admin/")
        and not is_ours(Match(name, route.callback))
        and name not in NEEDED_BY
    }
    assert {name for name in found if not name.startswith(CLOSED_SPACES)} == CLOSED
    known = {name for path, name, _ in routes() if path.startswith("admin/")}
    assert set(NEEDED_BY) - known == set()


@pytest.mark.parametrize("action", ACTIONS)
def test_the_admins_api_changes_no_page_for_anybody(action):
    root = make_person("root@hub.example")
    root.is_superuser = True
    root.save()
    before = list(Page.objects.order_by("pk").values())
    page = HomePage.objects.get()
    url = reverse("wagtailadmin_api:pages:action", args=[page.pk, action])
    people = [make_person("", group) for group in StaffGroup.values]
    answers = [
        signed_in(person).post(url, {}, content_type="application/json").status_code
        for person in (root, *people)
    ]
    assert answers == [404] * 7
    assert list(Page.objects.order_by("pk").values()) == before


def test_the_admins_api_still_shows_editors_the_tree():
    editor = signed_in(make_person("", StaffGroup.EDITORS))
    assert editor.get(reverse("wagtailadmin_api:pages:listing")).status_code == 200
    trainer = signed_in(make_person("", StaffGroup.TRAINERS))
    assert trainer.get(reverse("wagtailadmin_api:pages:listing")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/admin/failwhale/",
        "/admin/test404/",
        "/admin/images/",
        "/admin/forms/",
        "/admin/sites/",
        "/admin/groups/",
        "/admin/redirects/",
        "/admin/redirects/add/",
        "/admin/workflows/list/",
        "/admin/workflows/tasks/index/",
        "/admin/collections/",
        "/admin/bulk/nosuch/user/delete/?id=1",
    ],
)
def test_what_no_group_needs_is_not_there_for_any(path):
    people = [make_person("", group) for group in StaffGroup.values]
    assert [signed_in(person).get(path).status_code for person in people] == [404] * 6


def test_who_may_do_everything_sets_up_the_installation():
    root = make_person("root@hub.example")
    root.is_superuser = True
    root.save()
    browser = signed_in(root)
    for path in ("/admin/sites/", "/admin/groups/", "/admin/redirects/", "/admin/workflows/list/"):
        assert browser.get(path).status_code == 200


@pytest.mark.parametrize("kind", ["password", "login", "groups"])
@pytest.mark.parametrize("group", [StaffGroup.EDITORS, StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS])
def test_no_page_is_made_private_by_a_form_or_by_code(group, kind):
    home = HomePage.objects.get()
    plain = home.add_child(instance=StandardPage(title="News", slug="news"))
    browser = signed_in(make_person("", group))
    for page in (home, plain):
        url = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
        assert "set_privacy" not in browser.get(url).json().get("step", "")
        browser.post(url, {"restriction_type": kind, "password": "x"})
        with pytest.raises(PermissionDenied):
            page.view_restrictions.create(restriction_type=kind)
    assert PageViewRestriction.objects.count() == 0
