"""What the audit trail says of questions about adverts."""

from __future__ import annotations

QUESTION_LOG_ACTIONS = {
    "roles.question_asked": "Question asked",
    "roles.question_answered": "Question answered on the advert",
    "roles.question_corrected": "Answer corrected",
    "roles.question_declined": "Question not published",
    "roles.question_lapsed": "Question not answered in time",
}
