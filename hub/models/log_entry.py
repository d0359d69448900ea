"""The entries of the audit trail, as its readers may see them."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from wagtail.models import ModelLogEntry
from wagtail.models.audit_log import LogEntryQuerySet, ModelLogEntryManager

from hub.acting_for import FOR
from hub.models.user import User


def seen_by(user: Any, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Of these records, those that a person may see, where their kind says who sees what."""
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows


def history_seen_by(user: Any, model: type[models.Model]) -> models.QuerySet[Any] | None:
    """The records of a kind whose history a person may read in reports; None for each of them.

    Those the person may see, unless the kind opens the history of fewer (``history_visible_to``).
    The account of a candidate is in no report: the moment at which it was made, beside what
    happened to an application, would say whose that is (R11).
    """
    if model is User:
        return User.objects.in_office()
    rows: Any = model._default_manager.all()
    if hasattr(rows, "history_visible_to"):
        return cast("models.QuerySet[Any]", rows.history_visible_to(user))
    return seen_by(user, rows) if hasattr(rows, "visible_to") else None


def actions_hidden_from(user: Any, model: type[models.Model]) -> tuple[str, ...]:
    """What of the history of a kind a person may not read, of records that they may see.

    A kind says it by ``actions_hidden_from``: what waits for a second person, and was refused.
    """
    rows: Any = model._default_manager.all()
    found = rows.actions_hidden_from(user) if hasattr(rows, "actions_hidden_from") else ()
    return tuple(found)


def keys_hidden_from(user: User, kind: int) -> set[str]:
    """The keys of records that do not exist for a person, where their kind has such."""
    model = ContentType.objects.get_for_id(kind).model_class()
    rows: Any = model._default_manager.all() if model else None
    return {str(key) for key in rows.hidden_from(user)} if hasattr(rows, "hidden_from") else set()


class LogEntryManager(ModelLogEntryManager):
    """Entries about records that their reader may see: the rule of the pages, for reports too."""

    def get_instance_title(self, instance: models.Model) -> str:
        """An entry about a person has no name either; Wagtail's own screens ask here."""
        if isinstance(instance, User):
            return f"Person {instance.pk}"
        return str(super().get_instance_title(instance))

    def viewable_by_user(self, user: Any) -> LogEntryQuerySet:
        """Entries of the kinds that Wagtail's permissions open, about records this person sees."""
        rows = cast("LogEntryQuerySet", super().viewable_by_user(user))
        seen = Q()
        for pk in rows.order_by().values_list("content_type_id", flat=True).distinct():
            model = ContentType.objects.get_for_id(pk).model_class() if pk else None
            if model is None:  # The plugin is gone, and with it who may see its records.
                continue
            records = history_seen_by(user, model)
            kind = Q(content_type_id=pk)
            if records is not None:
                keys = records.order_by().annotate(logged_as=Cast("pk", CharField()))
                kind &= Q(object_id__in=keys.values("logged_as"))
            if hidden := actions_hidden_from(user, model):
                kind &= ~Q(action__in=hidden)
            seen |= kind
        return rows.filter(seen) if seen else rows.none()


class LogEntry(ModelLogEntry):
    """An entry about any record but a page; the table is Wagtail's own."""

    objects = LogEntryManager()

    class Meta:
        proxy = True
        ordering = ["-timestamp", "-id"]
        verbose_name = "log entry"
        verbose_name_plural = "log entries"

    @property
    def is_for_a_colleague(self) -> bool:
        """Whether whoever did it stood in for somebody who was away."""
        return FOR in self.data

    @cached_property
    def user_display_name(self) -> str:
        """Who did it; where they stood in for a colleague, for whom."""
        name = str(super().user_display_name)
        away = self.data.get(FOR)
        stood_in_for = User.objects.filter(pk=away).first() if away else None
        return f"{name}, for {stood_in_for}" if stood_in_for else name

    def full_clean(self, exclude: Any = None, **kwargs: Any) -> None:
        """Check before saving; that its kind of record is there, the foreign key sees to.

        An account that was read to be named here is there, too: each entry would ask for it again.
        """
        known = {"content_type", *(["user"] if "user" in self._state.fields_cache else [])}
        super().full_clean({*(exclude or ()), *known}, **kwargs)
