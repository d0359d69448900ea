"""The hub's own operations: the published figures."""

from __future__ import annotations

from hub.api.declaring import Operation, Parameter, listing, number, record, text

PART = record(
    {
        "slug": text("Tells the part apart."),
        "label": text("The part's name."),
        "value": number("The part of the figure.", kind="number", nullable=True),
        "qualifier": text("Such as “demonstration data”."),
        "plan": {"type": "boolean", "description": "Whether it is planned and not yet so."},
    }
)
CORRECTION = record(
    {
        "value": number("What the value should have been.", kind="number", nullable=True),
        "text": text("How the figure should have read."),
        "reason": text("Why it was corrected."),
        "on": text("The day of the correction, such as 2013-10-01."),
    }
)
INDICATOR = record(
    {
        "slug": text("Tells the indicator apart."),
        "label": text("Its name."),
        "definition": text("What is counted, and when."),
        "unit": text("What the value counts."),
        "value": number("The figure; null where it is words.", kind="number", nullable=True),
        "of": number("What the value is out of.", kind="number", nullable=True),
        "text": text("The figure as people read it."),
        "qualifier": text("What has to be said with it."),
        "parts": listing(PART, "What it is made of."),
        "corrections": listing(
            CORRECTION, "Of a closed quarter's figure, the oldest first; the figure itself stays."
        ),
        "period": text("The quarter."),
        "rows": text("The page with the rows counted; they may need a sign-in."),
    }
)
HUB_OPERATIONS = (
    Operation(
        slug="hub.indicators",
        path="/api/indicators",
        summary="The figures of a quarter",
        description=(
            "The same figures as the monitoring page. Government's totals of a closed quarter are "
            "open to anyone; a department's, and those of the quarter that is not over, to those "
            "who have signed in and may see them."
        ),
        parameters=(
            Parameter(
                "period",
                "The quarter, such as 2013-Q2. Without it, the last that was closed.",
                {"type": "string", "pattern": "^[0-9]{4}-Q[1-4]$"},
            ),
            Parameter("department", "The code of a department or body, such as DWP."),
        ),
        answer=record(
            {
                "period": text("The quarter."),
                "period_label": text("The quarter in words."),
                "department": {
                    "type": ["string", "null"],
                    "description": "The code, or null for government.",
                },
                "closed": {"type": "boolean", "description": "Whether the figures are frozen."},
                "demonstration": {
                    "type": "boolean",
                    "description": "Whether the data are made up.",
                },
                "indicators": listing(INDICATOR),
            }
        ),
        problems={
            400: "There is no such period or department.",
            401: "These figures are not public.",
            404: "There are no figures that you may see.",
        },
        example="/api/indicators?period=2013-Q2",
    ),
)
