"""Who may assess candidates: whoever holds a valid assessor’s certificate."""

from __future__ import annotations

from hub.qualifications import QualificationKind

ASSESSOR = QualificationKind(
    slug="roles.assessor",
    label="Assessor’s certificate",
    needed_for="sift applications or sit on a panel as an expert",
    months_valid=36,
)
