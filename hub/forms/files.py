"""A file in a form: taken in at once, so that an error elsewhere on the page does not lose it.

    class BriefForm(Form):
        brief = UploadField(purpose="roles.brief", label="Upload the business case")
        field_options = {"brief": FieldOptions(noun="the business case")}

        def __init__(self, *args, person, organisation=None, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["brief"].belongs_to(person, organisation)

The cleaned value is an ``Upload``, or None: the service ties it to its record with
``hub.uploads.attach``. ``initial`` may be the upload that the record has already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from hub.dates import datetime_gb
from hub.models import HubPolicy, Organisation, Upload, User
from hub.uploads import UploadRefused, receive

SCANNED = "We check each file for viruses before anyone can open it."
SALT = "hub.forms.upload"


@dataclass(frozen=True)
class Chosen:
    """What a browser sent for the field: a file, and what was kept from an earlier try."""

    file: UploadedFile | None
    kept: str

    def __bool__(self) -> bool:
        return bool(self.file or self.kept)


class UploadWidget(forms.FileInput):
    """A file input, with a hidden one that says which file was taken in already."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Chosen:
        return Chosen(file=files.get(name), kept=data.get(f"{name}_kept", ""))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and f"{name}_kept" not in data


class UploadField(forms.FileField):
    """A PDF, DOCX or ODT, examined and taken in when the form is checked.

    Taking it in is the one effect a form has here: a browser cannot fill a file input in again, so
    the file has to stay on the server. One that is never attached goes after a few days.
    """

    widget = UploadWidget

    def __init__(self, *, purpose: str, **kwargs: Any) -> None:
        self.purpose = purpose
        self.person: User | None = None
        self.organisation: Organisation | None = None
        super().__init__(**kwargs)

    def belongs_to(self, person: User, organisation: Organisation | None = None) -> None:
        """Say whose file it will be; an organisation's own document stays when its owner goes."""
        self.person, self.organisation = person, organisation

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        if self.person is None:
            raise ImproperlyConfigured("UploadField needs belongs_to(person) in the form.")
        chosen = data if isinstance(data, Chosen) else Chosen(None, "")
        if chosen.file is not None:
            try:
                return receive(
                    actor=self.person,
                    file=chosen.file,
                    purpose=self.purpose,
                    organisation=self.organisation,
                )
            except UploadRefused as refusal:
                raise ValidationError(str(refusal), code="refused") from refusal
        upload = self._kept(chosen.kept) or _if_there(initial)
        if upload is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return upload

    def _kept(self, token: str) -> Upload | None:
        """The file taken in at an earlier try: the person's own, for this purpose, still free."""
        try:
            reference = signing.loads(token, salt=SALT) if token else ""
        except signing.BadSignature:
            return None
        # Set before the field is cleaned (``belongs_to``).
        free = Upload.objects.visible_to(self.person).exclude(file="").filter(attached_at=None)  # type: ignore[arg-type]
        return free.filter(purpose=self.purpose, reference=reference).first() if reference else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and bool(data)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data or initial

    def presentation(self, bound: BoundField, hint: str) -> dict[str, Any]:
        """What the component says besides: the limits, the file that is there, the scanner."""
        limit = HubPolicy.load().upload_megabytes
        says = [f"PDF, DOCX or ODT, smaller than {limit}MB."]
        # Without a scanner, those who open the file are told: see ``hub.uploads.preview``.
        says += [SCANNED] if settings.CLAMD_ADDRESS else []
        # A field's help text is its developer's own markup, like everywhere in a form.
        text = format_html("{} {}", mark_safe(hint), " ".join(says))  # noqa: S308
        params: dict[str, Any] = {"hint": {"html": text}}
        upload = self._present(bound)
        if upload is not None:
            params["formGroup"] = {"beforeInput": {"html": _there(upload, bound)}}
        elif bound.initial:
            params["formGroup"] = {"beforeInput": {"html": _removed(bound.initial)}}
        return params

    def _present(self, bound: BoundField) -> Upload | None:
        if bound.form.is_bound:
            # A wrong file does not lose the one that was there before it.
            found = getattr(bound.form, "cleaned_data", {}).get(bound.name)
            return _if_there(found) or self._kept(bound.data.kept) or _if_there(bound.initial)
        return _if_there(bound.initial)


def _if_there(upload: Upload | None) -> Upload | None:
    """A file that the scanner has not taken away since."""
    return upload if upload and upload.file else None


def _removed(upload: Upload) -> str:
    return format_html(
        '<p class="govuk-body">{}. Select another file.</p>', upload.get_state_display()
    )


def kept_files(form: forms.BaseForm) -> list[tuple[str, str]]:
    """The hidden answers that keep the files of a valid form for when it is sent again."""
    return [
        _kept_by(form.add_prefix(name), upload)
        for name, field in form.fields.items()
        if isinstance(field, UploadField) and (upload := form.cleaned_data.get(name))
    ]


def _kept_by(name: str, upload: Upload) -> tuple[str, str]:
    return f"{name}_kept", signing.dumps(str(upload.reference), salt=SALT)


def _there(upload: Upload, bound: BoundField) -> str:
    """The line above the input that says which file we have, and keeps it."""
    kept = ""
    if upload.attached_at is None:
        kept = format_html(
            '<input type="hidden" name="{}" value="{}">', *_kept_by(bound.html_name, upload)
        )
    changed = format_html('<p class="govuk-body">{}.</p>', upload.was_changed)
    return format_html(
        '<p class="govuk-body">We have your file: <strong>{}</strong>, added on {}. '
        "Select another only to replace it.</p>{}{}",
        upload.description,
        datetime_gb(upload.received_at),
        changed if upload.was_changed else "",
        kept,
    )
