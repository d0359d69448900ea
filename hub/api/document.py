"""The OpenAPI document of every app's operations, and what the page for people shows of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from hub.api.declaring import SCHEMAS, Record, answers
from hub.api.mounting import AppAPI, apis


class Problem(Record):
    """An error as RFC 9457 has it."""

    type: str
    """about:blank"""
    title: str
    """What is wrong, in short."""
    status: int
    """The status code."""
    detail: str
    """What is wrong, and what to do."""


def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document of all operations."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {"Problem": Problem.model_json_schema()}
    for label, api in apis().items():
        part = _document_of(api, label)
        paths |= part["paths"]
        schemas |= part["components"]["schemas"]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.HUB_SERVICE_NAME} API",
            "version": metadata.version("digital-recruitment-hub"),
            "description": "Open vacancies and published figures. Everything can be read with GET.",
            "license": {
                "name": "Open Government Licence v3.0",
                "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            },
        },
        "servers": [{"url": settings.HUB_BASE_URL}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


@cache
def _document_of(api: AppAPI, label: str) -> dict[str, Any]:
    """What django-ninja says of one app, with our refusals, and schema names that begin with it."""
    said = api.get_openapi_schema(path_prefix="")
    text = json.dumps(said)
    for name in said["components"]["schemas"]:  # Another app may have one of the same name.
        text = text.replace(f'"{SCHEMAS}{name}"', f'"{SCHEMAS}{label}.{name}"')
    own: dict[str, Any] = json.loads(text)
    schemas = own["components"]["schemas"]
    own["components"]["schemas"] = {f"{label}.{name}": schemas[name] for name in schemas}
    too_many = "Too many requests. The Retry-After header says when to try again."
    often = answers(problems={429: too_many})["responses"][429]
    for methods in own["paths"].values():
        methods.pop("head", None)
        for operation in methods.values():
            operation["description"] = " ".join(operation["description"].split())
            operation["responses"] = dict(sorted({**operation["responses"], "429": often}.items()))
    return own


@dataclass(frozen=True)
class Described:
    """An operation as the page for people shows it.

    ``parameters`` are name and meaning, ``fields`` name, type and meaning, ``problems`` status and
    meaning. ``example`` is an address to try, "" where it needs a part that only the reader knows.
    """

    anchor: str
    path: str
    summary: str
    description: str
    media_type: str
    example: str
    parameters: list[tuple[str, str]]
    fields: list[tuple[str, str, str]]
    problems: list[tuple[str, str]]


def described() -> list[Described]:
    """What can be asked for with GET, as the document says it."""
    document = openapi()
    schemas = document["components"]["schemas"]
    return [
        _described(path, methods["get"], schemas)
        for path, methods in document["paths"].items()
        if "get" in methods
    ]


def _described(path: str, operation: dict[str, Any], schemas: dict[str, Any]) -> Described:
    (media_type, content), *_ = operation["responses"]["200"]["content"].items()
    parameters = operation["parameters"]
    tried = {item["name"]: item["example"] for item in parameters if "example" in item}
    return Described(
        anchor=operation["operationId"].replace(".", "-").replace("_", "-"),
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        media_type=media_type,
        example="" if "{" in path else f"{path}?{urlencode(tried)}".rstrip("?"),
        parameters=[
            (
                item["name"],
                item["description"]
                + (" Can be given several times." if item["schema"].get("type") == "array" else ""),
            )
            for item in parameters
        ],
        fields=list(_fields(content["schema"], schemas)) if content else [],
        problems=[
            (status, answer["description"])
            for status, answer in operation["responses"].items()
            if status not in ("200", "429")
        ],
    )


def _fields(
    schema: dict[str, Any], schemas: dict[str, Any], name: str = ""
) -> Iterator[tuple[str, str, str]]:
    """What comes back, field by field, the inner ones after the outer."""
    for inner, value in _whole(schema, schemas).get("properties", {}).items():
        path = f"{name}.{inner}" if name else inner
        choices = [_whole(item, schemas) for item in value.get("anyOf", [value])]
        kinds = " or ".join(item.get("type", "") for item in choices)
        yield path, kinds, value.get("description") or choices[0].get("description", "")
        for item in choices:
            if item.get("type") == "array":
                yield from _fields(item["items"], schemas, f"{path}[]")
            else:
                yield from _fields(item, schemas, path)


def _whole(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """A schema itself where it only refers to one."""
    (part,) = schema.get("allOf", [schema])
    return schemas[part["$ref"].removeprefix(SCHEMAS)] if "$ref" in part else part
