"""The fields of a PDF's form: each that a page shows is one of the form, so that it is drawn."""

from __future__ import annotations

from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

# So many fields above each other.
DEEPEST = 30


def list_fields(pdf: Pdf) -> None:
    """Put the fields on pages that no form lists into the form: programs that merge leave them.

    What is no field, as it does not say of which kind, becomes a stamp: the picture that it is.
    """
    root = pdf.Root
    form = root.get("/AcroForm")
    listed = _listed(form.get("/Fields")) if isinstance(form, Dictionary) else set()
    lost = []
    for page in pdf.pages:
        for note in page.obj.get("/Annots") or ():
            if not isinstance(note, Dictionary) or note.get("/Subtype") != Name.Widget:
                continue
            top = _top(note)
            if not _kind(note):
                _make_stamp(note)
            elif top.is_indirect and top.objgen not in listed:
                listed.add(top.objgen)
                lost.append(top)
    if not lost:
        return
    if not isinstance(form, Dictionary):
        form = root["/AcroForm"] = Dictionary()
    known = form.get("/Fields")
    form["/Fields"] = Array([*(known if isinstance(known, Array) else ()), *lost])


def _listed(fields: Any) -> set[tuple[int, int]]:
    if not isinstance(fields, Array):
        return set()
    return {field.objgen for field in fields if isinstance(field, Dictionary)}


def _above(note: Any) -> list[Any]:
    found = [note]
    while len(found) < DEEPEST and isinstance(parent := found[-1].get("/Parent"), Dictionary):
        found.append(parent)
    return found


def _top(note: Any) -> Any:
    return _above(note)[-1]


def _kind(note: Any) -> str:
    return next((str(field["/FT"]) for field in _above(note) if "/FT" in field), "")


def _make_stamp(note: Any) -> None:
    said = next((field["/V"] for field in _above(note) if "/V" in field), None)
    note["/Subtype"] = Name.Stamp
    if isinstance(said, String):
        note["/Contents"] = said
    for key in ("/Parent", "/MK", "/DA", "/V", "/T"):
        if key in note:
            del note[key]
