"""What a campaign's panels wait for, as its next step says it (R9, R10)."""

from __future__ import annotations

from django.utils import timezone

from hub.numbers import plural
from hub.states import Step
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.selection.panel import lacking_before_sift
from roles.models.selection.panel_gate import FEWEST
from roles.models.selection.panels_wanted import sifts_without_panel, wants_sift_panel
from roles.models.selection.stage_result import StageResult

SET_UP = "Set up the panel for the sift."
# Where nobody is met before it is recorded which Commissioner chairs.
BEFORE_MERIT = (CampaignState.SIFTING, CampaignState.INTERVIEWING)


def _lacking_markers(campaign: Campaign) -> tuple[Step, ...]:
    """That too few people on a panel can mark some of the applications; () for none (S3)."""
    rows = StageResult.objects.filter(application__campaign=campaign)
    if campaign.reader is not None:
        rows = rows.shown_to(campaign.reader)
    if not (number := sum(rows.lacking_markers().values())):
        return ()
    applications = plural(number, "application")
    panels = campaign.selection_panels.that_sift()
    if panels.filter(markers_each__isnull=False).exists():
        again = f"Too few people mark {applications}. Share out the marking again."
        return (
            Step(f"See the panels. {again}", page="see_panels"),
            Step(f"The department finds somebody else to mark {applications}."),
        )
    what = f"At least {FEWEST} people have to mark each application."
    return (
        Step(
            f"See the panels. Too few people can mark {applications}: invite somebody else. {what}",
            page="see_panels",
        ),
        Step(f"The department finds somebody else to mark {applications}. {what}"),
    )


def _to_agree(campaign: Campaign) -> tuple[Step, ...]:
    """That the panel has to agree marks before somebody decides; () for none (S24)."""
    rows = StageResult.objects.all()
    disputed = rows.disputed_in(campaign).keys() - rows.waiting_in(campaign).keys()
    if not (number := len(disputed - campaign.hidden_applications)):
        return ()
    applications = plural(number, "application")
    return (
        Step(
            f"See the panels. Marks differ for {applications}: the chair agrees them on the page "
            "“Marks that differ”, then somebody decides.",
            page="see_panels",
        ),
        Step(f"The panel agrees marks that differ for {applications}. Then somebody decides."),
    )


def steps_of_panels(campaign: Campaign) -> tuple[Step, ...]:
    """What its panels lack now that another move waits for, () for nothing."""
    state = CampaignState(campaign.state)
    if state == CampaignState.CLOSED:
        if not (found := lacking_before_sift([campaign], timezone.localdate())[campaign.pk]):
            return ()
        what = " ".join(found)
        others = Step(f"The department has this to do before the sift can start. {what}")
        if sifts_without_panel([campaign]):
            return (Step(f"{SET_UP} {what}", page="panels"), others)
        return (
            Step(f"See the panels. Before the sift can start: {what}", page="see_panels"),
            others,
        )
    if state == CampaignState.SIFTING and (
        of_marks := _lacking_markers(campaign) or _to_agree(campaign)
    ):
        return of_marks
    if state in BEFORE_MERIT and (why := campaign.selection_panels.why_no_commissioner(campaign)):
        return (Step(str(why), page="panels"),)
    return (Step(SET_UP, page="panels"), *state.facts.steps) if wants_sift_panel(campaign) else ()
