"""Finding a role: what is asked for, the page of listings that answers it, and the choices.

``Terms`` is a search as it stands in an address or in a record, ``find`` a page of what answers,
``offer`` what can be chosen and how much each choice would give.
"""

from roles.search.vacancy_search.choices import Choice, Offer, loosened, offer
from roles.search.vacancy_search.paging import PAGE, Page, find, page_of
from roles.search.vacancy_search.parameters import FeedParameters, SearchParameters
from roles.search.vacancy_search.terms import (
    DEFAULT_SORTING,
    PARAMETERS,
    SALARIES,
    SORTINGS,
    Sorting,
    Terms,
    clean,
    is_understood,
)

__all__ = [
    "DEFAULT_SORTING",
    "PAGE",
    "PARAMETERS",
    "SALARIES",
    "SORTINGS",
    "Choice",
    "FeedParameters",
    "Offer",
    "Page",
    "SearchParameters",
    "Sorting",
    "Terms",
    "clean",
    "find",
    "is_understood",
    "loosened",
    "offer",
    "page_of",
]
