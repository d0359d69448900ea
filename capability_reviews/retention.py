"""When people are taken off the records of capability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import QuerySet

from capability_reviews.models import CapabilityReview, OrgDesignEngagement
from hub.models import User
from hub.retention import RetentionPolicy

KEPT = timedelta(days=5 * 365)


@dataclass(frozen=True)
class Part:
    """The part a person played on a record: the field that names them, and when it began."""

    model: type[models.Model]
    field: str
    label: str
    since: str

    @property
    def slug(self) -> str:
        return f"capability_reviews.{self.model._meta.model_name}_{self.field}"

    def due(self, at: datetime) -> QuerySet[Any]:
        return self.model._default_manager.filter(
            **{f"{self.field}__isnull": False, f"{self.since}__lt": at - KEPT}
        )

    def erase(self, row: Any) -> None:
        self.model._default_manager.filter(pk=row.pk).update(**{self.field: None})

    def held_on(self, person: User) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{self.field: person})

    def export(self, row: Any) -> Mapping[str, Any]:
        since = getattr(row, self.since)
        return {"Record": str(row), "Your part": self.label, "Date": since.date().isoformat()}


PARTS = (
    Part(CapabilityReview, "lead", "You led the review", "planned_at"),
    Part(CapabilityReview, "assurer", "You assured the review", "planned_at"),
    Part(OrgDesignEngagement, "requested_by", "You asked for the advice", "requested_at"),
    Part(OrgDesignEngagement, "adviser", "You gave the advice", "requested_at"),
)

CAPABILITY_RETENTION = [
    RetentionPolicy(
        slug=part.slug,
        label=f"{str(part.model._meta.verbose_name).capitalize()}: {part.field.replace('_', ' ')}",
        covers={part.model._meta.label: (part.field,)},
        purpose="To know whom to ask about a review or an advice.",
        basis="Public task.",
        period="Five years, or until the account is erased; the record stays without the name.",
        who_sees="Members of the department, reviewers, hub staff and analysts.",
        due=part.due,
        erase=part.erase,
        held_on=part.held_on,
        export=part.export,
    )
    for part in PARTS
]
