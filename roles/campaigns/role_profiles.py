"""The library of role profiles, read from data files: 2013's by hand, today's from the framework.

Works with historical models too, so that a migration can load what every installation needs.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

DATA = files("roles") / "data"
# Where a sentence of the data names a skill or what it is, once escaped.
PLACE = re.compile(r"\\\{\w+\\\}")
LEVELS = ("awareness", "working", "practitioner", "expert")


def read(name: str) -> Any:
    """The content of one data file."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def profile_sentences() -> tuple[re.Pattern[str], ...]:
    """How sentences of today's profiles read, whichever skill they are about."""
    data = read("role_profiles_framework.json")
    return tuple(
        re.compile(PLACE.sub(".+", re.escape(words)), re.IGNORECASE)
        for words in (*data["level_words"].values(), *data["duty_words"].values())
    )


def load(models: Any) -> int:
    """Write the profiles that are not there; ``models`` answers ``get_model(app, name)``.

    Returns how many were written. What somebody has changed since stays as it is.
    """
    profile = models.get_model("roles", "RoleProfile")
    known = set(profile.objects.values_list("slug", flat=True))
    rows = [*_of_2013(models), *_of_today(models)]
    new = [profile(**row) for row in rows if row["slug"] not in known]
    profile.objects.bulk_create(new)
    return len(new)


def _of_2013(models: Any) -> list[dict[str, Any]]:
    data = read("role_profiles_2013.json")
    level_model = models.get_model("hub", "RoleLevel")
    levels = {
        level.slug: level
        for level in level_model.objects.filter(
            role__family__version__code__contains="2013"
        ).select_related("role")
    }
    return [
        {
            "slug": f"2013-{item['level']}",
            "title": levels[item["level"]].name,
            "role_id": levels[item["level"]].role_id,
            "level_id": levels[item["level"]].pk,
            "summary": item["summary"],
            "duties": "\n".join(item["duties"]),
            "criteria": "\n".join(item["criteria"]),
            "note": item["note"],
            "origin": data["origin"],
        }
        for item in data["profiles"]
        if item["level"] in levels
    ]


def _of_today(models: Any) -> list[dict[str, Any]]:
    data = read("role_profiles_framework.json")
    level_model = models.get_model("hub", "RoleLevel")
    levels = (
        level_model.objects.exclude(role__family__version__code__contains="2013")
        .select_related("role__family__version")
        .prefetch_related("requirements__skill")
    )
    return [
        {
            "slug": f"{level.role.family.version.code}-{level.role.slug}-{level.slug}"[:140],
            "title": level.name,
            "role_id": level.role_id,
            "level_id": level.pk,
            "summary": level.role.summary,
            "duties": "\n".join(_say(data["duty_words"], level, data["duties_at_most"])),
            "criteria": "\n".join(_say(data["level_words"], level, data["criteria_at_most"])),
            "note": "",
            "origin": data["origin"],
        }
        for level in levels
    ]


def _say(words: dict[str, str], level: Any, at_most: int) -> list[str]:
    """One line for each of the skills that matter most at the level, the highest first."""
    required = sorted(
        level.requirements.all(),
        key=lambda item: (-LEVELS.index(item.level), item.skill.name),
    )
    return [
        words[item.level].format(
            skill=_inside(item.skill.name), description=_inside(item.skill.description.rstrip("."))
        )
        for item in required[:at_most]
    ]


def _inside(text: str) -> str:
    """A name or sentence as it stands inside another; what is written in capitals stays so."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
