"""The trainers' pages that make a record."""

from __future__ import annotations

from django.urls import reverse

from hub.permissions import StaffGroup
from tests.factories.hub import make_person
from tests.factories.training import make_programme, make_release
from tests.sent_twice import Creating, day
from training.models import Cohort, ProgrammeRelease, ReleaseLesson


def cohort() -> Creating:
    url = reverse("training:cohort_new", args=[make_release().pk])
    words = {"name": "Cohort N", "capacity": "12", "location": "Leeds"}
    return Creating(
        make_person("", StaffGroup.TRAINERS),
        url,
        lambda: {**words, **day("starts_on", 30), **day("ends_on", 34)},
        Cohort,
        {"name": "Cohort O"},
    )


def release() -> Creating:
    url = reverse("training:release_new", args=[make_programme().slug])
    data = {"version": "2.1", "phase": "beta", "precision": "month"}
    trainer = make_person("", StaffGroup.TRAINERS)
    return Creating(trainer, url, data.copy, ProgrammeRelease, {"version": "2.2"})


def lesson() -> Creating:
    programme = make_programme()
    learnt, planned = make_release(programme), make_release(programme)
    url = reverse("training:lesson_new", args=[learnt.pk])
    data = {"applied_to": planned.pk, "lesson": "Shorter days"}
    return Creating(make_person("", StaffGroup.TRAINERS), url, data.copy, ReleaseLesson)


PAGES = {
    "training:cohort_new": cohort,
    "training:release_new": release,
    "training:lesson_new": lesson,
}
