"""How access, and what is known of those who had it, comes to its end."""

from __future__ import annotations

from datetime import timedelta
from operator import methodcaller

from hub import stand_ins
from hub.models import (
    FormerAddress,
    Membership,
    PendingOffice,
    Qualification,
    StandIn,
    User,
)
from hub.offices import LAPSES_AFTER
from hub.retention import RetentionPolicy
from hub.retention.former_staff import KEPT, former_staff_due, let_go

ACCESS_POLICIES = [
    RetentionPolicy(
        slug="hub.memberships",
        label="Your access for organisations",
        covers={"hub.Membership": ("user",)},
        purpose="To know who may act for an organisation, and who could at an earlier time.",
        basis="Public task",
        period="2 years after the access ended, or until the account is erased.",
        who_sees="Hub staff and members of the organisation.",
        due=lambda now: Membership.objects.filter(valid_to__lt=(now - timedelta(days=730)).date()),
        erase=methodcaller("delete"),
        held_on=lambda person: Membership.objects.filter(user=person).select_related(
            "organisation"
        ),
        export=lambda row: {
            "role": row.get_role_display(),
            "organisation": row.organisation.name,
            "from": str(row.valid_from),
            "to": str(row.valid_to or ""),
        },
    ),
    RetentionPolicy(
        slug="hub.pending_offices",
        label="Access that a second person has not confirmed yet",
        covers={"hub.PendingOffice": ("user",)},
        purpose="So that nobody can give access to approve or administer on their own.",
        basis="Public task",
        period="Until a second person answers, at most 30 days.",
        who_sees="Hub leads and roles administrators of the organisation.",
        due=lambda now: PendingOffice.objects.filter(given_at__lt=now - LAPSES_AFTER * 2),
        erase=methodcaller("delete"),
        held_on=lambda person: PendingOffice.objects.filter(user=person),
        export=lambda row: {"role": str(row), "since": row.given_at.isoformat()},
    ),
    RetentionPolicy(
        slug="hub.stand_ins",
        label="When you were away from work, and who stood in for you",
        covers={"hub.StandIn": ("person", "colleague", "ended_by")},
        purpose="To show a colleague what was waiting for you, and to know later who acted for "
        "whom.",
        basis="Public task",
        period="2 years after it ended, or until one of the two accounts is erased.",
        who_sees="You and your colleague.",
        due=lambda now: StandIn.objects.filter(ends_on__lt=(now - timedelta(days=730)).date()),
        erase=stand_ins.let_go,
        held_on=stand_ins.held_on,
        export=lambda row: {
            "away": str(row.person),
            "stood in": str(row.colleague),
            "from": str(row.starts_on),
            "to": str(row.ends_on),
            "ended early": row.ended_at.isoformat() if row.ended_at else "",
        },
    ),
    RetentionPolicy(
        slug="hub.qualifications",
        label="Your qualifications, such as an assessor’s certificate",
        covers={"hub.Qualification": ("person", "recorded_by", "withdrawn_by")},
        purpose="To know who can assess candidates now, and who could in the past.",
        basis="Public task",
        period="2 years after it ended or was withdrawn, or until the account is erased.",
        who_sees="You and the hub team.",
        due=lambda now: Qualification.objects.over_before(now - timedelta(days=730)),
        erase=methodcaller("delete"),
        held_on=lambda person: Qualification.objects.filter(person=person),
        export=lambda row: {
            "qualification": row.label,
            "issued by": row.issuer,
            "from": str(row.received_on),
            "until": str(row.valid_until),
            "withdrawn": row.withdrawn_at.isoformat() if row.withdrawn_at else "",
            "withdrawn because": row.withdrawn_because,
        },
    ),
    RetentionPolicy(
        slug="hub.acts_of_office",
        label="What former members of staff did at work",
        covers={"hub.User": ("address_mark", "erased_at")},
        purpose="To tell one former member of staff from another, so that nobody "
        "approves what they wrote themselves.",
        basis="Public task: accountability for public appointments.",
        period="5 years after the account was erased, with a number in place of the name. "
        "We keep the address only in coded form, so that we notice if it is used again.",
        who_sees="Anyone who can see the record. They see “a former member of staff” and a number.",
        due=former_staff_due,
        erase=let_go,
        held_on=lambda person: User.objects.none(),
        export=lambda row: None,
        for_staff=True,
    ),
    RetentionPolicy(
        slug="hub.former_addresses",
        label="Addresses you had before, while you worked here",
        covers={"hub.FormerAddress": ("user", "mark")},
        purpose="To know that one person did what was done under both addresses, so that nobody "
        "approves what they wrote themselves.",
        basis="Public task: accountability for public appointments.",
        period="5 years after you changed it. We keep the address only in coded form.",
        who_sees="Nobody. We only use it for a check when somebody gets access.",
        due=lambda now: FormerAddress.objects.filter(until__lt=now - KEPT),
        erase=methodcaller("delete"),
        held_on=lambda person: FormerAddress.objects.filter(user=person),
        export=lambda row: {"until": row.until.isoformat()},
        for_staff=True,
    ),
]
