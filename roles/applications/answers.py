"""An application's answers in words: for its candidate to check, and for those who handle it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from hub.models import Upload
from roles.applications.equality_questions import EQUALITY_QUESTIONS
from roles.applications.questions import (
    CRITERIA,
    CV,
    ELIGIBILITY,
    HISTORY,
    WORKING,
    ApplicationQuestion,
    Section,
    questions_of,
)
from roles.models.applications.application import Application
from roles.models.applications.application_answers import Adjustments, Employment, SchemeDeclaration
from roles.models.selection.redaction import GAPS, WORKS_FOR, BlindAnswers

# What those who sift and interview may read: never who it is, nor what is another's business.
READ_BY_ASSESSORS = frozenset(
    {ELIGIBILITY.slug, CRITERIA.slug, HISTORY.slug, CV.slug, WORKING.slug}
)
# What was asked of the candidate, as those who assess the answers read it.
FOR_ASSESSORS = {
    "About you": "About the candidate",
    "Where you work now": "Where they work now",
    "Are you one of the people this role is open to?": "Are they one of the people it is open to?",
    "How you meet the essential criteria": "How they meet the essential criteria",
    "Your statement": "Statement",
    "Your employment history": "Employment history",
    "Have you worked before?": "Have they worked before?",
    "Your jobs": "Jobs",
    "Gaps in your employment": "Gaps in employment",
    "Your CV": "CV",
    "Where and how you want to work": "Where and how they want to work",
    "Locations you would accept": "Locations they would accept",
}


@dataclass(frozen=True)
class Answer:
    """One answer: its label, its text, the jobs where it is about them, and where to change it."""

    section: Section
    label: str
    text: str
    question: str
    field: str
    jobs: tuple[Employment, ...] = ()
    upload: Upload | None = None


def answers_of(application: Application) -> list[Answer]:
    """Every answer of an application, in the order of its questions."""
    return [
        answer
        for question in questions_of(application)
        for answer in _answers(application, question)
    ]


def answers_for_assessors(application: Application) -> list[Answer]:
    """The answers that are assessed, as said of the candidate (R11).

    Without the personal details that are hidden in them, until the candidate is invited; none while
    these have still to be hidden.
    """
    blind = BlindAnswers(application)
    if blind.waits:
        return []
    return [
        replace(
            answer,
            text=blind.read(_key_of(answer), answer.text),
            jobs=tuple(blind.job(job) for job in answer.jobs),
            label=FOR_ASSESSORS.get(answer.label, answer.label),
            section=replace(
                answer.section,
                title=FOR_ASSESSORS.get(answer.section.title, answer.section.title),
            ),
        )
        for answer in answers_of(application)
        if answer.section.slug in READ_BY_ASSESSORS
        # A CV says whose it is: it waits for the interview, as the name does (R11).
        and (answer.question != "cv" or application.shows_identity)
    ]


def _key_of(answer: Answer) -> str:
    """By which key a text is known where something is hidden in it."""
    return answer.field if answer.field in (WORKS_FOR, GAPS) else answer.question


def arrangements_of(application: Application, *, schemes: bool) -> list[tuple[str, str]]:
    """Adjustments, and the interview schemes if asked for, in words, where there are any (R12)."""
    found = []
    needed = Adjustments.objects.filter(application=application).first()
    if needed and (needed.is_needed == Application.YesNo.YES or needed.detail):
        found.append(("Adjustments", needed.detail or "Needed; ask the candidate which"))
    declared = SchemeDeclaration.objects.filter(application=application).first()
    if schemes and declared and declared.names:
        found.append(("Interview schemes", ", ".join(declared.names)))
    return found


def asks_for_adjustments(application: Application) -> bool:
    """Whether the candidate asked for some; for those who may open which (R12)."""
    return bool(arrangements_of(application, schemes=False))


def _answers(application: Application, question: ApplicationQuestion) -> Iterable[Answer]:
    if question.slug == "jobs":
        jobs = tuple(application.employments.all())
        yield Answer(question.section, question.label, "", "jobs", "", jobs)
        return
    if question.slug == "cv":
        upload = application.cv
        said = upload.description if upload else ""
        yield Answer(question.section, question.label, said, "cv", "", upload=upload)
        return
    for name, value in question.read(application).items():
        label = FIELD_LABELS.get(name, question.label)
        yield Answer(
            question.section, label, _in_words(application, name, value), question.slug, name
        )


MONITORING = {question.slug: question for question in EQUALITY_QUESTIONS}
FIELD_LABELS = {
    "email": "Email address",
    "phone": "Phone number",
    "is_in_audience": "Are you one of the people this role is open to?",
    "works_for": "Department or organisation",
    "is_needed": "Do you need adjustments?",
    "detail": "What would help you",
}


def _in_words(application: Application, name: str, value: Any) -> str:
    if name in MONITORING:
        return MONITORING[name].label_of(value) if value else ""
    match name:
        case "is_in_audience":
            return str(application.get_is_in_audience_display())
        case "has_worked":
            return str(application.get_has_worked_display())
        case "pattern_wanted":
            return str(application.get_pattern_wanted_display())
        case "is_needed":
            field: Any = Adjustments._meta.get_field(name)
            return str(dict(field.flatchoices).get(value, ""))
        case "places_wanted":
            return ", ".join(place.name for place in application.places_wanted.all())
        case "schemes":
            labels = {**dict(SchemeDeclaration.Scheme.choices), "none": "None of these"}
            return ", ".join(str(labels[item]) for item in value)
    return str(value)
