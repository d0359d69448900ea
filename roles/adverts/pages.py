"""The advert: what the public reads of a campaign. Content only; the campaign does the work."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet, Revision
from wagtail.search import index

from hub.blocks import body_blocks
from hub.models import SecondPersonMixin, keys_of, sides_of
from hub.page_forms import SharedPageForm
from hub.standing_pages import StandingPageMixin, StaysPublic
from roles.adverts.context import vacancy_context
from roles.adverts.panels import AdvertCheckPanel
from roles.adverts.words import from_lines, lines_of
from roles.models.adverts.advert_review import AdvertReview
from roles.models.adverts.review_state import ReviewState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_part import CampaignPart, ExemptedError
from roles.models.campaigns.campaign_side import RivalError, competes_in
from roles.models.campaigns.priority_mover import is_hidden_from

OWN_WORDS = (
    "You cannot approve this advert because you sent it or wrote some of it. Ask another member of "
    "the hub team"
)
# Where the words are of who stands in for them, or for whom they stand in (H8).
WORDS_OF_SIDE = (
    "You cannot approve this advert because somebody you stand in for, or who stands in for you, "
    "sent it or wrote some of it. Ask another member of the hub team"
)


class VacancyIndexPage(StandingPageMixin, Page):
    """The parent of the adverts; the public list stands at its address."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["hub.HomePage"]
    subpage_types: ClassVar[list[str]] = ["roles.VacancyPage"]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the reader to the list, which is made from listings and not from pages."""
        return redirect("roles:vacancy_list")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The list, too: the page has no words of its own to preview."""
        return self.serve(request)


class VacancyPageQuerySet(PageQuerySet):
    """Adverts by who may find them in the admin."""

    def kept_from(self, user: Any) -> VacancyPageQuerySet:
        """Those of roles that a person applies for: they do not read how these stand (R25)."""
        found: VacancyPageQuerySet = self.filter(campaign__in=Campaign.objects.competed_in_by(user))
        return found


