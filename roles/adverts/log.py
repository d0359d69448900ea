"""What the audit trail says of adverts and of questions about them."""

from __future__ import annotations

LOG_ACTIONS = {
    "roles.advert_made": "Advert drafted",
    "roles.advert_written": "Advert written",
    "roles.advert_own_refused": "Advert not published: somebody else has to approve it",
    "roles.advert_sent": "Advert sent to the hub team",
    "roles.advert_taken_back": "Advert taken back from the hub team",
    "roles.advert_passed": "Advert approved by the hub team",
    "roles.advert_changed_since": "Advert changed after the hub team approved it",
    "roles.advert_change_published": "Change to the public advert published",
    "roles.campaign_title_changed": "Title of the campaign changed to that of its public advert",
    "roles.advert_change_returned": "Change to the public advert returned by the hub team",
    "roles.advert_returned": "Advert returned by the hub team",
    "roles.advert_withheld": "Advert taken back: not ready",
    "roles.advert_waits": "Advert has to wait until the election is over",
    "roles.advert_waits_no_more": "Advert no longer has to wait for the election",
    "roles.question_asked": "Question asked",
    "roles.question_answered": "Question answered on the advert",
    "roles.question_corrected": "Answer corrected",
    "roles.question_declined": "Question not published",
    "roles.question_lapsed": "Question not answered in time",
}

KINDS = {
    "Advert": tuple(slug for slug in LOG_ACTIONS if slug.startswith("roles.advert_")),
    "Questions": tuple(slug for slug in LOG_ACTIONS if slug.startswith("roles.question_")),
}
