"""Reference data: grades and framework versions, read from the files in ``hub/data``.

Works with historical models too, so that a migration can load what every installation needs.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
# The forerunner names roles of the framework, so the framework is read first.
FRAMEWORKS = (
    "framework-government-digital-and-data-2025.json",
    "framework-recruitment-hub-2013.json",
)


def read(name: str) -> Any:
    """The content of one data file."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def load_grades(models: Any) -> None:
    """Write the canonical grades; ``models`` answers ``get_model(app, name)``."""
    grade = models.get_model("hub", "Grade")
    for item in read("grades.json")["grades"]:
        grade.objects.update_or_create(
            code=item["code"].lower(),
            defaults={"name": item["name"], "order": item["order"], "is_scs": item["is_scs"]},
        )


def load_framework(models: Any, name: str) -> None:
    """Write one framework version; loading the same version again changes nothing."""
    version_model = models.get_model("hub", "FrameworkVersion")
    data = read(name)
    if version_model.objects.filter(code=data["code"]).exists():
        return
    version = version_model.objects.create(
        **{
            key: data.get(key, "")
            for key in ("code", "title", "published_on", "source_url", "licence")
        }
    )
    skills = _load_skills(models, version, data.get("skills", []))
    for item in data["families"]:
        family = models.get_model("hub", "RoleFamily").objects.create(
            version=version, slug=item["slug"], name=item["name"]
        )
        for role in item["roles"]:
            _load_role(models, family, role, skills)


def _load_skills(models: Any, version: Any, items: list[dict[str, Any]]) -> dict[str, Any]:
    skill = models.get_model("hub", "Skill")
    skill.objects.bulk_create(
        [
            skill(
                version=version,
                slug=item["slug"],
                name=item["name"],
                description=item.get("description", ""),
            )
            for item in items
        ]
    )
    return {row.slug: row for row in skill.objects.filter(version=version)}


def _load_role(models: Any, family: Any, item: dict[str, Any], skills: dict[str, Any]) -> None:
    role_model = models.get_model("hub", "FrameworkRole")
    level_model = models.get_model("hub", "RoleLevel")
    requirement = models.get_model("hub", "SkillRequirement")
    grades = {row.code: row for row in models.get_model("hub", "Grade").objects.all()}
    role = role_model.objects.create(
        family=family,
        slug=item["slug"],
        name=item["name"],
        summary=item.get("summary", ""),
        aliases=item.get("aliases", []),
    )
    if item.get("today"):
        role.today.set(
            role_model.objects.filter(slug__in=item["today"]).exclude(
                family__version=family.version
            )
        )
    for number, level in enumerate(item["levels"]):
        row = level_model.objects.create(
            role=role,
            slug=level["slug"],
            name=level["name"],
            order=level.get("order", number),
            is_scs=level.get("is_scs", False),
        )
        row.grades.set([grades[code.lower()] for code in level.get("grades", [])])
        requirement.objects.bulk_create(
            [
                requirement(role_level=row, skill=skills[slug], level=held)
                for slug, held in level.get("skills", {}).items()
            ]
        )
