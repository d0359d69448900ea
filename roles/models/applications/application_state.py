"""The states of an application, each declared once, and the sets of them that have a meaning."""

from __future__ import annotations

from hub.states import Stage, States
from roles.models.applications import candidate_statuses as candidates
from roles.models.applications.application_facts import ApplicationFacts


class ApplicationState(States):
    """From draft to start; labels are in the words of the people who handle applications."""

    facts: ApplicationFacts

    DRAFT = ApplicationFacts(
        "draft",
        "Draft",
        "grey",
        candidate=candidates.DRAFT,
        event="You began your application",
        shown_until_release=None,
        is_decided=False,
        may_be_withdrawn=True,
    )
    SUBMITTED = ApplicationFacts(
        "submitted",
        "Submitted",
        "blue",
        candidate=candidates.SUBMITTED,
        event="You sent your application",
        shown_until_release=None,
        is_decided=False,
        is_undecided=True,
        may_be_withdrawn=True,
        dates=("closes", "sift", "interviews"),
        awaits="sift",
    )
    SIFT_PASS = ApplicationFacts(
        "sift_pass",
        "Passed sift",
        "blue",
        candidate=candidates.CONSIDERED,
        event="You passed the first stage",
        shown_until_release="submitted",
        is_decided=False,
        is_undecided=True,
        may_be_withdrawn=True,
        candidate_message="roles.application_sifted",
        dates=("interviews",),
        action="roles.application_sifted_in",
        logged="Passed the sift",
    )
    SIFT_FAIL = ApplicationFacts(
        "sift_fail",
        "Not passed at sift",
        "grey",
        candidate=candidates.UNSUCCESSFUL,
        event="Your application was unsuccessful",
        shown_until_release="submitted",
        is_decided=True,
        is_rejected=True,
        candidate_message="roles.application_sifted",
        action="roles.application_sifted_out",
        logged="Not passed at the sift",
        feedback="if offered",
    )
    INTERVIEW_INVITED = ApplicationFacts(
        "interview_invited",
        "Invited to interview",
        "yellow",
        candidate=candidates.INTERVIEW_INVITED,
        event="You were invited to an interview",
        shown_until_release=None,
        is_decided=False,
        is_undecided=True,
        may_be_withdrawn=True,
        candidate_message="roles.interview_invited",
        dates=("interviews",),
        action="roles.interview_invited",
        logged="Invited to interview",
    )
    INTERVIEW_BOOKED = ApplicationFacts(
        "interview_booked",
        "Interview booked",
        "blue",
        candidate=candidates.INTERVIEW_BOOKED,
        event="Your interview was arranged",
        shown_until_release=None,
        is_decided=False,
        is_undecided=True,
        may_be_withdrawn=True,
    )
    INTERVIEWED = ApplicationFacts(
        "interviewed",
        "Interviewed",
        "purple",
        candidate=candidates.DECISION,
        event="You were interviewed",
        shown_until_release=None,
        is_decided=False,
        is_undecided=True,
        may_be_withdrawn=True,
        awaits="interview",
        action="roles.interview_held",
        logged="Interview held",
    )
    NO_SHOW = ApplicationFacts(
        "no_show",
        "Did not attend",
        "grey",
        candidate=candidates.NO_SHOW,
        event="The department recorded that you did not come to an interview",
        shown_until_release="interview_booked",
        is_decided=True,
        is_rejected=True,
        candidate_message="roles.application_decided",
        action="roles.interview_missed",
        logged="Did not attend the interview",
    )
    RECOMMENDED = ApplicationFacts(
        "recommended",
        "Recommended",
        "green",
        candidate=candidates.DECISION,
        event="",
        shown_until_release=None,
        is_decided=False,
        is_undecided=True,
        may_be_withdrawn=True,
        is_appointable=True,
        action="roles.application_recommended",
        logged="Recommended",
        feedback="always",
    )
    RESERVE = ApplicationFacts(
        "reserve",
        "Reserve list",
        "yellow",
        candidate=candidates.RESERVE,
        event="You were placed on the reserve list",
        shown_until_release="interviewed",
        is_decided=False,
        may_be_withdrawn=True,
        is_appointable=True,
        candidate_message="roles.application_decided",
        action="roles.application_reserved",
        logged="Put on the reserve list",
        feedback="always",
    )
    RESERVE_ENDED = ApplicationFacts(
        "reserve_ended",
        "Reserve list ended",
        "grey",
        candidate=candidates.RESERVE_ENDED,
        event="Your time on the reserve list ended",
        shown_until_release=None,
        is_decided=True,
    )
    NOT_APPOINTABLE = ApplicationFacts(
        "not_appointable",
        "Not appointable",
        "grey",
        candidate=candidates.UNSUCCESSFUL,
        event="Your application was unsuccessful",
        shown_until_release="interviewed",
        is_decided=True,
        is_rejected=True,
        candidate_message="roles.application_decided",
        action="roles.application_not_appointable",
        logged="Found not appointable",
        feedback="always",
    )
    PROVISIONAL_OFFER = ApplicationFacts(
        "provisional_offer",
        "Provisional offer",
        "yellow",
        candidate=candidates.PROVISIONAL_OFFER,
        event="You were made a provisional offer",
        shown_until_release=None,
        is_decided=False,
        may_be_withdrawn=True,
        holds_post=True,
    )
    ACCEPTED = ApplicationFacts(
        "accepted",
        "Offer accepted",
        "green",
        candidate=candidates.ACCEPTED,
        event="You accepted the offer",
        shown_until_release=None,
        is_decided=False,
        may_be_withdrawn=True,
        holds_post=True,
        is_accepted=True,
    )
    DECLINED = ApplicationFacts(
        "declined",
        "Offer declined",
        "grey",
        candidate=candidates.DECLINED,
        event="You declined the offer",
        shown_until_release=None,
        is_decided=True,
    )
    OFFER_WITHDRAWN = ApplicationFacts(
        "offer_withdrawn",
        "Offer withdrawn",
        "red",
        candidate=candidates.OFFER_WITHDRAWN,
        event="The department withdrew the offer",
        shown_until_release=None,
        is_decided=True,
    )
    CHECKS = ApplicationFacts(
        "checks",
        "In checks",
        "blue",
        candidate=candidates.CHECKS,
        event="The department started its checks",
        shown_until_release=None,
        is_decided=False,
        may_be_withdrawn=True,
        holds_post=True,
        is_accepted=True,
        is_appointment=True,
        action="roles.checks_started",
        logged="Checks started",
    )
    FORMAL_OFFER = ApplicationFacts(
        "formal_offer",
        "Formal offer",
        "green",
        candidate=candidates.FORMAL_OFFER,
        event="You were made a formal offer",
        shown_until_release=None,
        is_decided=False,
        may_be_withdrawn=True,
        holds_post=True,
        is_accepted=True,
        is_appointment=True,
        candidate_message="roles.offer_confirmed",
        action="roles.formal_offer_made",
        logged="Formal offer made",
    )
    STARTED = ApplicationFacts(
        "started",
        "Started",
        "green",
        candidate=candidates.STARTED,
        event="You started the job",
        shown_until_release=None,
        is_decided=True,
        holds_post=True,
        is_accepted=True,
        is_appointment=True,
    )
    FELL_THROUGH = ApplicationFacts(
        "fell_through",
        "Offer fell through",
        "red",
        candidate=candidates.FELL_THROUGH,
        event="The offer came to an end",
        shown_until_release=None,
        is_decided=True,
    )
    NOT_PURSUED = ApplicationFacts(
        "not_pursued",
        "Not decided when the role ended",
        "grey",
        candidate=candidates.NOT_PURSUED,
        event="The role ended before there was a decision",
        shown_until_release=None,
        is_decided=True,
    )
    WITHDRAWN = ApplicationFacts(
        "withdrawn",
        "Withdrawn",
        "grey",
        candidate=candidates.WITHDRAWN,
        event="You withdrew your application",
        shown_until_release=None,
        is_decided=True,
    )


