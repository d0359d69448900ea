"""The first page of a fresh installation."""

import pytest
from django.test import Client
from wagtail.models import Page, Site

from hub.models import HomePage

pytestmark = pytest.mark.django_db


def test_a_fresh_installation_opens_on_the_hubs_own_home_page():
    response = Client().get("/")
    assert response.status_code == 200
    assert "Departments say whom they lack." in response.content.decode()
    assert Site.objects.get().root_page.specific == HomePage.objects.get()


def test_the_page_tree_is_sound():
    assert Page.find_problems() == ([], [], [], [], [])
