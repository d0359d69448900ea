"""What the hub tells people about their account."""

from datetime import timedelta

from django.conf import settings

from hub.notifications import NotificationKind

ACCOUNT_NOTIFICATIONS = [
    NotificationKind(
        slug="hub.sign_in_code",
        label="Sign-in code",
        audience="Anyone who asks to sign in",
        trigger="An address is entered on the sign-in page",
        title="Your sign-in code",
        template="hub/notifications/sign_in_code.txt",
        example=lambda: {"code": "AB2C-D3EF"},
        is_urgent=True,
        stale_after=timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
    ),
    NotificationKind(
        slug="hub.address_leaving",
        label="Code to change your address: old address",
        audience="A person who changes their address",
        trigger="A new address is entered on the account page",
        title="Your code to change your email address",
        template="hub/notifications/address_leaving.txt",
        example=lambda: {"code": "AB2C-D3EF"},
        is_urgent=True,
        stale_after=timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
    ),
    NotificationKind(
        slug="hub.address_entered",
        label="Code to change your address: new address",
        audience="A person who changes their address",
        trigger="A new address is entered on the account page",
        title="Confirm your new email address",
        template="hub/notifications/address_entered.txt",
        example=lambda: {"code": "AB2C-D3EF"},
        is_urgent=True,
        stale_after=timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
    ),
    NotificationKind(
        slug="hub.address_taken",
        label="An address that has an account already",
        audience="The owner of the account with that address",
        trigger="Somebody wants to change to an address that has an account",
        title="Your email address has an account already",
        template="hub/notifications/address_taken.txt",
        example=dict,
        is_urgent=True,
        stale_after=timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
    ),
    NotificationKind(
        slug="hub.address_changed",
        label="Email address changed",
        audience="The person, at the old address and at the new",
        trigger="Both codes were right",
        title="Your email address was changed",
        template="hub/notifications/address_changed.txt",
        example=dict,
        is_urgent=True,
    ),
    NotificationKind(
        slug="hub.second_factor_changed",
        label="Second factor changed",
        audience="Staff",
        trigger="An authenticator app or recovery codes were set up, changed or removed",
        title="Your second factor was changed",
        template="hub/notifications/second_factor_changed.txt",
        example=dict,
        is_urgent=True,
    ),
    NotificationKind(
        slug="hub.invariants_broken",
        label="Daily check found something",
        audience="Hub leads",
        trigger="The daily check of invariants found something new",
        title="The daily check found something",
        template="hub/notifications/invariants_broken.txt",
        example=lambda: {"number": 2},
        may_opt_out=True,
    ),
]
