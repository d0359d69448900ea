"""The quick way of ``tests/quick_queries.py`` is Django's: the same statements, the same rows."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Count, F, Model, QuerySet
from django.test.utils import CaptureQueriesContext

from tests.quick_queries import as_in_django

MODELS = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def questions(model: type[Model]) -> list[QuerySet]:
    """All rows: plain, with what they refer to, in order of that, some columns, and counted."""
    rows = model._base_manager.order_by("pk")
    links = [
        field.name
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is not None
    ]
    names = [field.name for field in model._meta.concrete_fields]
    asked = [
        rows,
        model._default_manager.all(),
        rows.only(*names[:3]),
        rows.values_list(*names),
        rows.annotate(again=F("pk"), many=Count("pk")),
        rows.filter(pk__in=rows.values("pk")),
    ]
    if links:
        far = [f"{link}__pk" for link in links]
        asked += [
            rows.select_related(*links),
            rows.select_related(*links).order_by(*far, "pk"),
            rows.filter(**{f"{links[0]}__isnull": False}).exclude(**{f"{links[-1]}__pk": 0}),
        ]
    return asked


def read(question: QuerySet) -> tuple[list[str], list[object]]:
    """What is asked of the database, and the values that come of it."""
    with CaptureQueriesContext(connection) as asked:
        rows = [values_of(row) for row in question.all()]
    return [query["sql"] for query in asked], rows


def values_of(row: object) -> object:
    """What was read of a row, and of the rows that were read with it."""
    if not isinstance(row, Model):
        return row
    read = [row, *(linked for linked in row._state.fields_cache.values() if linked)]
    return [
        {name: value for name, value in vars(each).items() if name != "_state"} for each in read
    ]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_is_asked_for_and_read_as_django_does(world, model):
    # Twice: what is kept of the first time is used in the second.
    quick = [[read(question) for question in questions(model)] for _ in range(2)]
    with as_in_django():
        plain = [read(question) for question in questions(model)]
    assert quick == [plain, plain]
