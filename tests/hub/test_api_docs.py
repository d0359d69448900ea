"""The API's documentation: the document for programs and the page for people say what is so."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.urls import Resolver404, resolve
from ninja.errors import HttpError

from hub.api import Record, Router, WholeNumber, described, openapi
from hub.api.mounting import AppAPI, apis
from hub.indicators import close_period
from hub.periods import Quarter
from tests.json_schema import TYPES, unlike_the_document

pytestmark = pytest.mark.django_db


def parts(value):
    """Every object in a part of the document."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from parts(inner)


def schemas(schema):
    """A JSON schema and those in it."""
    yield schema
    for inner in (
        *schema.get("properties", {}).values(),
        *schema.get("anyOf", []),
        *schema.get("allOf", []),
        *([schema["items"]] if "items" in schema else []),
    ):
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
    assert all(set(methods) == {"get"} for methods in document["paths"].values())
    operations = [path["get"] for path in document["paths"].values()]
    assert len({item["operationId"] for item in operations}) == len(operations)
    for path, item in ((path, item["get"]) for path, item in document["paths"].items()):
        names = [(parameter["name"], parameter["in"]) for parameter in item["parameters"]]
        assert len(set(names)) == len(names)
        in_path = {name for name, place in names if place == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))
        for parameter in item["parameters"]:
            assert parameter["required"] == (parameter["in"] == "path")
            assert parameter["description"]
        assert item["summary"]
        assert item["description"]
        assert {"200", "429"} <= set(item["responses"])
        assert all(answer["description"] for answer in item["responses"].values())
        assert all(
            list(answer["content"]) == ["application/problem+json"]
            for status, answer in item["responses"].items()
            if status != "200"
        )


def test_every_schema_of_the_document_is_one(client):
    document = client.get("/api/openapi.json").json()
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert {part["$ref"] for part in parts(document) if "$ref" in part} <= known
    used = [part["schema"] for part in parts(document["paths"]) if "schema" in part]
    for whole in (*used, *document["components"]["schemas"].values()):
        for schema in schemas(whole):
            kinds = [kind for kind in ("type", "$ref", "anyOf", "allOf") if kind in schema]
            assert len(kinds) == 1, schema
            assert schema.get("type", "string") in TYPES, schema
            assert ("items" in schema) == (schema.get("type") == "array"), schema
            assert set(schema.get("required", [])) <= set(schema.get("properties", {}))
            if "default" in schema:
                assert schema["default"] in schema.get("enum", [schema["default"]])


def other_api() -> AppAPI:
    """An API as a plugin may offer it, with a record that has the name of another app's."""
    router = Router()

    class Vacancy(Record):
        seats: int

    @router.get("/api/other/{number}", operation_id="other.seats", response=Vacancy)
    def seats(request, number: WholeNumber) -> Vacancy:
        """The seats of a course."""
        if not number:
            raise HttpError(403, "There is no course without a number.")
        return Vacancy(seats=number)

    api = AppAPI(urls_namespace="other", openapi_url=None)
    api.add_router("", router)
    return api


def test_two_apps_may_name_their_records_alike(monkeypatch):
    monkeypatch.setitem(apis(), "other", other_api())
    assert unlike_the_document("/api/other/{number}", {"seats": 3}) == []
    schemas = openapi()["components"]["schemas"]
    assert list(schemas["other.Vacancy"]["properties"]) == ["seats"]
    assert "reference" in schemas["roles.Vacancy"]["properties"]


def test_what_an_operation_raises_or_cannot_read_is_a_problem(rf):
    (route,) = [route for route in other_api().urls[0] if route.name == "seats"]
    answers = {number: route.callback(rf.get("/"), number=number) for number in ("3", "0", "x")}
    assert [answer.status_code for answer in answers.values()] == [200, 403, 400]
    assert json.loads(answers["3"].content) == {"seats": 3}
    assert json.loads(answers["0"].content) == {
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
        "detail": "There is no course without a number.",
    }
    assert json.loads(answers["x"].content)["detail"] == "number: not a whole number."
    assert answers["x"].headers["Content-Type"] == "application/problem+json"


def test_every_path_is_one(client):
    for path in openapi()["paths"]:
        try:
            resolve(path.replace("{reference}", "C-0000-0000"))
        except Resolver404:  # pragma: no cover
            pytest.fail(path)


def test_every_example_answers_with_what_it_says(client):
    close_period(period=Quarter(2013, 2), actor=None)
    tried = [item for item in described() if item.example]
    assert len(tried) == len(described()) - 1
    for operation in tried:
        response = client.get(operation.example)
        assert response.status_code == 200, operation.example
        assert response.headers["Content-Type"].startswith(operation.media_type)
        if operation.fields:
            body = b"".join(response) if response.streaming else response.content
            assert unlike_the_document(operation.path, json.loads(body)) == []


def test_the_page_for_people_shows_all_of_it_and_nothing_from_elsewhere(client):
    html = client.get("/api/docs").content.decode()
    text = unescape(html)
    for operation in described():
        assert f'id="{operation.anchor}"' in html
        assert operation.path in html
        assert operation.description in text
        for name, meaning in operation.parameters:
            assert name in text
            assert meaning in text
    assert "salary.london_min" in html
    assert "vacancies[].places[].slug" in html
    loaded = re.findall(r'(?:src|srcset)="([^"]+)"|<link rel="stylesheet" href="([^"]+)"', html)
    assert all(first.startswith("/") or second.startswith("/") for first, second in loaded)


def test_the_page_is_found_from_every_page(client):
    assert 'href="/api/docs"' in client.get("/help/contact/").content.decode()
