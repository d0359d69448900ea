"""How an operation of the API is declared: its address, its parameters, what comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Parameter:
    """Something that an address may say; ``place`` is "query" or "path"."""

    name: str
    description: str
    schema: Schema = field(default_factory=lambda: {"type": "string"})
    is_repeatable: bool = False
    place: str = "query"


@dataclass(frozen=True)
class Operation:
    """What can be asked for at one address with GET.

    ``path`` is as OpenAPI writes it: ``/api/vacancies/{reference}``. ``answer`` is the JSON schema
    of what comes back, or None where ``media_type`` is not JSON. ``problems`` says when an answer
    is not 200. ``example`` is an address to try.
    """

    slug: str
    path: str
    summary: str
    description: str
    answer: Schema | None
    parameters: Sequence[Parameter] = ()
    problems: Mapping[int, str] = field(default_factory=dict)
    media_type: str = "application/json"
    example: str = ""

    @property
    def anchor(self) -> str:
        """Where it stands on the page of documentation."""
        return self.slug.replace(".", "-").replace("_", "-")

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """What comes back, field by field: name, type, description."""
        return list(_fields(self.answer)) if self.answer else []


def text(description: str = "", **more: Any) -> dict[str, Any]:
    """The schema of a text."""
    return {"type": "string", "description": description, **more}


def number(description: str = "", *, kind: str = "integer", nullable: bool = False) -> Schema:
    """The schema of a number."""
    return {"type": [kind, "null"] if nullable else kind, "description": description}


def record(properties: Mapping[str, Schema], description: str = "") -> dict[str, Any]:
    """The schema of an object all of whose properties are always there."""
    return {
        "type": "object",
        "description": description,
        "properties": dict(properties),
        "required": list(properties),
    }


def listing(item: Schema, description: str = "") -> dict[str, Any]:
    """The schema of a list."""
    return {"type": "array", "items": item, "description": description}


def _fields(schema: Schema, name: str = "") -> Iterator[tuple[str, str, str]]:
    kind = schema.get("type", "")
    if name:
        kinds = [str(item) for item in ([kind] if isinstance(kind, str) else kind)]
        yield name, " or ".join(kinds), schema.get("description", "")
    if kind == "array":
        yield from (
            item for item in _fields(schema["items"], f"{name}[]") if item[0] != f"{name}[]"
        )
    for inner, value in schema.get("properties", {}).items():
        yield from _fields(value, f"{name}.{inner}" if name else inner)
