"""How accounts and what they leave behind come to their end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from operator import methodcaller
from typing import Any

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from hub.accounts.sessions import device, sessions_over
from hub.models import (
    BulkRun,
    CalendarAddress,
    FormReceipt,
    HubPolicy,
    ListColumns,
    RetentionNotice,
    User,
)
from hub.retention import ErasureNotice, RetentionPolicy, policies
from hub.retention.erasure import erase_account

# As long as a delivery record is kept that says they were told.
NOTICE_LIFETIME = timedelta(days=90)


def _in_words(slug: str) -> str:
    """A column as its list called it, of a choice that was made before headings were kept."""
    return slug.replace("-", " ").capitalize()


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


OWN_POLICIES = [
    RetentionPolicy(
        slug="hub.accounts",
        label="Your account",
        covers={
            "hub.User": ("email", "mailbox", "first_name", "last_name"),
            "account.EmailAddress": ("user", "email"),
            "mfa.Authenticator": ("user",),
        },
        purpose="To know who signs in and who did what.",
        basis="Public task",
        period="Until you close it, or 24 months after you last sign in. If you never sign in, "
        "2 days.",
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
        erase=methodcaller("delete"),
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
        erase=methodcaller("delete"),
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
        slug="hub.calendar_addresses",
        label="Your calendar address",
        covers={"hub.CalendarAddress": ("user",)},
        purpose="So that your calendar program can read what happens when.",
        basis="Public task",
        period="Until you switch it off, or as long as the account.",
        who_sees="Only you, and whoever you give it to.",
        due=lambda now: CalendarAddress.objects.none(),
        erase=methodcaller("delete"),
        held_on=lambda person: CalendarAddress.objects.filter(user=person),
        export=lambda row: {"since": row.made_at.isoformat()},
    ),
    RetentionPolicy(
        slug="hub.bulk_runs",
        label="What you did for several records at once",
        covers={"hub.BulkRun": ("actor", "reason"), "hub.BulkRow": ("acted_for",)},
        purpose="To do it after you confirmed it, and to show you what was done and what not.",
        basis="Public task",
        period="30 days. The history of each record stays as long as the record.",
        who_sees="Only you.",
        due=lambda now: BulkRun.objects.last_used_before(now - timedelta(days=30)),
        erase=methodcaller("delete"),
        held_on=lambda person: BulkRun.objects.filter(actor=person),
        export=lambda row: {
            "prepared": row.prepared_at.isoformat(),
            "confirmed": row.confirmed_at.isoformat() if row.confirmed_at else "",
            "reason": row.reason,
        },
    ),
    RetentionPolicy(
        slug="hub.list_columns",
        label="The columns you chose for lists",
        covers={"hub.ListColumns": ("user",)},
        purpose="To show you lists with the columns that you chose.",
        basis="Public task",
        period="Until you show all columns of the list again, or as long as the account.",
        who_sees="Only you.",
        due=lambda now: ListColumns.objects.none(),
        erase=methodcaller("delete"),
        held_on=lambda person: ListColumns.objects.filter(user=person),
        export=lambda row: {
            "list": row.list_label or "A list of records",
            "columns_left_out": row.headings or [_in_words(slug) for slug in row.hidden],
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
        erase=methodcaller("delete"),
        held_on=lambda person: SocialAccount.objects.filter(user=person),
        export=lambda row: {
            "provider": row.provider,
            "number_there": row.uid,
            "since": row.date_joined.isoformat(),
        },
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
        erase=methodcaller("delete"),
        held_on=lambda person: FormReceipt.objects.filter(user=person),
        export=lambda row: {"sent": row.sent_at.isoformat()},
    ),
]
