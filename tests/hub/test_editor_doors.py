"""Every page type answers in the editor: its draft can be looked at, a broken form is refused."""

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse
from wagtail.models import Page, get_page_models

from hub.permissions import StaffGroup
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import make_open, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    make_open(make_team())
    browser = signed_in(make_person("", StaffGroup.EDITORS))
    browser.raise_request_exception = False
    return browser


def has_template(kind):
    try:
        return bool(get_template(kind.template))
    except TemplateDoesNotExist:
        return False


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, id=kind.__name__) for kind in get_page_models()]
)
def test_every_kind_of_page_has_something_to_preview(kind):
    if kind is not Page:
        assert "serve_preview" in vars(kind) or has_template(kind)


def test_the_draft_of_every_page_can_be_looked_at(editor):
    pages = list(Page.objects.filter(depth__gt=1))
    answers = {
        page.specific_class.__name__: editor.get(
            reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        ).status_code
        for page in pages
    }
    assert len(pages) > 2
    assert set(answers.values()) <= {200, 302}


@pytest.mark.parametrize(
    "form",
    [{}, {"title": "A", "slug": "a", "body-count": "1"}, {"title": "A", "body-count": "many"}],
    ids=["empty", "a block that is not there", "a count that is none"],
)
def test_a_form_without_its_body_is_a_bad_request_and_changes_nothing(editor, form):
    for page in Page.objects.filter(depth__gt=1):
        before = page.latest_revision_id
        for name in ("edit", "preview_on_edit"):
            answer = editor.post(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]), form)
            assert answer.status_code < 500, (page, name)
        assert Page.objects.get(pk=page.pk).latest_revision_id == before
    home = Page.objects.get(depth=2)
    add = reverse("wagtailadmin_pages:add", args=["hub", "standardpage", home.pk])
    assert editor.post(add, form).status_code == 400
