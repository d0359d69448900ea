"""Public adverts with words that are not public yet, and who wrote them."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, QuerySet, Subquery
from wagtail.models import Page, Revision

from hub.models import User
from roles.adverts.pages import VacancyPage
from roles.models.adverts.advert_review import AdvertReview
from roles.models.campaigns.campaign_side import competed_in


def _changed() -> QuerySet[VacancyPage]:
    """Public adverts with something saved since, and the campaign and versions each needs."""
    rows = VacancyPage.objects.filter(live=True, has_unpublished_changes=True)
    rows = rows.select_related("campaign__organisation", "latest_revision", "live_revision")
    answers = AdvertReview.objects.filter(campaign=OuterRef("campaign")).order_by("-sent_at", "-pk")
    rows = rows.annotate(
        answer=Subquery(answers.values("state")[:1]),
        answered_version=Subquery(answers.values("version")[:1]),
    )
    return rows.order_by("latest_revision_created_at", "pk")


def changes_by(person: User) -> tuple[list[VacancyPage], list[VacancyPage]]:
    """Public adverts with words that are not public: those that a person wrote some of, and others.

    A revision that changes no words counts for nobody. Queries: one for the adverts and, if there
    are any, one for what was saved of them since they were published.
    """
    rows = _changed().exclude(campaign__in=competed_in(person))
    pages = [page for page in rows if page.has_unpublished_words]
    saved = _saved_since_published(pages)
    own: list[VacancyPage] = []
    others: list[VacancyPage] = []
    for page in pages:
        public, writers = page.live_revision, set()
        before = page.version_of(public.content) if public else ""
        for writer, content in saved.get(str(page.pk), []):
            if (version := page.version_of(content)) != before:
                writers.add(writer)
            before = version
        (others if person.side_keys.isdisjoint(writers) else own).append(page)
    return own, others


def _saved_since_published(pages: list[VacancyPage]) -> dict[str, list[tuple[int | None, Any]]]:
    """Who saved what of each page since it was published, in order."""
    found: dict[str, list[tuple[int | None, Any]]] = {}
    if not pages:
        return found
    public = {str(page.pk): page.live_revision_id or 0 for page in pages}
    rows = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=public,
        pk__gt=min(public.values()),
    ).order_by("pk")
    for key, page, writer, content in rows.values_list("pk", "object_id", "user_id", "content"):
        if key > public[page]:
            found.setdefault(page, []).append((writer, content))
    return found
