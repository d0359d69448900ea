"""What was typed on a page of a PDF beside its text: in the fields of a form, and as notes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

# So many fields and notes of one page are looked at.
MOST = 1_000
# In bytes, of one of them.
LONGEST = 100_000
# What a file says when nothing is ticked.
OFF = "Off"
HIDDEN = 0b10


def typed_on(page: Any) -> Iterator[str]:
    """What stands in the filled fields and the notes of a page that are shown, in their order.

    ``page`` is one of pypdfium2, of a document whose forms were made ready.
    """
    import pypdfium2.raw as pdfium

    forms = page.formenv.raw if page.formenv else None
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), MOST)):
        note = pdfium.FPDFPage_GetAnnot(page.raw, number)
        if not note:
            continue
        with closing(_Note(note)):
            if pdfium.FPDFAnnot_GetFlags(note) & HIDDEN:
                continue
            kind = pdfium.FPDFAnnot_GetSubtype(note)
            said = ""
            if kind == pdfium.FPDF_ANNOT_FREETEXT:
                said = _text(pdfium.FPDFAnnot_GetStringValue, note, b"Contents")
            elif kind == pdfium.FPDF_ANNOT_WIDGET and forms:
                said = _filled(forms, note)
            if said.strip():
                yield said


class _Note:
    """A note that is let go of when it was read."""

    def __init__(self, note: Any) -> None:
        self.note = note

    def close(self) -> None:
        import pypdfium2.raw as pdfium

        pdfium.FPDFPage_CloseAnnot(self.note)


def _filled(forms: Any, note: Any) -> str:
    """What is in a field, after its name where it has one for people; "" of an empty one."""
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFAnnot_GetFormFieldType(forms, note)
    if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        value = "Yes" if pdfium.FPDFAnnot_IsChecked(forms, note) else ""
    elif kind in (
        pdfium.FPDF_FORMFIELD_TEXTFIELD,
        pdfium.FPDF_FORMFIELD_COMBOBOX,
        pdfium.FPDF_FORMFIELD_LISTBOX,
    ):
        value = _text(pdfium.FPDFAnnot_GetFormFieldValue, forms, note)
    else:
        value = ""
    if not value.strip() or value == OFF:
        return ""
    name = _text(pdfium.FPDFAnnot_GetFormFieldAlternateName, forms, note)
    return f"{name}: {value}" if name.strip() else value


def _text(read: Callable[..., int], *of: Any) -> str:
    """A text that PDFium gives in UTF-16: first how long it is, then the text."""
    length = min(read(*of, None, 0), LONGEST)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    read(*of, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
