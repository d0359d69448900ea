"""What the audit trail says of the sift, offers and people put forward."""

from __future__ import annotations

from roles.models.applications.application_state import ApplicationState

# Who looked at whose application: kept, and not part of what happened to it.
READS = ("roles.identity_opened", "roles.cv_opened")

# What says that the candidate has an account: said from the invitation on (R11).
OF_THEIR_ACCOUNT = ("roles.application_claimed",)

LOG_ACTIONS = {
    **{state.facts.action: state.facts.logged for state in ApplicationState if state.facts.action},
    "roles.identity_opened": "Application opened with the candidate's name",
    "roles.cv_opened": "CV opened",
    "roles.interview_booked": "Interview time and place set",
    "roles.slots_made": "Interview times offered",
    "roles.slots_closed": "Interview times closed",
    "roles.slot_holder_replaced": "Somebody else holds an interview",
    "roles.interview_cancelled": "Interview cancelled by the candidate",
    "roles.interview_none_suits": "None of the interview times suits the candidate",
    "roles.interview_arranged": "Arrangements for the interview confirmed",
    "roles.application_not_pursued": "Not decided when the role ended",
    "roles.reserve_list_ended": "Taken off the reserve list: it has ended",
    "roles.rejection_undone": "Decision undone",
    "roles.arrangements_seen": "Adjustments and schemes opened",
    "roles.application_set_aside": "Set aside: the same person has another application",
    "roles.application_taken_up_again": "Considered again",
    "roles.sharing_agreed": "Agreed to be put forward",
    "roles.sharing_withdrawn": "No longer agrees to be put forward",
    "roles.offer_made": "Provisional offer made",
    "roles.selected_offered": "Provisional offer made to somebody put forward",
    "roles.selected_accepted": "Offer accepted by somebody put forward",
    "roles.selected_declined": "Offer declined by somebody put forward: the post is open again",
    "roles.selected_withdrew": "Somebody put forward withdrew after the offer: the post is open "
    "again",
    "roles.selected_offer_ended": "Offer to somebody put forward ended: the post is open again",
    "roles.selected_started": "Somebody put forward started work",
    "roles.offer_changed": "Terms of the offer changed",
    "roles.offer_extended": "More time given to answer the offer",
    "roles.offer_withdrawn": "Offer withdrawn: nobody answered it in time",
    "roles.offer_accepted": "Offer accepted",
    "roles.offer_declined": "Offer declined",
    "roles.offer_fell_through": "Offer fell through",
    "roles.checks_recorded": "Pre-employment checks recorded",
    "roles.appointee_started": "Started work",
    "roles.reserve_looked_at": "Reserve lists looked at",
    "roles.person_referred": "Somebody on a reserve list put forward",
    "roles.person_passed_over": "Somebody on a reserve list not put forward",
    "roles.person_released": "No longer put forward: the request ended",
    "roles.person_left": "Somebody put forward is no longer available from a reserve list",
    "roles.person_selected": "Somebody put forward was selected",
    "roles.person_not_selected": "Somebody put forward was not selected",
    "roles.conflicts_declared": "Conflicts of interest declared",
    "roles.conflict_confirmed": "Decided that there is a conflict of interest",
    "roles.conflict_cleared": "Decided that there is no conflict of interest",
    "roles.panel_set_up": "Panel set up",
    "roles.panel_member_invited": "Somebody invited to a panel",
    "roles.panel_member_removed": "Somebody taken off a panel",
    "roles.panel_accepted": "Place on a panel accepted",
    "roles.panel_declined": "Place on a panel declined",
    "roles.panel_lapsed": "Place on a panel: nobody answered in time",
    "roles.panel_left": "Somebody left a panel",
    "roles.commissioner_named": "Commissioner who chairs a panel recorded",
}

KINDS = {
    "Interviews": (
        "roles.slots_made",
        "roles.slots_closed",
        "roles.slot_holder_replaced",
        "roles.interview_cancelled",
        "roles.interview_none_suits",
        "roles.interview_arranged",
    ),
    "Panels": (
        "roles.conflicts_declared",
        "roles.conflict_confirmed",
        "roles.conflict_cleared",
        "roles.panel_set_up",
        "roles.panel_member_invited",
        "roles.panel_member_removed",
        "roles.panel_accepted",
        "roles.panel_declined",
        "roles.panel_lapsed",
        "roles.panel_left",
        "roles.commissioner_named",
    ),
    "Who opened it": (*READS, "roles.arrangements_seen"),
    "Offer and checks": (
        "roles.offer_made",
        "roles.offer_changed",
        "roles.offer_extended",
        "roles.offer_withdrawn",
        "roles.offer_accepted",
        "roles.offer_declined",
        "roles.offer_fell_through",
        "roles.checks_recorded",
    ),
    "Reserve list": (
        "roles.sharing_agreed",
        "roles.sharing_withdrawn",
        "roles.reserve_list_ended",
        "roles.person_referred",
        "roles.person_passed_over",
        "roles.person_released",
        "roles.person_left",
        "roles.person_selected",
        "roles.person_not_selected",
        "roles.reserve_looked_at",
    ),
}
