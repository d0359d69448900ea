"""The API's documentation: the document for programs and the page for people say what is so."""

from __future__ import annotations

import re

import pytest
from django.urls import Resolver404, resolve

from hub.api import declared, openapi

pytestmark = pytest.mark.django_db
TYPES = {"object", "array", "string", "integer", "number", "boolean", "null"}


def schemas(value):
    """Every JSON schema in a part of the document."""
    if isinstance(value, dict):
        if "type" in value and (
            "properties" in value or "items" in value or "description" in value
        ):
            yield value
        for inner in value.values():
            yield from schemas(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from schemas(inner)


def test_the_document_has_the_form_of_openapi(client):
    response = client.get("/api/openapi.json")
    document = response.json()
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert re.fullmatch(r"3\.1\.\d", document["openapi"])
    assert {"title", "version"} <= set(document["info"])
    assert set(document["paths"]) >= {
        "/api/indicators",
        "/api/vacancies",
        "/api/vacancies/{reference}",
    }
    operations = [path["get"] for path in document["paths"].values()]
    assert len({item["operationId"] for item in operations}) == len(operations)
    for path, item in ((path, item["get"]) for path, item in document["paths"].items()):
        names = [(parameter["name"], parameter["in"]) for parameter in item["parameters"]]
        assert len(set(names)) == len(names)
        in_path = {name for name, place in names if place == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))
        assert all(
            parameter["required"] for parameter in item["parameters"] if parameter["in"] == "path"
        )
        assert {"200", "429"} <= set(item["responses"])
        assert all(answer["description"] for answer in item["responses"].values())
        for schema in schemas(item["responses"]):
            kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            assert set(kinds) <= TYPES, schema
            assert set(schema.get("required", [])) <= set(schema.get("properties", {}))


def test_every_path_is_one(client):
    for path in openapi()["paths"]:
        try:
            resolve(path.replace("{reference}", "C-0000-0000"))
        except Resolver404:  # pragma: no cover
            pytest.fail(path)


def test_every_example_answers_with_what_it_says(client):
    for operation in declared():
        if operation.example and operation.slug != "hub.indicators":
            response = client.get(operation.example)
            assert response.status_code == 200, operation.example
            assert response.headers["Content-Type"].startswith(operation.media_type)


def test_the_page_for_people_shows_all_of_it_and_nothing_from_elsewhere(client):
    html = client.get("/api/docs").content.decode()
    for operation in declared():
        assert f'id="{operation.anchor}"' in html
        assert operation.path in html
        for parameter in operation.parameters:
            assert parameter.name in html
    assert "salary.london_min" in html
    assert "vacancies[].places[].slug" in html
    loaded = re.findall(r'(?:src|srcset)="([^"]+)"|<link rel="stylesheet" href="([^"]+)"', html)
    assert all(first.startswith("/") or second.startswith("/") for first, second in loaded)


def test_the_page_is_found_from_every_page(client):
    assert 'href="/api/docs"' in client.get("/help/contact/").content.decode()
