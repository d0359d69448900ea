"""Answers and decisions about what somebody read: what changed meanwhile is read again first."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.views.generic import FormView

from hub.versions import changed_since, version_of_facts

CHANGED = (
    "This changed after you opened the page, so nothing has been saved. Read it again, then "
    "decide. What you entered is still on this page"
)
NOT_SAVED = (
    "This changed after you opened the page, so nothing was saved. Read it again before you send "
    "it. What you entered is still here"
)
UNREAD = "Read the details above, then confirm"


class AsReadView(FormView):
    """A form about facts that others may change: it counts while they are those that were read.

    The page shows ``facts_read()`` and carries their version, unseen. When it is sent, the record
    is locked and read again; when the facts are others by then, nothing is done, and the form is
    shown with what was typed and with the facts as they are now.
    """

    version: ClassVar[str] = "facts_version"
    # What is said where the facts are others than those that were read.
    changed_words: str = CHANGED

    def facts_read(self) -> list[tuple[str, Any]]:
        """What the page shows and the answer is about, by its label."""
        raise NotImplementedError

    def version_now(self) -> str:
        """The version of the facts now; "" where they may change."""
        return version_of_facts(self.facts_read())

    def lock_what_is_read(self) -> None:
        """Lock the record and read it again; called in a transaction."""
        raise NotImplementedError

    def make(self, form: Any) -> HttpResponse:
        """Do what the form asks for."""
        raise NotImplementedError

    def why_kept(self) -> str:
        """Why this person could not do it even after reading again; "" where they could."""
        return ""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if shown := self.version_now():
            form.fields[self.version] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=shown
            )
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        if self.version not in form.fields:
            return self.make(form)
        form.cleaned_data.pop(self.version, None)
        read = self.request.POST.get(self.version, "")
        with transaction.atomic():
            self.lock_what_is_read()
            now = self.version_now()
            if read == now:
                return self.make(form)
        # From here on they have read it: sent again, it is about the facts as they are now.
        form.data = form.data.copy()
        form.data[self.version] = now
        form.add_error(None, self.why_kept() or (self.what_changed(read) if read else UNREAD))
        return self.form_invalid(form)

    def what_changed(self, read: str) -> str:
        """Says that it changed, and what is different where that has a name."""
        labels = changed_since(read, self.facts_read())
        named = f". New or different: {', '.join(label.lower() for label in labels)}"
        return self.changed_words + (named if labels else "")
