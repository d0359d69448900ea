"""Feeds of open vacancies: Atom (RFC 4287) and JSON Feed 1.1, for any search."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import feedgenerator
from django.utils.html import escape

from hub.addresses import lasting_id
from hub.dates import date_gb, time_gb
from roles.models.search.listing import Listing
from roles.search.vacancy_data import describe
from roles.search.vacancy_records import Vacancy
from roles.search.vacancy_search import Page

TITLE = "Digital, data and technology roles in government"


class _Atom(feedgenerator.Atom1Feed):
    """Atom with a link to the next page (RFC 5005)."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["next_url"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next_url"]})

    def item_attributes(self, item: Any) -> dict[str, Any]:
        """With the language of an entry that is not in the feed's own."""
        own = {"xml:lang": item["language"]} if item["language"] else {}
        return {**super().item_attributes(item), **own}

    def latest_post_date(self) -> Any:
        """When the newest entry was written, also where there is none."""
        return self.feed["updated"]


def atom(page: Page, *, home: str, feed_url: str, next_url: str, subtitle: str) -> str:
    """The page of listings as an Atom feed."""
    feed = _Atom(
        title=TITLE,
        link=home,
        description="",
        subtitle=subtitle,
        language="en-GB",
        feed_url=feed_url,
        feed_guid=lasting_id(feed_url.removeprefix(settings.HUB_BASE_URL)),
        author_name=settings.HUB_SERVICE_NAME,
        next_url=next_url,
        updated=page.updated_at,
    )
    for listing in page.listings:
        vacancy = describe(listing)
        feed.add_item(
            title=_title(vacancy),
            link=vacancy.url,
            description=escape(content(listing)).replace("\n", "<br>"),
            unique_id=guid(vacancy.reference),
            pubdate=listing.opens_at,
            updateddate=max(listing.projected_at, listing.opens_at),
            categories=_tags(vacancy),
            language="cy" if listing.text_language == "cy" else "",
        )
    return feed.writeString("utf-8")


def json_feed(
    page: Page, *, home: str, feed_url: str, next_url: str, subtitle: str
) -> dict[str, Any]:
    """The page of listings as a JSON Feed; ``_vacancy`` holds the facts."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        "home_page_url": home,
        "feed_url": feed_url,
        "description": subtitle,
        "language": "en-GB",
        "items": [_item(listing) for listing in page.listings],
    }
    if next_url:
        feed["next_url"] = next_url
    return feed


def guid(reference: str) -> str:
    """What tells a vacancy apart for ever, wherever its page or the hub moves."""
    return lasting_id(f"roles.vacancy:{reference}")


def content(listing: Listing) -> str:
    """The vacancy in plain lines, for a reader of feeds."""
    lines = [
        listing.summary,
        ", ".join(filter(None, (listing.organisation_name, listing.grade_name))),
        _where(listing),
        listing.salary_text,
        listing.contract_text,
        "" if listing.welsh == "not_needed" else f"Welsh {listing.welsh}",
        f"In Welsh: {listing.welsh_title}, {settings.HUB_BASE_URL}{listing.welsh_path}"
        if listing.welsh_path
        else "",
        f"Closes at {time_gb(listing.closes_at)} on {date_gb(listing.closes_at)}.",
    ]
    return "\n".join(filter(None, lines))


def _item(listing: Listing) -> dict[str, Any]:
    vacancy = describe(listing)
    data = vacancy.as_data()
    return {
        "id": guid(vacancy.reference),
        "url": vacancy.url,
        "title": _title(vacancy),
        "summary": vacancy.summary,
        "content_text": content(listing),
        "date_published": data["opened_at"],
        "date_modified": max(data["updated_at"], data["opened_at"]),
        "tags": _tags(vacancy),
        "language": "cy" if listing.text_language == "cy" else "en-GB",
        "_vacancy": data,
    }


def _tags(vacancy: Vacancy) -> list[str]:
    return [name for name in (vacancy.family.name, vacancy.grade.name) if name]


def _where(listing: Listing) -> str:
    if not listing.home_working:
        return listing.places_text
    return f"{listing.places_text}, or from home" if listing.places_text else "From home"


def _title(vacancy: Vacancy) -> str:
    return f"{vacancy.title}, {vacancy.organisation}"
