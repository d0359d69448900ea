"""The first page of a fresh installation."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from hub.models import HomePage, Membership
from hub.navigation import in_order
from hub.permissions import StaffGroup
from tests.factories.hub import make_member, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db


def test_a_fresh_installation_opens_on_the_hubs_own_home_page():
    response = Client().get("/")
    assert response.status_code == 200
    assert "departments use this service to fill digital jobs." in response.content.decode()
    assert Site.objects.get().root_page.specific == HomePage.objects.get()


def test_the_page_tree_is_sound():
    assert Page.find_problems() == ([], [], [], [], [])


def doors(client: Client) -> list[str]:
    """The addresses that the cards of the front page lead to."""
    page = client.get("/").content.decode()
    return re.findall(r'<h2 class="hub-card__title"><a [^>]*href="([^"]+)"', page)


@pytest.mark.parametrize(
    "who", ["candidate", *Membership.Role.values, *(str(group) for group in StaffGroup)]
)
def test_every_card_leads_somewhere_for_whoever_has_signed_in(who):
    organisation = make_organisation()
    if who in Membership.Role.values:
        person = make_member(who, organisation)
    else:
        person = make_person("", *([] if who == "candidate" else [who]))
    client = signed_in(person)
    found = doors(client)
    assert "/roles/" in found
    assert {path: client.get(path).status_code for path in found} == dict.fromkeys(found, 200)


def test_a_stranger_who_may_yet_sign_in_sees_every_card():
    with_doors = [reverse(item.url_name) for item in in_order() if item.door]
    assert doors(Client()) == with_doors
