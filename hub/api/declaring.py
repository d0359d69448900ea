"""How an operation is declared: what its address may say, and what comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, get_origin

import ninja
from django.http import QueryDict
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from hub.api.refusing import PROBLEM

SCHEMAS = "#/components/schemas/"  # where the OpenAPI document refers to


class Router(ninja.Router):
    """The operations of an app, each at its whole address; what answers GET answers HEAD too."""

    def add_api_operation(
        self, path: str, methods: list[str], view_func: Callable, **more: Any
    ) -> None:
        """Add an operation, as the decorators ``get`` and their like do."""
        both = [*methods, "HEAD"] if "GET" in methods else methods
        super().add_api_operation(path, both, view_func, **more)


class Record(BaseModel):
    """Data that the API answers with; the docstring below a field describes it."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    def as_data(self) -> dict[str, Any]:
        """The record as JSON holds it."""
        return self.model_dump(mode="json")

    def as_json(self) -> str:
        """The record as JSON, in readable letters."""
        return json.dumps(self.as_data(), ensure_ascii=False)


def _without_empty_defaults(schema: dict[str, Any]) -> None:
    for item in schema.get("properties", {}).values():
        if item.get("default") in ("", []):
            del item["default"]


class Parameters(BaseModel):
    """What an address may say; an empty value counts as none.

    Where ``is_strict``, a name that is unknown is refused, and one given twice that is no list.
    """

    model_config = ConfigDict(
        use_attribute_docstrings=True, json_schema_extra=_without_empty_defaults
    )
    is_strict: ClassVar[bool] = False

    @model_validator(mode="before")
    @classmethod
    def _look_at_names(cls, data: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        query = (info.context or {})["request"].GET if cls.is_strict else QueryDict()
        for name in query:
            known = cls.model_fields.get(name)
            if known is None:
                names = ", ".join(cls.model_fields)
                raise ValueError(f"There is no parameter {name!r}; known: {names}.")
            if len(query.getlist(name)) > 1 and get_origin(known.annotation) is not list:
                raise ValueError(f"{name} can be given once.")
        return {name: value for name, value in data.items() if value}

    @field_validator("*")
    @classmethod
    def _is_one_of(cls, value: Any, info: ValidationInfo) -> Any:
        """What is told as one of some values is none other."""
        for told in cls.model_fields[str(info.field_name)].metadata:
            schema = told.json_schema if isinstance(told, WithJsonSchema) else None
            if value not in (schema or {}).get("enum", [value]):
                raise ValueError(f"{info.field_name} has no value {value!r}.")
        return value


def one_of(*values: str) -> WithJsonSchema:
    """Describe a text as one of some values: in ``Parameters``, any other is refused."""
    return WithJsonSchema({"type": "string", "enum": [str(value) for value in values]})


def answers(
    media_type: str = "", *, problems: Mapping[int, str] | None = None
) -> dict[str, Mapping[int, Any]]:
    """What an operation answers beside its ``response``: another type, and problems by status.

    For the ``openapi_extra`` of an operation.
    """
    said: dict[int, Any] = {
        status: {
            "description": description,
            "content": {PROBLEM: {"schema": {"$ref": f"{SCHEMAS}Problem"}}},
        }
        for status, description in (problems or {}).items()
    }
    if media_type:
        said[200] = {"content": {media_type: {}}}
    return {"responses": said}


def _digits(value: Any) -> Any:
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise PydanticCustomError("whole_number", "not a whole number")
    return value


WholeNumber = Annotated[int, BeforeValidator(_digits)]
Uri = Annotated[str, Field(json_schema_extra={"format": "uri"})]
# A moment, answered in UTC to the second.
Moment = Annotated[
    datetime,
    PlainSerializer(lambda moment: moment.astimezone(UTC).isoformat(timespec="seconds")),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
