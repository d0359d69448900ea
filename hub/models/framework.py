"""The Government Digital and Data capability framework, and its forerunner, as data."""

from __future__ import annotations

from typing import Any

from django.db import models


class Grade(models.Model):
    """A canonical civil service grade; departments' own labels stand where they are used."""

    code = models.SlugField(max_length=10, unique=True)
    name = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(unique=True)
    is_scs = models.BooleanField("Senior Civil Service", default=False)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class FrameworkVersionQuerySet(models.QuerySet["FrameworkVersion"]):
    """Framework versions."""

    def current(self) -> FrameworkVersion:
        """The newest published version. Raises ``DoesNotExist`` before reference data is loaded."""
        return self.latest("published_on")

    def newest(self) -> models.QuerySet[Any, Any]:
        """The same as a subquery, so that who asks for its roles asks the database once."""
        return self.order_by("-published_on").values("pk")[:1]


class FrameworkVersion(models.Model):
    """One published version of a capability framework; a published version never changes."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=150)
    published_on = models.DateField()
    source_url = models.URLField(blank=True)
    licence = models.CharField(max_length=150, blank=True)

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on"]

    def __str__(self) -> str:
        return self.title


class RoleFamily(models.Model):
    """A family of roles, such as product and delivery."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="families")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["version", "name"]
        verbose_name_plural = "role families"
        constraints = [
            models.UniqueConstraint(fields=["version", "slug"], name="hub_family_slug_once")
        ]

    def __str__(self) -> str:
        return self.name


class FrameworkRoleQuerySet(models.QuerySet["FrameworkRole"]):
    """Roles of the framework."""

    def current(self) -> FrameworkRoleQuerySet:
        """Those of the newest version, by name."""
        newest = FrameworkVersion.objects.newest()
        return self.filter(family__version=models.Subquery(newest)).order_by("name")


class FrameworkRole(models.Model):
    """A role of the framework, such as service owner; a 2013 role names the roles it became."""

    family = models.ForeignKey(RoleFamily, on_delete=models.CASCADE, related_name="roles")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=100)
    summary = models.TextField(blank=True)
    aliases = models.JSONField(default=list, blank=True)
    today = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="formerly")

    objects = FrameworkRoleQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["family", "slug"], name="hub_role_slug_once")
        ]

    def __str__(self) -> str:
        return self.name


class RoleLevelQuerySet(models.QuerySet["RoleLevel"]):
    """Levels of roles."""

    def current(self) -> RoleLevelQuerySet:
        """Those of the newest version with their roles, by role and then upwards."""
        newest = FrameworkVersion.objects.newest()
        levels = self.filter(role__family__version=models.Subquery(newest))
        return levels.select_related("role").order_by("role__name", "order")


class RoleLevel(models.Model):
    """A level of a role, such as lead product manager; grades are hints of our own."""

    role = models.ForeignKey(FrameworkRole, on_delete=models.CASCADE, related_name="levels")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()
    is_scs = models.BooleanField(default=False)
    grades = models.ManyToManyField(Grade, blank=True)

    objects = RoleLevelQuerySet.as_manager()

    class Meta:
        ordering = ["role", "order"]
        constraints = [models.UniqueConstraint(fields=["role", "slug"], name="hub_level_slug_once")]

    def __str__(self) -> str:
        return self.name


class Skill(models.Model):
    """A skill of the framework, such as user focus."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="skills")
    slug = models.SlugField(max_length=100)
    name = models.CharField(max_length=150)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["version", "slug"], name="hub_skill_slug_once")
        ]

    def __str__(self) -> str:
        return self.name


class SkillRequirement(models.Model):
    """How well a skill is held at a role level; the skill levels are cumulative."""

    class Level(models.TextChoices):
        AWARENESS = "awareness", "Awareness"
        WORKING = "working", "Working"
        PRACTITIONER = "practitioner", "Practitioner"
        EXPERT = "expert", "Expert"

    role_level = models.ForeignKey(RoleLevel, on_delete=models.CASCADE, related_name="requirements")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="requirements")
    level = models.CharField(max_length=20, choices=Level.choices)

    class Meta:
        ordering = ["skill__name"]
        constraints = [
            models.UniqueConstraint(fields=["role_level", "skill"], name="hub_skill_required_once")
        ]

    def __str__(self) -> str:
        return f"{self.skill}: {self.get_level_display()}"
