"""How far an application is: its sections, and what keeps it from being sent."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from roles.applications.questions.catalogue import questions_of, statement_of
from roles.applications.questions.kinds import (
    CRITERIA,
    SECTIONS,
    ApplicationQuestion,
    Section,
    Words,
)
from roles.models.applications.application import Application


def seal(words: Words) -> str:
    """A short mark of an answer as it stands, by which two tabs tell that one has changed it."""
    plain = json.dumps(words, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Progress:
    """How far a line of the task list is: its questions, and what is still missing of it."""

    section: Section
    questions: list[ApplicationQuestion]
    missing: list[ApplicationQuestion]
    unconfirmed: list[ApplicationQuestion]
    is_started: bool
    word_limit: int | None = None
    words_written: int = 0

    @property
    def title(self) -> str:
        """The section's, or the question's where each has a line."""
        is_whole = self.section != CRITERIA or self.questions[0].slug == "statement"
        return self.section.title if is_whole else self.questions[0].label

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
    def first(self) -> ApplicationQuestion:
        """The question to open: the first that waits for something, else the first."""
        return next(iter([*self.unconfirmed, *self.missing]), self.questions[0])


def progress_of(application: Application) -> list[Progress]:
    """Each section the campaign asks for, with how far it is; each element on its own."""
    asked = questions_of(application)
    found = []
    for section in SECTIONS:
        questions = [question for question in asked if question.section == section]
        # Each part about the criteria is a piece of work of its own, with its own word limit.
        lines = [[item] for item in questions] if section == CRITERIA else [questions]
        found += [_progress(application, section, line) for line in lines if line]
    return found


def _progress(
    application: Application, section: Section, questions: list[ApplicationQuestion]
) -> Progress:
    words, limit = "", None
    if section == CRITERIA:
        words, limit = statement_of(application, questions[0])
    return Progress(
        section=section,
        questions=questions,
        missing=[item for item in questions if not item.is_done(application)],
        unconfirmed=[item for item in questions if item.slug in application.unconfirmed],
        is_started=any(_holds_anything(item.read(application)) for item in questions),
        word_limit=limit,
        words_written=len(words.split()),
    )


def unfinished(application: Application) -> list[ApplicationQuestion]:
    """What keeps a draft from being sent: answers missing, too long or not yet confirmed."""
    return [
        question
        for progress in progress_of(application)
        for question in progress.questions
        if question in progress.missing or question in progress.unconfirmed
    ]


def _holds_anything(words: Words) -> bool:
    return any(words.values())
