"""The sections of the whole record, in the order in which they are read."""

from __future__ import annotations

from roles.selection.decision_record.evidence import interview_marks, merit_lists, sift_marks
from roles.selection.decision_record.redactions import number_invited, redactions
from roles.selection.decision_record.rules_in_force import rules_in_force
from roles.selection.decision_record.sections import (
    Maker,
    checks,
    complaints,
    endings,
    interviews,
    offers,
    order_of_merit,
    panels,
    reserve_list,
    sift,
    the_role,
)
from roles.selection.decision_record.shared import shared_marking

WHOLE: tuple[Maker, ...] = (
    the_role,
    rules_in_force,
    panels,
    shared_marking,
    redactions,
    sift_marks,
    number_invited,
    sift,
    interview_marks,
    interviews,
    merit_lists,
    order_of_merit,
    offers,
    reserve_list,
    checks,
    endings,
    complaints,
)
