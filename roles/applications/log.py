"""What the audit trail says of applications."""

from __future__ import annotations

LOG_ACTIONS = {
    "roles.application_started": "Draft started",
    "roles.application_reused": "Answers copied from an earlier application",
    "roles.application_discarded": "Draft deleted",
    "roles.application_submitted": "Application sent",
    "roles.application_entered": "Entered for the candidate",
    "roles.application_claimed": "Linked to the candidate’s account",
    "roles.application_withdrawn": "Application withdrawn",
    "roles.withdrawal_recorded": "Withdrawal recorded for the candidate",
    "roles.application_asked": "Question asked",
    "roles.application_answered": "Question answered",
    "roles.candidate_told": "Candidate told by phone, in person or by post",
    "roles.candidate_account_closed": "The candidate closed their account",
    "roles.equality_published": "Equality totals published",
    "roles.application_erased": "Personal data erased",
}

KINDS = {
    "Questions": ("roles.application_asked", "roles.application_answered"),
}
