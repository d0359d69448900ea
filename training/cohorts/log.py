"""What the audit trail says of cohorts."""

from __future__ import annotations

LOG_ACTIONS = {
    "training.cohort_planned": "Cohort planned",
    "training.cohort_opened": "Places in the cohort made available",
    "training.cohort_filled": "Last place in the cohort taken",
    "training.cohort_reopened": "A place in the cohort is free again",
    "training.cohort_confirmed": "Cohort confirmed",
    "training.cohort_started": "Cohort started",
    "training.cohort_completed": "Cohort completed",
    "training.cohort_cancelled": "Cohort cancelled",
}
