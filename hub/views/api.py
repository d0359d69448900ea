"""The JSON API of the hub: the same figures as the dashboard; and the documentation of it all."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import Query
from pydantic import Field

from hub.api import Parameters, Record, Router, answers, described, openapi, problem
from hub.indicators import Figure, figures
from hub.indicators.selecting import Selection, UnknownSelectionError, select
from hub.views.monitoring import rows_url

router = Router()


@csrf_exempt
def nothing(request: HttpRequest) -> HttpResponse:
    """404 at every address under /api that is none, whatever the method."""
    return problem(404, "Not found", f"There is nothing at {request.path_info}. See /api/docs.")


class FiguresParameters(Parameters):
    """Whose figures, and of when."""

    is_strict: ClassVar[bool] = True

    period: Annotated[
        str, Field(json_schema_extra={"pattern": "^[0-9]{4}-Q[1-4]$", "example": "2013-Q2"})
    ] = ""
    """The quarter, such as 2013-Q2. Without it, the last that was closed."""
    department: str = ""
    """The code of a department or body, such as DWP."""


class FigurePart(Record):
    """A part of a figure."""

    slug: str
    """A unique code for the part."""
    label: str
    """The part's name."""
    value: int | None
    """The part of the figure."""
    qualifier: str
    """Such as “demonstration data”."""
    plan: bool
    """Whether it is only planned."""


class FigureCorrection(Record):
    """A correction of a figure."""

    value: int | None
    """What the value should have been."""
    text: str
    """How the figure should have read."""
    reason: str
    """Why it was corrected."""
    on: date
    """The day of the correction, such as 2013-10-01."""


class PublishedFigure(Record):
    """A figure of a quarter."""

    slug: str
    """A unique code for the indicator."""
    label: str
    """Its name."""
    definition: str
    """What is counted, and when."""
    unit: str
    """What the value counts."""
    value: int | None
    """The figure; null where it is words."""
    of: int | None
    """What the value is out of."""
    text: str
    """The figure as people read it."""
    qualifier: str
    """What has to be said with it."""
    parts: list[FigurePart]
    """What it is made of."""
    corrections: list[FigureCorrection]
    """Of a closed quarter's figure, the oldest first; the figure itself stays."""
    period: str
    """The quarter."""
    rows: str
    """The page with the records counted; they may need a sign-in."""


class Figures(Record):
    """All figures of a quarter."""

    period: str
    """The quarter."""
    period_label: str
    """The quarter in words."""
    department: str | None
    """The code, or null for government."""
    closed: bool
    """Whether the figures are frozen."""
    demonstration: bool
    """Whether the data are made up."""
    indicators: list[PublishedFigure]


@router.get(
    "/api/indicators",
    url_name="api_indicators",
    operation_id="hub.indicators",
    summary="The figures of a quarter",
    response=Figures,
    openapi_extra=answers(
        problems={
            400: "There is no such period or department.",
            401: "These figures are not public.",
            404: "There are no figures that you may see.",
        }
    ),
)
def indicators(request: HttpRequest, asked: Query[FiguresParameters]) -> Figures | HttpResponse:
    """The same figures as the monitoring page. Government's totals of a closed quarter are open
    to anyone; a department's, and those of the quarter that is not over, to those who have signed
    in and may see them.
    """
    try:
        selection = select(asked.period, asked.department, request.user)
    except UnknownSelectionError as error:
        return problem(400, "Unknown period or department", str(error))
    if not selection.visible_to(request.user):
        if not request.user.is_authenticated:
            return problem(401, "Sign in", "These figures are not public. Sign in to see them.")
        return problem(404, "Not found", "There are no figures here that you may see.")
    return Figures(
        period=selection.period.code,
        period_label=selection.period.label,
        department=selection.organisation.code if selection.organisation else None,
        closed=selection.is_closed,
        demonstration=settings.HUB_DEMO,
        indicators=[
            describe(figure, selection)
            for figure in figures(selection.period, selection.organisation)
        ],
    )


@csrf_exempt
@require_safe
def document(request: HttpRequest) -> JsonResponse:
    """The OpenAPI document of every app's operations."""
    response = JsonResponse(openapi(), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    return response


@csrf_exempt
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people: each operation with its parameters and what comes back."""
    context = {"operations": described(), "a_minute": settings.HUB_API_REQUESTS_A_MINUTE}
    return render(request, "hub/api_docs.html", context)


def describe(figure: Figure, selection: Selection) -> PublishedFigure:
    """One figure as plain data."""
    indicator, measure = figure.indicator, figure.measure
    return PublishedFigure(
        slug=indicator.slug,
        label=indicator.label,
        definition=indicator.definition,
        unit=indicator.unit,
        value=measure.value,
        of=measure.of,
        text=measure.text,
        qualifier=measure.qualifier,
        parts=[
            FigurePart(
                slug=part.slug,
                label=part.label,
                value=part.value,
                qualifier=part.qualifier,
                plan=part.is_plan,
            )
            for part in measure.parts
        ],
        corrections=[
            FigureCorrection(
                value=correction.value,
                text=correction.text,
                reason=correction.reason,
                on=timezone.localdate(correction.corrected_at),
            )
            for correction in figure.corrections
        ],
        period=selection.period.code,
        rows=settings.HUB_BASE_URL + rows_url(selection, indicator.slug),
    )
