"""Where To do leads in a selection: to the next application, or to the form of what is next."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from hub.moves import offered
from hub.views.base import GuardedView
from roles.applications.services.sides import open_applications
from roles.applications.views.handled import HandledApplicationView
from roles.models.applications.application_state import ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.selection_order import obstacle_to
from roles.models.campaigns.turns import places_left
from roles.selection.moves import APPLICATION_MOVES
from roles.selection.next_step import steps_of_application
from roles.selection.sift_progress import sift_progress

# What is done with applications in a state; of the others a decision, on the application's page.
MOVES = {
    ApplicationState.SIFT_PASS: "invite",
    ApplicationState.INTERVIEW_INVITED: "book",
    ApplicationState.RECOMMENDED: "offer",
    ApplicationState.RESERVE: "offer",
}
# So many are looked at for one that need not wait.
MOST_LOOKED_AT = 30


class NextView(GuardedView):
    """Leads to the first application of a campaign that waits in a state, else to their list."""

    permission = "roles.view_application"
    campaign: Campaign

    def get_permission_object(self) -> Campaign:
        rows = Campaign.objects.select_related("organisation__parent")
        found = get_object_or_404(rows, reference=self.kwargs["reference"])
        self.campaign = found.read_by(self.request.user)
        return self.campaign

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["state"] not in ApplicationState.values:
            raise Http404
        open_applications(campaign=self.campaign, actor=self.person)
        listed = reverse("roles:sift_list", args=[self.campaign.reference])
        return redirect(self.next_one(ApplicationState(kwargs["state"])) or listed)

    def next_one(self, state: ApplicationState) -> str:
        """The address of what is done next with the first that need not wait; "" for none."""
        if state == ApplicationState.SUBMITTED:
            progress = sift_progress(self.campaign, self.person)
            return progress.address if progress and progress.reference else ""
        rows = self.campaign.applications.handled_by(self.person).going_on().filter(state=state)
        rows = rows.select_related("offer_terms__place").in_order_of_merit()
        move = MOVES.get(state)
        for row in islice(rows.iterator(MOST_LOOKED_AT), MOST_LOOKED_AT):
            row.campaign = self.campaign
            if row.release_at and row.release_at > timezone.now():
                # Its candidate has yet to hear of the decision before (R19).
                continue
            if move is None:
                return reverse("roles:sift_detail", args=[self.campaign.reference, row.reference])
            if move == "offer" and places_left(row) is None:
                # Passed over with a reason: the next in order is offered the post (S38).
                continue
            if not obstacle_to(row, move):
                names = [self.campaign.reference, row.reference, move]
                return reverse("roles:sift_move", args=names)
        return ""


class ApplicationGoOnView(HandledApplicationView):
    """Leads to the form of what is next of an application, else to its page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        offers = offered(
            APPLICATION_MOVES, self.application, self.person, steps_of_application(self.application)
        )
        names = [self.application.campaign.reference, self.application.reference]
        address = offers.address_of_next(
            lambda slug: reverse("roles:sift_move", args=[*names, slug])
        )
        return redirect(address or self.detail_url)
