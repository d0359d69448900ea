"""What somebody looks for, as it stands in the address of the list, of a feed, or in a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from hub import page_cache
from hub.typed_text import single_line
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.campaign_terms import CampaignTerms
from roles.models.policy import RecruitmentPolicy
from roles.models.search.listing import Listing
from roles.search import text_search

MOST_PLACES = 20
HIGHEST_SALARY = 999_999
YES = "yes"
CLOSING_SOON = "roles.closing_soon_days"
SALARIES = (20_000, 25_000, 30_000, 35_000, 40_000, 50_000, 60_000, 70_000, 80_000, 100_000)
_PATTERN = CampaignTerms.WorkingPattern
# Who wants full time, or part time, also finds the roles that are flexible about it.
PATTERNS: dict[str, tuple[str, ...]] = {
    _PATTERN.FULL_TIME: (_PATTERN.FULL_TIME, _PATTERN.FLEXIBLE),
    _PATTERN.PART_TIME: (_PATTERN.PART_TIME, _PATTERN.FLEXIBLE),
    _PATTERN.FLEXIBLE: (_PATTERN.FLEXIBLE,),
}
# Who reads one language also finds the adverts that are written in both.
LANGUAGES: dict[str, tuple[str, ...]] = {"en": ("en", "both"), "cy": ("cy", "both")}


@dataclass(frozen=True)
class Sorting:
    """An order of the list: a label, the field it goes by, and whether the largest come first."""

    label: str
    field: str
    descending: bool


SORTINGS = {
    "relevance": Sorting("Relevance", "opens_at", descending=True),
    "closing": Sorting("Closing soonest", "closes_at", descending=False),
    "newest": Sorting("Newest", "opens_at", descending=True),
    "salary": Sorting("Highest salary", "salary_from", descending=True),
}
# As nobody chose an order: by relevance where there is a keyword, else by closing time.
DEFAULT_SORTING = ""


@dataclass(frozen=True)
class Terms:
    """What somebody looks for; rubbish is left out, so equal searches are equal terms."""

    keyword: str = ""
    family: str = ""
    role: str = ""
    department: str = ""
    grade: str = ""
    places: tuple[str, ...] = ()
    home: bool = False
    salary: int = 0
    contract: str = ""
    pattern: str = ""
    audience: str = ""
    welsh: str = ""
    language: str = ""
    closing_soon: bool = False
    sort: str = DEFAULT_SORTING

    @classmethod
    def from_address(cls, query: QueryDict) -> Terms:
        """Read the parameters that ``PARAMETERS`` names; place may come several times."""
        return cls._read(query.getlist)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Terms:
        """Read what ``as_data`` gave, or what another release of it may have given."""

        def values(name: str) -> list[str]:
            found = data.get(name, [])
            return [str(item) for item in (found if isinstance(found, list) else [found])]

        return cls._read(values)

    @classmethod
    def _read(cls, values: Callable[[str], Sequence[str]]) -> Terms:
        def last(name: str) -> str:
            return clean((values(name) or [""])[-1])

        def one_of(name: str, known: Sequence[str]) -> str:
            return found if (found := last(name)) in known else ""

        terms = cls(
            keyword=last("q"),
            family=last("family"),
            role=last("role"),
            department=last("department"),
            grade=last("grade"),
            places=tuple(
                dict.fromkeys(filter(None, map(clean, list(values("place"))[:MOST_PLACES])))
            ),
            home=last("home") == YES,
            salary=_salary(last("salary")),
            contract=one_of("contract", CampaignTerms.Contract.values),
            pattern=one_of("pattern", list(PATTERNS)),
            audience=one_of("audience", Audience.values),
            welsh=one_of("welsh", CampaignTerms.Welsh.values),
            language=one_of("language", list(LANGUAGES)),
            closing_soon=last("closing") == "soon",
            sort=one_of("sort", list(SORTINGS)),
        )
        usual = terms.sort == terms.usual_order
        impossible = terms.sort == "relevance" and not terms.words
        return replace(terms, sort=DEFAULT_SORTING) if usual or impossible else terms

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the keyword that can be looked for."""
        return text_search.parse(self.keyword)

    @property
    def usual_order(self) -> str:
        """The order where nobody chose one."""
        return "relevance" if self.words else "closing"

    @property
    def order(self) -> str:
        """The order of the list: a key of ``SORTINGS``."""
        return self.sort or self.usual_order

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked for, the order aside."""
        return self.unsorted != Terms()

    @property
    def unsorted(self) -> Terms:
        """The same search, whatever its order."""
        return replace(self, sort=DEFAULT_SORTING)

    @property
    def without_time(self) -> Terms:
        """The same search, whatever its order and whenever a role closes."""
        return replace(self.unsorted, closing_soon=False)

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters and their values, always in the same order."""
        pairs = [
            ("q", self.keyword),
            ("family", self.family),
            ("role", self.role),
            ("department", self.department),
            ("grade", self.grade),
            *(("place", place) for place in self.places),
            ("home", YES if self.home else ""),
            ("salary", str(self.salary or "")),
            ("contract", self.contract),
            ("pattern", self.pattern),
            ("audience", self.audience),
            ("welsh", self.welsh),
            ("language", self.language),
            ("closing", "soon" if self.closing_soon else ""),
            ("sort", self.sort),
        ]
        return [(name, value) for name, value in pairs if value]

    def address(self, **more: str) -> str:
        """The query string that asks for this: the same terms always give the same one."""
        return urlencode([*self.pairs(), *((name, item) for name, item in more.items() if item)])

    def as_data(self) -> dict[str, Any]:
        """What is looked for, without the order, to be stored as JSON and read by ``from_data``."""
        data: dict[str, Any] = {
            name: value for name, value in self.unsorted.pairs() if name != "place"
        }
        return {**data, "place": list(self.places)} if self.places else data

    def listings(self, at: datetime) -> QuerySet[Listing]:
        """The open listings that answer, in no order."""
        return text_search.matching(self.without_keyword(at), self.words)

    def without_keyword(self, at: datetime) -> QuerySet[Listing]:
        """The open listings that answer everything but the keyword, in no order."""
        rows = Listing.objects.open(at).where(self.places, home=self.home)
        equal = {
            "family_slug": self.family,
            "role_slug": self.role,
            "department_code": self.department,
            "grade_code": self.grade,
            "contract": self.contract,
            "audience": self.audience,
            "welsh": self.welsh,
        }
        rows = rows.filter(**{name: value for name, value in equal.items() if value})
        if self.salary:
            rows = rows.filter(salary_from__gte=self.salary)
        if self.pattern:
            rows = rows.filter(working_pattern__in=PATTERNS[self.pattern])
        if self.language:
            rows = rows.filter(language__in=LANGUAGES[self.language])
        if self.closing_soon:
            rows = rows.filter(closes_at__lte=at + timedelta(days=closing_soon_days()))
        return rows


