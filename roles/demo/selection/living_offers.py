"""What goes on beside the offers of today: talks, late answers, amounts, doubts, turns.

Each is made once, and the same again changes nothing.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from roles.applications.services.messages import ask_about_application
from roles.demo.people import Cast
from roles.models import AmountApproval, Application, CheckProgress, PassedOver
from roles.models.applications.application_state import ApplicationState as State
from roles.models.campaigns.check_kinds import CheckKind
from roles.models.campaigns.turns import next_in_order
from roles.selection.services.amounts import ask_for_amount, decide_on_amount
from roles.selection.services.check_steps import (
    ASKED,
    RECEIVED,
    answer_doubt,
    put_doubt,
    record_steps,
)
from roles.selection.services.offers import accept_offer
from roles.selection.services.passing_over import pass_over

TALK = "Could I work from home on three days a week, and start two weeks later?"
HISTORY = "Your application says that you left your last job in May, the letter says July. Why?"
HISTORY_ANSWER = "I had leave left over, so that my last day at work was in May."
CONVICTIONS = "The certificate has another date of birth than your passport. Which is right?"
RARE = "They have run a service of this size before. The other candidates have not."


def load() -> None:
    """Make what is missing."""
    rows = Application.objects.filter(campaign__organisation__is_demo=True).going_on()
    rows = rows.select_related("campaign__organisation", "candidate", "offer_terms")
    offered = list(rows.filter(state=State.PROVISIONAL_OFFER, candidate__isnull=False))
    _talk([one for one in offered if not one.is_answer_late])
    _late([one for one in offered if one.is_answer_late])
    _doubts(list(rows.filter(state=State.CHECKS, candidate__isnull=False).order_by("pk")))
    _turns(list(rows.filter(state=State.RECOMMENDED).order_by("pk")))


def _talk(offered: list[Application]) -> None:
    for application in offered[:1]:
        if not application.messages.exists() and application.candidate:
            ask_about_application(
                application=application,
                text=TALK,
                actor=application.candidate,
                is_about_offer=True,
            )


def _late(late: list[Application]) -> None:
    for application in late[:1]:
        if application.may_ask_late and application.candidate:
            accept_offer(application=application, actor=application.candidate)


def _doubts(checked: list[Application]) -> None:
    """One doubt that is answered, and one that waits for the candidate."""
    if CheckProgress.objects.filter(application__in=checked, doubt_at__isnull=False).exists():
        return
    for application in checked[:1]:
        cast, today = Cast.of(application.organisation.code), timezone.localdate()
        first = timezone.localdate(application.checks_at)
        both = (CheckKind.EMPLOYMENT_HISTORY, CheckKind.CONVICTIONS)
        for step, day in ((ASKED, first), (RECEIVED, min(first + timedelta(days=4), today))):
            record_steps(
                application=application,
                kinds=both,
                step=step,
                on=day,
                owner=cast.resourcing,
                evidence="A letter of the last employer" if step == RECEIVED else "",
                actor=cast.manager,
            )
        for kind, words in zip(both, (HISTORY, CONVICTIONS), strict=True):
            put_doubt(application=application, kind=kind, words=words, actor=cast.manager)
        if application.candidate:
            answer_doubt(
                application=application,
                kind=both[0],
                text=HISTORY_ANSWER,
                actor=application.candidate,
            )


def _turns(recommended: list[Application]) -> None:
    """An amount that was not approved and one that waits; somebody passed over at a location."""
    for application in recommended:
        campaign, cast = application.campaign, Cast.of(application.organisation.code)
        highest = campaign.highest_salary
        if campaign.merit_agreed_at is None or not highest:
            continue
        if not AmountApproval.objects.filter(application=application).exists():
            for more in (9000, 4000):
                asked = ask_for_amount(
                    application=application,
                    salary=highest + more,
                    allowance=None,
                    case=RARE,
                    actor=cast.manager,
                )
                if more == 9000:
                    decide_on_amount(
                        approval=asked,
                        answer="no",
                        reason="It is far more than others in the team are paid.",
                        actor=cast.approver,
                    )
        place = campaign.places.last()
        found = PassedOver.objects.filter(application__campaign=campaign)
        if next_in_order(campaign) == application and place and not found.exists():
            pass_over(
                application=application,
                place=place,
                reason=PassedOver.Reason.NOT_WANTED,
                words="They told us on the phone that they can only work at the other location.",
                actor=cast.manager,
            )
        return
