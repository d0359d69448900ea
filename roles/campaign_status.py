"""Where a campaign stands, in words: what happens next, and the colour that repeats its state."""

from __future__ import annotations

from roles.models.campaign_state import CampaignState as State

NEXT_STEPS = {
    State.DRAFT: "Complete the terms, then ask for approval.",
    State.APPROVAL_REQUESTED: "An approver of the department decides.",
    State.APPROVED: "Publish the advert: applications are taken from then on.",
    State.RETURNED: "Change what the approver asked for, then ask again.",
    State.REFUSED: "Nothing more is to be done: there will be no advert.",
    State.SCHEDULED: "The advert publishes itself at the time that is set.",
    State.OPEN: "Candidates apply until the closing time.",
    State.PAUSED: "No applications are taken until somebody resumes it.",
    State.CLOSED: "Start the sift.",
    State.SIFTING: "Read the applications, then start interviews.",
    State.INTERVIEWING: "Meet the candidates, then agree the order of merit.",
    State.MERIT_AGREED: "Start making offers, in the order of merit.",
    State.OFFERING: "Make offers until every post is filled.",
    State.FILLED: "Nothing more is to be done: every post is filled.",
    State.PART_FILLED: "Nothing more is to be done: the other posts will not be filled.",
    State.UNFILLED: "Nothing more is to be done: no post is filled.",
    State.CANCELLED: "Nothing more is to be done: it was cancelled.",
    State.READVERTISED: "Nothing more is to be done: a new round was made of it.",
}
COLOURS = {
    State.DRAFT: "grey",
    State.APPROVAL_REQUESTED: "purple",
    State.APPROVED: "green",
    State.RETURNED: "yellow",
    State.REFUSED: "red",
    State.SCHEDULED: "yellow",
    State.OPEN: "blue",
    State.PAUSED: "yellow",
    State.CLOSED: "grey",
    State.SIFTING: "blue",
    State.INTERVIEWING: "blue",
    State.MERIT_AGREED: "blue",
    State.OFFERING: "blue",
    State.FILLED: "green",
    State.PART_FILLED: "green",
    State.UNFILLED: "grey",
    State.CANCELLED: "grey",
    State.READVERTISED: "grey",
}
