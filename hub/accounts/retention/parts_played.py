"""What people did at work, and when their names are removed from it."""

from __future__ import annotations

from hub.models import (
    FigureCorrection,
    Membership,
    Need,
    PendingOffice,
    PendingPolicy,
    PreElectionPeriod,
    ReportingPeriod,
)
from hub.retention import PartPlayed

PARTS_PLAYED = [
    PartPlayed(
        PendingPolicy, "given_by", "You asked to change the hub’s settings", "given_at"
    ).policy(
        purpose="So that nobody can change settings that people rely on without a second person.",
        period="Until a second person answers, at most 30 days.",
        who_sees="People who can change the same settings.",
    ),
    PartPlayed(PendingOffice, "given_by", "You asked to give somebody access", "given_at").policy(
        purpose="To know who gave access to whom.",
        period="Until a second person answers, at most 30 days.",
        who_sees="Hub leads and roles administrators of the organisation.",
    ),
    PartPlayed(Membership, "given_by", "You gave somebody access", "given_at").policy(
        purpose="To know who gave access to whom.",
        period="Your name is removed when your account is erased. The access stays.",
        who_sees="Hub leads and roles administrators of the organisation.",
    ),
    PartPlayed(Membership, "ended_by", "You ended somebody’s access", "valid_to").policy(
        purpose="So that nobody can take over a colleague’s work by ending their access.",
        period="Your name is removed when your account is erased. The access stays ended.",
        who_sees="Nobody. It is only used for this check.",
    ),
    PartPlayed(Need, "raised_by", "You raised a need", "raised_at").policy(
        purpose="To know whom to ask about a need.",
        period="Your name is removed when your account is erased. The need stays.",
        who_sees="Hub staff and members of the organisation.",
    ),
    PartPlayed(ReportingPeriod, "frozen_by", "You closed a quarter", "frozen_at").policy(
        purpose="To know who closed a quarter.",
        period="Your name is removed when your account is erased. The figures stay.",
        who_sees="Hub staff and analysts.",
    ),
    PartPlayed(PreElectionPeriod, "set_by", "You set a pre-election period", "set_at").policy(
        purpose="To know who decided what has to wait before an election.",
        period="Your name is removed when your account is erased. The period stays.",
        who_sees="Hub staff and people in departments.",
    ),
    PartPlayed(
        PreElectionPeriod, "ended_by", "You ended a pre-election period early", "ended_at"
    ).policy(
        purpose="To know who ended the wait before an election.",
        period="Your name is removed when your account is erased. The period stays.",
        who_sees="Hub staff and people in departments.",
    ),
    PartPlayed(
        FigureCorrection, "corrected_by", "You corrected a published figure", "corrected_at"
    ).policy(
        purpose="To know who corrected published figures.",
        period="Your name is removed when your account is erased. The correction stays.",
        who_sees="Nobody. The correction is shown without your name.",
    ),
    PartPlayed(
        FigureCorrection, "confirmed_by", "You published a correction of a figure", "corrected_at"
    ).policy(
        purpose="To know who published a correction.",
        period="Your name is removed when your account is erased. The correction stays.",
        who_sees="Nobody. The correction is shown without your name.",
    ),
]
