"""The form of Wagtail's editor, which overwrites nothing that somebody else saved meanwhile."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
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
