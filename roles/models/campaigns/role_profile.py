"""Role profiles: the hub's template job descriptions, by role and level."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.urls import reverse
from wagtail.search import index

from hub.models import FrameworkRole, RoleLevel


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class RoleProfileQuerySet(models.QuerySet["RoleProfile"]):
    """Profiles as people look for them."""

    SEARCHED = ("title", "role__name", "role__aliases", "role__family__name")

    def published(self) -> RoleProfileQuerySet:
        """Those that departments may copy."""
        return self.filter(is_published=True)

    def saying(self, words: str) -> RoleProfileQuerySet:
        """Those with every word in their title, role, its other names or its family."""
        found = self
        for word in words.split():
            said = (models.Q(**{f"{part}__icontains": word}) for part in self.SEARCHED)
            found = found.filter(reduce(or_, said))
        return found

    def with_role(self) -> RoleProfileQuerySet:
        """With all that a list shows of them."""
        return self.select_related("role__family__version", "level")


class RoleProfile(index.Indexed, models.Model):
    """What somebody in a role at a level does and can do; a campaign copies it and fills its gaps.

    ``origin`` says honestly who wrote it and from what.
    """

    slug = models.SlugField(max_length=140, unique=True)
    title = models.CharField(max_length=120)
    role = models.ForeignKey(FrameworkRole, on_delete=models.PROTECT, related_name="profiles")
    level = models.OneToOneField(
        RoleLevel, null=True, blank=True, on_delete=models.PROTECT, related_name="profile"
    )
    summary = models.TextField(help_text="One or two sentences: what the person does and why.")
    duties = models.TextField("what the person does", help_text="One on each line.")
    criteria = models.TextField(
        "essential criteria", help_text="One on each line; only what is truly essential."
    )
    note = models.TextField(
        blank=True, help_text="What a department has to know before it uses the profile."
    )
    origin = models.TextField(help_text="Who wrote it, and from what.")
    is_published = models.BooleanField("departments may copy it", default=True)

    objects = RoleProfileQuerySet.as_manager()
    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("roles:profile_detail", args=[self.slug])

    @property
    def edition(self) -> str:
        """The version of the framework whose role it is of."""
        return self.role.family.version.title

    def as_copied(self) -> dict[str, Any]:
        """What a job description copies, line by line, so that it can be compared later."""
        return {
            "title": self.title,
            "edition": self.edition,
            "summary": [self.summary],
            "duties": lines(self.duties),
            "criteria": lines(self.criteria),
        }