class VacancyPage(SecondPersonMixin, Page):
    """The advert of one campaign: title and prose; its facts are the campaign's (R6).

    Nobody publishes words that they had a part in, before others have read them.
    """

    # What is done to it, its campaign's entries say.
    is_logged_by_its_record: ClassVar[bool] = True

    campaign = models.OneToOneField(Campaign, on_delete=models.PROTECT, related_name="page")
    summary = models.CharField(
        max_length=300, help_text="One or two sentences for the list: what the person will do."
    )
    body = StreamField(body_blocks(), blank=True)
    welsh_title = models.CharField("title in Welsh", max_length=255, blank=True)
    welsh_summary = models.CharField("summary in Welsh", max_length=300, blank=True)
    welsh_body = models.TextField(
        "advert in Welsh",
        blank=True,
        help_text="Begin a heading with ## and a list item with -.",
    )

    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("campaign", read_only=True),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("welsh_title"), FieldPanel("welsh_summary"), FieldPanel("welsh_body")],
            heading="In Welsh",
            help_text="Only for an advert in English and Welsh: the campaign’s terms say so. "
            "An advert in Welsh alone is written above.",
            classname="collapsed",
        ),
        AdvertCheckPanel(heading="Advert check"),
    ]
    base_form_class = SharedPageForm
    search_fields: ClassVar[list] = [
        *Page.search_fields,
        index.SearchField("searched_facts"),
        index.AutocompleteField("searched_facts"),
    ]
    objects = PageManager.from_queryset(VacancyPageQuerySet)()
    # What is approved in Wagtail's moderation, the campaign publishes.
    is_published_by_service = True
    # An open role is open to everybody: no page of it is private.
    private_page_options: ClassVar[list[str]] = []
    template = "roles/adverts/vacancy_page.html"
    parent_page_types: ClassVar[list[str]] = ["roles.VacancyIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    def clean(self) -> None:
        """Never with a time at which Wagtail takes it down. Raises ``ValidationError`` (R7).

        What the public was told of keeps its address, too, and no later version of it waits for a
        day: until then nobody could correct it.
        """
        super().clean()
        faults = {}
        if self.expire_at:
            faults["expire_at"] = "Leave this empty. The advert stays public after the role closes."
        if self.is_permanent and self.go_live_at and self.go_live_at > timezone.now():
            faults["go_live_at"] = (
                "Leave this empty. The advert is already public. Publish your changes now."
            )
        if self.has_another_address:
            faults["slug"] = "You cannot change this address, because people may already have it."
        if faults:
            raise ValidationError(faults)

    def searched_facts(self) -> str:
        """What staff look for beside the title: the campaign's reference and its department."""
        organisation = self.campaign.organisation
        return f"{self.campaign.reference} {organisation.name} {organisation.display_code}"

    @property
    def is_permanent(self) -> bool:
        """Whether the public has been told of it, so that its address stays for good."""
        return self.campaign.opened_at is not None

    def permissions_for_user(self, user: Any) -> StaysPublic:
        """Without a way to take it down: what the public was told of, the campaign takes back."""
        return StaysPublic(user, self)

    @property
    def has_another_address(self) -> bool:
        """Whether it is about to be stored at another address than the public was told of."""
        known = VacancyPage.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        return self.is_permanent and known is not None and known != self.slug

    def agreed_versions(self) -> dict[str, int | None]:
        """What is public, and what the hub has passed, as it was saved until then."""
        passed = AdvertReview.objects.passed().filter(campaign=self.campaign_id)
        last = passed.order_by("revision").values_list("version", "revision")
        return {**dict(last), **super().agreed_versions()}

    def first_writers(self) -> list[int | None]:
        """An advert is filled from the job description: what was written of it since the approval
        (R1), or the hub's agreement (R4), nobody else has read."""
        campaign = self.campaign
        agreed = [campaign.approved_at, campaign.job_description_agreed_at]
        rows = campaign.parts.filter(part=CampaignPart.Part.JOB_DESCRIPTION)
        if moments := [moment for moment in agreed if moment]:
            rows = rows.filter(at__gt=max(moments))
        return list(rows.values_list("person_id", flat=True))

    def is_own_work_of(self, user: Any, upto: Revision | None = None) -> bool:
        """Whoever wrote some of it, or applies for the role (R25); before it opens, who gave its
        exemption as well (R23)."""
        if user.pk is not None and competes_in(user, self.campaign):
            return True
        return super().is_own_work_of(user, upto) or self.was_exempted_by(user)

    def why_own(self, user: Any) -> str:
        """Why a person neither checks nor publishes it: their part in it; "" without one."""
        if competes_in(user, self.campaign):
            return RivalError.reason
        if self.was_exempted_by(user):
            return ExemptedError.reason
        if not self.is_own_work_of(user):
            return ""
        return OWN_WORDS if self.was_written_by(user) else WORDS_OF_SIDE

    def was_written_by(self, user: Any) -> bool:
        """Whether the person themself wrote some of what nobody else has agreed to."""
        return not keys_of(user).isdisjoint(self.writers())

    def part_of(self, user: Any) -> str:
        """What of it keeps a person from publishing it, to begin a sentence; "" where nothing."""
        if not self.is_own_work_of(user):
            return ""
        if self.was_written_by(user):
            return "You wrote some of this advert"
        if sides_of(user).isdisjoint(self.writers()):
            return "You had a part in this campaign"
        return "Somebody you stand in for, or who stands in for you, wrote some of this advert"

    def why_closed_to(self, user: Any) -> str:
        """Why no screen of Wagtail's does anything to it for this person; "" where they do.

        It is for others than who applies for the role (R25), and who gave its exemption (R23).
        """
        if competes_in(user, self.campaign):
            return RivalError.reason
        given = self.campaign.exemptions.given_by(user)
        return ExemptedError.reason if given.exists() else ""

    def editor_for(self, user: Any) -> str:
        """The address of Wagtail's editor, for those whom it opens for; "" for others."""
        if not user.has_perm("wagtailadmin.access_admin") or self.why_closed_to(user):
            return ""
        may = self.permissions_for_user(user).can_edit()
        return reverse("wagtailadmin_pages:edit", args=[self.pk]) if may else ""

    def campaign_for(self, user: Any) -> str:
        """The address of its campaign, for those who may open that; "" for others: editors."""
        may = user.has_perm("roles.view_campaign", self.campaign)
        rows = Campaign.objects.visible_to(user) if may else Campaign.objects.none()
        seen = rows.filter(pk=self.campaign_id).exists()
        return self.campaign.get_absolute_url() if seen else ""

    def was_exempted_by(self, user: Any) -> bool:
        """Whether the person let it open before an election, and so does not open it."""
        given = self.campaign.exemptions.given_by(user)
        return self.campaign.opened_at is None and given.exists()

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Never by hand: an advert is made from its campaign."""
        return False

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The campaign's facts beside the prose."""
        context = super().get_context(request, *args, **kwargs)
        language = kwargs.get("language", "")
        return {**context, **vacancy_context(self, request, language)}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The advert; while priority movers see it first, it does not exist for others (R3)."""
        if is_hidden_from(self.campaign, request.user, timezone.now()):
            raise Http404
        return super().serve(request, *args, **kwargs)

    @property
    def has_unpublished_words(self) -> bool:
        """Whether the public reads other words than those that were saved last."""
        if not (self.live and self.has_unpublished_changes and self.latest_revision):
            return False
        public = self.live_revision
        latest = self.version_of(self.latest_revision.content)
        return public is None or latest != self.version_of(public.content)

    @property
    def unpublished_change(self) -> Revision | None:
        """What changed the words last that the public does not read yet; None where it does."""
        if not self.has_unpublished_words:
            return None
        public = self.live_revision
        return self.change_since(self.version_of(public.content) if public else "")

    @property
    def returned_change(self) -> AdvertReview | None:
        """The return of the change that was saved last; None where nobody returned these words."""
        if not self.campaign.opened_at:
            return None
        last = self.campaign.reviews.select_related("answered_by").first()
        is_this = last and last.state == ReviewState.RETURNED and last.version == self.version
        return last if is_this and self.has_unpublished_words else None

    @property
    def plain_text(self) -> str:
        """The prose without markup, for search and for machines."""
        return " ".join(strip_tags(str(block)) for block in self.body)

    @property
    def saved_lines(self) -> list[str]:
        """Every line as it was last saved, for whoever decides on the advert before it is read."""
        latest = self.get_latest_revision()
        return lines_of(latest.content) if latest else []

    @property
    def welsh_blocks(self) -> list[Any]:
        """The Welsh prose as a page shows it."""
        return [value for _, value in from_lines(self.welsh_body)]

    @property
    def shows_welsh(self) -> bool:
        """Whether there is a Welsh text beside the English one for the public to read."""
        return bool(self.campaign.is_bilingual and self.welsh_title and self.welsh_summary)


def why_sent(review: AdvertReview, person: Any) -> str:
    """Why a person does not answer the check of an advert that their side sent; "" otherwise."""
    if review.sent_by_id in keys_of(person):
        return OWN_WORDS
    return WORDS_OF_SIDE if review.sent_by_id in sides_of(person) else ""
