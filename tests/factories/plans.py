"""Short ways to write the stage plan of a campaign in a test, as rows."""

from __future__ import annotations

from roles.models import Campaign, Stage, StagePlan

FRAMEWORK = "success-profiles-2026"
ASKED = ["experience", "technical"]


def make_plan(
    campaign: Campaign, *, lead: str = "", second: str = "", asked: list[str] | None = None
) -> StagePlan:
    """A sift of the statement, then an interview about some elements; enough is 4 of 7."""
    plan = StagePlan.objects.create(
        campaign=campaign, framework=FRAMEWORK, tie_lead=lead, tie_second=second
    )
    for number, kind in enumerate((Stage.Kind.SIFT, Stage.Kind.INTERVIEW), 1):
        Stage.objects.create(plan=plan, number=number, kind=kind, elements=asked or ASKED)
    return plan
