"""How the hub's own personal data comes to its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from hub.accounts.sessions import device, sessions_over
from hub.models import (
    FigureCorrection,
    FormerAddress,
    FormReceipt,
    HubPolicy,
    Membership,
    Need,
    Notification,
    NotificationPreference,
    PendingOffice,
    PendingPolicy,
    PreElectionPeriod,
    ReportingPeriod,
    RetentionNotice,
    User,
)
from hub.notifications import kinds
from hub.offices import LAPSES_AFTER
from hub.retention import ErasureNotice, PartPlayed, RetentionPolicy, policies
from hub.retention.erasure import erase_account
from hub.retention.former_staff import KEPT, former_staff_due, let_go

# As long as a delivery record is kept that says they were told.
NOTICE_LIFETIME = timedelta(days=90)


def accounts_due(now: datetime) -> QuerySet[User]:
    """Accounts nobody ever used, and candidates' accounts that have long been inactive."""
    policy = HubPolicy.load()
    unused = Q(
        last_login__isnull=True,
        date_joined__lt=now - timedelta(days=policy.unused_account_days),
    )
    inactive = Q(last_login__lt=now - timedelta(days=policy.inactive_account_months * 30.44))
    return User.objects.filter(
        unused | inactive,
        groups__isnull=True,
        memberships__isnull=True,
        pending_offices__isnull=True,
        erased_at=None,
        is_superuser=False,
        is_demo=False,
    )


def export_account(user: User) -> Mapping[str, Any]:
    """The account as its owner may read it."""
    return {
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "joined": user.date_joined.isoformat(),
        "last_signed_in": user.last_login.isoformat() if user.last_login else None,
    }


def messages_due(now: datetime) -> QuerySet[Notification]:
    """Finished delivery records whose time is over."""
    kept = timedelta(days=HubPolicy.load().finished_mail_days)
    return Notification.objects.finished().filter(created_at__lt=now - kept)


def about(person: User) -> Q:
    """Messages about the account itself; one of them went to the address it had before."""
    kind = ContentType.objects.get_for_model(User)
    return Q(content_type=kind, object_id=str(person.pk))


def _message(slug: str) -> str:
    """What a kind of message is called; one that no part of the hub sends any more has no name."""
    kind = kinds.get(slug)
    return kind.label if kind else "An email that is no longer used"


def export_message(row: Notification) -> Mapping[str, Any] | None:
    """A message as its recipient may read it; None for one held back until a release.

    One that was held back and never sent stays unsaid: what it would have told was undone.
    """
    is_held = row.next_attempt_at > row.created_at and row.state != Notification.State.DEAD
    if is_held and row.sent_at is None:
        return None
    return {
        "message": _message(row.slug),
        "state": row.get_state_display(),
        "written": row.created_at.isoformat(),
        "sent": row.sent_at.isoformat() if row.sent_at else None,
    }


def _delete(row: Any) -> None:
    row.delete()


