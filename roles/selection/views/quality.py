"""How those on panels mark, for the hub team’s leads: all, one campaign, one person, the rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from hub.tables import Table
from hub.views.base import GuardedTemplateView
from hub.views.record_lists import RecordListView
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.marking import elements_to_mark
from roles.models.selection.score import ScoreQuerySet
from roles.selection import quality_tables as tables
from roles.selection.services.agreement import Given, agreement
from roles.selection.services.panel_quality import (
    campaigns_marked,
    markers,
    marks_of,
    scores_of,
)


class QualityView(GuardedTemplateView):
    """The campaigns and people of the last 2 years."""

    permission = "roles.view_panel_quality"
    template_name = "roles/selection/quality.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaigns = campaigns_marked(self.person)
        marks = marks_of(campaigns, self.person)
        rows = []
        taken: Counter[int] = Counter()
        for campaign in campaigns:
            people = markers(marks[campaign.pk])
            taken.update(marker.who for marker in people)
            severe = sum(marker.is_severe for marker in people)
            found = agreement(marks[campaign.pk])
            rows.append(tables.OfCampaign(campaign, found, len(people), severe))
        everything = [mark for own in marks.values() for mark in own]
        return super().get_context_data(
            campaigns=tables.CAMPAIGNS.of(rows),
            people=tables.PEOPLE.of(markers(everything, taken)),
            **kwargs,
        )


class PersonQualityView(GuardedTemplateView):
    """How one person marked, in each campaign."""

    permission = "roles.view_panel_quality"
    template_name = "roles/selection/quality_person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        who = self.kwargs["person"]
        campaigns = campaigns_marked(self.person)
        marks = marks_of(campaigns, self.person)
        rows = [
            (campaign, marker)
            for campaign in campaigns
            for marker in markers(marks[campaign.pk])
            if marker.who == who
        ]
        if not rows:
            raise Http404
        everything = [mark for own in marks.values() for mark in own]
        [marker] = [each for each in markers(everything) if each.who == who]
        return super().get_context_data(
            marker=marker,
            picture_of=tables.gaps_of(rows, marker),
            by_campaign=tables.by_campaign(rows),
            **kwargs,
        )


class OfCampaign:
    """Finds the campaign of an address, if its marks may be looked at."""

    permission = "roles.view_panel_quality"
    campaign: Campaign
    kwargs: dict[str, Any]
    person: Any

    def get_permission_object(self) -> Campaign:
        rows = Campaign.objects.visible_to(self.person).select_related("organisation")
        self.campaign = get_object_or_404(
            rows, reference=self.kwargs["reference"], interviewing_at__isnull=False
        )
        self.campaign.read_by(self.person)
        return self.campaign


class CampaignQualityView(OfCampaign, GuardedTemplateView):
    """How far those who marked one campaign agree."""

    template_name = "roles/selection/quality_campaign.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign = self.campaign
        marks: list[Given] = marks_of([campaign], self.person)[campaign.pk]
        address = reverse("roles:quality_rows", args=[campaign.reference])
        return super().get_context_data(
            campaign=campaign,
            figures=tables.figures_of(marks, agreement(marks), address),
            people=tables.people_in(campaign).of(markers(marks)),
            **kwargs,
        )


class QualityRowsView(OfCampaign, RecordListView):
    """The marks that a figure is made of, with those of the others."""

    template_name = "roles/selection/quality_rows.html"
    url_name = "roles:quality_rows"
    title = "Marks compared"
    called = ("mark", "marks")

    @cached_property
    def scores(self) -> ScoreQuerySet:
        """All marks of the campaign that count."""
        return scores_of(self.campaign, self.person)

    def get_records(self) -> Any:
        rows = self.scores
        people = rows.order_by().values_list("place__person", "place").distinct()
        known = {str(person or -place) for person, place in people}
        who = self.filters.chosen("who", known, "person")
        gap = self.filters.chosen("gap", {"pairs", "equal", "within", "words"}, "figure")
        if who:
            own = Q(place__person=int(who)) if int(who) > 0 else Q(place=-int(who))
            rows = rows.filter(own)
        others = self.scores.filter(result=OuterRef("result"), element=OuterRef("element"))
        others = others.filter(~Q(place=OuterRef("place")))
        if gap == "pairs":
            rows = rows.filter(Exists(others))
        elif gap == "equal":
            rows = rows.filter(Exists(others.filter(points=OuterRef("points"))))
        elif gap == "within":
            near = others.filter(
                points__gte=OuterRef("points") - 1, points__lte=OuterRef("points") + 1
            )
            rows = rows.filter(Exists(near))
        elif gap == "words":
            rows = rows.filter(~Q(evidence=""))
        rows = rows.select_related("result__application", "place__person", "place__panel")
        return rows.order_by("result__application__reference", "element", "place")

    def get_table(self, records: Sequence[Any]) -> Table:
        numbers = {row.result.number for row in records}
        names = {
            element.slug: element.name
            for number in sorted(numbers)
            for element in elements_to_mark(self.campaign, number)
        }
        others: dict[tuple[int, str], list[tuple[int, int | None]]] = defaultdict(list)
        same = self.scores.filter(result__in=[row.result_id for row in records])
        for result, element, place, points in same.order_by("place").values_list(
            "result", "element", "place", "points"
        ):
            others[result, element].append((place, points))
        return tables.rows_table(others, names)

    def get_filename(self) -> str:
        return f"marks-compared-{self.campaign.reference}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("roles:campaign_quality", args=[self.campaign.reference])
        return super().get_context_data(campaign=self.campaign, back_url=back, **kwargs)
