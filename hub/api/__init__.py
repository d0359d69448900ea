"""The JSON API: a django-ninja router of each app, one document of all, one way to refuse.

A plugin offers its operations as ``router`` in its ``api`` module.
"""

from hub.api.declaring import (
    Moment,
    Parameters,
    Record,
    Router,
    Uri,
    WholeNumber,
    answers,
    one_of,
)
from hub.api.document import Described, described, openapi
from hub.api.mounting import routes
from hub.api.refusing import problem

__all__ = [
    "Described",
    "Moment",
    "Parameters",
    "Record",
    "Router",
    "Uri",
    "WholeNumber",
    "answers",
    "described",
    "one_of",
    "openapi",
    "problem",
    "routes",
]
