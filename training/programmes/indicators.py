"""What GDS can see of the induction: the phase that it has reached."""

from __future__ import annotations

from hub.dates import month_gb
from hub.indicators import Indicator, Measure, Part, Row
from hub.models import Organisation
from hub.periods import Quarter
from training.models import Programme, ProgrammeRelease


def induction_phase(period: Quarter, organisation: Organisation | None) -> Measure:
    """Releases of the induction begun in the quarter, and those planned as at its end (T4)."""
    if organisation is not None:
        return Measure(value=0, text="0", rows=())
    releases = ProgrammeRelease.objects.filter(
        programme__kind=Programme.Kind.INDUCTION
    ).select_related("programme")
    begun = list(releases.begun_within(period).order_by("running_at", "pk"))
    planned = list(releases.planned_as_at(period.end_at).order_by("planned_for", "pk"))
    words = [f"{item.get_phase_display()} run" for item in begun]
    words += [f"{item.get_phase_display()} due {item.due}".rstrip() for item in planned]
    earlier = None if begun else releases.begun_before(period.start_at).first()
    since = f"{earlier.get_phase_display()} since {month_gb(earlier.started_on)}" if earlier else ""
    if since:
        words.insert(0, since)
    return Measure(
        value=len(begun),
        text=_sentence(words) or "0",
        rows=[
            _row(item, "run", item.started_on, f"{item.get_phase_display()} run") for item in begun
        ],
        parts=[
            Part(slug="run", label="run", value=len(begun)),
            Part(slug="planned", label="planned", value=len(planned), is_plan=True),
            # Named and not counted, as a plan is.
            *(
                [Part(slug="since", label="began earlier", value=1, is_plan=True)]
                if earlier
                else []
            ),
        ],
        planned=[
            *([_row(earlier, "since", earlier.started_on, since)] if earlier else []),
            *(
                _row(
                    item,
                    "planned",
                    item.planned_for,
                    f"{item.get_phase_display()} due {item.due}".rstrip(),
                )
                for item in planned
            ),
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


INDICATORS = [
    Indicator(
        slug="training.induction_phase",
        label="Service Manager induction",
        definition=(
            "Releases of the induction programme (alpha, beta, live) that began in the quarter. "
            "Releases that were planned and had not begun by its end are named with the date they "
            "were due, and never counted. If none began, we name the last one that "
            "began before the quarter, but do not count it. This figure is not split by department."
        ),
        unit="releases",
        compute=induction_phase,
        strategy_action=2,
        order=40,
        tags=("T4",),
    ),
]
