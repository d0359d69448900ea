"""A PDF, opened and written again with what its pages show and nothing that acts.

What stays is named at each place where a reader looks for something to do: the catalogue, pages,
annotations, form fields, the outline. Then every dictionary that is still reached is gone through,
so that nothing hides behind a missing type or at an odd place. Nothing that is not reached is
written, and so nothing before the head or after the end of the file that came.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectType, Pdf, Stream

from .findings import Clean, Refusal, RefusedError, TakenOut, names
from .links import is_only_followed
from .pdf_forms import list_fields
from .pdf_pages import mend_tree, refuse_lost_pages

CATALOGUE = names(
    "/Type /Version /Pages /PageLabels /Names /Dests /ViewerPreferences /PageLayout /PageMode "
    "/Outlines /AcroForm /StructTreeRoot /MarkInfo /Lang /OCProperties"
)
PAGE = names(
    "/Type /Parent /Kids /Count /Resources /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /Contents "
    "/Rotate /Group /Annots /StructParents /Tabs /UserUnit"
)
FORM = names("/Fields /NeedAppearances /DR /DA /Q")
ANNOTATIONS = names(
    "/Link /Text /FreeText /Line /Square /Circle /Polygon /PolyLine /Highlight /Underline "
    "/Squiggly /StrikeOut /Caret /Stamp /Ink /Popup /Widget /Watermark /Redact"
)
MEDIA = names("/Movie /Sound /Screen /RichMedia /3D /Projection")
# Actions of a link or of an entry in the outline that only show another place, or are followed.
SHOWING = frozenset({"/GoTo", "/Named", "/URI"})
TURNING = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
# Keys that act, attach or fetch in whatever dictionary they stand.
ANYWHERE: dict[str, TakenOut | None] = {
    "/AA": TakenOut.SCRIPTS,
    "/JS": TakenOut.SCRIPTS,
    "/JavaScript": TakenOut.SCRIPTS,
    "/OpenAction": None,
    "/Next": None,
    "/PA": TakenOut.REMOTE,
    "/XFA": TakenOut.FORM,
    "/PS": TakenOut.SCRIPTS,  # a program for a printer that a drawing brings
    "/EF": TakenOut.FILES,
    "/RF": TakenOut.FILES,
    "/AF": TakenOut.FILES,
    "/EmbeddedFiles": TakenOut.FILES,
    "/FS": TakenOut.FILES,
    "/Movie": TakenOut.MEDIA,
    "/Sound": TakenOut.MEDIA,
    "/RichMediaContent": TakenOut.MEDIA,
    "/RichMediaSettings": TakenOut.MEDIA,
    "/3DD": TakenOut.MEDIA,
    "/OPI": TakenOut.REMOTE,
    "/Metadata": None,
    "/PieceInfo": None,
    "/Thumb": None,
    "/ExData": None,
    "/Measure": None,
    "/PtData": None,
}
# In the dictionary of a stream these name a file that holds its content; /Ref another document.
OF_STREAMS = ("/F", "/FFilter", "/FDecodeParms", "/Ref")
HOLDING = (ObjectType.array, ObjectType.dictionary, ObjectType.stream)
FILESPECS = frozenset({"/Filespec", "/FileSpec", "/F"})
ACTIONS: dict[str, TakenOut | None] = {
    "/JavaScript": TakenOut.SCRIPTS,
    "/Launch": TakenOut.SCRIPTS,
    "/ImportData": TakenOut.SCRIPTS,
    "/SubmitForm": TakenOut.SCRIPTS,
    "/ResetForm": TakenOut.SCRIPTS,
    "/GoToR": TakenOut.REMOTE,
    "/GoToE": TakenOut.FILES,
    "/Thread": TakenOut.REMOTE,
    "/Rendition": TakenOut.MEDIA,
    "/Movie": TakenOut.MEDIA,
    "/Sound": TakenOut.MEDIA,
    "/RichMediaExecute": TakenOut.MEDIA,
    "/GoTo3DView": TakenOut.MEDIA,
}
# Without it, the last object of a file that was cut off behind that object is not found.
END = b"\n%%EOF\n"
ABOUT = names("/Title /Author /Subject /Keywords /Creator /Producer /CreationDate")


def clean_pdf(content: bytes, *, is_mended: bool = False) -> Clean:
    """The same pages in a PDF that does nothing. Raises ``RefusedError``."""
    try:
        # What pages inherit stays where it is: looking for it would not survive an odd tree.
        pdf = pikepdf.open(
            io.BytesIO(content if content.rstrip().endswith(END.strip()) else content + END),
            suppress_warnings=True,
            inherit_page_attributes=False,
        )
    except pikepdf.PasswordError as error:
        return _without_locked_files(content, error)
    except pikepdf.PdfError as error:
        if is_mended:
            raise RefusedError(Refusal.DAMAGED) from error
        return clean_pdf(_mended(content), is_mended=True)
    with pdf:
        try:
            return _cleaned(pdf, content)
        except (pikepdf.PdfError, pikepdf.ForeignObjectError) as error:
            if is_mended:
                raise RefusedError(Refusal.DAMAGED) from error
    return clean_pdf(_mended(content), is_mended=True)


def _without_locked_files(content: bytes, error: Exception) -> Clean:
    """The pages where nothing but the files inside needs a password; else it is locked."""
    try:
        pages = _mended(content)
    except RefusedError:
        raise RefusedError(Refusal.LOCKED) from error
    found = clean_pdf(pages, is_mended=True)
    return Clean(found.kind, found.content, found.taken_out | {TakenOut.FILES})


def _mended(content: bytes) -> bytes:
    """The pages that a browser's reader finds in a broken file, in a file of their own."""
    import pypdfium2 as pdfium  # only where it is needed: it is large

    try:
        found, made = pdfium.PdfDocument(content), pdfium.PdfDocument.new()
        made.import_pages(found)
        written = io.BytesIO()
        made.save(written)
    except pdfium.PdfiumError as error:
        raise RefusedError(Refusal.DAMAGED) from error
    return written.getvalue()


