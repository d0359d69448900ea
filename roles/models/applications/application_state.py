"""The states of an application, each declared once, and the sets of them that have a meaning."""

from __future__ import annotations

from hub.states import States
from roles.models.applications.application_facts import ApplicationFacts, CandidateStatus

_CONSIDERED = CandidateStatus(
    "Being considered",
    "blue",
    "People from the department are reading applications. You do not need to do anything.",
)
_UNSUCCESSFUL = CandidateStatus(
    "Unsuccessful",
    "grey",
    "We will not take this application further. You can apply for other roles.",
)
_DECISION = CandidateStatus(
    "Waiting for a decision",
    "blue",
    "You have been interviewed. We will email you when there is a decision.",
)


class ApplicationState(States):
    """From draft to start; labels are in the words of the people who handle applications."""

    facts: ApplicationFacts

    DRAFT = ApplicationFacts(
        "draft",
        "Draft",
        "grey",
        candidate=CandidateStatus(
            "Not sent yet", "grey", "Finish your application and send it before the closing time."
        ),
        event="You began your application",
        shown_until_release=None,
        is_decided=False,
        may_be_withdrawn=True,
    )
    SUBMITTED = ApplicationFacts(
        "submitted",
        "Submitted",
        "blue",
        candidate=CandidateStatus(
            "Received",
            "blue",
            "We have your application. We read applications after the role closes.",
        ),
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
        candidate=_CONSIDERED,
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
        candidate=_UNSUCCESSFUL,
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
        candidate=CandidateStatus(
            "Invited to an interview",
            "yellow",
            "The department will send you the date, time and place. "
            "Tell them about any adjustments you need.",
        ),
        event="You were invited to an interview",
        shown_until_release=None,
        is_decided=False,
        is_undecided=True,
        shows_identity=True,
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
        candidate=CandidateStatus(
            "Interview arranged",
            "blue",
            "Open your application to see when and where it is. Tell the contact if you cannot "
            "be there.",
        ),
        event="Your interview was arranged",
        shown_until_release=None,
        is_decided=False,
        is_undecided=True,
        shows_identity=True,
        may_be_withdrawn=True,
        dates=("interviews",),
    )
    INTERVIEWED = ApplicationFacts(
        "interviewed",
        "Interviewed",
        "purple",
        candidate=_DECISION,
        event="You were interviewed",
        shown_until_release=None,
        is_decided=False,
        is_undecided=True,
        shows_identity=True,
        may_be_withdrawn=True,
        awaits="interview",
        action="roles.interview_held",
        logged="Interview held",
    )
    NO_SHOW = ApplicationFacts(
        "no_show",
        "Did not attend",
        "grey",
        candidate=CandidateStatus(
            "Interview missed",
            "grey",
            "The department recorded that you did not come to an interview, so it will not take "
            "this application further. You can apply for other roles.",
        ),
        event="The department recorded that you did not come to an interview",
        shown_until_release="interview_booked",
        is_decided=True,
        shows_identity=True,
        is_rejected=True,
        candidate_message="roles.application_decided",
        action="roles.interview_missed",
        logged="Did not attend the interview",
    )
    RECOMMENDED = ApplicationFacts(
        "recommended",
        "Recommended",
        "green",
        candidate=_DECISION,
        event="",
        shown_until_release=None,
        is_decided=False,
        is_undecided=True,
        shows_identity=True,
        may_be_withdrawn=True,
        is_appointable=True,
        action="roles.application_recommended",
        logged="Recommended",
    )
    RESERVE = ApplicationFacts(
        "reserve",
        "Reserve list",
        "yellow",
        candidate=CandidateStatus(
            "On the reserve list",
            "blue",
            "You met the standard but there is no post for you now. We may offer you one later.",
        ),
        event="You were placed on the reserve list",
        shown_until_release="interviewed",
        is_decided=False,
        shows_identity=True,
        may_be_withdrawn=True,
        is_appointable=True,
        candidate_message="roles.application_decided",
        action="roles.application_reserved",
        logged="Put on the reserve list",
        feedback="always",
    )
    NOT_APPOINTABLE = ApplicationFacts(
        "not_appointable",
        "Not appointable",
        "grey",
        candidate=_UNSUCCESSFUL,
        event="Your application was unsuccessful",
        shown_until_release="interviewed",
        is_decided=True,
        shows_identity=True,
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
        candidate=CandidateStatus(
            "You have an offer", "yellow", "Read the offer, then accept or decline it."
        ),
        event="You were made a provisional offer",
        shown_until_release=None,
        is_decided=False,
        shows_identity=True,
        may_be_withdrawn=True,
        holds_post=True,
    )
    ACCEPTED = ApplicationFacts(
        "accepted",
        "Offer accepted",
        "green",
        candidate=CandidateStatus(
            "Offer accepted",
            "green",
            "The department carries out its checks. Do not resign from your current job until the "
            "department tells you that the checks are complete.",
        ),
        event="You accepted the offer",
        shown_until_release=None,
        is_decided=False,
        shows_identity=True,
        may_be_withdrawn=True,
        holds_post=True,
        is_accepted=True,
    )
    DECLINED = ApplicationFacts(
        "declined",
        "Offer declined",
        "grey",
        candidate=CandidateStatus(
            "Offer declined", "grey", "You declined the offer. You do not need to do anything."
        ),
        event="You declined the offer",
        shown_until_release=None,
        is_decided=True,
        shows_identity=True,
    )
    OFFER_WITHDRAWN = ApplicationFacts(
        "offer_withdrawn",
        "Offer withdrawn",
        "red",
        candidate=CandidateStatus(
            "Offer withdrawn",
            "grey",
            "You did not answer the offer in time and the department has withdrawn it. "
            "You can apply for other roles.",
        ),
        event="The department withdrew the offer",
        shown_until_release=None,
        is_decided=True,
        shows_identity=True,
    )
    CHECKS = ApplicationFacts(
        "checks",
        "In checks",
        "blue",
        candidate=CandidateStatus(
            "Checks under way",
            "blue",
            "The department is carrying out its checks and may ask you for documents.",
        ),
        event="The department started its checks",
        shown_until_release=None,
        is_decided=False,
        shows_identity=True,
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
        candidate=CandidateStatus(
            "Formal offer made",
            "green",
            "The checks are complete. The department will agree a start date with you.",
        ),
        event="You were made a formal offer",
        shown_until_release=None,
        is_decided=False,
        shows_identity=True,
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
        candidate=CandidateStatus("Started", "green", "You have started in this post."),
        event="You started in the post",
        shown_until_release=None,
        is_decided=True,
        shows_identity=True,
        holds_post=True,
        is_accepted=True,
        is_appointment=True,
    )
    FELL_THROUGH = ApplicationFacts(
        "fell_through",
        "Offer fell through",
        "red",
        candidate=CandidateStatus(
            "Offer ended",
            "grey",
            "The offer came to an end. Ask the department if you have questions.",
        ),
        event="The offer came to an end",
        shown_until_release=None,
        is_decided=True,
        shows_identity=True,
    )
    NOT_PURSUED = ApplicationFacts(
        "not_pursued",
        "Not decided when the role ended",
        "grey",
        candidate=CandidateStatus(
            "Role ended",
            "grey",
            "The department ended this role before it decided on your application. "
            "You can apply for other roles.",
        ),
        event="The role ended before there was a decision",
        shown_until_release=None,
        is_decided=True,
    )
    WITHDRAWN = ApplicationFacts(
        "withdrawn",
        "Withdrawn",
        "grey",
        candidate=CandidateStatus(
            "Withdrawn", "grey", "You withdrew this application. You do not need to do anything."
        ),
        event="You withdrew your application",
        shown_until_release=None,
        is_decided=True,
    )


OFFER_ACCEPTED = ApplicationState.where("is_accepted")
HOLDING_A_POST = ApplicationState.where("holds_post")
APPOINTABLE = ApplicationState.where("is_appointable")
APPOINTED = ApplicationState.where("is_appointment")
DECIDED = ApplicationState.where("is_decided")
REJECTED = ApplicationState.where("is_rejected")
# Sent, and the department has still to say what becomes of them.
UNDECIDED = ApplicationState.where("is_undecided")
WITHDRAWABLE = ApplicationState.where("may_be_withdrawn")
IDENTITY_SHOWN = ApplicationState.where("shows_identity")
AWAITING_DECISION = ApplicationState.where("awaits")
# Decisions that rest until their release, each with what the candidate knows meanwhile.
SHOWN_UNTIL_RELEASE = {
    state: ApplicationState(state.facts.shown_until_release)
    for state in ApplicationState
    if state.facts.shown_until_release
}
