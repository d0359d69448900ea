"""The public pages of the demonstration's cohorts, made as an editor would."""

from __future__ import annotations

from hub.dates import month_gb
from hub.models import HomePage
from training.cohorts.pages import CohortPage
from training.models import Cohort, CohortState, Programme
from training.programmes.pages import ProgrammeIndexPage

ABOUT_PROGRAMME = (
    "<h2>What you learn</h2><p>How to find out what users need, lead a team that works in an "
    "agile way, meet the service standard and choose technology.</p>"
    "<h2>Who it is for</h2><p>Newly appointed service owners. Exemplar services come first, then "
    "services with more than 100,000 transactions a year.</p>"
)
ABOUT_COHORT = (
    "<h2>Before you come</h2><p>Plan to be away from your service on each day. Bring a problem of "
    "your own service: you work on it in every module.</p>"
)
ADJUSTMENTS = (
    "Tell us by email if you need a change to the rooms, the times or the materials because of a "
    "disability or a health condition."
)


def publish_pages(programme: Programme) -> None:
    """Publish the programme's page and one for each cohort still to come that has none."""
    home = HomePage.objects.first()
    if home is None:
        return
    index = ProgrammeIndexPage.objects.filter(programme=programme).first()
    if index is None:
        index = ProgrammeIndexPage(
            title="Service Manager induction",
            slug="induction",
            programme=programme,
            summary="Six days for people newly appointed to own a government service.",
            body=[
                (
                    "text",
                    ABOUT_PROGRAMME,
                )
            ],
        )
        home.add_child(instance=index)
        index.save_revision().publish()
    waiting = Cohort.objects.filter(
        release__programme=programme,
        page__isnull=True,
        state__in=[CohortState.OPEN, CohortState.FULL],
    )
    for cohort in waiting:
        page = CohortPage(
            title=f"{cohort.name}: {month_gb(cohort.starts_on)}",
            slug=cohort.slug,
            cohort=cohort,
            summary="Six days in central London for newly appointed service owners.",
            body=[
                (
                    "text",
                    ABOUT_COHORT,
                ),
                (
                    "inset",
                    ADJUSTMENTS,
                ),
            ],
        )
        index.add_child(instance=page)
        page.save_revision().publish()
