"""What the audit trail says of programmes and releases."""

from __future__ import annotations

LOG_ACTIONS = {
    "training.programme_created": "Programme begun",
    "training.phase_entered": "Programme entered a phase",
    "training.release_planned": "Release planned",
    "training.release_started": "Release started",
    "training.release_finished": "Release finished",
    "training.lessons_recorded": "Lessons recorded",
}
