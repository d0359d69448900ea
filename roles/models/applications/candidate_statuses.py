"""What candidates read of the states of an application, and what happens next."""

from __future__ import annotations

from roles.models.applications.application_facts import CandidateStatus

CONSIDERED = CandidateStatus(
    "Being considered",
    "blue",
    "You passed the first stage. The department will email you if it invites you to an interview. "
    "You do not need to do anything.",
)
UNSUCCESSFUL = CandidateStatus(
    "Unsuccessful",
    "grey",
    "We will not take this application further. You can apply for other roles.",
)
DECISION = CandidateStatus(
    "Waiting for a decision",
    "blue",
    "You have been interviewed. We will email you when there is a decision.",
)
DRAFT = CandidateStatus(
    "Not sent yet", "grey", "Finish your application and send it before the closing time."
)
SUBMITTED = CandidateStatus(
    "Received",
    "blue",
    "We have your application. We read applications after the role closes.",
)
INTERVIEW_INVITED = CandidateStatus(
    "Invited to an interview",
    "yellow",
    "The department will offer you times to choose from, or send you the date, time and place. "
    "Tell them about any adjustments you need.",
)
INTERVIEW_BOOKED = CandidateStatus(
    "Interview arranged",
    "blue",
    "Your application says where it is and who to tell if you cannot be there.",
)
NO_SHOW = CandidateStatus(
    "Interview missed",
    "grey",
    "The department recorded that you did not come to an interview, so it will not take "
    "this application further. You can apply for other roles.",
)
RESERVE = CandidateStatus(
    "On the reserve list",
    "blue",
    "You met the standard but there is no job for you now. We may offer you one later.",
)
RESERVE_ENDED = CandidateStatus(
    "Reserve list ended",
    "grey",
    "Your time on the reserve list has ended without an offer. You can apply for other roles.",
)
PROVISIONAL_OFFER = CandidateStatus(
    "You have an offer", "yellow", "Read the offer, then accept or decline it."
)
ACCEPTED = CandidateStatus(
    "Offer accepted",
    "green",
    "The department that offered you the job is carrying out its checks. Do not resign from your "
    "current job until it tells you that the checks are complete.",
)
DECLINED = CandidateStatus(
    "Offer declined", "grey", "You declined the offer. You do not need to do anything."
)
OFFER_WITHDRAWN = CandidateStatus(
    "Offer withdrawn",
    "grey",
    "You did not answer the offer in time and the department has withdrawn it. "
    "You can apply for other roles.",
)
CHECKS = CandidateStatus(
    "Checks under way",
    "blue",
    "The department that offered you the job is carrying out its checks. It may ask you for "
    "documents.",
)
FORMAL_OFFER = CandidateStatus(
    "Formal offer made",
    "green",
    "The checks are complete. The department will agree a start date with you.",
)
STARTED = CandidateStatus("Started", "green", "You have started this job.")
FELL_THROUGH = CandidateStatus(
    "Offer ended",
    "grey",
    "The offer came to an end. Ask the department if you have questions.",
)
NOT_PURSUED = CandidateStatus(
    "Role ended",
    "grey",
    "The department ended this role before it decided on your application. "
    "You can apply for other roles.",
)
WITHDRAWN = CandidateStatus(
    "Withdrawn", "grey", "You withdrew this application. You do not need to do anything."
)
