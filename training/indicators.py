"""What GDS can see of training: the phase of the induction and the videos published."""

from __future__ import annotations

from hub.indicators import Indicator, Measure, Part, Row
from hub.models import Organisation
from hub.periods import Quarter
from training.models import LearningResource, Programme, ProgrammeRelease

NOTHING = Measure(value=0, text="0", rows=())


def induction_phase(period: Quarter, organisation: Organisation | None) -> Measure:
    """Releases of the induction begun in the quarter, and those planned as at its end (T4)."""
    if organisation is not None:
        return NOTHING
    releases = ProgrammeRelease.objects.filter(
        programme__kind=Programme.Kind.INDUCTION
    ).select_related("programme")
    begun = list(releases.begun_within(period).order_by("running_at", "pk"))
    planned = list(releases.planned_as_at(period.end_at).order_by("planned_for", "pk"))
    words = [f"{item.get_phase_display()} run" for item in begun]
    words += [f"{item.get_phase_display()} due {item.due}".rstrip() for item in planned]
    if not begun and (earlier := releases.begun_before(period.start_at).first()):
        words.insert(0, f"{earlier.get_phase_display()} since {earlier.started_on:%B %Y}")
    return Measure(
        value=len(begun),
        text=_sentence(words) or "0",
        rows=[
            _row(item, "run", item.started_on, f"{item.get_phase_display()} run") for item in begun
        ],
        parts=[
            Part(slug="run", label="run", value=len(begun)),
            Part(slug="planned", label="planned", value=len(planned), is_plan=True),
        ],
        planned=[
            _row(item, "planned", item.planned_for, f"{item.get_phase_display()} due {item.due}")
            for item in planned
        ],
    )


def _row(release: ProgrammeRelease, part: str, on: object, detail: str) -> Row:
    return Row.of(
        release,
        organisation=None,
        on=on,
        detail=detail,
        part=part,
        is_demo=release.programme.is_demo,
    )


def _sentence(words: list[str]) -> str:
    return "; ".join(
        text if number == 0 else text[:1].lower() + text[1:] for number, text in enumerate(words)
    )


def videos_published(period: Quarter, organisation: Organisation | None) -> Measure:
    """Videos first published in the quarter and still public at its end (T5)."""
    if organisation is not None:
        return NOTHING
    videos = (
        LearningResource.objects.videos()
        .published_within(period.start, period.end)
        .order_by("published_on", "pk")
    )
    rows = [
        Row.of(video, organisation=None, on=video.published_on, is_demo=video.is_demo)
        for video in videos
    ]
    return Measure(value=len(rows), text=str(len(rows)), rows=rows)


TRAINING_INDICATORS = [
    Indicator(
        slug="training.induction_phase",
        label="Service Manager induction",
        definition=(
            "Releases of the induction programme (alpha, beta, live) that began in the quarter. "
            "Releases that were planned and had not begun by its end are named with the date they "
            "were due, and never counted. The programme is government's: no department has a share."
        ),
        unit="releases",
        compute=induction_phase,
        strategy_action=2,
        order=40,
        tags=("T4",),
    ),
    Indicator(
        slug="training.videos_published",
        label="Videos for civil servants",
        definition=(
            "Videos on how digital is changing services, first published in the quarter with "
            "captions and a transcript. Drafts do not count. They are government's: no department "
            "has a share."
        ),
        unit="videos",
        compute=videos_published,
        strategy_action=4,
        order=50,
        tags=("T5",),
    ),
]
