"""Answering an application: save a question, keep jobs, start from an earlier application."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.models import Upload, User
from hub.uploads import attach, remove
from roles.applications.questions import (
    HISTORY,
    ApplicationQuestion,
    Section,
    progress_of,
    question_of,
    questions_of,
    seal,
)
from roles.applications.services.applications import locked_for_candidate
from roles.models.applications.application import Application
from roles.models.applications.application_answers import Employment

# Older ones are seldom what somebody wants to say today.
MOST_SOURCES = 3


class StaleAnswerError(Exception):
    """The answer was changed elsewhere since the person's page was filled in."""


class UnknownQuestionError(LookupError):
    """The application does not ask that."""


OF_A_JOB = ("employer", "job_title", "started_on", "ended_on", "duties")


@requires("roles.act_on_application", "application")
@transaction.atomic
def save_answer(
    *,
    application: Application,
    question: str,
    words: dict[str, Any],
    actor: User,
    seen: str | None = None,
    at: datetime | None = None,
) -> Application:
    """Keep what was typed, however unfinished; saving the same again changes nothing.

    ``seen`` is the seal of the answer that the words were based on, None where nobody else can have
    changed it. Raises ``StaleAnswerError`` when it reads otherwise by now, ``TransitionNotAllowed``
    when the application was sent (R8).
    """
    locked = _locked_draft(application, actor)
    asked = _asked(locked, question)
    current = asked.read(locked)
    given = {name: words.get(name, empty_like(current[name])) for name in current}
    given |= {name: value for name, value in words.items() if name not in current}
    if given != current:
        if seen is not None and seen != seal(current):
            raise StaleAnswerError
        asked.write(locked, given)
        locked.saved_at = at or timezone.now()
        locked.save(update_fields=["saved_at"])
    return locked


@requires("roles.act_on_application", "application")
@transaction.atomic
def confirm_answer(*, application: Application, question: str, actor: User) -> Application:
    """Take an answer that came from an earlier application as this one's."""
    locked = _locked_draft(application, actor)
    if question in locked.unconfirmed:
        locked.unconfirmed = [slug for slug in locked.unconfirmed if slug != question]
        locked.save(update_fields=["unconfirmed"])
    return locked


@requires("roles.act_on_application", "application", fields=OF_A_JOB)
@transaction.atomic
def save_job(
    *,
    application: Application,
    actor: User,
    job: int | None = None,
    at: datetime | None = None,
    **facts: Any,
) -> Employment:
    """Add a job to a draft, or change one. Raises ``LookupError``."""
    locked = _locked_draft(application, actor)
    _asked(locked, "jobs")
    rows = Employment.objects.filter(application=locked)
    if job is None:
        row = Employment.objects.create(application=locked, **facts)
    else:
        found = rows.filter(pk=job).first()
        if found is None:
            raise UnknownQuestionError(job)
        row = found
        for name, value in facts.items():
            setattr(row, name, value)
        row.save()
    locked.saved_at = at or timezone.now()
    locked.save(update_fields=["saved_at"])
    return row


@requires("roles.act_on_application", "application")
@transaction.atomic
def remove_job(*, application: Application, job: int, actor: User) -> None:
    """Take a job out of a draft; one that is not there is no mistake."""
    locked = _locked_draft(application, actor)
    Employment.objects.filter(application=locked, pk=job).delete()


@requires("roles.act_on_application", "application")
@transaction.atomic
def save_cv(
    *, application: Application, upload: Upload, actor: User, at: datetime | None = None
) -> Application:
    """Keep a file as the CV of a draft, in place of an earlier one."""
    moment = at or timezone.now()
    locked = _locked_draft(application, actor)
    _asked(locked, "cv")
    earlier = locked.cv
    if earlier == upload:
        return locked
    locked.cv = attach(upload=upload, subject=locked, actor=actor, at=moment)
    locked.saved_at = moment
    locked.save(update_fields=["cv", "saved_at"])
    if earlier is not None:
        remove(upload=earlier, actor=actor, at=moment)
    return locked