def _cleaned(pdf: Pdf, content: bytes) -> Clean:
    if pdf.Root.get("/NeedsRendering") is True:
        # Its pages are made by a script; what is on them says only that the reader is too old.
        raise RefusedError(Refusal.TEXT_ELSEWHERE)
    mend_tree(pdf)
    if not len(pdf.pages):
        raise RefusedError(Refusal.NO_PAGES)
    refuse_lost_pages(pdf, content)
    found: set[TakenOut] = set()
    _clean_catalogue(pdf, found)
    for page in pdf.pages:
        _clean_page(page.obj, found)
    list_fields(pdf)
    for item in _reached(pdf.Root):
        _clean_anything(item, found)
    return Clean("pdf", _written(pdf), frozenset(found))


def _written(pdf: Pdf) -> bytes:
    """The file, which a reader that repairs nothing opens with all its pages."""
    # Of a file without its trailer qpdf writes none, either: the number itself it counts anew.
    if "/Size" not in pdf.trailer:
        pdf.trailer["/Size"] = len(pdf.objects)
    written = io.BytesIO()
    objects = pikepdf.ObjectStreamMode.generate
    # By its content and not by the clock, so that the same document becomes the same bytes.
    pdf.save(written, object_stream_mode=objects, fix_metadata_version=False, deterministic_id=True)
    content = written.getvalue()
    with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as again:
        if len(again.pages) != len(pdf.pages):
            raise RefusedError(Refusal.DAMAGED)
    return content


def _clean_catalogue(pdf: Pdf, found: set[TakenOut]) -> None:
    root = pdf.Root
    opens = root.get("/OpenAction")
    if isinstance(opens, Dictionary) and _name(opens, "/S") != "/GoTo":
        found.add(ACTIONS.get(_name(opens, "/S")) or TakenOut.REMOTE)
    named = root.get("/Names")
    if isinstance(named, Dictionary):
        if "/EmbeddedFiles" in named:
            found.add(TakenOut.FILES)
        if "/JavaScript" in named:
            found.add(TakenOut.SCRIPTS)
        _keep(named, {"/Dests"})
    if "/AF" in root or "/Collection" in root:
        found.add(TakenOut.FILES)
    _keep(root, CATALOGUE)
    if _name(root, "/PageMode") == "/UseAttachments":
        del root["/PageMode"]
    form = root.get("/AcroForm")
    if isinstance(form, Dictionary):
        if "/XFA" in form:
            found.add(TakenOut.FORM)
        _keep(form, FORM)
    else:
        _without(root, "/AcroForm")
    for key in list(pdf.trailer.keys()):
        if key not in ("/Root", "/Info", "/ID", "/Size"):
            _without(pdf.trailer, key)
    about = pdf.trailer.get("/Info")
    if isinstance(about, Dictionary):
        for key in list(about.keys()):
            if key not in ABOUT or not isinstance(about.get(key), pikepdf.String):
                _without(about, key)
    else:
        _without(pdf.trailer, "/Info")


