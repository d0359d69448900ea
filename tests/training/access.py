"""Who may open what in training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.access import SIGNED_IN, Expected, admin

TRAINERS = ("trainers",)
OVERSEERS = ("trainers", "hub_staff", "hub_leads")


def public(path: Callable[[Any], str], answer: int = 200) -> Expected:
    """Open to anyone."""
    return Expected(path, answer=answer)


def at_place(ending: str = "") -> Callable[[Any], str]:
    """An address under the place offered to the owner."""
    return lambda world: f"/training/places/{world.place.key}/{ending}"


def at_cohort(ending: str = "") -> Callable[[Any], str]:
    """An address under the cohort's workspace."""
    return lambda world: f"/training/cohorts/{world.cohort.slug}/manage/{ending}"


def at_release(ending: str = "") -> Callable[[Any], str]:
    """An address under the release's workspace."""
    return lambda world: f"/training/releases/{world.release.pk}/{ending}"


def at_video(ending: str = "") -> Callable[[Any], str]:
    """An address under the published video."""
    return lambda world: f"/training/videos/{world.video.slug}/{ending}"


ACCESS = {
    "training:cohort_list": public(lambda world: "/training/"),
    "training:cohort_detail": public(
        lambda world: f"/training/cohorts/{world.cohort.slug}/", answer=302
    ),
    "training:video_list": public(lambda world: "/training/videos/"),
    "training:video_detail": public(at_video()),
    "training:video_captions": public(at_video("captions.vtt")),
    "training:video_file": public(at_video("video")),
    "training:place_list": Expected(lambda world: "/training/places/", SIGNED_IN),
    "training:department_place_list": Expected(
        lambda world: "/training/places/department/", ("nominator_a", "nominator_b")
    ),
    "training:place_detail": Expected(at_place(), ("owner", "nominator_a", *OVERSEERS)),
    "training:place_accept": Expected(at_place("accept/"), ("owner",)),
    "training:place_accepted": Expected(
        lambda world: f"/training/places/{world.accepted_place.key}/accepted/", ("owner",)
    ),
    "training:place_decline": Expected(at_place("decline/"), ("owner",)),
    "training:place_withdraw": Expected(at_place("withdraw/"), ("owner", "trainers")),
    "training:place_complete": Expected(at_place("complete/"), TRAINERS, 302, "post"),
    "training:workspace": Expected(lambda world: "/training/workspace/", TRAINERS),
    "training:release_new": Expected(
        lambda world: f"/training/programmes/{world.programme.slug}/releases/new/", TRAINERS
    ),
    "training:release_detail": Expected(at_release(), TRAINERS),
    "training:lesson_new": Expected(at_release("lessons/new/"), TRAINERS),
    "training:cohort_new": Expected(at_release("cohorts/new/"), TRAINERS),
    "training:release_move": Expected(at_release("move/finish/"), TRAINERS),
    "training:cohort_manage": Expected(at_cohort(), TRAINERS),
    "training:cohort_places": Expected(at_cohort("places/"), TRAINERS),
    "training:attendance": Expected(at_cohort("days/1/"), TRAINERS),
    "training:cohort_move": Expected(at_cohort("move/confirm/"), TRAINERS),
    "cohort_pages:index": admin("/admin/cohort_pages/", "hub_staff", "hub_leads", "editors"),
    **{
        f"training_{name}:index": admin(f"/admin/training_{name}/", *OVERSEERS)
        for name in ("programme", "release", "cohort", "place")
    },
}

# Who may call the services: the kinds of user that hold each permission on the world's record.
PERMISSIONS = {
    "training.answer_place": ("owner",),
    "training.withdraw_place": ("owner", "trainers"),
    "training.manage_cohort": ("trainers",),
    "training.manage_release": ("trainers",),
    "training.publish_learningresource": ("hub_staff", "hub_leads", "editors"),
}
