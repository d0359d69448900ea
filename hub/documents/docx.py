"""A Word document (Office Open XML), packed again from the parts that its text needs.

Parts are found as Word finds them: by relationships, from the main part on. What a part is, its
relationship says; what may be is on a list, and the content types are written anew. An address
outside the document stays only where a click follows it.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from .docx_fields import WORDS, clean_fields
from .docx_markup import clean_markup, has_content
from .findings import Clean, Refusal, RefusedError, TakenOut
from .links import is_elsewhere, is_only_followed
from .markup import Element, name_of, parse, space_of, written
from .package import Package, packed
from .pictures import clean_picture

TYPES = "[Content_Types].xml"
OOXML = "application/vnd.openxmlformats-officedocument"
MAIN = f"{OOXML}.wordprocessingml.document.main+xml"
TEMPLATE = f"{OOXML}.wordprocessingml.template.main+xml"
# What a part is by the last word of its relationship. Those not named here are left out.
XML_PARTS = {
    **{
        name: f"{OOXML}.wordprocessingml.{name}+xml"
        for name in (
            [
                "styles",
                "settings",
                "numbering",
                "fontTable",
                "footnotes",
                "endnotes",
                "header",
                "footer",
                "comments",
            ]
        )
    },
    "theme": f"{OOXML}.theme+xml",
    "chart": f"{OOXML}.drawingml.chart+xml",
    "chartUserShapes": f"{OOXML}.drawingml.chartshapes+xml",
    "diagramData": f"{OOXML}.drawingml.diagramData+xml",
    "diagramLayout": f"{OOXML}.drawingml.diagramLayout+xml",
    "diagramQuickStyle": f"{OOXML}.drawingml.diagramStyle+xml",
    "diagramColors": f"{OOXML}.drawingml.diagramColors+xml",
    "diagramDrawing": "application/vnd.ms-office.drawingml.diagramDrawing+xml",
    "chartStyle": "application/vnd.ms-office.chartstyle+xml",
    "chartColorStyle": "application/vnd.ms-office.chartcolorstyle+xml",
    "chartEx": "application/vnd.ms-office.chartex+xml",
    "core-properties": "application/vnd.openxmlformats-package.core-properties+xml",
}
WITH_TEXT = {MAIN, *(XML_PARTS[name] for name in ("header", "footer", "footnotes", "comments"))}
MACROS = frozenset({"vbaproject", "wordvbadata"})
SAYS: dict[str, TakenOut] = {
    "oleobject": TakenOut.FILES,
    "package": TakenOut.FILES,
    "afchunk": TakenOut.FILES,
    "subdocument": TakenOut.REMOTE,
    "control": TakenOut.SCRIPTS,
    "video": TakenOut.MEDIA,
    "media": TakenOut.MEDIA,
    "audio": TakenOut.MEDIA,
}
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


@dataclass(frozen=True)
class Relation:
    """What a part calls another by; ``target`` is a part's name, or an address outside."""

    id: str
    type: str
    target: str
    is_outside: bool

    @property
    def kind(self) -> str:
        """The last word of its type, which is the same in the strict form."""
        return self.type.rstrip("/").rpartition("/")[2]


@dataclass
class Part:
    """A part that is kept."""

    name: str
    content_type: str
    root: Element | None = None
    content: bytes = b""
    relations: list[Relation] = field(default_factory=list)


def clean_docx(package: Package) -> Clean:
    """The same text in a document that stands alone. Raises ``RefusedError``."""
    main = _main(package)
    document = _Document(package)
    if any(
        name.lower().rpartition("/")[2].startswith(("vbaproject", "vbadata"))
        for name in package.names
    ):
        raise RefusedError(Refusal.MACROS)
    package.refuse_programs()
    root = document.take_main(main)
    if space_of(root.tag) not in WORDS or name_of(root) != "document":
        raise RefusedError(Refusal.WRONG_KIND)
    had_text_elsewhere = any(name_of(item) in ("altChunk", "subDoc") for item in root.iter())
    document.clean()
    if not document.has_content():
        raise RefusedError(Refusal.TEXT_ELSEWHERE if had_text_elsewhere else Refusal.NO_PAGES)
    if had_text_elsewhere:
        document.found.add(TakenOut.TEXT)
    return Clean("docx", document.packed(main), frozenset(document.found))


def _main(package: Package) -> str:
    """The main part's name. Raises ``RefusedError``.

    A template holds the same text, and is written as a document: its type is written anew.
    """
    by_part = {}
    for item in parse(package.read(TYPES)):
        kind = item.get("ContentType", "")
        if any(word in kind.lower() for word in ("macroenabled", "vbaproject", "vbadata")):
            raise RefusedError(Refusal.MACROS)
        if name := item.get("PartName"):
            by_part[name.lstrip("/").lower()] = kind
    mains = [name for name, kind in by_part.items() if kind in (MAIN, TEMPLATE)]
    if "_rels/.rels" in package:
        started = [
            relation.target
            for relation in _relations(package, "")
            if relation.kind == "officeDocument" and not relation.is_outside
        ]
        mains = [name for name in started if name in package] or mains
    if not mains:
        raise RefusedError(Refusal.WRONG_KIND)
    if mains[0] not in package:
        raise RefusedError(Refusal.DAMAGED)
    return mains[0]