def _clean_page(page: Object, found: set[TakenOut]) -> None:
    if "/AA" in page:
        found.add(TakenOut.SCRIPTS)
    if "/AF" in page:
        found.add(TakenOut.FILES)
    node: Any = page
    seen: set[Any] = set()
    while isinstance(node, Dictionary) and node.objgen not in seen:
        seen.add(node.objgen)
        _keep(node, PAGE)
        node = node.get("/Parent")
    notes = page.get("/Annots")
    if notes is None:
        return
    if not isinstance(notes, Array):
        del page["/Annots"]
        return
    kept = Array()
    for note in notes:
        if isinstance(note, Dictionary) and _name(note, "/Subtype") in ANNOTATIONS:
            kept.append(note)
        elif isinstance(note, Dictionary):
            kind = _name(note, "/Subtype")
            if kind == "/FileAttachment":
                found.add(TakenOut.FILES)
            elif kind in MEDIA:
                found.add(TakenOut.MEDIA)
            _keep(note, frozenset())  # whatever else points to it finds nothing
    page["/Annots"] = kept


def _reached(start: Object) -> Iterator[Object]:
    """Every dictionary and stream that is reached, each once, as it is when its turn comes."""
    waiting: list[Any] = [start]
    seen: set[tuple[int, int]] = set()
    while waiting:
        item = waiting.pop()
        if item.is_indirect:
            if item.objgen in seen:
                continue
            seen.add(item.objgen)
        if isinstance(item, Array):
            waiting += [part for part in item if _holds(part)]
        else:
            yield item
            inside = item.stream_dict if isinstance(item, Stream) else item
            waiting += [part for _, part in inside.items() if _holds(part)]


def _holds(part: Any) -> bool:
    return isinstance(part, Object) and part._type_code in HOLDING


def _clean_anything(item: Object, found: set[TakenOut]) -> None:
    inside = item.stream_dict if isinstance(item, Stream) else item
    keys = set(inside.keys())
    for key in keys & ANYWHERE.keys():
        if key == "/Next" and not isinstance(inside.get(key), Dictionary | Array):
            continue
        if key == "/Next" and {"/Title", "/Parent"} & keys and "/S" not in keys:
            continue  # the next entry of the outline
        if key == "/Next":
            found.add(TakenOut.SCRIPTS)
        if why := ANYWHERE[key]:
            found.add(why)
        _without(inside, key)
    if isinstance(item, Stream):
        for key in OF_STREAMS:
            if key in keys:
                found.add(TakenOut.REMOTE)
                _without(inside, key)
        if _name(inside, "/Type") == "/EmbeddedFile":
            found.add(TakenOut.FILES)
            item.write(b"")
            _keep(inside, {"/Length"})
        elif _name(inside, "/Subtype") == "/PS":  # a program for a printer
            found.add(TakenOut.SCRIPTS)
            item.write(b"")
            _keep(inside, {"/Length"})
        return
    kind = _name(inside, "/S") if "/S" in keys else ""
    if kind in ACTIONS or ("/Type" in keys and _name(inside, "/Type") in FILESPECS):
        if kind in ACTIONS and (why := ACTIONS[kind]):
            found.add(why)
        _keep(inside, frozenset())
        return
    if kind == "/URI" and "/URI" in keys and not _is_followed(inside):
        found.add(TakenOut.REMOTE)
        _keep(inside, frozenset())
        return
    if "/A" in keys:
        _clean_action(inside, found)
    for key in ("/UF", "/Unix", "/DOS", "/Mac", "/Win"):
        if key in keys:
            _without(inside, key)
    if "/F" in keys and not isinstance(inside.get("/F"), int):
        # A file outside: of an action, a reference, or a form's data.
        found.add(TakenOut.REMOTE)
        _without(inside, "/F")


def _clean_action(owner: Object, found: set[TakenOut]) -> None:
    """What a click on a link, a button or an entry of the outline does."""
    action = owner.get("/A")
    if not isinstance(action, Dictionary):
        if not isinstance(action, Array | Name):  # attributes of a part of the text
            _without(owner, "/A")
        return
    kind = _name(action, "/S")
    if not kind and "/O" in action:  # attributes of a part of the text
        return
    is_shown = _name(owner, "/Subtype") == "/Link" or "/Title" in owner
    if (
        not is_shown
        or kind not in SHOWING
        or (kind == "/URI" and not _is_followed(action))
        or (kind == "/Named" and _name(action, "/N") not in TURNING)
    ):
        found.add(ACTIONS.get(kind) or TakenOut.SCRIPTS)
        _without(owner, "/A")


def _is_followed(action: Object) -> bool:
    address = action.get("/URI")
    return isinstance(address, pikepdf.String) and is_only_followed(str(address))


def _keep(item: Object, keys: frozenset[str] | set[str]) -> None:
    for key in list(item.keys()):
        if key not in keys:
            _without(item, key)


def _without(item: Object, key: str) -> None:
    if key in item:
        del item[key]


def _name(item: Object, key: str) -> str:
    value = item.get(key)
    return str(value) if isinstance(value, Name) else ""
