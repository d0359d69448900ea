"""The states of a referral, and the sets of them that have a meaning."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import StateFacts, States


@dataclass(frozen=True, kw_only=True)
class ReferralFacts(StateFacts):
    """What is so in one state of a referral."""

    # The hub has decided, so that the next in the order of merit can be put forward.
    is_decided: bool = False
    # The department knows who the person is.
    is_known_to_department: bool = False
    # The department can write to the person.
    shows_email: bool = False
    # The person waits for the department's decision or its offer, and is told when there is nothing
    # more to wait for.
    is_waiting: bool = False


class ReferralState(States):
    """From the hub's decision to the department's."""

    facts: ReferralFacts

    CONSIDERED = ReferralFacts("considered", "Not decided", "grey")
    REFERRED = ReferralFacts(
        "referred",
        "Put forward",
        "blue",
        is_decided=True,
        is_known_to_department=True,
        shows_email=True,
        is_waiting=True,
    )
    NOT_REFERRED = ReferralFacts("not_referred", "Not put forward", "grey", is_decided=True)
    SELECTED = ReferralFacts(
        "selected",
        "Selected",
        "green",
        is_waiting=True,
        is_decided=True,
        is_known_to_department=True,
        shows_email=True,
    )
    NOT_SELECTED = ReferralFacts(
        "not_selected", "Not selected", "grey", is_decided=True, is_known_to_department=True
    )
    RELEASED = ReferralFacts("released", "No longer needed", "grey")


DECIDED = ReferralState.where("is_decided")
KNOWN_TO_DEPARTMENT = ReferralState.where("is_known_to_department")
WAITING = ReferralState.where("is_waiting")
