"""What the audit trail says of applications and offers: (label, message), the same words."""

from __future__ import annotations

APPLICATION_LOG_ACTIONS = {
    "roles.application_started": ("Draft started", "Draft started"),
    "roles.alert_asked": ("Alert asked for", "Alert asked for"),
    "roles.alert_confirmed": ("Alert confirmed", "Alert confirmed"),
    "roles.alert_ended": ("Alert ended", "Alert ended"),
    "roles.application_reused": (
        "Answers copied from an earlier application",
        "Answers copied from an earlier application",
    ),
    "roles.application_discarded": ("Draft deleted", "Draft deleted"),
    "roles.application_submitted": ("Application sent", "Application sent"),
    "roles.application_entered": ("Entered for the candidate", "Entered for the candidate"),
    "roles.application_withdrawn": ("Application withdrawn", "Application withdrawn"),
    "roles.application_sifted_in": ("Passed the sift", "Passed the sift"),
    "roles.application_sifted_out": ("Failed the sift", "Failed the sift"),
    "roles.interview_invited": ("Invited to interview", "Invited to interview"),
    "roles.interview_booked": ("Interview booked", "Interview booked"),
    "roles.interview_held": ("Interview held", "Interview held"),
    "roles.application_recommended": ("Recommended", "Recommended"),
    "roles.application_reserved": ("Put on the reserve list", "Put on the reserve list"),
    "roles.application_not_appointable": ("Found not appointable", "Found not appointable"),
    "roles.rejection_undone": ("Rejection undone", "Rejection undone"),
    "roles.application_asked": ("Question asked", "Question asked"),
    "roles.application_answered": ("Question answered", "Question answered"),
    "roles.sharing_agreed": ("Agreed to be put forward", "Agreed to be put forward"),
    "roles.sharing_withdrawn": ("Not to be put forward", "Not to be put forward any more"),
    "roles.offer_made": ("Provisional offer made", "Provisional offer made"),
    "roles.offer_accepted": ("Offer accepted", "Offer accepted"),
    "roles.offer_declined": ("Offer declined", "Offer declined"),
    "roles.offer_fell_through": ("Offer fell through", "Offer fell through"),
    "roles.checks_started": ("Checks started", "Checks started"),
    "roles.formal_offer_made": ("Formal offer made", "Formal offer made"),
    "roles.appointee_started": ("Started work", "Started work"),
    "roles.application_erased": ("Personal data erased", "Personal data erased"),
}
