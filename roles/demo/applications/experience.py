"""What invented candidates tell of their experience: a CV as a file, or a job they had."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from io import BytesIO
from xml.sax.saxutils import escape

from django.core.files.base import ContentFile

from hub.models import Upload, User
from hub.uploads import receive, remove
from roles.applications.services.answers import save_cv, save_job
from roles.demo.clearing import forget
from roles.models import Application

WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
CV = (
    ("Heading1", "Profile"),
    ("", "Eleven years in public services, the last five of them leading digital teams."),
    ("Heading1", "Work"),
    ("", "2021 to now: Delivery lead, {employer}"),
    (
        "",
        "I lead two teams that run 14 services. We halved the time to answer a planning question.",
    ),
    ("", "2015 to 2021: Business analyst, Example Health Trust"),
    ("", "I mapped how referrals reached us and took four steps out of seven away."),
    ("Heading1", "Training"),
    ("", "Working in agile teams, 2019. Accessibility for content designers, 2022."),
)


def give_cv(application: Application, candidate: User, employer: str, at: datetime) -> None:
    """Hand a CV in with a draft whose campaign asks for one."""
    file = ContentFile(cv_of(candidate.get_full_name(), employer), name="cv.docx")
    cv = receive(actor=candidate, file=file, purpose="roles.cv", at=at)
    save_cv(application=application, upload=cv, actor=candidate, at=at)


def give_job(application: Application, candidate: User, employer: str, at: datetime) -> None:
    """Tell of one job in a draft whose campaign asks for an employment history."""
    save_job(
        application=application,
        actor=candidate,
        at=at,
        employer=employer,
        job_title="Delivery lead",
        started_on=date(2021, 2, 1),
        ended_on=None,
        duties="I lead two teams that run 14 services for people who live in the city.",
    )


def remove_cvs() -> None:
    """Delete the files of applications to demonstration campaigns."""
    rows = Application.objects.filter(campaign__organisation__is_demo=True).exclude(cv=None)
    uploads = [row.cv for row in rows.select_related("cv") if row.cv is not None]
    ids = [str(upload.pk) for upload in uploads]
    for upload in uploads:
        remove(upload=upload, actor=None)
    forget(Upload, ids)


def _cv(employer: str) -> list[tuple[str, str]]:
    return [(style, text.format(employer=employer)) for style, text in CV]


def cv_of(name: str, employer: str) -> bytes:
    """A CV as a word processor would save it."""
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>'
        if style
        else f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"
        for style, text in (("Title", name), *_cv(employer))
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{WORDS}"><w:body>{paragraphs}</w:body>'
        "</w:document>",
    }
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in members.items():
            archive.writestr(part, content)
    return written.getvalue()
