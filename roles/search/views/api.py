"""GET /api/vacancies: open vacancies as JSON, with the filters of the search."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from ninja import Path, Query
from pydantic import Field

from hub.api import Record, Router, Uri, WholeNumber, answers, problem
from roles.adverts.context import is_restricted, with_facts
from roles.adverts.pages import VacancyPage
from roles.search.vacancy_data import describe, describe_whole, with_campaigns
from roles.search.vacancy_records import Vacancy, WholeVacancy
from roles.search.vacancy_search import SORTINGS, SearchParameters, page_of
from roles.search.views.feeds import NO_PLACE, REFUSED, answer

MOST_A_PAGE = 100
USUAL_A_PAGE = 20
JSON = "application/json; charset=utf-8"
router = Router()


class VacanciesParameters(SearchParameters):
    """What the address of the vacancies may say; what the search would leave out is refused."""

    # The orders whose keys do not change while somebody reads on.
    sort: Literal["newest", "closing"] = "newest"
    """The order: newest (the usual one) or closing."""
    limit: WholeNumber = Field(
        default=USUAL_A_PAGE,
        ge=1,
        le=MOST_A_PAGE,
        description=f"How many on a page: {USUAL_A_PAGE} unless said, {MOST_A_PAGE} at most.",
        json_schema_extra={"example": 5},
    )
    after: str = ""
    """Where the page begins: take it from the address of the next page."""


class VacanciesPage(Record):
    """A page of vacancies."""

    vacancies: list[Vacancy]
    """The page of vacancies."""
    next: Uri | None
    """The address of the next page; null after the last."""


@router.get(
    "/api/vacancies",
    url_name="api_vacancies",
    operation_id="roles.vacancies",
    summary="Open vacancies",
    response=VacanciesPage,
    openapi_extra=answers(problems=REFUSED),
)
def vacancies(request: HttpRequest, asked: Query[VacanciesParameters]) -> HttpResponseBase:
    """The vacancies that can be applied for now, with the filters of the search. Read on with the
    address in next, until it is null: a vacancy that opens or closes meanwhile moves no other.
    """
    rows = with_campaigns(asked.terms.listings(timezone.now()))
    try:
        page = page_of(rows, SORTINGS[asked.sort], after=asked.after, size=asked.limit)
    except ValueError:
        return problem(400, "Bad parameter", NO_PLACE)
    here = settings.HUB_BASE_URL + reverse("roles:api_vacancies")
    said = [(name, value) for name, values in request.GET.lists() for value in values if value]
    onward = [(name, value) for name, value in said if name != "after"]
    next_url = ""
    if page.next_cursor:
        next_url = f"{here}?{urlencode([*onward, ('after', page.next_cursor)])}"
    data = VacanciesPage(
        vacancies=[describe(listing) for listing in page.listings], next=next_url or None
    )
    response = answer(request, data.as_json(), JSON, f"{here}?{urlencode(sorted(said))}")
    if next_url:
        response["Link"] = f'<{next_url}>; rel="next"'
    return response


@router.get(
    "/api/vacancies/{reference:reference}",
    url_name="api_vacancy",
    operation_id="roles.vacancy",
    summary="One vacancy",
    response=WholeVacancy,
    openapi_extra=answers(problems={404: "There is no such advert."}),
)
def vacancy(
    request: HttpRequest, reference: str = Path(..., description="The reference, in either case.")
) -> HttpResponseBase:
    """The whole advert of one vacancy, open or not, as long as it is published."""
    rows = VacancyPage.objects.live().filter(
        ~is_restricted(), campaign__reference=reference, campaign__opened_at__isnull=False
    )
    page = with_facts(rows).first()
    # While priority movers see it first (R3), it does not exist for programs.
    if page is None or page.campaign.is_first_for_movers(timezone.now()):
        return problem(404, "Not found", f"There is no published advert {reference}.")
    return answer(request, describe_whole(page).as_json(), JSON, request.path)
