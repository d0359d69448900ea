"""What the audit trail says of attendance and what came of a place."""

from __future__ import annotations

LOG_ACTIONS = {
    "training.place_attended": "Came to the first session",
    "training.place_completed": "Induction completed",
    "training.place_left_incomplete": "Induction not completed",
    "training.place_missed": "Did not attend the induction",
    "training.attendance_recorded": "Attendance recorded",
    "training.attendance_corrected": "Attendance corrected",
}

KINDS = {
    "Attendance": (
        "training.place_attended",
        "training.place_missed",
        "training.attendance_recorded",
        "training.attendance_corrected",
    ),
}
