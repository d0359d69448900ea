"""The operations of every app, and the OpenAPI document that describes them."""

from __future__ import annotations

from importlib import import_module, metadata
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from hub.api.declaring import Operation, number, record, text
from hub.api.indicators import HUB_OPERATIONS
from hub.api.manners import PROBLEM
from hub.plugins import enabled


def declared() -> list[Operation]:
    """The operations of every enabled plugin, then the hub's."""
    found: list[Operation] = []
    for config in enabled():
        if find_spec(f"{config.name}.api"):
            found += import_module(f"{config.name}.api").OPERATIONS
    return [*found, *HUB_OPERATIONS]


def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document of all operations."""
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
        "paths": {operation.path: {"get": _described(operation)} for operation in declared()},
        "components": {
            "schemas": {
                "Problem": record(
                    {
                        "type": text("about:blank"),
                        "title": text("What is wrong, in short."),
                        "status": number("The status code."),
                        "detail": text("What is wrong, and what to do."),
                    },
                    "An error as RFC 9457 has it.",
                )
            }
        },
    }


def _described(operation: Operation) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": operation.answer} if operation.answer else {}
    problems = {**operation.problems, 429: "Asked too often; see Retry-After."}
    return {
        "operationId": operation.slug,
        "summary": operation.summary,
        "description": operation.description,
        "parameters": [
            {
                "name": item.name,
                "in": item.place,
                "required": item.place == "path",
                "description": item.description,
                "schema": {"type": "array", "items": item.schema}
                if item.is_repeatable
                else item.schema,
                **({"style": "form", "explode": True} if item.is_repeatable else {}),
            }
            for item in operation.parameters
        ],
        "responses": {
            "200": {
                "description": "What was asked for.",
                "content": {operation.media_type: content},
            }
        }
        | {
            str(status): {
                "description": description,
                "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
            for status, description in sorted(problems.items())
        },
    }
