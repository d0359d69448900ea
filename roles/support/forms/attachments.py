"""A file for a support request."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms import FieldOptions, Form, UploadField
from hub.models import User
from roles.models.support.support_request import SupportRequest


class AttachForm(Form):
    """The file, and the words that say what it is."""

    upload = UploadField(purpose="roles.support_file", label="Upload a file")
    title = forms.CharField(
        max_length=100,
        label="What is it?",
        help_text="For example, “Draft job description”. Do not name anyone.",
    )
    field_options = {
        "upload": FieldOptions(noun="the file"),
        "title": FieldOptions(noun="what the file is"),
    }

    def __init__(self, *args: Any, user: User, request: SupportRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The field is declared above as one of files.
        self.fields["upload"].belongs_to(user, request.organisation)  # type: ignore[attr-defined]
