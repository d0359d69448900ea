"""The records of training: one module an aggregate."""

from training.models.cohorts.cohort import Cohort
from training.models.cohorts.cohort_state import CohortState
from training.models.delivery.attendance import Attendance, Session
from training.models.places.place import Place
from training.models.places.place_state import PlaceState, Priority
from training.models.policy import TrainingPolicy
from training.models.programmes.programme import Module, Programme
from training.models.programmes.release import ProgrammeRelease, ReleaseLesson
from training.models.resources.video import LearningResource

__all__ = [
    "Attendance",
    "Cohort",
    "CohortState",
    "LearningResource",
    "Module",
    "Place",
    "PlaceState",
    "Priority",
    "Programme",
    "ProgrammeRelease",
    "ReleaseLesson",
    "Session",
    "TrainingPolicy",
]
