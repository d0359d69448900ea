"""The short way of the factories to a published advert leaves what the product's way leaves."""

import re
from collections import Counter

import pytest
from django.apps import apps
from django.db import models, transaction

from hub.authorisation import as_system
from roles.adverts.services.adverts import index_page
from tests.factories import adverts
from tests.factories.adverts import make_advert
from tests.factories.hub import make_organisation
from tests.factories.published import index_of_adverts

pytestmark = pytest.mark.django_db
# What is another each time, or says which row of another table it is.
OTHER_EACH_TIME = (models.ForeignKey, models.DateTimeField, models.UUIDField, models.AutoField)


def by_wagtail(page):
    """As an editor saves and publishes it."""
    with as_system():
        index_page().add_child(instance=page)
    page.save_revision().publish()


def said(value):
    """A value without numbers, moments and references."""
    text = re.sub(r"[VP]-[0-9A-Z]{4}-[0-9A-Z]{4}", "reference", str(value))
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "uuid", text)
    return re.sub(r"\d+", "#", re.sub(r"'\d{4}-\d\d-\d\dT[^']*'", "moment", text))


def rows():
    """Every row of every table, without what is another each time."""
    found = Counter()
    for model in apps.get_models():
        fields = model._meta.local_fields
        for row in model._base_manager.all():
            values = tuple(
                value is None if isinstance(field, OTHER_EACH_TIME) else said(value)
                for field in fields
                for value in [getattr(row, field.attname)]
            )
            found[model._meta.label, values] += 1
    return found


def left_by(way, monkeypatch, **terms):
    """What a way adds to the database, and takes from it; the advert as the public reads it."""
    with transaction.atomic():
        organisation = make_organisation("AAA")
        make_advert("Before", organisation=organisation)
        before = rows()
        with monkeypatch.context() as patched:
            if way is not None:
                patched.setattr(adverts, "publish", way)
            make_advert("Keeper", organisation=organisation, **terms)
        after = rows()
        transaction.set_rollback(True)
    return after - before, before - after


@pytest.mark.parametrize("terms", [{}, {"posts": 2, "places": ("Leeds", "York"), "body": "Words"}])
def test_it_leaves_the_rows_that_publishing_leaves(terms, monkeypatch):
    short = left_by(None, monkeypatch, **terms)
    long = left_by(by_wagtail, monkeypatch, **terms)
    assert short == long
    assert len(short[0]) > 8


def test_the_first_leaves_the_page_above_it_that_the_product_makes():
    left = []
    for way in (index_of_adverts, index_page):
        with transaction.atomic(), as_system():
            before = rows()
            assert way().get_parent().get_children().count() == 1
            left.append((rows() - before, before - rows()))
            transaction.set_rollback(True)
    assert left[0] == left[1]
    assert len(left[0][0]) > 2


def test_the_public_reads_it_where_it_is_listed(client):
    campaign = make_advert("Lighthouse keeper")
    assert "Lighthouse keeper" in client.get("/roles/").text
    assert client.get(campaign.page.url).status_code == 200
    # And it is edited and published again as any other.
    page = campaign.page
    page.summary = "Keep the light"
    page.save_revision().publish()
    assert campaign.listing.summary == "Keep the light"