PARAMETERS = (
    *("q", "family", "role", "department", "grade", "place", "home", "salary", "contract"),
    *("pattern", "audience", "welsh", "language", "closing", "sort"),
)


def is_understood(name: str, value: str) -> bool:
    """Whether a parameter of the list can have a value, whether or not any role has it now."""
    if name == "sort":
        return value in SORTINGS
    if name == "salary" and not value.strip("£ 0"):
        return True
    return any(found == name for found, _ in Terms.from_data({name: value}).pairs())


def closing_soon_days() -> int:
    """What the policy means by closing soon."""
    days = page_cache.get(CLOSING_SOON)
    if days is None:
        days = RecruitmentPolicy.objects.values_list("closing_soon_days", flat=True).first()
        days = usual_closing_soon_days() if days is None else days
        page_cache.store(CLOSING_SOON, days)
    return int(days)


def usual_closing_soon_days() -> int:
    """What closing soon means where nobody has set it."""
    return int(RecruitmentPolicy._meta.get_field("closing_soon_days").get_default())


def clean(text: str) -> str:
    """What somebody typed or an address holds, without what cannot be looked for."""
    return single_line(text[: 4 * text_search.LONGEST_QUERY])[: text_search.LONGEST_QUERY]


def _salary(text: str) -> int:
    """Whole pounds a year, as people write them: 45000, £45,000."""
    digits = text.replace("£", "").replace(",", "").replace(" ", "").partition(".")[0]
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(HIGHEST_SALARY))):
        return 0
    return int(digits)
