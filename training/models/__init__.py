"""The records of training: one module an aggregate."""

from training.models.attendance import Attendance, Session
from training.models.cohort import Cohort
from training.models.cohort_state import CohortState
from training.models.place import Place
from training.models.place_state import PlaceState, Priority
from training.models.policy import TrainingPolicy
from training.models.programme import Module, Programme
from training.models.release import ProgrammeRelease, ReleaseLesson
from training.models.video import LearningResource

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
