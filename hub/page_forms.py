"""The forms of Wagtail's editor: one that overwrites nothing which somebody else saved meanwhile,
and one of a page about a record, which offers the records that can have a page.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from wagtail.admin.forms import WagtailAdminPageForm


class SharedPageForm(WagtailAdminPageForm):
    """A page's form that says so when somebody saved a newer version, and keeps what was typed.

    Wagtail's own warning is the browser's: it comes with the next look at the server. This one is
    the server's, for whoever saves before that. Sent again, it is saved; both stay in the history.
    """

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.has_changed() and self._is_out_of_date() and self._is_somebody_elses():
            raise ValidationError(
                "Somebody else saved a newer version while you were writing. What you typed is "
                "still here and is not saved. Read theirs in the history, then save again to put "
                "yours in its place.",
                code="changed_meanwhile",
            )
        return cleaned

    def _is_somebody_elses(self) -> bool:
        """Not what this page saved by itself a moment ago, before it knew of it."""
        latest = self.instance.latest_revision
        return latest is None or latest.user_id != self.for_user.pk

    def _is_out_of_date(self) -> bool:
        page, sent = self.instance, self.data
        if own := sent.get("overwrite_revision_id"):  # The version this page saved by itself.
            return own != str(page.latest_revision_id)
        opened = sent.get("loaded_revision_id")
        if not opened or page.latest_revision_created_at is None:
            return False
        # A version that another page saves by itself keeps its number and moves on in time.
        latest = page.latest_revision_created_at.isoformat()
        written = sent.get("loaded_revision_created_at") or latest
        return (opened, written) != (str(page.latest_revision_id), latest)


class RecordPageForm(WagtailAdminPageForm):
    """A page's form whose field ``record`` offers, in words, the records that have no page yet.

    Of what somebody may not choose it says nothing. The record of the page itself stays.
    """

    record: ClassVar[str]
    help_text: ClassVar[str]
    # What is said where there is none to choose.
    none_left: ClassVar[str]

    @classmethod
    def can_have_a_page(cls) -> QuerySet[Any]:
        """The records of which there may be a page."""
        raise NotImplementedError

    @classmethod
    def of_these(cls, found: Q) -> QuerySet[Any]:
        """Some records, with what ``words`` reads of them."""
        raise NotImplementedError

    @classmethod
    def words(cls, record: Any) -> str:
        """What tells a record from the others."""
        raise NotImplementedError

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get(self.record)
        if not isinstance(field, forms.ModelChoiceField):
            return  # Whoever may not change it is shown no field.
        rows = self.can_have_a_page()
        free = rows.filter(page__isnull=True).order_by().values("pk")
        own = getattr(self.instance, f"{self.record}_id")
        field.queryset = self.of_these(Q(pk__in=free) | Q(pk=own))
        # As Django says to do it; the stubs know a method alone.
        setattr(field, "label_from_instance", self.words)  # noqa: B010
        field.help_text = self.help_text if field.queryset.exists() else self.none_left
        field.error_messages["invalid_choice"] = f"Not in the list. {self.help_text}"