OFFER_ACCEPTED = ApplicationState.where("is_accepted")
HOLDING_A_POST = ApplicationState.where("holds_post")
APPOINTABLE = ApplicationState.where("is_appointable")
# What whoever brings an application there has found as one of the panel, after the interview.
FOUND_BY_PANEL = frozenset(
    {
        ApplicationState.INTERVIEWED,
        ApplicationState.NO_SHOW,
        ApplicationState.RECOMMENDED,
        ApplicationState.RESERVE,
        ApplicationState.NOT_APPOINTABLE,
    }
)
APPOINTED = ApplicationState.where("is_appointment")
DECIDED = ApplicationState.where("is_decided")
REJECTED = ApplicationState.where("is_rejected")
# Sent, and the department has still to say what becomes of them.
UNDECIDED = ApplicationState.where("is_undecided")
# What comes to nothing when the role is withdrawn. The reserve list and offers outlive it.
ENDING_WITH_THE_ROLE = UNDECIDED | {ApplicationState.DRAFT, ApplicationState.NOT_PURSUED}
WITHDRAWABLE = ApplicationState.where("may_be_withdrawn")
# Whoever accepted an offer and has not started.
AWAITING_START = OFFER_ACCEPTED & WITHDRAWABLE
AWAITING_DECISION = ApplicationState.where("awaits")
# Decisions that rest until their release, each with what the candidate knows meanwhile.
SHOWN_UNTIL_RELEASE = {
    state: ApplicationState(state.facts.shown_until_release)
    for state in ApplicationState
    if state.facts.shown_until_release
}

# What the page of an application draws for those who handle it; its candidate has other words.
RESERVE_LIST = Stage("Reserve list", (ApplicationState.RESERVE,), "reserve_at", is_optional=True)
STAGES = (
    Stage("Sent", (ApplicationState.SUBMITTED,), "submitted_at"),
    Stage("Sift", (ApplicationState.SIFT_PASS,), "sift_pass_at"),
    Stage(
        "Interview",
        (ApplicationState.INTERVIEW_INVITED, ApplicationState.INTERVIEW_BOOKED),
        "interview_invited_at",
    ),
    Stage("Interviewed", (ApplicationState.INTERVIEWED,), "interviewed_at"),
    Stage("Recommended", (ApplicationState.RECOMMENDED,), "recommended_at"),
    RESERVE_LIST,
    Stage(
        "Offer",
        (ApplicationState.PROVISIONAL_OFFER, ApplicationState.ACCEPTED),
        "provisional_offer_at",
    ),
    Stage("Checks", (ApplicationState.CHECKS, ApplicationState.FORMAL_OFFER), "checks_at"),
    Stage("Started", (ApplicationState.STARTED,), "started_at"),
)
CANDIDATE_STAGES = (
    STAGES[0],
    Stage("First decision", (ApplicationState.SIFT_PASS,)),
    STAGES[2],
    Stage("Interviewed", (ApplicationState.INTERVIEWED, ApplicationState.RECOMMENDED)),
    *STAGES[5:],
)
