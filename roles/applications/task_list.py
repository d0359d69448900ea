"""The task list of a draft, as govukTaskList takes it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.numbers import count
from roles.applications.questions import progress_of, unfinished
from roles.applications.questions.progress import Progress
from roles.models.applications.application import Application

STATUSES: dict[str, dict[str, Any]] = {
    "completed": {"text": "Completed"},
    "confirm": {"tag": {"text": "Check and confirm", "classes": "govuk-tag--yellow"}},
    "in_progress": {"tag": {"text": "In progress", "classes": "govuk-tag--light-blue"}},
    "not_started": {"tag": {"text": "Not yet started", "classes": "govuk-tag--blue"}},
    "optional": {"tag": {"text": "Optional", "classes": "govuk-tag--grey"}},
}
CANNOT_START = {
    "text": "Cannot start yet",
    "classes": "govuk-task-list__status--cannot-start-yet",
}


def question_url(application: Application, slug: str) -> str:
    """The address of a question of an application."""
    if slug in ("jobs", "cv"):
        return reverse(f"roles:application_{slug}", args=[application.reference])
    return reverse("roles:application_question", args=[application.reference, slug])


def not_ready(application: Application) -> str:
    """Why a draft cannot be sent yet, with the parts that are still to finish; "" where it can."""
    left = [part.title for part in progress_of(application) if part.missing or part.unconfirmed]
    if not left:
        return ""
    return f"You cannot send your application yet. Still to finish: {', '.join(left)}."


def address_of_next(application: Application) -> str:
    """The page of a draft that is next: the first that lacks something, else the one to send it."""
    left = unfinished(application)
    if left:
        return question_url(application, left[0].slug)
    return reverse("roles:application_check", args=[application.reference])


def tasks_of(application: Application) -> list[dict[str, Any]]:
    """A line for each part of the draft, and a last one that sends it."""
    parts = [_task(application, part) for part in progress_of(application)]
    send: dict[str, Any] = {"title": {"text": "Check your answers and send"}}
    if unfinished(application):
        return [*parts, send | {"status": CANNOT_START}]
    href = reverse("roles:application_check", args=[application.reference])
    return [*parts, send | {"href": href, "status": STATUSES["not_started"]}]


def _task(application: Application, part: Progress) -> dict[str, Any]:
    words = (
        f"Up to {count(part.word_limit)} words. You have written {count(part.words_written)}."
        if part.word_limit
        else _lost_text(application, part)
    )
    return {
        "title": {"text": part.title},
        "hint": {"text": words} if words else None,
        "href": question_url(application, part.first.slug),
        "status": STATUSES[part.status],
    }


def _lost_text(application: Application, part: Progress) -> str:
    """That some of a CV is gone: its words are as good as not written."""
    cv = application.cv if "cv" in {item.slug for item in part.questions} else None
    return f"{cv.lost_text}." if cv and cv.lost_text else ""
