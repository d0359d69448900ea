"""Where recruitment can be reached from: its places in the navigation and on the front page."""

from __future__ import annotations

from hub.navigation import Door, NavigationItem
from roles.search.sitemaps import VacancySitemap

RECRUITMENT_NAVIGATION = (
    NavigationItem(
        slug="roles.vacancies",
        label="Find a role",
        url_name="roles:vacancy_list",
        order=10,
        rank=7,
        door=Door(
            title="Find a role",
            text="Search open roles by family, department, grade and location, and apply.",
            audience="Candidates",
        ),
        sitemap=VacancySitemap,
    ),
    NavigationItem(
        slug="roles.applications",
        label="Your applications",
        url_name="roles:application_list",
        order=20,
        rank=8,
        permission="roles.view_own_applications",
    ),
    NavigationItem(
        slug="roles.saved",
        label="Saved",
        url_name="roles:saved",
        order=30,
        rank=10,
        permission="roles.view_own_applications",
    ),
    NavigationItem(
        slug="roles.support",
        label="Support requests",
        url_name="roles:support_list",
        order=50,
        rank=2,
        permission="roles.view_supportrequest",
        private=("/support/", "/posts/"),
    ),
    NavigationItem(
        slug="roles.campaigns",
        label="Campaigns",
        url_name="roles:campaign_list",
        order=60,
        rank=3,
        permission="roles.view_campaign",
        private=("/campaigns/", "/questions/"),
    ),
    NavigationItem(
        slug="roles.bookings",
        label="Your bookings",
        url_name="roles:booking_list",
        order=200,
        permission="roles.view_own_bookings",
        shown="account",
    ),
    NavigationItem(
        slug="roles.panels",
        label="Your panels",
        url_name="roles:place_list",
        order=205,
        permission="roles.view_own_places",
        private=("/panels/",),
        shown="account",
    ),
    NavigationItem(
        slug="roles.consents",
        label="What you agreed to",
        url_name="roles:consent_list",
        order=210,
        permission="roles.view_own_applications",
        shown="account",
    ),
)
