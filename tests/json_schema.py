"""What the OpenAPI document says comes back, and whether something is like that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from hub.api import openapi

TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
FORMATS: dict[str, Any] = {
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
    "uri": URLValidator(schemes=["http", "https"]),
}


def unlike_the_document(path: str, value: Any) -> list[str]:
    """Where an answer of an address differs from what the document says of it."""
    document = openapi()
    answer = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    return list(unlike(answer["schema"], value, document["components"]["schemas"]))


def unlike(schema: Any, value: Any, schemas: Any, where: str = "") -> Iterator[str]:
    """Where a value is not as its JSON schema says, or holds what it does not speak of."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].removeprefix("#/components/schemas/")]
    if "anyOf" in schema:
        found = [list(unlike(item, value, schemas, where)) for item in schema["anyOf"]]
        yield from [] if [] in found else found[0]
        return
    if not isinstance(value, TYPES[schema["type"]]):
        yield f"{where} is {type(value).__name__}, not {schema['type']}"
        return
    if isinstance(value, dict):
        yield from (f"{where}.{name} is missing" for name in set(schema["required"]) - set(value))
        yield from (f"{where}.{name} is new" for name in set(value) - set(schema["properties"]))
        for name in set(value) & set(schema["properties"]):
            yield from unlike(schema["properties"][name], value[name], schemas, f"{where}.{name}")
    if isinstance(value, list):
        for item in value:
            yield from unlike(schema["items"], item, schemas, f"{where}[]")
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where} is {value!r}"
    if "format" in schema:
        try:
            FORMATS[schema["format"]](value)
        except (ValueError, ValidationError):
            yield f"{where} is {value!r}, not a {schema['format']}"
