"""The JSON API of the hub: the same figures as the dashboard."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.api import declared, limited, openapi, problem
from hub.indicators import Figure, figures
from hub.monitoring import Selection, UnknownSelectionError, select
from hub.views.monitoring import rows_url


@require_safe
@limited
def indicators(request: HttpRequest) -> JsonResponse:
    """All figures of a quarter: ``?period=2013-Q2&department=DWP``, both optional."""
    try:
        selection = select(
            request.GET.get("period", ""), request.GET.get("department", ""), request.user
        )
    except UnknownSelectionError as error:
        return problem(400, "Unknown period or department", str(error))
    if not selection.visible_to(request.user):
        if not request.user.is_authenticated:
            return problem(401, "Sign in", "These figures are not public. Sign in to see them.")
        return problem(404, "Not found", "There are no figures here that you may see.")
    return JsonResponse(
        {
            "period": selection.period.code,
            "period_label": selection.period.label,
            "department": selection.organisation.code if selection.organisation else None,
            "closed": selection.is_closed,
            "demonstration": settings.HUB_DEMO,
            "indicators": [
                describe(figure, selection)
                for figure in figures(selection.period, selection.organisation)
            ],
        }
    )


@require_safe
def document(request: HttpRequest) -> JsonResponse:
    """The OpenAPI document of every app's operations."""
    response = JsonResponse(openapi(), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people: each operation with its parameters and what comes back."""
    context = {"operations": declared(), "a_minute": settings.HUB_API_REQUESTS_A_MINUTE}
    return render(request, "hub/api_docs.html", context)


def describe(figure: Figure, selection: Selection) -> dict[str, Any]:
    """One figure as plain data."""
    indicator, measure = figure.indicator, figure.measure
    return {
        "slug": indicator.slug,
        "label": indicator.label,
        "definition": indicator.definition,
        "unit": indicator.unit,
        "value": measure.value,
        "of": measure.of,
        "text": measure.text,
        "qualifier": measure.qualifier,
        "parts": [
            {
                "slug": part.slug,
                "label": part.label,
                "value": part.value,
                "qualifier": part.qualifier,
                "plan": part.is_plan,
            }
            for part in measure.parts
        ],
        "corrections": [
            {
                "value": correction.value,
                "text": correction.text,
                "reason": correction.reason,
                "on": timezone.localdate(correction.corrected_at).isoformat(),
            }
            for correction in figure.corrections
        ],
        "period": selection.period.code,
        "rows": settings.HUB_BASE_URL + rows_url(selection, indicator.slug),
    }