@requires("roles.act_on_application", "application")
@transaction.atomic
def remove_cv(*, application: Application, actor: User, at: datetime | None = None) -> Application:
    """Take the CV out of a draft, and delete its file; twice changes nothing."""
    moment = at or timezone.now()
    locked = _locked_draft(application, actor)
    _asked(locked, "cv")
    if (earlier := locked.cv) is None:
        return locked
    locked.cv, locked.saved_at = None, moment
    locked.save(update_fields=["cv", "saved_at"])
    remove(upload=earlier, actor=actor, at=moment)
    return locked


@requires("roles.act_on_application", "application")
@transaction.atomic
def reuse_sections(
    *,
    application: Application,
    source: Application,
    sections: Iterable[str],
    actor: User,
    at: datetime | None = None,
) -> list[ApplicationQuestion]:
    """Start sections of a draft from an earlier application of the same person.

    Nothing that was written is replaced: a question that holds something is left alone. What is
    copied has to be confirmed, question by question, before it can be sent. Returns the questions.
    Raises ``PermissionDenied`` for somebody else's application.
    """
    locked = _locked_draft(application, actor)
    earlier = locked_for_candidate(source, actor)
    chosen = set(sections)
    copied = []
    for question in reusable_questions(locked, earlier):
        if question.section.slug not in chosen or not question.is_asked(locked):
            continue
        if question.slug == "jobs":
            _copy_jobs(earlier, locked)
        else:
            question.write(locked, question.read(earlier))
        copied.append(question)
    if copied:
        fresh = [item.slug for item in copied if item.slug not in locked.unconfirmed]
        locked.unconfirmed = [*locked.unconfirmed, *fresh]
        locked.saved_at = at or timezone.now()
        locked.save(update_fields=["unconfirmed", "saved_at"])
        log(locked, "roles.application_reused", actor=actor, at=at)
    return copied


def reusable_questions(application: Application, source: Application) -> list[ApplicationQuestion]:
    """The questions that an earlier application answers and this one has not begun."""
    progress = progress_of(application)
    untouched = {item.section.slug for item in progress if not item.is_started}
    # Name and address stand there from the account; they are no reason not to take the rest.
    untouched.add("about")
    asked = {item.slug for item in questions_of(application)}
    if "worked" in asked:
        asked |= {item.slug for item in questions_of(source) if item.section == HISTORY}
    return [
        question
        for question in questions_of(source)
        if question.is_reusable
        and question.slug in asked
        and question.section.slug in untouched
        and any(question.read(source).values())
        and not any(question.read(application).values())
    ]


def reusable_sources(application: Application) -> list[tuple[Application, list[Section]]]:
    """The latest applications the person sent that could start this one, each with its sections."""
    earlier = (
        Application.objects.sent()
        .filter(candidate=application.candidate_id, erased_at__isnull=True)
        .exclude(pk=application.pk)
        .select_related("campaign__organisation")
        .order_by("-submitted_at")[:MOST_SOURCES]
    )
    found = []
    for source in earlier:
        questions = reusable_questions(application, source)
        if sections := list(dict.fromkeys(question.section for question in questions)):
            found.append((source, sections))
    return found


def empty_like(value: Any) -> Any:
    """Nothing, of the kind that a value is."""
    return [] if isinstance(value, list) else False if isinstance(value, bool) else ""


def _copy_jobs(source: Application, target: Application) -> None:
    for job in source.employments.all():
        Employment.objects.get_or_create(
            application=target,
            employer=job.employer,
            job_title=job.job_title,
            started_on=job.started_on,
            ended_on=job.ended_on,
            defaults={"duties": job.duties},
        )


def _asked(application: Application, slug: str) -> ApplicationQuestion:
    question = question_of(application, slug)
    if question is None:
        raise UnknownQuestionError(slug)
    return question


def _locked_draft(application: Application, actor: User) -> Application:
    locked = locked_for_candidate(application, actor)
    if not locked.is_draft:
        raise TransitionNotAllowed("A sent application does not change.", object=locked)
    return locked
