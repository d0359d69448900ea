"""An offer as a letter to keep: the same terms as on the page, as a tagged PDF."""

from __future__ import annotations

from django.utils import timezone

from hub.dates import date_gb
from hub.pdf import Document, Section
from hub.tables import NEVER_EMPTY, Column, Table
from roles.models.applications.application import Application

TERMS = Table(
    "Terms of the offer",
    (Column("Term", lambda line: line[0]), Column("What we offer", lambda line: line[1])),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)
PROVISIONAL = (
    "This offer is provisional. {department} carries out its checks before it makes a formal "
    "offer. Do not resign from your current job until it tells you that the checks are complete."
)
FORMAL = "This offer is formal. The checks are complete."
OVER = "This offer has ended. It is shown as it was made."


def letter_of(application: Application) -> Document | None:
    """The letter of what somebody is or was offered; None where nothing is on record."""
    terms = application.terms_offered
    if terms is None or application.provisional_offer_at is None:
        return None
    department = application.organisation.name
    is_formal = application.formal_offer_at is not None
    stands = FORMAL if is_formal else PROVISIONAL.format(department=department)
    made = application.formal_offer_at if is_formal else terms.made_at
    name = application.full_name or "the candidate"
    return Document(
        title=f"{'Formal' if is_formal else 'Provisional'} offer: {application.reference}",
        of=timezone.localdate(made),
        caption=f"{application.job_offered}, {department}",
        words=(
            f"To {name}.",
            f"{department} offers you this job: {application.job_offered}.",
            stands if application.holds_offer else OVER,
            f"Dated {date_gb(timezone.localdate(made))}.",
        ),
        sections=(
            Section("The terms", tables=(TERMS.of(terms.in_words),)),
            Section("What the offer depends on", words=tuple(terms.condition_list)),
        ),
    )
