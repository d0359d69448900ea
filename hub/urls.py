"""Routes: admin and accounts first, then the hub, then each plugin, then Wagtail's pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from hub import sitemaps
from hub.api import routes
from hub.bulk.views import RunView
from hub.health import healthz
from hub.plugins import PluginConfig, enabled
from hub.views import (
    api,
    calendar,
    corrections,
    demo,
    messages,
    monitoring,
    needs,
    organisations,
    policies,
    pre_election,
    qualifications,
    roles,
    search,
    services,
    stand_ins,
    typed,
    uploads,
    work,
)
from hub.views.mail_events import mail_events


def plugin_routes(config: PluginConfig) -> list[URLPattern | URLResolver]:
    """A plugin's operations of the API, and its pages at its prefix."""
    return [*routes(config.label), path(config.url_prefix, include(f"{config.name}.urls"))]


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.part, name="sitemap_part"),
    # The hub has one sign-in, without passwords. Wagtail sends to its own from unknown addresses.
    path(
        "admin/login/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="wagtailadmin_login",
    ),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("hub.accounts.urls")),
    path("account/", include("hub.accounts.own_urls")),
    path("help/", include("hub.views.help_urls")),
    path("search/", search.SearchView.as_view(), name="search"),
    path("work/", work.WorkView.as_view(), name="work"),
    path("work/let-go/", typed.LetGoView.as_view(), name="typed_let_go"),
    path("calendar/", calendar.CalendarView.as_view(), name="calendar"),
    path("calendar/address/", calendar.CalendarAddressView.as_view(), name="calendar_address"),
    path("calendar/<str:token>.ics", calendar.CalendarFileView.as_view(), name="calendar_file"),
    path("work/away/", stand_ins.StandInListView.as_view(), name="stand_in_list"),
    path("work/away/arrange/", stand_ins.StandInArrangeView.as_view(), name="stand_in_arrange"),
    path("work/away/<int:pk>/end/", stand_ins.StandInEndView.as_view(), name="stand_in_end"),
    path(
        "qualifications/",
        qualifications.QualificationListView.as_view(),
        name="qualification_list",
    ),
    path(
        "qualifications/record/",
        qualifications.QualificationRecordView.as_view(),
        name="qualification_record",
    ),
    path(
        "qualifications/<int:pk>/withdraw/",
        qualifications.QualificationWithdrawView.as_view(),
        name="qualification_withdraw",
    ),
    path("together/<uuid:reference>/", RunView.as_view(), name="bulk_run"),
    path("needs/", needs.NeedListView.as_view(), name="need_list"),
    path("needs/raise/", needs.NeedRaiseView.as_view(), name="need_raise"),
    path("needs/<reference:reference>/", needs.NeedDetailView.as_view(), name="need_detail"),
    path("needs/<reference:reference>/meet/", needs.NeedMeetView.as_view(), name="need_meet"),
    path("needs/<reference:reference>/close/", needs.NeedCloseView.as_view(), name="need_close"),
    path(
        "needs/<reference:reference>/withdraw/",
        needs.NeedWithdrawView.as_view(),
        name="need_withdraw",
    ),
    path("organisations/", organisations.OrganisationTreeView.as_view(), name="organisation_tree"),
    path("organisations/roles/", roles.RoleListView.as_view(), name="role_list"),
    path("organisations/roles/give/", roles.RoleGiveView.as_view(), name="role_give"),
    path(
        "organisations/roles/waiting/<int:pk>/",
        roles.OfficeConfirmView.as_view(),
        name="role_confirm",
    ),
    path(
        "account/settings/<int:pk>/",
        policies.PolicyConfirmView.as_view(),
        name="policy_confirm",
    ),
    path("organisations/roles/<int:pk>/end/", roles.RoleEndView.as_view(), name="role_end"),
    path("pre-election-periods/", pre_election.PeriodListView.as_view(), name="pre_election_list"),
    path(
        "pre-election-periods/set/", pre_election.PeriodSetView.as_view(), name="pre_election_set"
    ),
    path(
        "pre-election-periods/<int:pk>/",
        pre_election.PeriodDetailView.as_view(),
        name="pre_election_detail",
    ),
    path(
        "pre-election-periods/<int:pk>/change/",
        pre_election.PeriodChangeView.as_view(),
        name="pre_election_change",
    ),
    path(
        "pre-election-periods/<int:pk>/end/",
        pre_election.PeriodEndView.as_view(),
        name="pre_election_end",
    ),
    path("services/", services.ServiceListView.as_view(), name="service_list"),
    path("services/<slug:slug>/", services.ServiceDetailView.as_view(), name="service_detail"),
    path("services/<slug:slug>/phase/", services.PhaseView.as_view(), name="service_phase"),
    path("monitoring/", monitoring.DashboardView.as_view(), name="monitoring"),
    path(
        "monitoring/corrections/<int:pk>/confirm/",
        corrections.ConfirmCorrectionView.as_view(),
        name="correction_confirm",
    ),
    path(
        "monitoring/<str:period>/close/",
        monitoring.ClosePeriodView.as_view(),
        name="monitoring_close",
    ),
    path(
        "monitoring/<str:period>/<str:slug>/",
        monitoring.RowsView.as_view(),
        name="monitoring_rows",
    ),
    path(
        "monitoring/<str:period>/<str:slug>/correct/",
        corrections.CorrectFigureView.as_view(),
        name="monitoring_correct",
    ),
    *routes("hub"),
    path("api/openapi.json", api.document, name="api_openapi"),
    path("api/docs", api.docs, name="api_docs"),
    path("account/messages/", messages.PreferencesView.as_view(), name="message_preferences"),
    path("account/files/", uploads.UploadListView.as_view(), name="uploads"),
    path(
        "account/files/<uuid:reference>/read/", uploads.UploadReadView.as_view(), name="upload_read"
    ),
    path("account/files/<uuid:reference>/download/", uploads.UploadView.as_view(), name="upload"),
    path("mail/events/", mail_events, name="mail_events"),
    # Short, for a line of a mail's header; the longer address stands in earlier mails.
    path("stop/<str:token>/", messages.StopView.as_view(), name="messages_stop"),
    path("messages/stop/<str:token>/", messages.StopView.as_view(), name="messages_stop_earlier"),
    path("demo/", demo.stories, name="demo"),
    path("demo/mailbox/", messages.mailbox, name="demo_mailbox"),
    path("demo/mailbox/<str:name>/", messages.mail, name="demo_mail"),
    path("demo/mailbox/<str:name>/html/", messages.mail_html, name="demo_mail_html"),
    path("demo/become/", demo.become, name="demo_become"),
    *(path("", include((plugin_routes(config), config.label))) for config in enabled()),
    # What is no operation is a problem, too, and not a page.
    re_path(r"^api(?:/.*)?$", api.nothing, name="api_nothing"),
    path("", include(wagtail_urls)),
]

handler400 = "hub.views.errors.bad_request"
handler403 = "hub.views.errors.permission_denied"
handler404 = "hub.views.errors.not_found"
handler500 = "hub.views.errors.server_error"
