"""GET /api/vacancies: open vacancies as JSON, with the filters of the search."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.api import limited, problem
from hub.models import FrameworkRole, Grade, Organisation, RoleFamily
from roles.api import AFTER, MOST_A_PAGE, SEARCH_PARAMETERS, USUAL_A_PAGE
from roles.models.place import Place
from roles.pages import VacancyPage
from roles.vacancy_context import is_restricted, with_facts
from roles.vacancy_data import NEWEST, ORDERS, describe, describe_whole, page_of
from roles.vacancy_search import Terms
from roles.views.feeds import answer

JSON = "application/json; charset=utf-8"
OTHERS = ("sort", "limit", AFTER.name)
# Where the values of a parameter are known from: a typing error should not look like "no roles".
KNOWN: dict[str, tuple[type[models.Model], str]] = {
    "family": (RoleFamily, "slug"),
    "role": (FrameworkRole, "slug"),
    "department": (Organisation, "code"),
    "grade": (Grade, "code"),
    "place": (Place, "slug"),
}


class BadParameterError(ValueError):
    """An address that asks for what there is not; the message says what to do."""


@limited
@require_safe
def vacancies(request: HttpRequest) -> HttpResponseBase:
    """One page of the vacancies that are open and answer the search."""
    query = request.GET
    try:
        terms = read_terms(query)
        order, limit = _one_of("sort", query, ORDERS) or NEWEST, _limit(query)
        page = page_of(
            terms, order=order, after=query.get("after", ""), size=limit, at=timezone.now()
        )
    except BadParameterError as error:
        return problem(400, "Bad parameter", str(error))
    except ValueError:
        return problem(
            400, "Bad parameter", "after is no place in the list: take it from next, unchanged."
        )
    here = settings.HUB_BASE_URL + reverse("roles:api_vacancies")
    asked = [(name, value) for name, values in query.lists() for value in values if value]
    onward = [(name, value) for name, value in asked if name != AFTER.name]
    next_url = ""
    if page.next_cursor:
        next_url = f"{here}?{urlencode([*onward, (AFTER.name, page.next_cursor)])}"
    data = {
        "vacancies": [describe(listing) for listing in page.listings],
        "next": next_url or None,
    }
    response = answer(request, _json(data), JSON, f"{here}?{urlencode(sorted(asked))}")
    if next_url:
        response["Link"] = f'<{next_url}>; rel="next"'
    return response


@limited
@require_safe
def vacancy(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The whole advert of one vacancy, open or not."""
    rows = VacancyPage.objects.live().filter(~is_restricted(), campaign__reference=reference)
    page = with_facts(rows).first()
    # While priority movers see it first (R3), it does not exist for programs.
    if page is None or page.campaign.is_first_for_movers(timezone.now()):
        return problem(404, "Not found", f"There is no published advert {reference}.")
    return answer(request, _json(describe_whole(page)), JSON, request.path)


def read_terms(query: QueryDict) -> Terms:
    """What the address looks for. Raises ``BadParameterError`` where the list leaves things out."""
    repeatable = {item.name for item in SEARCH_PARAMETERS if item.is_repeatable}
    known = [*(item.name for item in SEARCH_PARAMETERS), *OTHERS]
    for name, values in query.lists():
        if name not in known:
            raise BadParameterError(f"There is no parameter {name!r}; known: {', '.join(known)}.")
        if len(values) > 1 and name not in repeatable:
            raise BadParameterError(f"{name} can be given once.")
    terms = Terms.from_address(query)
    kept = QueryDict(terms.address())
    for name in (item.name for item in SEARCH_PARAMETERS if item.name != "q"):
        for value in filter(None, query.getlist(name)):
            if value not in kept.getlist(name) or not _exists(name, value):
                raise BadParameterError(f"{name} has no value {value!r}.")
    return terms


def _exists(name: str, value: str) -> bool:
    model, column = KNOWN.get(name, (None, ""))
    return model is None or model._default_manager.filter(**{column: value}).exists()


def _one_of(name: str, query: QueryDict, choices: tuple[str, ...]) -> str:
    value = query.get(name, "")
    if value and value not in choices:
        raise BadParameterError(f"{name} is one of: {', '.join(choices)}.")
    return value


def _limit(query: QueryDict) -> int:
    value = query.get("limit", "") or str(USUAL_A_PAGE)
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MOST_A_PAGE):
        raise BadParameterError(f"limit is a number from 1 to {MOST_A_PAGE}.")
    return int(value)


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)