class _Document:
    """The parts that are kept, by name."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.parts: dict[str, Part] = {}
        self.found: set[TakenOut] = set()

    def take_main(self, main: str) -> Element:
        """Take the main part and all that it needs; a broken main part is a broken document."""
        root = parse(self.package.read(main))
        self.parts[main.lower()] = Part(main, MAIN, root)
        self._take_relations(main)
        core = [item for item in _relations(self.package, "") if item.kind == "core-properties"]
        self.core = next((item for item in core[:1] if self._take(item)), None)
        return root

    def clean(self) -> None:
        """Take out of each part what acts or fetches, and what points to parts that are gone."""
        for part in self.parts.values():
            if part.root is None:
                continue
            inside = {item.id for item in part.relations if not item.is_outside}
            links = {item.id for item in part.relations if item.is_outside}
            self.found |= clean_markup(part.root, inside, links)
            if clean_fields(part.root):
                self.found.add(TakenOut.REMOTE)

    def has_content(self) -> bool:
        """Whether anything is in the text, or at the head or foot of its pages."""
        return any(
            part.root is not None and part.content_type in WITH_TEXT and has_content(part.root)
            for part in self.parts.values()
        )

    def packed(self, main: str) -> bytes:
        """The document as a file."""
        office = _office(self.parts[main.lower()])
        start = [Relation("rId1", f"{office}officeDocument", main, False)]
        if self.core is not None:
            start.append(Relation("rId2", self.core.type, self.core.target, False))
        members = [(TYPES, self._types()), ("_rels/.rels", self._written(start))]
        for part in self.parts.values():
            content = written(part.root) if part.root is not None else part.content
            members.append((part.name, content))
            if part.relations:
                folder, base = posixpath.split(part.name)
                place = posixpath.join(folder, "_rels", f"{base}.rels")
                members.append((place, self._written(part.relations)))
        return packed(members)

    def _types(self) -> bytes:
        rows = "".join(
            f"<Override PartName={quoteattr('/' + part.name)} "
            f"ContentType={quoteattr(part.content_type)}/>"
            for part in self.parts.values()
        )
        rels = "application/vnd.openxmlformats-package.relationships+xml"
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<Types xmlns="{CONTENT_TYPES}"><Default Extension="rels" ContentType="{rels}"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
        ).encode()

    def _written(self, relations: list[Relation]) -> bytes:
        rows = ""
        for item in relations:
            target, mode = item.target, ' TargetMode="External"'
            if not item.is_outside:
                target, mode = f"/{self.parts[item.target.lower()].name}", ""
            rows += (
                f"<Relationship Id={quoteattr(item.id)} Type={quoteattr(item.type)} "
                f"Target={quoteattr(target)}{mode}/>"
            )
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'
        ).encode()

    def _take_relations(self, name: str) -> None:
        part = self.parts[name.lower()]
        part.relations = [item for item in _relations(self.package, name) if self._is_kept(item)]

    def _is_kept(self, relation: Relation) -> bool:
        if relation.kind.lower() in MACROS:
            raise RefusedError(Refusal.MACROS)
        if not relation.is_outside:
            return self._take(relation)
        if relation.kind == "hyperlink" and is_only_followed(relation.target):
            return True
        if relation.kind != "hyperlink" and is_elsewhere(relation.target):
            self.found.add(TakenOut.REMOTE)
        return False

    def _take(self, relation: Relation) -> bool:
        """Take the part that a relationship leads to, and what that needs; False for none."""
        key, kind = relation.target.lower(), relation.kind
        wanted = XML_PARTS.get(kind, "")
        if key in self.parts:
            there = self.parts[key]
            return there.content_type == wanted or (kind == "image" and there.root is None)
        if relation.target not in self.package or not (wanted or kind == "image"):
            if (why := SAYS.get(kind.lower())) and not _is_chart_data(relation):
                self.found.add(why)
            return False
        if kind == "image":
            picture = clean_picture(self.package.read(relation.target))
            if picture is None:
                return False
            self.parts[key] = Part(relation.target, picture[0], content=picture[1])
            return True
        try:
            root = parse(self.package.read(relation.target))
        except RefusedError as refused:
            if refused.refusal != Refusal.DAMAGED:
                raise
            return False  # a part that no reader can read does not decide on the document
        self.parts[key] = Part(relation.target, wanted, root)
        self._take_relations(relation.target)
        return True


def _is_chart_data(relation: Relation) -> bool:
    """The worksheet behind a chart, which shows without it: nothing that a person put there."""
    return relation.kind == "package" and relation.target.lower().endswith((".xlsx", ".xlsb"))


def _relations(package: Package, name: str) -> list[Relation]:
    """The relationships of a part, or of the package for ""; none where they cannot be read."""
    folder, base = posixpath.split(name)
    place = posixpath.join(folder, "_rels", f"{base}.rels")
    if place not in package:
        return []
    try:
        rows = parse(package.read(place))
    except RefusedError as refused:
        if refused.refusal != Refusal.DAMAGED:
            raise
        return []
    found: dict[str, Relation] = {}
    for row in rows:
        target = row.get("Target", "")
        is_outside = row.get("TargetMode", "").lower() == "external"
        if not is_outside:
            target = _part_name(package, folder, target)
        relation = Relation(row.get("Id", ""), row.get("Type", ""), target, is_outside)
        if name_of(row) == "Relationship" and relation.id:
            found.setdefault(relation.id, relation)
    return list(found.values())


def _part_name(package: Package, folder: str, target: str) -> str:
    target = target.replace("\\", "/").partition("#")[0]
    name = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return name if name in package else unquote(name)


def _office(main: Part) -> str:
    """Where the names of relationships stand, by the form that the document is written in."""
    strict = main.root is not None and space_of(main.root.tag) == WORDS[1]
    if strict:
        return "http://purl.oclc.org/ooxml/officeDocument/relationships/"
    return "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
