"""Four published videos of the second quarter of 2013, and one draft; all words are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from django.core.files import File

from hub.directory import person
from hub.periods import LONDON
from training.models import LearningResource
from training.resources.services import publish_video

FILES = Path(__file__).resolve().parent.parent / "data" / "videos"
SECONDS_A_CUE = 6


@dataclass(frozen=True)
class Film:
    """A film of the demonstration; ``cues`` are what its captions say, six seconds each."""

    slug: str
    title: str
    summary: str
    cues: tuple[str, ...]
    published_on: date | None

    @property
    def captions(self) -> str:
        """The captions as WebVTT."""
        lines = ["WEBVTT", ""]
        for number, cue in enumerate(self.cues):
            start, end = number * SECONDS_A_CUE, (number + 1) * SECONDS_A_CUE
            lines += [f"{clock(start)} --> {clock(end)}", cue, ""]
        return "\n".join(lines)

    @property
    def transcript(self) -> str:
        """All that is shown, as plain text: the film has no sound."""
        return "\n\n".join(
            [f"The film has no sound. Its title is shown: {self.title}.", *self.cues]
        )


def clock(seconds: int) -> str:
    """A time in a WebVTT file."""
    return f"00:{seconds // 60:02}:{seconds % 60:02}.000"


FILMS = (
    Film(
        "a-jobcentre-goes-digital",
        "A jobcentre goes digital",
        "How an adviser and a jobseeker use one online service instead of four paper forms.",
        (
            "At this jobcentre, people used to fill in four paper forms before anyone met them.",
            "Now they look for work in one online service, at home or on a computer in the hall.",
            "The adviser sees what somebody has applied for, and the conversation starts there.",
            "People who are not online get help from a coach. Nobody is turned away.",
            "The team changes the service every week, after watching people use it.",
        ),
        date(2013, 4, 17),
    ),
    Film(
        "booking-a-prison-visit",
        "Booking a prison visit online",
        "What a small team learnt from families who spent hours on the telephone.",
        (
            "To visit somebody in prison, families used to wait on the telephone, often for hours.",
            "The team began with one prison, one page and eleven families.",
            "They learnt that people book at night, on a telephone, when the children are asleep.",
            "So the first version did one thing: ask for three times, and answer by the next day.",
            "The booking office says that it has its mornings back.",
        ),
        date(2013, 5, 8),
    ),
    Film(
        "what-a-service-manager-does",
        "What a service manager does",
        "One person who can decide, and a team that can change the service the same day.",
        (
            "A service manager is one person who answers for the whole of a service.",
            "Not for the website, and not for the computer system: for the whole service.",
            "They work with the team every day, and they can decide without a committee.",
            "They know who uses the service, who cannot, and what it costs each time.",
            "When something does not work, they change it, and look again.",
        ),
        date(2013, 5, 29),
    ),
    Film(
        "registering-to-vote-in-five-minutes",
        "Registering to vote in five minutes",
        "How a form that took two weeks became a service that takes five minutes.",
        (
            "Registering to vote used to mean a paper form, a stamp and two weeks of waiting.",
            "The team tested twelve versions of the first question. The shortest one won.",
            "People can register on a telephone, in English or in Welsh.",
            "If you cannot register online, the paper form is still there.",
            "Most people who try it are finished in five minutes.",
        ),
        date(2013, 6, 19),
    ),
    Film(
        "help-for-people-who-are-not-online",
        "Help for people who are not online",
        "A draft: how assisted digital support is designed with the service.",
        (
            "About one adult in five cannot use an online service without help.",
            "Help is part of the service. It is designed and tested like every other part.",
            "Some people want to be shown. Some want it done for them. Both are fine.",
        ),
        None,
    ),
)


def load() -> None:
    """Make the films; four are published, on their days in 2013. Again changes nothing."""
    editor = person("editor@hub.example.gov.uk")
    for film in FILMS:
        if LearningResource.objects.filter(slug=film.slug).exists():
            continue
        video = LearningResource(
            slug=film.slug,
            title=film.title,
            summary=film.summary,
            minutes=1,
            captions=film.captions,
            transcript=film.transcript,
            is_demo=True,
            live=False,
        )
        path = FILES / f"{film.slug}.webm"
        if path.exists():
            with path.open("rb") as file:
                video.video.save(path.name, File(file), save=False)
        video.save()
        if film.published_on is not None:
            moment = datetime.combine(film.published_on, time(11), LONDON)
            publish_video(video=video, actor=editor, at=moment)
