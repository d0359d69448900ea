"""What of an application is marked: a candidate's words about one element, without who they are."""

from __future__ import annotations

from dataclasses import dataclass

from roles.models.applications.application import Application
from roles.models.applications.application_answers import ElementStatements, Employment
from roles.models.selection.marking import STATEMENT

# What is read beside the jobs a candidate had.
WITH_JOBS = frozenset({STATEMENT, "experience"})


@dataclass(frozen=True)
class WordsToMark:
    """The answer, and the jobs where they belong to it."""

    text: str
    jobs: list[Employment]


def words_to_mark(application: int, element: str) -> WordsToMark:
    """What a candidate wrote about an element, by the key of the application."""
    if element == STATEMENT:
        text = Application.objects.values_list("statement", flat=True).get(pk=application)
    else:
        row = ElementStatements.objects.filter(application=application).first()
        text = row.about(element) if row else ""
    jobs = Employment.objects.filter(application=application) if element in WITH_JOBS else []
    return WordsToMark(text, list(jobs))
