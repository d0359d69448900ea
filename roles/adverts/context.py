"""What the public page of a vacancy shows: the facts of R6, how it stands, what is like it."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol, TypeVar

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from hub.addresses import absolute
from hub.models import FrameworkRole
from roles.adverts.job_posting import (
    Advert,
    AdvertWords,
    job_posting,
    json_for_script,
    words_of,
)
from roles.adverts.labels import Labels
from roles.adverts.question_times import asking_ends_at, takes_questions_at
from roles.adverts.rounds import advertised_again, advertised_before
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import Post
from roles.models.policy import RecruitmentPolicy
from roles.models.search.listing import Listing, ListingPlace
from roles.models.search.saved import SavedRole

POLICY_VALUES = (
    "adjustments_statement",
    "reserve_list_statement",
    "complaints_route",
    "question_ask_days",
)
MOST_SIMILAR = 5
PageT = TypeVar("PageT", bound=Page)


class StoredAdvert(Advert, Protocol):
    """The page of a vacancy as it is kept."""

    objects: ClassVar[Any]
    pk: Any
    search_description: Any


def with_facts(rows: QuerySet[PageT]) -> QuerySet[PageT]:
    """The adverts with all that their page shows, in two queries however much that is."""
    today = FrameworkRole.objects.filter(formerly=OuterRef("campaign__role_id")).order_by("pk")
    posts = (
        Post.objects.wanted()
        .filter(campaign=OuterRef("campaign_id"))
        .order_by()
        .values("campaign")
        .annotate(number=Count("pk"))
    )
    return (
        rows.select_related(
            "campaign__organisation__parent__parent",
            "campaign__role",
            "campaign__level",
            "campaign__grade",
        )
        .prefetch_related("campaign__places")
        .annotate(
            posts_offered=Coalesce(Subquery(posts.values("number")), 0),
            family_slug=Coalesce(
                Subquery(today.values("family__slug")[:1]), F("campaign__role__family__slug")
            ),
            family_name=Coalesce(
                Subquery(today.values("family__name")[:1]), F("campaign__role__family__name")
            ),
            **{
                f"policy_{name}": Subquery(RecruitmentPolicy.objects.values(name)[:1])
                for name in POLICY_VALUES
            },
        )
    )


def is_restricted() -> Exists:
    """Whether a page, or one above it, is shown to some people only."""
    rules = PageViewRestriction.objects.annotate(
        shown=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    )
    return Exists(rules.filter(shown__startswith=F("page__path")))


def vacancy_context(page: StoredAdvert, request: HttpRequest, language: str = "") -> dict[str, Any]:
    """The template's context: the campaign, how it stands, the policy, the reader's own.

    With "cy" the words are those in Welsh of an advert in both languages.
    """
    facts: Any = page
    if not hasattr(page, "posts_offered"):  # A preview, or a page that Wagtail itself serves.
        facts = with_facts(page.__class__.objects.all()).get(pk=page.pk)
    campaign: Campaign = facts.campaign
    status = public_status(campaign)
    is_over = status in ("closed", "withdrawn")
    values = {name: getattr(facts, f"policy_{name}") for name in POLICY_VALUES}
    policy = RecruitmentPolicy(**{name: item for name, item in values.items() if item is not None})
    words = words_of(page, campaign, language)
    return {
        "campaign": campaign,
        "words": words,
        "labels": Labels(words.language),
        "other_language": _other_language(page, campaign, words),
        "alternates": _alternates(page, campaign),
        "status": status,
        "family": {"slug": facts.family_slug, "name": facts.family_name},
        "policy": policy,
        "application": _own_application(campaign, getattr(request, "user", None)),
        "is_saved": _is_saved(campaign, getattr(request, "user", None)),
        "posts": facts.posts_offered,
        "description": words.summary
        if words.path != page.url
        else page.search_description or page.summary,
        "questions": list(campaign.questions.published()) if campaign.takes_questions else [],
        "asking_ends_at": asking_ends_at(campaign, policy)
        if takes_questions_at(campaign, timezone.now(), policy)
        else None,
        "similar": similar_roles(campaign, facts.family_slug) if is_over else [],
        "again": advertised_again(campaign, timezone.now()) if is_over else None,
        "before": advertised_before(campaign),
        "job_posting": json_for_script(
            job_posting(page, campaign, posts=facts.posts_offered, language=language)
        )
        if status == "open"
        else "",
        "canonical": absolute(words.path),
    }


def _other_language(
    page: StoredAdvert, campaign: Campaign, words: AdvertWords
) -> AdvertWords | None:
    """The same advert in its other language; None where there is none."""
    if not page.shows_welsh:
        return None
    return words_of(page, campaign, "" if words.language == "cy" else "cy")


def _alternates(page: StoredAdvert, campaign: Campaign) -> list[tuple[str, str]]:
    """The address of each language, for search engines; none for an advert in one."""
    if not page.shows_welsh:
        return []
    both = [words_of(page, campaign), words_of(page, campaign, "cy")]
    return [(words.language, absolute(words.path)) for words in both]


def public_status(campaign: Campaign) -> str:
    """How the advert stands: "open", "paused", "closed", "withdrawn", or "draft" in a preview."""
    state = campaign.State
    # Advertised again or not: what was cancelled did not run to its closing time.
    if campaign.state in (state.CANCELLED, state.READVERTISED) and campaign.cancelled_at:
        return "withdrawn"
    if campaign.state == state.PAUSED:
        return "paused"
    if campaign.is_open:
        return "open"
    return "closed" if campaign.opened_at else "draft"


def similar_roles(campaign: Campaign, family_slug: str) -> list[Listing]:
    """Open roles of the same family: first those of the same grade, then those in its places."""
    places = [place.slug for place in campaign.places.all()]
    shared = ListingPlace.objects.filter(listing=OuterRef("pk"), slug__in=places)
    return list(
        Listing.objects.open()
        .filter(family_slug=family_slug)
        .exclude(campaign=campaign)
        .annotate(
            likeness=Case(
                When(grade_code=campaign.grade.code, then=Value(2)),
                default=Value(0),
                output_field=IntegerField(),
            )
            + Case(When(Exists(shared), then=Value(1)), default=Value(0)),
        )
        .order_by("-likeness", "closes_at", "pk")[:MOST_SIMILAR]
    )


def _is_saved(campaign: Campaign, user: Any) -> bool | None:
    """Whether the reader has saved the role; None for a reader whom nobody knows."""
    if user is None or not user.is_authenticated:
        return None
    return SavedRole.objects.visible_to(user).filter(campaign=campaign).exists()


def _own_application(campaign: Campaign, user: Any) -> Application | None:
    if user is None or not user.is_authenticated:
        return None
    return Application.objects.of(user).filter(campaign=campaign).first()
