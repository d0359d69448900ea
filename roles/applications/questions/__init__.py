"""The questions of an application, in sections: what each reads, writes and needs to be complete.

What is asked depends on the campaign. Forms know how a question looks, services when it may be
answered; both find it here by its slug, which is also the last part of its address.
"""

from roles.applications.questions.catalogue import ELEMENT, criteria_for, question_of, questions_of
from roles.applications.questions.kinds import (
    CRITERIA,
    CV,
    ELIGIBILITY,
    HISTORY,
    SECTIONS,
    WORKING,
    ApplicationQuestion,
    Section,
)
from roles.applications.questions.progress import Progress, progress_of, seal, unfinished

__all__ = [
    "CRITERIA",
    "CV",
    "ELEMENT",
    "ELIGIBILITY",
    "HISTORY",
    "SECTIONS",
    "WORKING",
    "ApplicationQuestion",
    "Progress",
    "Section",
    "criteria_for",
    "progress_of",
    "question_of",
    "questions_of",
    "seal",
    "unfinished",
]
