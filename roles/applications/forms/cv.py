"""A CV, as a file."""

from __future__ import annotations

from typing import Any, ClassVar

from hub.forms import FieldOptions, Form, UploadField
from hub.models import User


class CvForm(Form):
    """The file that tells of a candidate's experience."""

    cv = UploadField(
        purpose="roles.cv",
        label="Upload your CV",
        help_text="People who assess applications do not see it before the interviews.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "cv": FieldOptions(noun="your CV", page_heading=True, size="l")
    }

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The field is declared above as one of files.
        self.fields["cv"].belongs_to(person)  # type: ignore[attr-defined]
