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
    found = page.specific
    if not isinstance(found, ReviewPage) or found.live or not (period := found.stopped_by):
        return None
    why = period.why("Figures and reports")
    messages.error(request, f"The page is saved but not published. {why}.")
    return redirect("wagtailadmin_pages:edit", page.pk)
