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
# Flags of what is not shown: hidden, and not on a screen.
UNSHOWN = 0b10 | 0b100000
# That of a field for a password, whose signs are shown as stars.
PASSWORD = 1 << 13
# How programs call the one state of a box that is ticked.
TICKED = frozenset({"", "yes", "on", "1", "true", "x"})


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
            if pdfium.FPDFAnnot_GetFlags(note) & UNSHOWN:
                continue
            kind = pdfium.FPDFAnnot_GetSubtype(note)
            said = ""
            if kind == pdfium.FPDF_ANNOT_WIDGET:
                said = _filled(forms, note) if forms else ""
            elif kind not in (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP):
                said = _text(pdfium.FPDFAnnot_GetStringValue, note, b"Contents")
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
    value = _value(forms, note)
    if not value.strip():
        return ""
    import pypdfium2.raw as pdfium

    name = _text(pdfium.FPDFAnnot_GetFormFieldAlternateName, forms, note)
    return f"{name}: {value}" if name.strip() else value


def _value(forms: Any, note: Any) -> str:
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFAnnot_GetFormFieldType(forms, note)
    if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        if not pdfium.FPDFAnnot_IsChecked(forms, note):
            return ""
        # Of several boxes of one name, which it is.
        which = _text(pdfium.FPDFAnnot_GetFormFieldExportValue, forms, note)
        is_one = kind == pdfium.FPDF_FORMFIELD_CHECKBOX and which.strip().lower() in TICKED
        return "ticked" if is_one or not which.strip() else f"{which} (ticked)"
    value = _text(pdfium.FPDFAnnot_GetFormFieldValue, forms, note)
    if kind == pdfium.FPDF_FORMFIELD_TEXTFIELD:
        is_secret = pdfium.FPDFAnnot_GetFormFieldFlags(forms, note) & PASSWORD
        return "*" * len(value) if is_secret else value
    if kind in (pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX):
        options = range(min(max(pdfium.FPDFAnnot_GetOptionCount(forms, note), 0), MOST))
        chosen = [
            _text(pdfium.FPDFAnnot_GetOptionLabel, forms, note, number)
            for number in options
            if pdfium.FPDFAnnot_IsOptionSelected(forms, note, number)
        ]
        return ", ".join(chosen) or value
    return ""


def _text(read: Callable[..., int], *of: Any) -> str:
    """A text that PDFium gives in UTF-16: first how long it is, then the text."""
    length = min(read(*of, None, 0), LONGEST)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    read(*of, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
