"""What of an application is marked: a candidate's words about one element, without who they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from roles.models.applications.application import Application
from roles.models.applications.application_answers import ElementStatements, Employment
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.marking import STATEMENT
from roles.models.selection.redaction import HIDES, BlindAnswers, Redactor, element_text

# What is read beside the jobs a candidate had.
WITH_JOBS = frozenset({STATEMENT, "experience"})


@dataclass(frozen=True)
class WordsToMark:
    """The answer, and the jobs where they belong to it."""

    text: str
    jobs: list[Employment]


def words_to_mark(application: int, element: str, campaign: Campaign) -> WordsToMark:
    """What a candidate wrote about an element, by the key of the application (R11)."""
    hides = Redactor.objects.current().filter(campaign=OuterRef("campaign"))
    row = Application.objects.annotate(hides=Exists(hides)).get(pk=application)
    row.campaign = campaign
    # Read with the answer: the page of the next one asks no more for it.
    campaign.__dict__.setdefault(HIDES, row.hides)
    blind = BlindAnswers(row)
    jobs = Employment.objects.filter(application=application) if element in WITH_JOBS else []
    return WordsToMark(
        answer_about(row, element, blind), [] if blind.waits else [blind.job(job) for job in jobs]
    )


def answer_about(application: Application, element: str, blind: BlindAnswers | None = None) -> str:
    """What a candidate wrote about an element, as those read it who assess it."""
    blind = blind or BlindAnswers(application)
    if element == STATEMENT:
        return blind.waits or blind.read(STATEMENT, application.statement)
    row = ElementStatements.objects.filter(application=application).first()
    return blind.waits or blind.read(element_text(element), row.about(element) if row else "")
