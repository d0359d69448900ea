"""The words of a story's advert, in its language."""

from __future__ import annotations

from django.utils.html import escape

from roles.demo.campaigns.story import AdvertStory

DUTIES_IN_WELSH = "Beth fyddwch chi’n ei wneud"
WORK_IN_WELSH = "Sut rydym yn gweithio"
WAYS_IN_WELSH = (
    "Gallwch weithio’n rhan-amser, rhannu’r swydd, neu weithio gartref am ran o’r wythnos."
)


def prose_of(story: AdvertStory) -> str:
    """The advert's prose."""
    duties = "".join(f"<li>{escape(duty)}</li>" for duty in story.duties)
    if story.language == "cy":
        return (
            f"<p>{escape(story.team)}</p><h2>{DUTIES_IN_WELSH}</h2><ul>{duties}</ul>"
            f"<h2>{WORK_IN_WELSH}</h2><p>{WAYS_IN_WELSH}</p>"
        )
    return (
        f"<p>{escape(story.team)}</p><h2>What you will do</h2><ul>{duties}</ul>"
        "<h2>How we work</h2><p>You can "
        "work part time, share the job, or work from home for part of the week.</p>"
    )


def welsh_of(story: AdvertStory) -> dict[str, str]:
    """The Welsh text of an advert in both languages."""
    if (words := story.in_welsh) is None:
        return {}
    duties = "\n".join(f"- {duty}" for duty in words.duties)
    return {
        "welsh_title": words.title,
        "welsh_summary": words.summary,
        "welsh_body": f"{words.team}\n\n## {DUTIES_IN_WELSH}\n\n{duties}\n\n"
        f"## {WORK_IN_WELSH}\n\n{WAYS_IN_WELSH}",
    }
