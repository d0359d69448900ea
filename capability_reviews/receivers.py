"""Bridges from what Wagtail announces, and its editor's refusals, to the reviews."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.signals import page_published

from capability_reviews.reviews.pages import ReviewPage
from hub.audit import log
from hub.authorisation import as_system
from hub.several_pages import of_pages


@receiver(page_published, sender=ReviewPage, dispatch_uid="capability_reviews.published")
@as_system()
def wait_for_the_election(instance: ReviewPage, **kwargs: Any) -> None:
    """Whichever way its page was published, a review's summary waits before an election (QC7)."""
    if instance.live and (period := instance.stopped_by):
        instance.wait_for(period)
        detail = {"detail": period.why("Figures and reports")}
        log(instance.review, "capability_reviews.page_waits", actor=None, data=detail)


def refuse_before_election(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Keep the draft, and say until when the page of a review waits."""
    why = _why_waits(page)
    if not why:
        return None
    messages.error(request, f"The page is saved but not published. {why}.")
    return redirect("wagtailadmin_pages:edit", page.pk)


@of_pages
def refuse_before_election_in_bulk(
    request: HttpRequest, action_type: str, pages: list[Any], action: Any
) -> HttpResponse | None:
    """The same for pages that are selected in a list: the others are published."""
    if action_type != "publish":
        return None
    below = bool(request.POST.get("include_descendants"))
    waiting = {
        page: why
        for page in pages
        if (why := _why_waits(page) or (_why_below_waits(page) if below else ""))
    }
    if not waiting:
        return None
    pages[:] = [page for page in pages if page not in waiting]
    for page, why in waiting.items():
        messages.error(request, f"Not published. {page.title}: {why}.")
    first = next(iter(waiting))
    return None if pages else redirect("wagtailadmin_explore", first.get_parent().pk)


def _why_below_waits(page: Any) -> str:
    """The same of the pages of reviews below a page."""
    drafts = ReviewPage.objects.descendant_of(page).filter(live=False)
    return next((why for draft in drafts if (why := _why_waits(draft))), "")


def _why_waits(page: Any) -> str:
    """Until when the page of a review waits, and why; "" where it does not."""
    found = page.specific
    if not isinstance(found, ReviewPage) or found.live or not (period := found.stopped_by):
        return ""
    return str(period.why("Figures and reports"))
