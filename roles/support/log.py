"""What the audit trail says of requests for support and the hub's work on them."""

from __future__ import annotations

LOG_ACTIONS = {
    "roles.support_requested": "Support requested",
    "roles.support_taken": "Request taken",
    "roles.support_given_back": "Request given back",
    "roles.support_triaged": "Request triaged",
    "roles.support_accepted": "Request accepted",
    "roles.support_declined": "Request declined",
    "roles.sift_help_declined": "Help with the sift declined by the hub team",
    "roles.support_redirected": "Request redirected",
    "roles.support_begun": "Work begun",
    "roles.support_assigned": "Adviser and urgency set",
    "roles.support_adviser_changed": "Adviser changed",
    "roles.support_handed_over": "Given to a colleague in the department",
    "roles.support_waiting": "Waiting for the department",
    "roles.support_asked": "Question asked",
    "roles.support_question_answered": "Question answered",
    "roles.support_withdrawn": "Withdrawn by the department",
    "roles.support_resumed": "Work resumed",
    "roles.support_outcome_recorded": "Outcome recorded",
    "roles.support_closed": "Request closed",
    "roles.support_reopened": "Request reopened",
    "roles.expert_booked": "Expert booked",
    "roles.expert_refused": "Expert not booked: works for the department, or asked not to help it",
    "roles.expert_booking_cancelled": "Booking of an expert cancelled",
    "roles.expert_booking_ended": "Booking of an expert ended",
    "roles.support_design_need": "Need for organisation design raised",
    "roles.support_feedback_asked": "Feedback asked for",
    "roles.support_feedback_given": "The department said how it ended",
    "roles.campaign_feedback_asked": "Feedback asked for",
    "roles.campaign_feedback_given": "The department said how it ended",
    "roles.support_file_added": "File added",
    "roles.support_file_removed": "File removed",
    "roles.activity_logged": "Work by the hub team",
}

KINDS = {
    "Questions": ("roles.support_asked", "roles.support_question_answered"),
    "Work by the hub team": ("roles.activity_logged",),
    "Experts": (
        "roles.expert_booked",
        "roles.expert_refused",
        "roles.expert_booking_cancelled",
        "roles.expert_booking_ended",
    ),
    "Files": ("roles.support_file_added", "roles.support_file_removed"),
}
