"""The shape of a living campaign's story."""

from __future__ import annotations

from dataclasses import dataclass

ASSESSMENT = (
    "Sift: your statement, against the essential criteria\n"
    "Interview: experience, technical skills and behaviours, one hour by video"
)
ASSESSMENT_IN_WELSH = (
    "Sifft: eich datganiad, yn erbyn y meini prawf hanfodol\n"
    "Cyfweliad yn Gymraeg: profiad, sgiliau technegol ac ymddygiadau, awr drwy fideo"
)


@dataclass(frozen=True)
class WelshWords:
    """The words of an advert in Welsh, beside the English ones."""

    title: str
    summary: str
    team: str
    duties: tuple[str, ...]
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class AdvertStory:
    """A campaign of today: who, what, where, when (days from today), the words of its advert.

    ``stage`` is how far it has come; ``places``, ``level`` and ``service`` are slugs. Told apart by
    its department and title. With ``is_planned`` its application asks what a stage plan says;
    ``experience`` says whether it asks for a CV ("cv") or the jobs a candidate had ("history").
    ``is_own`` says that the department did not ask the hub for support, ``asks_for_sift`` that it
    asked for help with the sift, too, ``is_marked`` that a panel marks its sift now. With
    ``is_planned`` the sift is on the elements in ``sifted_on``.
    """

    department: str
    title: str
    level: str
    grade: str
    places: tuple[str, ...]
    salary: tuple[int, int]
    summary: str
    team: str
    duties: tuple[str, ...]
    criteria: tuple[str, ...]
    london: tuple[int, int] | None = None
    allowance: int | None = None
    posts: int = 1
    opened: int = -7
    closes: int = 14
    stage: str = "open"
    audience: str = "external"
    contract: str = "permanent"
    months: int | None = None
    security: str = "bpss"
    service: str = ""
    is_planned: bool = False
    sifted_on: tuple[str, ...] = ("experience", "technical")
    has_exercise: bool = True
    experience: str = "none"
    is_own: bool = False
    asks_for_sift: bool = False
    is_marked: bool = False
    language: str = "en"
    welsh: str = "not_needed"
    welsh_spoken: str = ""
    welsh_written: str = ""
    fluency: str = "not_public_facing"
    in_welsh: WelshWords | None = None

    @property
    def takes_welsh(self) -> bool:
        """Whether one can apply in Welsh: where the job needs it."""
        return self.welsh == "essential"

    @property
    def assessment(self) -> str:
        """How people are chosen, in the language of the advert."""
        return ASSESSMENT_IN_WELSH if self.language == "cy" else ASSESSMENT
