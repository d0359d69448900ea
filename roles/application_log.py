"""What the audit trail says of applications and offers: (the action, what happened)."""

from __future__ import annotations

APPLICATION_LOG_ACTIONS = {
    "roles.application_started": ("Start an application", "Draft started"),
    "roles.application_discarded": ("Delete a draft", "Draft deleted"),
    "roles.application_submitted": ("Send an application", "Application sent"),
    "roles.application_withdrawn": ("Withdraw an application", "Application withdrawn"),
    "roles.application_sifted_in": ("Pass the sift", "Passed the sift"),
    "roles.application_sifted_out": ("Fail the sift", "Failed the sift"),
    "roles.interview_invited": ("Invite to interview", "Invited to interview"),
    "roles.interview_booked": ("Book an interview", "Interview booked"),
    "roles.interview_held": ("Hold an interview", "Interview held"),
    "roles.application_recommended": ("Recommend", "Recommended"),
    "roles.application_reserved": ("Put on the reserve list", "Put on the reserve list"),
    "roles.application_not_appointable": ("Find not appointable", "Found not appointable"),
    "roles.offer_made": ("Make a provisional offer", "Provisional offer made"),
    "roles.offer_accepted": ("Accept an offer", "Offer accepted"),
    "roles.offer_declined": ("Decline an offer", "Offer declined"),
    "roles.offer_fell_through": ("Record that an offer fell through", "Offer fell through"),
    "roles.checks_started": ("Start checks", "Checks started"),
    "roles.formal_offer_made": ("Make a formal offer", "Formal offer made"),
    "roles.appointee_started": ("Record a start", "Started work"),
    "roles.application_erased": ("Erase an application", "Personal data erased"),
}
