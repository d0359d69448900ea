"""Who may open what in the hub."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.access import (
    DEPARTMENT_A,
    DEPARTMENT_B,
    EVERYONE,
    SIGNED_IN,
    STAFF,
    Expected,
    admin,
)

HUB = ("hub_staff", "hub_leads")
OVERSEERS = (*HUB, "reviewers", "analysts")
RAISERS = ("requester", "hr_contact", "digital_leader", "capability_lead")
SEE_FIGURES = ("digital_leader", "capability_lead", "hr_contact")
GIVERS = ("administrator_a", "administrator_b", "hub_leads")
NOBODY: tuple[str, ...] = ()


def at(path: str) -> Callable[[Any], str]:
    """A fixed address."""
    return lambda world: path


def need(ending: str = "") -> Callable[[Any], str]:
    """An address under the need of department A."""
    return lambda world: f"/needs/{world.need.reference}/{ending}"


def of_a(*roles: str) -> tuple[str, ...]:
    """These roles at department A."""
    return tuple(f"{role}_a" for role in roles)


ACCESS = {
    "robots": Expected(at("/robots.txt")),
    "sitemap": Expected(at("/sitemap.xml")),
    "sitemap_part": Expected(at("/sitemap-pages.xml")),
    # Without a mail provider that is configured it is not there.
    "mail_events": Expected(at("/mail/events/"), EVERYONE, answer=404),
    "healthz": Expected(at("/healthz"), answer=503),  # the tests run no worker
    "help_accessibility": Expected(at("/help/accessibility/")),
    "help_privacy": Expected(at("/help/privacy/")),
    "help_cookies": Expected(at("/help/cookies/")),
    "help_contact": Expected(at("/help/contact/")),
    "help_terms": Expected(at("/help/terms/")),
    # Signing in: somebody who has is sent on.
    "account_login": Expected(at("/accounts/login/"), ("anonymous",), otherwise=302),
    "account_request_login_code": Expected(
        at("/accounts/login/code/"), ("anonymous",), otherwise=302
    ),
    "account_confirm_login_code": Expected(
        at("/accounts/login/code/confirm/"), NOBODY, otherwise=302
    ),
    "account_logout": Expected(at("/accounts/logout/"), EVERYONE),
    "account_reauthenticate": Expected(at("/accounts/reauthenticate/"), SIGNED_IN),
    "account_inactive": Expected(at("/accounts/inactive/"), answer=403),
    "mfa_index": Expected(at("/accounts/2fa/"), SIGNED_IN),
    "mfa_authenticate": Expected(at("/accounts/2fa/authenticate/"), NOBODY, otherwise=302),
    "mfa_reauthenticate": Expected(at("/accounts/2fa/reauthenticate/"), NOBODY, otherwise=403),
    "mfa_activate_totp": Expected(at("/accounts/2fa/totp/activate/"), SIGNED_IN),
    "mfa_deactivate_totp": Expected(at("/accounts/2fa/totp/deactivate/"), NOBODY),
    "mfa_view_recovery_codes": Expected(at("/accounts/2fa/recovery-codes/"), NOBODY),
    "mfa_generate_recovery_codes": Expected(
        at("/accounts/2fa/recovery-codes/generate/"), SIGNED_IN
    ),
    "mfa_download_recovery_codes": Expected(at("/accounts/2fa/recovery-codes/download/"), NOBODY),
    # A person's own account.
    "account": Expected(at("/account/"), SIGNED_IN),
    "search": Expected(at("/search/"), (*DEPARTMENT_A, *DEPARTMENT_B, *STAFF)),
    "work": Expected(at("/work/"), SIGNED_IN),
    "stand_in_list": Expected(at("/work/away/"), (*STAFF, *DEPARTMENT_A, *DEPARTMENT_B)),
    "stand_in_arrange": Expected(at("/work/away/arrange/"), (*STAFF, *DEPARTMENT_A, *DEPARTMENT_B)),
    "stand_in_end": Expected(
        lambda world: f"/work/away/{world.stand_in.pk}/end/", ("requester_a", "hr_contact_a")
    ),
    # The owner of the records is an expert with a certificate.
    "qualification_list": Expected(
        at("/qualifications/"), (*STAFF, *DEPARTMENT_A, *DEPARTMENT_B, "owner")
    ),
    "qualification_record": Expected(at("/qualifications/record/"), HUB),
    "qualification_withdraw": Expected(
        lambda world: f"/qualifications/{world.qualification.pk}/withdraw/", HUB
    ),
    "account_name": Expected(at("/account/name/"), SIGNED_IN),
    "account_ways_in": Expected(at("/account/ways-in/"), SIGNED_IN),
    # The tests' installation trusts no provider.
    "openid_connect_login": Expected(at("/accounts/oidc/none/login/"), answer=404),
    "openid_connect_callback": Expected(at("/accounts/oidc/none/login/callback/"), answer=404),
    "account_address": Expected(at("/account/address/"), SIGNED_IN),
    "account_address_confirm": Expected(at("/account/address/confirm/"), SIGNED_IN, answer=302),
    "account_sessions": Expected(at("/account/sessions/"), SIGNED_IN),
    "account_session": Expected(at("/account/session/")),
    "account_data": Expected(at("/account/data/"), SIGNED_IN),
    "account_data_archive": Expected(at("/account/data/archive/"), SIGNED_IN),
    "account_data_download": Expected(at("/account/data/download/"), SIGNED_IN),
    "account_erase": Expected(at("/account/erase/"), SIGNED_IN),
    "account_erased": Expected(lambda world: f"/account/erased/{world.receipt.reference}/"),
    "uploads": Expected(at("/account/files/"), SIGNED_IN),
    "upload_read": Expected(
        lambda world: f"/account/files/{world.upload.reference}/read/", ("owner",)
    ),
    "upload": Expected(
        lambda world: f"/account/files/{world.upload.reference}/download/", ("owner",)
    ),
    "message_preferences": Expected(at("/account/messages/"), SIGNED_IN),
    "api_nothing": Expected(at("/api/nosuch"), answer=404),
    "messages_stop_earlier": Expected(lambda world: f"/messages/{world.stop}"),
    "messages_stop": Expected(lambda world: f"/{world.stop}"),
    # The calendar: everybody's own. A calendar program has the address alone.
    "typed_let_go": Expected(
        at("/work/let-go/"), SIGNED_IN, answer=204, method="post", data={"address": "/needs/"}
    ),
    "calendar": Expected(at("/calendar/"), SIGNED_IN),
    "calendar_address": Expected(at("/calendar/address/"), SIGNED_IN, answer=302),
    "calendar_file": Expected(at("/calendar/nosuch.ics"), EVERYONE, answer=404),
    # Needs.
    "need_list": Expected(at("/needs/"), (*DEPARTMENT_A, *DEPARTMENT_B, *OVERSEERS)),
    "need_raise": Expected(
        at("/needs/raise/"),
        (*of_a(*RAISERS), *(f"{role}_b" for role in RAISERS), *HUB),
    ),
    "need_detail": Expected(need(), (*DEPARTMENT_A, *OVERSEERS)),
    "need_meet": Expected(need("meet/"), (*of_a(*RAISERS), *HUB)),
    "need_close": Expected(need("close/"), HUB),
    "need_withdraw": Expected(need("withdraw/"), (*of_a(*RAISERS), *HUB)),
    # Access for organisations.
    "role_list": Expected(at("/organisations/roles/"), GIVERS),
    "role_give": Expected(at("/organisations/roles/give/"), GIVERS),
    "role_confirm": Expected(
        lambda world: f"/organisations/roles/waiting/{world.pending.pk}/",
        # Who has the same role is told, and may object.
        ("administrator_a", "approver_a", "hub_leads"),
    ),
    "policy_confirm": Expected(
        lambda world: f"/account/settings/{world.pending_policy.pk}/", ("hub_leads",)
    ),
    "role_end": Expected(
        lambda world: f"/organisations/roles/{world.membership.pk}/end/",
        ("administrator_a", "hub_leads"),
    ),
    "pre_election_list": Expected(
        at("/pre-election-periods/"), (*DEPARTMENT_A, *DEPARTMENT_B, *STAFF)
    ),
    "pre_election_set": Expected(at("/pre-election-periods/set/"), ("hub_leads",)),
    "pre_election_detail": Expected(
        lambda world: world.period.get_absolute_url(), (*DEPARTMENT_A, *DEPARTMENT_B, *STAFF)
    ),
    "pre_election_change": Expected(
        lambda world: f"{world.period.get_absolute_url()}change/", ("hub_leads",)
    ),
    "pre_election_end": Expected(
        lambda world: f"{world.period.get_absolute_url()}end/", ("hub_leads",)
    ),
    # Services.
    "service_list": Expected(at("/services/"), (*DEPARTMENT_A, *DEPARTMENT_B, *STAFF)),
    "organisation_tree": Expected(at("/organisations/"), (*DEPARTMENT_A, *DEPARTMENT_B, *STAFF)),
    "service_detail": Expected(
        lambda world: f"/services/{world.service.slug}/", (*DEPARTMENT_A, *DEPARTMENT_B, *STAFF)
    ),
    "service_phase": Expected(lambda world: f"/services/{world.service.slug}/phase/", HUB),
    # Figures.
    "monitoring": Expected(at("/monitoring/?period=2013-Q2")),
    "monitoring_rows": Expected(
        at("/monitoring/2013-Q2/hub.exemplars_by_phase/"), (*HUB, "analysts")
    ),
    "monitoring_correct": Expected(
        at("/monitoring/2013-Q2/hub.exemplars_by_phase/correct/"), ("hub_leads", "analysts")
    ),
    "correction_confirm": Expected(
        lambda world: f"/monitoring/corrections/{world.correction.pk}/confirm/",
        ("hub_leads", "analysts"),
    ),
    "monitoring_close": Expected(at("/monitoring/2013-Q1/close/"), ("hub_leads", "analysts")),
    "api_openapi": Expected(at("/api/openapi.json")),
    "api_docs": Expected(at("/api/docs")),
    "api_indicators": Expected(at("/api/indicators?period=2013-Q2")),
    # The demonstration is off in the tests.
    "demo": Expected(at("/demo/"), NOBODY),
    "demo_become": Expected(at("/demo/become/"), NOBODY, method="post"),
    "demo_mailbox": Expected(at("/demo/mailbox/"), NOBODY),
    "demo_mail": Expected(at("/demo/mailbox/x/"), NOBODY),
    "demo_mail_html": Expected(at("/demo/mailbox/x/html/"), NOBODY),
    # The Wagtail admin pages that the hub adds.
    "message_catalogue": Expected(at("/admin/messages/"), HUB, otherwise=403, other_staff=404),
    "message_preview": Expected(
        at("/admin/messages/kinds/hub.sign_in_code/"), HUB, otherwise=403, other_staff=404
    ),
    "message_preview_html": Expected(
        at("/admin/messages/kinds/hub.sign_in_code/html/"), HUB, otherwise=403, other_staff=404
    ),
    "message_arrived": Expected(
        at("/admin/messages/arrived/"), HUB, otherwise=403, other_staff=404
    ),
    "message_failed": Expected(at("/admin/messages/failed/"), HUB, otherwise=403, other_staff=404),
    "page_report": Expected(
        at("/admin/reports/pages/"), (*HUB, "editors"), otherwise=403, other_staff=404
    ),
    "page_report_results": Expected(
        at("/admin/reports/pages/results/"), (*HUB, "editors"), otherwise=403, other_staff=404
    ),
    "message_retry": Expected(
        lambda world: f"/admin/messages/{world.message.public_id}/retry/",
        HUB,
        answer=302,
        method="post",
        otherwise=403,
        other_staff=404,
    ),
    "pre_election_log:index": admin("/admin/pre-election-periods/", *STAFF),
    "organisation:index": admin("/admin/organisation/", *HUB, "analysts"),
    "membership:index": admin("/admin/membership/", *HUB),
    "service:index": admin("/admin/service/", *HUB, "analysts", "trainers"),
    "frameworkrole:index": admin("/admin/frameworkrole/", *STAFF),
    "message_log:index": admin("/admin/messages/log/", *HUB),
    "upload_log:index": admin("/admin/uploads/", *HUB),
    "invariants:index": admin("/admin/invariants/", *HUB),
    "erasurereceipt:index": admin("/admin/erasurereceipt/", *HUB),
    "log_openings:index": admin("/admin/log-openings/", *HUB),
}
# Addresses that turn a stranger away without the sign-in page, and how.
STRANGERS = {
    "account_confirm_login_code": 302,
    "mfa_authenticate": 302,
    "account_reauthenticate": 302,
    "demo": 404,
    "demo_become": 404,
    "demo_mailbox": 404,
    "demo_mail": 404,
    "demo_mail_html": 404,
}

# Who may call the services: the kinds of user that hold each permission on the world's record.
PERMISSIONS = {
    "hub.add_need": (*HUB, *of_a(*RAISERS)),
    "hub.change_need": HUB,
    "hub.withdraw_need": (*HUB, *of_a(*RAISERS)),
    "hub.add_organisation": HUB,
    "hub.change_organisation": HUB,
    "hub.add_user": ("hub_leads",),
    "hub.change_user": ("hub_leads",),
    "hub.add_membership": ("administrator_a", "hub_leads"),
    "hub.change_membership": ("administrator_a", "hub_leads"),
    "hub.confirm_office": ("administrator_a", "hub_leads"),
    "hub.change_policy": ("hub_leads",),
    "hub.confirm_policy": ("hub_leads",),
    "hub.object_to_office": ("administrator_a", "approver_a", "hub_leads"),
    "hub.add_service": HUB,
    "hub.record_phase": HUB,
    "hub.view_notification": HUB,
    "hub.set_preelectionperiod": ("hub_leads",),
    "hub.correct_figure": ("hub_leads", "analysts"),
    "hub.confirm_correction": ("hub_leads", "analysts"),
    "hub.close_period": ("hub_leads", "analysts"),
    "hub.change_own_account": ("owner",),
    "hub.arrange_stand_in": (*STAFF, *DEPARTMENT_A, *DEPARTMENT_B),
    "hub.end_stand_in": ("requester_a", "hr_contact_a"),
    "hub.record_qualification": HUB,
    "hub.withdraw_qualification": HUB,
    "hub.hand_in_upload": SIGNED_IN,
    "hub.view_work": SIGNED_IN,
}
# What a verb's parameter is called in the world.
RECORDS = {"organisation": "org_a", "person": "owner", "change": "pending_policy"}
