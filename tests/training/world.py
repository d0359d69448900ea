"""The records of training that the access matrix and other harnesses look at."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from hub.models import HomePage
from tests.factories.training import (
    accepted,
    make_cohort,
    make_place,
    make_programme,
    make_running_release,
    make_video,
)
from training.cohorts.pages import CohortPage
from training.models import Cohort, Programme
from training.programmes.pages import ProgrammeIndexPage
from training.resources.services import publish_video


def publish_cohort(cohort: Cohort, programme: Programme) -> CohortPage:
    """The public page of a cohort, under its programme's page."""
    index = ProgrammeIndexPage.objects.filter(programme=programme).first()
    if index is None:
        index = ProgrammeIndexPage(
            title="Induction", slug=f"induction-{programme.pk}", programme=programme
        )
        HomePage.objects.get().add_child(instance=index)
        index.save_revision().publish()
    page = CohortPage(title=cohort.name, slug=cohort.slug, cohort=cohort, summary="Three days.")
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def build_world(world: Any) -> None:
    """Adds ``programme``, ``release``, ``cohort`` with its page, ``place`` (offered to the owner),
    ``accepted_place`` and ``video``; the places are department A's."""
    owner = world.people["owner"]
    world.programme = make_programme()
    world.release = make_running_release(world.programme)
    world.cohort = make_cohort(capacity=5, release=world.release)
    publish_cohort(world.cohort, world.programme)
    world.place = make_place(world.cohort, owner, organisation=world.org_a)
    other = make_place(world.cohort, owner, organisation=world.org_a)
    world.accepted_place = accepted(other)
    video = make_video()
    video.video.save("film.webm", ContentFile(b"film"))
    world.video = publish_video(video=video, actor=None)
