"""Extension points: typed, in order, each slug once."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core.exceptions import ImproperlyConfigured
from wagtail import hooks

from hub.extensions import ExtensionPoint

HOOK = "register_test_things"


@dataclass(frozen=True)
class Thing:
    slug: str


@pytest.fixture
def things():
    yield ExtensionPoint(HOOK, Thing)
    ExtensionPoint.known.pop(HOOK)


def test_items_come_in_the_order_of_registration_and_are_found_by_slug(things):
    one, two, three = Thing("a.one"), Thing("b.two"), Thing("b.three")
    with hooks.register_temporarily([(HOOK, lambda: [one]), (HOOK, lambda: [two, three])]):
        assert list(things) == [one, two, three]
        assert things.get("b.two") == two
        assert things.get("gone") is None
    assert list(things) == []


def test_an_item_of_another_type_is_refused_and_its_module_named(things):
    with (
        hooks.register_temporarily(HOOK, lambda: ["not a thing"]),
        pytest.raises(ImproperlyConfigured, match=f"takes Thing items; {__name__} gave"),
    ):
        list(things)


def test_a_slug_taken_twice_is_refused(things):
    with (
        hooks.register_temporarily(HOOK, lambda: [Thing("a.same"), Thing("a.same")]),
        pytest.raises(ImproperlyConfigured, match=r"the slug 'a\.same' is taken"),
    ):
        things.get("a.same")