ACCOUNT_POLICIES = [
    RetentionPolicy(
        slug="hub.accounts",
        label="Your account",
        covers={
            "hub.User": ("email", "first_name", "last_name"),
            "account.EmailAddress": ("user", "email"),
            "mfa.Authenticator": ("user",),
        },
        purpose="To know who signs in and who did what.",
        basis="Public task",
        period="Until you erase it, or 24 months after you last signed in. 2 days if never used.",
        who_sees="Hub staff. Colleagues see your name if you act for an organisation.",
        due=accounts_due,
        erase=erase_account,
        held_on=lambda person: User.objects.filter(pk=person.pk),
        export=export_account,
        notice=ErasureNotice(
            owner="pk",
            names=lambda user: (
                "Your account and everything in it, because you have not signed in for a long time"
            ),
            keep="Sign in before then to keep it.",
        ),
    ),
    RetentionPolicy(
        slug="hub.erasure_notices",
        label="What you were told will be deleted",
        covers={"hub.RetentionNotice": ("person",)},
        purpose="To tell you before something of yours is deleted, once.",
        basis="Public task",
        period="Until it is deleted, and 90 days.",
        who_sees="Nobody.",
        due=lambda now: RetentionNotice.objects.filter(erase_on__lt=(now - NOTICE_LIFETIME).date()),
        erase=_delete,
        held_on=lambda person: RetentionNotice.objects.filter(person=person),
        export=lambda row: {
            "what": getattr(policies.get(row.policy), "label", row.policy),
            "deleted_on": str(row.erase_on),
            "told": row.notified_at.isoformat(),
        },
    ),
    RetentionPolicy(
        slug="hub.interrupted_words",
        label="What you were writing when you were signed out",
        covers={"sessions.Session": ("session_data",)},
        purpose="To show it to you again when you have signed in.",
        basis="Public task",
        period="For an hour, or until we have shown it to you again.",
        who_sees="Only you. It is encrypted.",
        due=lambda at: Session.objects.filter(expire_date__lt=at),
        erase=lambda row: row.delete(),
        # Nobody is signed in there: it is known by the browser alone, and ends within the hour.
        held_on=lambda person: Session.objects.none(),
        export=lambda row: None,
    ),
    RetentionPolicy(
        slug="hub.sessions",
        label="Where you are signed in",
        covers={"usersessions.UserSession": ("user", "ip", "user_agent")},
        purpose="To let you see and end the sessions of your account.",
        basis="Public task",
        period="Until you sign out, or are signed out because you did not use the service.",
        who_sees="Only you.",
        due=sessions_over,
        erase=lambda row: row.end(),
        held_on=lambda person: UserSession.objects.filter(user=person),
        export=lambda row: {
            "device": device(row.user_agent),
            "address": row.ip,
            "signed_in": row.created_at.isoformat(),
            "last_used": row.last_seen_at.isoformat(),
        },
    ),
    RetentionPolicy(
        slug="hub.ways_in",
        label="Other ways you sign in",
        covers={"socialaccount.SocialAccount": ("user", "uid")},
        purpose="To let you sign in with an account that you have elsewhere.",
        basis="Public task",
        period="Until you remove it, or as long as the account.",
        who_sees="Only you.",
        due=lambda now: SocialAccount.objects.none(),
        erase=_delete,
        held_on=lambda person: SocialAccount.objects.filter(user=person),
        export=lambda row: {
            "provider": row.provider,
            "number_there": row.uid,
            "since": row.date_joined.isoformat(),
        },
    ),
    RetentionPolicy(
        slug="hub.memberships",
        label="Your access for organisations",
        covers={"hub.Membership": ("user",)},
        purpose="To know who may act for an organisation, and who could at an earlier time.",
        basis="Public task",
        period="2 years after the access ended, or until the account is erased.",
        who_sees="Hub staff and members of the organisation.",
        due=lambda now: Membership.objects.filter(valid_to__lt=(now - timedelta(days=730)).date()),
        erase=_delete,
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
        erase=_delete,
        held_on=lambda person: PendingOffice.objects.filter(user=person),
        export=lambda row: {"role": str(row), "since": row.given_at.isoformat()},
    ),
    PartPlayed(
        PendingPolicy, "given_by", "You asked to change the hub’s settings", "given_at"
    ).policy(
        purpose="So that nobody changes alone what candidates and the public rely on.",
        period="Until a second person answers, at most 30 days.",
        who_sees="Those who can change the same settings.",
    ),
    PartPlayed(PendingOffice, "given_by", "You asked to give somebody access", "given_at").policy(
        purpose="To know who gave access to whom.",
        period="Until a second person answers, at most 30 days.",
        who_sees="Hub leads and roles administrators of the organisation.",
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
        erase=_delete,
        held_on=lambda person: FormerAddress.objects.filter(user=person),
        export=lambda row: {"until": row.until.isoformat()},
        for_staff=True,
    ),
    RetentionPolicy(
        slug="hub.messages",
        label="Emails to you",
        covers={"hub.Notification": ("recipient", "address")},
        purpose="To send you each email once, and to be able to show that we sent it.",
        basis="Public task",
        period="90 days.",
        who_sees="Hub staff can see that an email was sent, but not the private parts of it.",
        due=messages_due,
        erase=_delete,
        held_on=lambda person: Notification.objects.filter(
            Q(recipient=person) | Q(address=person.email) | about(person)
        ),
        export=export_message,
    ),
    RetentionPolicy(
        slug="hub.preferences",
        label="Emails you do not want",
        covers={"hub.NotificationPreference": ("user",)},
        purpose="So that we do not send you emails you do not want.",
        basis="Public task",
        period="As long as the account.",
        who_sees="Only you.",
        due=lambda now: NotificationPreference.objects.none(),
        erase=_delete,
        held_on=lambda person: NotificationPreference.objects.filter(user=person),
        export=lambda row: {"message": _message(row.slug), "since": row.opted_out_at.isoformat()},
    ),
    RetentionPolicy(
        slug="hub.form_receipts",
        label="Forms you sent",
        covers={"hub.FormReceipt": ("user",)},
        purpose="So that a form sent twice is only recorded once.",
        basis="Public task",
        period="7 days.",
        who_sees="Nobody.",
        due=lambda now: FormReceipt.objects.filter(sent_at__lt=now - timedelta(days=7)),
        erase=_delete,
        held_on=lambda person: FormReceipt.objects.filter(user=person),
        export=lambda row: {"sent": row.sent_at.isoformat()},
    ),
    PartPlayed(Membership, "given_by", "You gave somebody access", "given_at").policy(
        purpose="To know who gave access to whom.",
        period="Your name is removed when your account is erased. The access stays.",
        who_sees="Hub leads and roles administrators of the organisation.",
    ),
    PartPlayed(Need, "raised_by", "You raised a need", "raised_at").policy(
        purpose="To know whom to ask about a need.",
        period="Your name is removed when your account is erased. The need stays.",
        who_sees="Hub staff and members of the organisation.",
    ),
    PartPlayed(ReportingPeriod, "frozen_by", "You closed a quarter", "frozen_at").policy(
        purpose="To know who closed a quarter.",
        period="Your name is removed when your account is erased. The figures stay.",
        who_sees="Hub staff and analysts.",
    ),
    PartPlayed(PreElectionPeriod, "set_by", "You set a pre-election period", "set_at").policy(
        purpose="To know who decided what has to wait before an election.",
        period="Your name is removed when your account is erased. The period stays.",
        who_sees="Hub staff and people in departments.",
    ),
    PartPlayed(
        PreElectionPeriod, "ended_by", "You ended a pre-election period early", "ended_at"
    ).policy(
        purpose="To know who ended the wait before an election.",
        period="Your name is removed when your account is erased. The period stays.",
        who_sees="Hub staff and people in departments.",
    ),
    PartPlayed(
        FigureCorrection, "corrected_by", "You corrected a published figure", "corrected_at"
    ).policy(
        purpose="To know who corrected published figures.",
        period="Your name is removed when your account is erased. The correction stays.",
        who_sees="Nobody. The correction is shown without your name.",
    ),
    PartPlayed(
        FigureCorrection, "confirmed_by", "You published a correction of a figure", "corrected_at"
    ).policy(
        purpose="To know who let a correction be published.",
        period="Your name is removed when your account is erased. The correction stays.",
        who_sees="Nobody. The correction is shown without your name.",
    ),
]
