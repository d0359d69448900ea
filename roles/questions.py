"""The questions of an application, in sections: what each reads, writes and needs to be complete.

What is asked depends on the campaign. Forms know how a question looks, services when it may be
answered; both find it here by its slug, which is also the last part of its address.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from roles.models.application import Application
from roles.models.application_answers import Adjustments, SchemeDeclaration
from roles.models.campaign_terms import CampaignTerms
from roles.models.monitoring import MonitoringAnswers
from roles.monitoring_questions import MONITORING_QUESTIONS

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
class Question:
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
CRITERIA = Section("criteria", "How you meet what the role asks for")
HISTORY = Section("history", "Your employment history")
WORKING = Section("working", "Where and how you want to work")
SUPPORT = Section("support", "Adjustments during the selection", is_optional=True)
SCHEMES = Section("schemes", "Interview schemes", is_optional=True)
EQUALITY = Section("equality", "Equality monitoring", is_optional=True)
SECTIONS = (ABOUT, CRITERIA, HISTORY, WORKING, SUPPORT, SCHEMES, EQUALITY)


def columns(*names: str) -> tuple[Reader, Writer]:
    """Read and write fields of the application itself."""

    def read(application: Application) -> Words:
        return {name: getattr(application, name) for name in names}

    def write(application: Application, words: Words) -> None:
        for name in names:
            setattr(application, name, words[name])
        application.save(update_fields=names)

    return read, write


def beside(application: Application, name: str) -> Any:
    """A record that stands beside the application, read once; None when there is none."""
    return getattr(application, name, None)


def part(model: type[models.Model], beside_as: str, *names: str) -> tuple[Reader, Writer]:
    """Read and write fields of a record that stands beside the application."""

    def read(application: Application) -> Words:
        row = beside(application, beside_as) or model()
        return {name: getattr(row, name) for name in names}

    def write(application: Application, words: Words) -> None:
        model._default_manager.update_or_create(
            application=application, defaults={name: words[name] for name in names}
        )

    return read, write


def filled(*names: str) -> Asks:
    """Whether fields of the application hold something."""
    return lambda application: all(str(getattr(application, name)).strip() for name in names)


def _read_places(application: Application) -> Words:
    return {"places_wanted": [place.slug for place in application.places_wanted.all()]}


def _write_places(application: Application, words: Words) -> None:
    wanted = application.campaign.places.filter(slug__in=words["places_wanted"])
    application.places_wanted.set(wanted)


_SCHEMES = [scheme.value for scheme in SchemeDeclaration.Scheme]
_read_scheme_fields, _write_scheme_fields = part(
    SchemeDeclaration, "schemes", "is_answered", *_SCHEMES
)


def _read_schemes(application: Application) -> Words:
    row = _read_scheme_fields(application)
    chosen = [name for name in _SCHEMES if row[name]]
    return {"schemes": chosen or (["none"] if row["is_answered"] else [])}


def _write_schemes(application: Application, words: Words) -> None:
    chosen = {name: name in words["schemes"] for name in _SCHEMES}
    _write_scheme_fields(application, {"is_answered": bool(words["schemes"]), **chosen})


def monitoring(slug: str) -> tuple[Reader, Writer]:
    """Read and write the answer to one monitoring question, beside those to the others."""

    def read(application: Application) -> Words:
        row = beside(application, "monitoring")
        return {slug: (row.answers if row else {}).get(slug, "")}

    def write(application: Application, words: Words) -> None:
        row, _ = MonitoringAnswers.objects.get_or_create(application=application)
        others = {name: answer for name, answer in row.answers.items() if name != slug}
        row.answers = {**others, slug: words[slug]} if words[slug] else others
        row.save(update_fields=["answers"])

    return read, write


def _statement_fits(application: Application) -> bool:
    written = len(application.statement.split())
    return 0 < written <= application.campaign.statement_word_limit


def _asks_history(application: Application) -> bool:
    return application.campaign.experience == CampaignTerms.Experience.HISTORY


def _asks_jobs(application: Application) -> bool:
    return _asks_history(application) and application.has_worked == Application.YesNo.YES


def _asks_cv(application: Application) -> bool:
    return application.campaign.experience == CampaignTerms.Experience.CV


def _has_cv(application: Application) -> bool:
    """A file that is there; one the scanner has not seen yet will do, it never waits for it."""
    return application.cv is not None and bool(application.cv.file)


def _nothing_to_write(application: Application, words: Words) -> None:
    """Jobs and files are added, changed and removed one by one."""


QUESTIONS = (
    Question("name", ABOUT, "Full name", *columns("full_name"), filled("full_name")),
    Question(
        "contact", ABOUT, "Contact details", *columns("email", "phone"), filled("email", "phone")
    ),
    Question("statement", CRITERIA, "Your statement", *columns("statement"), _statement_fits),
    Question(
        "worked",
        HISTORY,
        "Have you worked before?",
        *columns("has_worked"),
        filled("has_worked"),
        _asks_history,
    ),
    Question(
        "jobs",
        HISTORY,
        "Your jobs",
        lambda application: {"jobs": list(application.employments.values_list("pk", flat=True))},
        _nothing_to_write,
        lambda application: application.employments.exists(),
        _asks_jobs,
    ),
    Question(
        "gaps",
        HISTORY,
        "Gaps in your employment",
        *columns("gaps"),
        lambda application: True,
        _asks_jobs,
    ),
    Question(
        "cv",
        HISTORY,
        "Your CV",
        lambda application: {"cv": application.cv_id or ""},
        _nothing_to_write,
        _has_cv,
        _asks_cv,
        is_reusable=False,
    ),
    Question(
        "places",
        WORKING,
        "Where you would work",
        _read_places,
        _write_places,
        lambda application: application.places_wanted.exists(),
        lambda application: len(application.campaign.places.all()) > 1,
        is_reusable=False,
    ),
    Question(
        "pattern",
        WORKING,
        "Working pattern",
        *columns("pattern_wanted"),
        filled("pattern_wanted"),
        lambda application: (
            application.campaign.working_pattern == CampaignTerms.WorkingPattern.FLEXIBLE
        ),
    ),
    Question(
        "adjustments",
        SUPPORT,
        "Adjustments",
        *part(Adjustments, "adjustments", "is_needed", "detail"),
        lambda application: True,
    ),
    Question(
        "schemes",
        SCHEMES,
        "Interview schemes",
        _read_schemes,
        _write_schemes,
        lambda application: True,
    ),
    *(
        Question(
            f"equality-{item.slug.replace('_', '-')}",
            EQUALITY,
            item.text,
            *monitoring(item.slug),
            lambda application: True,
            is_reusable=False,
        )
        for item in MONITORING_QUESTIONS
    ),
)


def questions_of(application: Application) -> list[Question]:
    """The questions its campaign asks, in order."""
    return [question for question in QUESTIONS if question.is_asked(application)]


def question_of(application: Application, slug: str) -> Question | None:
    """The question with a slug, where this application has one."""
    return next((item for item in questions_of(application) if item.slug == slug), None)


def seal(words: Words) -> str:
    """A short mark of an answer as it stands, by which two tabs tell that one has changed it."""
    plain = json.dumps(words, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Progress:
    """How far a section is: its questions, and what is still missing of it."""

    section: Section
    questions: list[Question]
    missing: list[Question]
    unconfirmed: list[Question]
    is_started: bool

    @property
    def status(self) -> str:
        """``completed``, ``confirm``, ``in_progress``, ``optional`` or ``not_started``."""
        if self.unconfirmed:
            return "confirm"
        if self.missing:
            return "in_progress" if self.is_started else "not_started"
        if self.section.is_optional and not self.is_started:
            return "optional"
        return "completed"

    @property
    def first(self) -> Question:
        """The question to open: the first that waits for something, else the first."""
        return next(iter([*self.unconfirmed, *self.missing]), self.questions[0])


def progress_of(application: Application) -> list[Progress]:
    """Each section the campaign asks for, with how far it is."""
    asked = questions_of(application)
    found = []
    for section in SECTIONS:
        questions = [question for question in asked if question.section == section]
        if not questions:
            continue
        found.append(
            Progress(
                section=section,
                questions=questions,
                missing=[item for item in questions if not item.is_done(application)],
                unconfirmed=[item for item in questions if item.slug in application.unconfirmed],
                is_started=any(_holds_anything(item.read(application)) for item in questions),
            )
        )
    return found


def unfinished(application: Application) -> list[Question]:
    """What keeps a draft from being sent: answers missing, too long or not yet confirmed."""
    return [
        question
        for progress in progress_of(application)
        for question in progress.questions
        if question in progress.missing or question in progress.unconfirmed
    ]


def _holds_anything(words: Words) -> bool:
    return any(words.values())
