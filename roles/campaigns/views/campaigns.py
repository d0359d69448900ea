"""The campaigns workspace: the list, a campaign with its posts and approvals, its moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from hub import timeline
from hub.history import entries_by_day
from hub.models import Need
from hub.moves import Move, MoveView, Offers, offered
from hub.narrowing import Narrowing
from hub.states import Step
from hub.tables import Table
from hub.views.answering_need import AnsweringNeedView
from hub.views.base import GuardedTemplateView
from hub.views.pdf_files import asks_for_pdf, pdf_at, picture_as_pdf
from hub.views.record_lists import RecordListView
from hub.views.record_page import RecordPage
from roles.campaigns import tables
from roles.campaigns.forms.new_campaign import NewCampaignForm
from roles.campaigns.funnel import funnel_of
from roles.campaigns.next_step import steps_of, why_not_approved
from roles.campaigns.services.drafting import make_campaign
from roles.campaigns.services.exemptions import never_in_periods, waits_until, why_never
from roles.campaigns.services.readiness import lacking_for_opening
from roles.campaigns.stage_bar import stages_shown
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.models.adverts.advert_question import AdvertQuestion
from roles.models.campaigns.campaign import Campaign, CampaignQuerySet
from roles.models.campaigns.campaign_side import competed_in, side_of
from roles.models.campaigns.campaign_state import UNFINISHED, CampaignState
from roles.models.campaigns.post import FILLED
from roles.models.campaigns.stage_plan import pass_marks_of
from roles.models.selection.merit_order import is_marked_at_interviews
from roles.models.selection.panel import PanelMember
from roles.telling import calls_of


class CampaignListView(RecordListView):
    """The campaigns a person may see, by state; those not ended unless a state is chosen."""

    permission = "roles.view_campaign"
    template_name = "roles/campaigns/campaign_list.html"
    url_name = "roles:campaign_list"
    title = "Campaigns"
    export_filename = "campaigns"
    called = ("campaign", "campaigns")
    narrowed_by = (
        Narrowing("organisation", "Organisation", "organisation__code", "organisation__name"),
    )
    selected_by = ("state",)

    @cached_property
    def visible(self) -> CampaignQuerySet:
        """The campaigns that the person may see."""
        return Campaign.objects.visible_to(self.request.user)

    @cached_property
    def state(self) -> str:
        """The state that is shown; "" for those not ended."""
        return self.filters.chosen("state", CampaignState.values, "state")

    def get_records(self) -> QuerySet[Campaign]:
        rows = self.visible.filter(state=self.state) if self.state else self.visible.unfinished()
        narrowed: QuerySet[Campaign] = self.narrow(rows)
        return (
            narrowed.select_related("organisation", "grade")
            .annotate(
                posts_count=Count("posts"),
                filled_count=Count("posts", filter=Q(posts__state__in=FILLED)),
            )
            .order_by("-draft_at", "-pk")
        )

    def get_table(self, records: Sequence[Campaign]) -> Table:
        return tables.CAMPAIGNS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = Counter(self.visible.order_by().values_list("state", flat=True))
        return super().get_context_data(
            may_see_equality=self.request.user.has_perm("roles.view_equalitytotal"),
            may_see_return=self.request.user.has_perm("roles.view_commission_return"),
            may_see_complaints=self.request.user.has_perm("roles.view_complaint"),
            may_see_quality=self.request.user.has_perm("roles.view_panel_quality"),
            may_see_times=self.request.user.has_perm("roles.view_times"),
            state=self.state,
            states=[
                (value, label, counts[value])
                for value, label in CampaignState.choices
                if counts[value] or value == self.state
            ],
            unfinished=sum(counts[value] for value in counts if value in UNFINISHED),
            sees_movers=self.request.user.has_perm("roles.view_prioritymover"),
            may_make=self.request.user.has_perm("roles.make_campaign"),
            **kwargs,
        )


class CampaignMakeView(AnsweringNeedView):
    """Start a campaign without a support request."""

    permission = "roles.make_campaign"
    template_name = "roles/campaigns/campaign_make.html"
    form_class = NewCampaignForm

    def initial_from(self, need: Need) -> dict[str, Any]:
        title = str(need.level or need.role or "")
        return {**super().initial_from(need), "title": title, "posts": need.headcount}

    def form_valid(self, form: NewCampaignForm) -> HttpResponse:
        campaign = make_campaign(actor=self.person, need=form.need, **form.cleaned_data)
        messages.success(self.request, f"{campaign} has been made. Complete its terms next")
        return redirect(campaign)


class CampaignDetailView(RecordPage, CampaignRecordView, GuardedTemplateView):
    """A campaign: what is next, what it lacks, its terms, posts, approvals and thread.

    ``moves`` are put together in ``roles.urls``, where those of its advert are known too.
    """

    of, listed_in = Campaign, CampaignListView
    moves: ClassVar[tuple[Move, ...]] = ()

    def get_campaigns(self) -> CampaignQuerySet:
        return Campaign.objects.all().open_in_part_to(self.request.user)

    @cached_property
    def competes(self) -> bool:
        """Whether the reader applies for it: they read why a colleague fills it, and no more."""
        return self.record.pk in competed_in(self.person)

    def get_template_names(self) -> list[str]:
        name = "own_competition" if self.competes else "campaign_detail"
        return [f"roles/campaigns/{name}.html"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not asks_for_pdf(request):
            return super().get(request, *args, **kwargs)
        campaign = self.record
        funnel = None if self.competes else funnel_of(campaign)
        if funnel is None or funnel.picture is None:
            raise Http404
        return picture_as_pdf(
            request,
            funnel.picture,
            f"campaign-{campaign.reference}",
            title=f"{campaign}: {campaign.title}",
            caption=campaign.organisation.name,
            words=funnel.words,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign, user = self.record, self.request.user
        if self.competes:
            side = side_of(campaign, self.person)
            return super().get_context_data(record=campaign, campaign=campaign, side=side, **kwargs)
        may_sift = user.has_perm("roles.view_application", campaign)
        moves = self.offers()
        return super().get_context_data(
            record=campaign,
            campaign=campaign,
            stages=stages_shown(campaign),
            funnel=funnel_of(campaign),
            pdf=pdf_at(campaign.get_absolute_url()),
            next_step=moves.next_step,
            why_not_approved=why_not_approved(campaign),
            lacking=[]
            if campaign.opened_at or campaign.is_ended
            else lacking_for_opening(campaign),
            moves=moves,
            posts=tables.POSTS.of(campaign.posts.select_related("role", "level")),
            approvals=tables.APPROVALS.of(
                campaign.approvals.select_related("approver", "delegation")
            ),
            exemptions=tables.EXEMPTIONS.of(
                campaign.exemptions.select_related("period", "asked_by", "decided_by")
            ),
            waits_until=(waits := waits_until(campaign)),
            never_opens=waits and why_never(campaign, waits),
            cannot_open=[
                f"{period.title}: {why}"
                for period, why in never_in_periods(campaign).items()
                if why not in str(moves.next_step)
            ],
            pass_marks=pass_marks_of(campaign),
            later_rounds=list(campaign.later_rounds.order_by("-pk")[:1]),
            may_sift=may_sift,
            may_explain=user.has_perm("roles.view_decision_record", campaign),
            declares_first=campaign.pk in Campaign.objects.undeclared_by(self.person),
            has_merit_list=campaign.interviewing_at is not None
            and user.has_perm("roles.view_merit_list", campaign)
            and is_marked_at_interviews(campaign),
            own_marking=PanelMember.objects.of(self.person).marking_in(campaign).first(),
            may_see_panels=user.has_perm("roles.view_panel", campaign),
            may_record_complaint=campaign.opened_at is not None
            and user.has_perm("roles.record_complaint", campaign),
            moderated=[
                panel.number
                for panel in (campaign.selection_panels.all() if campaign.sifting_at else ())
                if user.has_perm("roles.moderate_marks", panel)
            ],
            panels=campaign.selection_panels.in_words(has_sifted=campaign.sifting_at is not None),
            to_phone=tables.TO_PHONE.of(to_phone)
            if may_sift and (to_phone := calls_of(campaign, self.person))
            else None,
            side=side_of(campaign, self.person),
            bars_from_applying=campaign.is_open and campaign.applications_shown.sent().exists(),
            takes_feedback=campaign.awaits_feedback
            and user.has_perm("roles.answer_requestfeedback", campaign),
            advert_links=self.advert_links(),
            takes_questions=campaign.takes_questions
            and user.has_perm("roles.answer_advertquestion", campaign),
            questions_waiting=AdvertQuestion.objects.visible_to(user)
            .waiting()
            .filter(campaign=campaign)
            .count()
            if campaign.takes_questions
            else 0,
            history=entries_by_day(self.request, timeline.of(campaign)),
            **kwargs,
        )

    def offers(self) -> Offers:
        """What this person can do with it, and what is next."""
        campaign, user = self.record, self.request.user
        steps = steps_of(
            campaign,
            names_offers=user.has_perm("roles.view_application", campaign),
            may_end=user.has_perm("roles.select_campaign", campaign),
        )
        return offered(self.moves, campaign, user, steps, self.pages(steps))

    def pages(self, steps: Iterable[Step]) -> dict[str, tuple[str, str]]:
        """The pages on which one of the steps is taken, of those that this person may open."""
        campaign, user = self.record, self.request.user
        request = campaign.support_request
        advert = reverse("roles:campaign_advert", args=[campaign.reference])
        of_request = (
            reverse("roles:support_move", args=[request.reference, "campaign"])
            if request and request.is_worked_on
            else ""
        )
        known = {
            "make": (
                "roles.make_campaign",
                "Start a campaign",
                of_request or reverse("roles:campaign_make"),
            ),
            "applications": (
                "roles.view_application",
                "Read the applications",
                reverse("roles:sift_list", args=[campaign.reference]),
            ),
            "panels": (
                "roles.set_up_panel",
                "Set up the panel",
                reverse("roles:panel_list", args=[campaign.reference]),
            ),
            "see_panels": (
                "roles.set_up_panel",
                "See the panels",
                reverse("roles:panel_list", args=[campaign.reference]),
            ),
            "stages": (
                "roles.draft_campaign",
                "Add a stage",
                reverse("roles:stage", args=[campaign.reference, 1]),
            ),
            "advert": ("roles.draft_campaign", "Write the advert", advert),
            "check": ("roles.publish_campaign", "Check the advert", advert),
            "feedback": (
                "roles.answer_requestfeedback",
                "Tell the hub team how it ended",
                campaign.get_feedback_url(),
            ),
            "request": (
                "roles.answer_supportrequest",
                "Record the outcome",
                request.get_absolute_url() if request else "",
            ),
        }
        return {
            step.page: (label, url)
            for step in steps
            if step.page
            for permission, label, url in [known[step.page]]
            if user.has_perm(permission, request if step.page == "request" else campaign)
        }

    def advert_links(self) -> list[tuple[str, str]]:
        """Where this person can read or write the advert."""
        page = getattr(self.record, "page", None)
        if page is None:
            return []
        own = reverse("roles:campaign_advert", args=[self.record.reference])
        links = [(own, "Write the advert, check it, see its versions")]
        if page.has_unpublished_words:
            links = [(own, "Check the advert: there is a change that is not published")]
        if page.live:
            links.append((page.url or "", "Read the public advert"))
        if edit := page.editor_for(self.request.user):
            links.append((edit, "Edit, preview or schedule the advert"))
        return links


class CampaignGoOnView(CampaignDetailView):
    """Leads to the form of what is next: where To do leads, whatever that is by then."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reference = self.record.reference
        if self.competes:
            return redirect(self.record)
        address = self.offers().address_of_next(
            lambda slug: reverse("roles:campaign_move", args=[reference, slug])
        )
        if address == reverse("roles:campaign_advert", args=[reference]):
            return redirect("roles:advert_go_on", reference)
        return redirect(address or self.record)


class CampaignMoveView(MoveView):
    """One thing done to a campaign; ``moves`` are put together in ``roles.urls``."""

    record_argument = "campaign"

    def find_record(self) -> Campaign:
        rows = Campaign.objects.visible_to(self.request.user).with_related()
        found = get_object_or_404(rows, reference=self.kwargs["reference"])
        return found.read_by(self.request.user)
