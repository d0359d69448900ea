"""What is done about a person of a reserve list who is put forward for a request (R15)."""

from __future__ import annotations

from hub.moves import Move, can
from roles.models.selection.referral import Referral
from roles.selection.forms.offers import OfferForm
from roles.selection.forms.referrals import ReferForm, ReferralReasonForm
from roles.selection.services import referrals
from roles.selection.services.referral_offers import offer_to_selected, posts_for, why_no_offer

REFERRAL_MOVES = (
    Move(
        slug="refer",
        label="Put forward",
        permission="roles.refer_referral",
        may=can("refer"),
        service=referrals.refer,
        obstacle=referrals.why_not_put_forward,
        form=ReferForm,
        explain="The department will see who it is. We will tell the person which department.",
        done="is put forward",
    ),
    Move(
        slug="pass-over",
        label="Do not put forward",
        permission="roles.refer_referral",
        may=can("pass_over"),
        service=referrals.pass_over,
        form=ReferralReasonForm,
        explain="The department will not see who it is. You can then decide on the next person.",
        done="is not put forward",
    ),
    Move(
        slug="select",
        label="Select",
        permission="roles.select_referral",
        may=can("select"),
        service=referrals.select,
        obstacle=referrals.why_not_selected,
        explain="You want this person for a post. We will tell them that your department would "
        "like to make an offer, and ask your hiring managers to make it.",
        done="is selected",
    ),
    Move(
        slug="offer",
        label="Make provisional offer",
        permission="roles.offer_referral",
        may=lambda referral: referral.state == Referral.State.SELECTED and not referral.is_offered,
        already=lambda referral: (
            "You can only make an offer to somebody your department has selected and has not "
            "offered a post to yet"
        ),
        obstacle=why_no_offer,
        service=offer_to_selected,
        form=OfferForm,
        form_kwargs=lambda referral, user: {
            "application": referral.application,
            "request": referral.request,
            "posts": posts_for(referral.request),
        },
        explain="We will tell the candidate at once. They can read what you enter here.",
        says=lambda referral, application: (
            f"You have made an offer for application {application.reference}. We have told the "
            "candidate"
        ),
    ),
    Move(
        slug="turn-down",
        label="Do not select",
        permission="roles.select_referral",
        may=can("turn_down"),
        service=referrals.turn_down,
        form=ReferralReasonForm,
        explain="You do not want this person for a post. We will tell the hub team’s adviser why, "
        "and tell the person that they stay on the reserve list.",
        done="is not selected",
    ),
)
