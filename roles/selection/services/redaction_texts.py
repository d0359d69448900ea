"""The texts of an application in which personal details are hidden, and what is hidden in each."""

from __future__ import annotations

from dataclasses import dataclass, field

from roles.models.applications.application import Application
from roles.models.applications.application_answers import ElementStatements
from roles.models.selection.redaction import (
    GAPS,
    STATEMENT,
    WORKS_FOR,
    RedactedSpan,
    Redaction,
    element_text,
    job_text,
)
from roles.selection.services.personal_details import find_details, phrases_of

OF_A_JOB = (("employer", "employer"), ("job_title", "job title"), ("duties", "what they did"))


@dataclass(frozen=True)
class Piece:
    """A part of a text: as it is, or a place that is or may be hidden."""

    words: str
    span: RedactedSpan | None = None

    @property
    def value(self) -> str:
        """What a tick box of it sends."""
        return value_of(self.span) if self.span else ""


@dataclass(frozen=True)
class TextToCheck:
    """One text, under its label, with the places in it."""

    key: str
    label: str
    words: str
    spans: list[RedactedSpan] = field(default_factory=list)

    @property
    def pieces(self) -> list[Piece]:
        """The text in its order, cut where something is or may be hidden."""
        found, at = [], 0
        for span in self.spans:
            if span.start > at:
                found.append(Piece(self.words[at : span.start]))
            found.append(Piece(self.words[span.start : span.end], span))
            at = span.end
        return [*found, Piece(self.words[at:])] if at < len(self.words) else found


def value_of(span: RedactedSpan) -> str:
    """A place of a text, as a tick box names it."""
    return f"{span.text}:{span.start}:{span.end}"


def texts_of(application: Application) -> list[TextToCheck]:
    """Each text that those who assess read, with what is or would be hidden in it."""
    texts = _written(application)
    redaction = Redaction.objects.filter(application=application).first()
    if redaction is None:
        return [_proposed(application, text) for text in texts]
    rows = list(redaction.spans.order_by("text", "start"))
    return [
        TextToCheck(text.key, text.label, text.words, [row for row in rows if row.text == text.key])
        for text in texts
    ]


def _written(application: Application) -> list[TextToCheck]:
    """What the candidate wrote, where there is something."""
    campaign = application.campaign
    row = ElementStatements.objects.filter(application=application).first()
    names = {each.slug: each.name for each in campaign.in_writing}
    found = [
        TextToCheck(WORKS_FOR, "Where they work now", application.works_for),
        TextToCheck(STATEMENT, "Statement", application.statement),
    ]
    for slug, words in (row.statements if row else {}).items():
        found.append(TextToCheck(element_text(slug), names.get(slug, slug), str(words)))
    for job in application.employments.all():
        found += [
            TextToCheck(job_text(job.pk, name), f"Job: {label}", str(getattr(job, name)))
            for name, label in OF_A_JOB
        ]
    found.append(TextToCheck(GAPS, "Gaps in employment", application.gaps))
    return [text for text in found if text.words.strip()]


def _proposed(application: Application, text: TextToCheck) -> TextToCheck:
    employers = [job.employer for job in application.employments.all()]
    phrases = phrases_of(
        full_name=application.full_name,
        email=application.email,
        phone=application.phone,
        employers=[*employers, application.works_for],
    )
    spans = [
        RedactedSpan(text=text.key, start=place.start, end=place.end, kind=place.kind)
        for place in find_details(text.words, phrases)
    ]
    return TextToCheck(text.key, text.label, text.words, spans)
