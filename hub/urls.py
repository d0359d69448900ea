"""Routes: admin and accounts first, then the hub, then each plugin, then Wagtail's pages."""

from __future__ import annotations

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from hub.plugins import enabled

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("allauth.urls")),
    path("help/", include("hub.views.help_urls")),
    *(
        path(config.url_prefix, include((f"{config.name}.urls", config.label)))
        for config in enabled()
    ),
    path("", include(wagtail_urls)),
]

handler400 = "hub.views.errors.bad_request"
handler403 = "hub.views.errors.permission_denied"
handler404 = "hub.views.errors.not_found"
handler500 = "hub.views.errors.server_error"
