"""Wagtail."""

from __future__ import annotations

from hub.settings.installation import HUB_BASE_URL, HUB_SERVICE_NAME

WAGTAIL_SITE_NAME = HUB_SERVICE_NAME
WAGTAILADMIN_BASE_URL = HUB_BASE_URL
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
# An address that is typed as a link stays one: what it would be made into says the title of a
# page's draft, also to whom the page is kept from (R25).
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = "never"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_USER_TIME_ZONES = ["Europe/London"]
WAGTAILAPI_DOCS_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "hub.page_approval.publish_approved"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "csv"]
