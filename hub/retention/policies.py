"""Personal data: what is held, why, for how long, who sees it; and how it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from hub.extensions import ExtensionPoint
from hub.models import User


@dataclass(frozen=True)
class ErasureNotice:
    """What its owner is told some days before a row is erased by policy.

    ``owner`` is the path from the row to the person's account, "pk" for the account itself; rows
    without one, and of people who never signed in, go without. ``names`` says what the row is in
    plain words, without what is private in it; ``keep`` how it can be kept.
    """

    owner: str
    names: Callable[[Any], str]
    keep: str = ""


@dataclass(frozen=True)
class RetentionPolicy:
    """How the personal data of one or more models comes to its end.

    ``covers`` names the models as ``label.Model``, and each of their fields that holds personal
    data or points to a person: ``{"roles.Application": ("candidate", "full_name")}``. ``period``
    says in plain words how long. ``due`` returns the rows whose time has come at a moment;
    ``erase`` makes one row's personal data go (by deleting the row or blanking fields) and is safe
    to run twice. ``held_on`` returns the rows about a person; ``export`` turns one into plain data
    for that person; ``keep`` gives, for a row that must be kept on erasure, the reason and until
    when, else "", and ``when_left`` is called for it once the account is gone, so that whoever
    counts on the person is told; ``ends`` says, of a row in use, what the person gives up with it,
    in a sentence.
    With a ``notice`` nothing is erased by policy before its owner was told.
    What is ``for_staff`` is held only on those who have worked in the service.
    """

    slug: str
    label: str
    covers: Mapping[str, tuple[str, ...]]
    purpose: str
    basis: str
    period: str
    who_sees: str
    due: Callable[[datetime], models.QuerySet[Any]]
    erase: Callable[[Any], None]
    held_on: Callable[[User], models.QuerySet[Any]]
    export: Callable[[Any], Mapping[str, Any] | None]
    keep: Callable[[Any], str] = lambda row: ""
    when_left: Callable[[Any], None] = lambda row: None
    ends: Callable[[Any], str] = lambda row: ""
    notice: ErasureNotice | None = None
    for_staff: bool = False


@dataclass(frozen=True)
class PartPlayed:
    """The part a person played on a record that stays when their name goes.

    ``field`` names them and ``since`` the moment from which the name is kept, or a path to it on
    a related record. ``before`` gives the moment before which it is no longer kept; without it
    the name stays until the account is erased. ``label`` is a sentence of its own: "You raised a
    need". ``ends`` says what the person gives up with it. Erasing empties this one field and no
    other.
    """

    model: type[models.Model]
    field: str
    label: str
    since: str
    before: Callable[[datetime], datetime] | None = None
    ends: Callable[[Any], str] = lambda row: ""

    @property
    def slug(self) -> str:
        """Such as ``hub.need_raised_by``."""
        return f"{self.model._meta.label_lower}_{self.field}"

    def due(self, at: datetime) -> models.QuerySet[Any]:
        """Rows that name somebody longer than is kept."""
        rows = self.model._default_manager.filter(**{f"{self.field}__isnull": False})
        if self.before is None:
            return rows.none()
        oldest = self.before(at)
        is_moment = isinstance(self._since_field(), models.DateTimeField)
        return rows.filter(
            **{f"{self.since}__lt": oldest if is_moment else timezone.localdate(oldest)}
        )

    def erase(self, row: models.Model) -> None:
        """Take the person off one row."""
        self.model._default_manager.filter(pk=row.pk).update(**{self.field: None})

    def held_on(self, person: User) -> models.QuerySet[Any]:
        """The rows that name a person."""
        rows = self.model._default_manager.filter(**{self.field: person})
        # A date of another record comes with that record.
        dated = "__".join(self.since.split("__")[:-1])
        return rows.select_related(dated) if dated else rows

    def export(self, row: models.Model) -> Mapping[str, Any]:
        """What the person is told: on what they are named, as what, since when."""
        since: Any = row
        for name in self.since.split("__"):
            since = getattr(since, name, None)
        if isinstance(since, datetime):
            since = timezone.localdate(since)
        when = since.isoformat() if since else ""
        return {"Record": str(row), "Your part": self.label, "Date": when}

    def policy(
        self, *, purpose: str, period: str, who_sees: str, for_staff: bool = True
    ) -> RetentionPolicy:
        """The part as a retention policy, called what the person did."""
        return RetentionPolicy(
            slug=self.slug,
            label=self.label,
            covers={self.model._meta.label: (self.field,)},
            purpose=purpose,
            basis="Public task.",
            period=period,
            who_sees=who_sees,
            due=self.due,
            erase=self.erase,
            held_on=self.held_on,
            export=self.export,
            ends=self.ends,
            for_staff=for_staff,
        )

    def _since_field(self) -> Any:
        model: Any = self.model
        *path, last = self.since.split("__")
        for name in path:
            model = model._meta.get_field(name).related_model
        return model._meta.get_field(last)


policies = ExtensionPoint("register_hub_retention", RetentionPolicy)


def covered_fields() -> dict[str, set[str]]:
    """The fields each model has covered, by ``label.Model``, over all policies."""
    found: dict[str, set[str]] = {}
    for policy in policies:
        for model, fields in policy.covers.items():
            found.setdefault(model, set()).update(fields)
    return found


def personal_fields(model: type[models.Model]) -> Iterable[str]:
    """The fields of a model that hold personal data as far as can be told from the outside.

    A relation to a person, an email field, or a name that says so (see ``PERSONAL_NAMES``).
    """
    for item in model._meta.get_fields():
        if not getattr(item, "concrete", False):
            continue
        if (
            (item.is_relation and item.related_model is User)
            or isinstance(item, models.EmailField)
            or item.name in PERSONAL_NAMES
        ):
            yield item.name


PERSONAL_NAMES = frozenset(
    {
        "address",
        "date_of_birth",
        "email",
        "first_name",
        "full_name",
        "last_name",
        "mailbox",
        "ni_number",
        "phone",
        "phone_number",
        "postcode",
        "statement",
        "statements",
        "telephone",
    }
)
