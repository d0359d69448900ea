"""Finding a role: what is asked for, the page of listings that answers it, and the choices.

``Terms`` is a search as it stands in an address or in a record, ``find`` a page of what answers,
``offer`` what can be chosen and how much each choice would give.
"""

from roles.vacancy_search.choices import Choice, Offer, loosened, offer
from roles.vacancy_search.pages import PAGE, Found, find
from roles.vacancy_search.terms import (
    DEFAULT_SORTING,
    PARAMETERS,
    SALARIES,
    SORTINGS,
    Sorting,
    Terms,
)

__all__ = [
    "DEFAULT_SORTING",
    "PAGE",
    "PARAMETERS",
    "SALARIES",
    "SORTINGS",
    "Choice",
    "Found",
    "Offer",
    "Sorting",
    "Terms",
    "find",
    "loosened",
    "offer",
]
