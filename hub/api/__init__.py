"""The JSON API: what each app declares of its operations, their OpenAPI document, its manners.

A plugin adds its own operations in ``api.OPERATIONS``.
"""

from hub.api.declaring import Operation, Parameter, Schema, listing, number, record, text
from hub.api.document import declared, openapi
from hub.api.manners import limited, problem

__all__ = [
    "Operation",
    "Parameter",
    "Schema",
    "declared",
    "limited",
    "listing",
    "number",
    "openapi",
    "problem",
    "record",
    "text",
]
