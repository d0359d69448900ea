"""What a question of an application is, and the sections they stand in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from roles.models.applications.application import Application

Words = dict[str, Any]
Reader = Callable[[Application], Words]
Writer = Callable[[Application, Words], None]
Asks = Callable[[Application], bool]


@dataclass(frozen=True)
class Section:
    """A group of questions, one line of the task list."""

    slug: str
    title: str
    is_optional: bool = False


@dataclass(frozen=True)
class ApplicationQuestion:
    """One page of an application.

    ``read`` gives the answer as plain data by field, ``write`` keeps it however unfinished;
    ``is_done`` says whether it can be sent as it stands, ``is_asked`` whether it is asked at all.
    ``is_reusable``: a later application may start from it.
    """

    slug: str
    section: Section
    label: str
    read: Reader
    write: Writer
    is_done: Asks
    is_asked: Asks = lambda application: True
    is_reusable: bool = True


ABOUT = Section("about", "About you")
ELIGIBILITY = Section("eligibility", "Where you work now")
CRITERIA = Section("criteria", "How you meet the essential criteria")
HISTORY = Section("history", "Your employment history")
CV = Section("cv", "Your CV")
WORKING = Section("working", "Where and how you want to work")
SUPPORT = Section("support", "Reasonable adjustments", is_optional=True)
SCHEMES = Section("schemes", "Interview schemes", is_optional=True)
EQUALITY = Section("equality", "Equality monitoring", is_optional=True)
SECTIONS = (ABOUT, ELIGIBILITY, CRITERIA, HISTORY, CV, WORKING, SUPPORT, SCHEMES, EQUALITY)
