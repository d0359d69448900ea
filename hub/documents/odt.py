"""An OpenDocument text, packed again from what its text shows.

An address in it stays where a click follows it, and otherwise only where it names a member that is
kept, whatever the element is called.
"""

from __future__ import annotations

import base64
import posixpath
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from .findings import Clean, Refusal, RefusedError, TakenOut
from .links import is_elsewhere, is_only_followed
from .markup import Element, attributes_of, drop, name_of, parse, space_of, unwrap, written
from .package import Package, packed
from .pictures import PIXELS, clean_picture

MIME = "application/vnd.oasis.opendocument.text"
OBJECTS = "application/vnd.oasis.opendocument."
MANIFEST = "META-INF/manifest.xml"
XML_MEMBERS = ("content.xml", "styles.xml", "meta.xml", "settings.xml")
XFORMS = "http://www.w3.org/2002/xforms"
# Libraries that the office writes although they are empty.
EMPTY_LIBRARIES = ("script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml")
ACTING: dict[str, TakenOut | None] = {
    "event-listener": TakenOut.SCRIPTS,
    "event-listeners": None,
    "script": TakenOut.SCRIPTS,
    "scripts": None,
    "plugin": TakenOut.MEDIA,
    "applet": TakenOut.SCRIPTS,
    "floating-frame": TakenOut.REMOTE,
    "object-ole": TakenOut.FILES,
    "dde-connection-decl": TakenOut.REMOTE,
    "dde-connection-decls": None,
    "dde-source": TakenOut.REMOTE,
    "dde-link": TakenOut.REMOTE,
    "dde-links": None,
    "section-source": TakenOut.REMOTE,
    "table-source": TakenOut.REMOTE,
    "cell-range-source": TakenOut.REMOTE,
    "source-service": TakenOut.REMOTE,
    "generic-control": None,
    "connection-resource": TakenOut.REMOTE,
    "database-source-sql": None,
    "database-source-table": None,
    "database-source-query": None,
    "auto-reload": TakenOut.REMOTE,
    "alphabetical-index-auto-mark-file": None,
    "template": None,
    "font-face-uri": None,
    "font-face-src": None,
    "definition-src": None,
}
# Taken out around their text, which stays.
UNWRAPPED: dict[str, TakenOut] = {
    "dde-connection": TakenOut.REMOTE,
    "execute-macro": TakenOut.SCRIPTS,
    # Fields of a database: the words that it gave when the document was saved stay.
    "database-display": TakenOut.REMOTE,
    "database-name": TakenOut.REMOTE,
    "database-next": TakenOut.REMOTE,
    "database-row-select": TakenOut.REMOTE,
    "database-row-number": TakenOut.REMOTE,
}
# Attributes that name a place to fetch from, or change what other addresses mean.
ADDRESSES = frozenset(
    {"href", "src", "base", "codebase", "archive", "command-type", "action", "image-data"}
)
# What asks a database, wherever it is.
OF_DATABASES = frozenset({"command", "datasource", "list-source"})
SHOWING = frozenset({"image", "background-image", "fill-image", "object", "image-data"})
# What a sheet works out: a formula may ask another machine.
FORMULAS = frozenset({"formula", "condition", "expression"})
CALCULATED = frozenset(
    {
        "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }
)
FORMS = "urn:oasis:names:tc:opendocument:xmlns:form:1.0"
DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"


def clean_odt(package: Package) -> Clean:
    """The same text in a document that stands alone. Raises ``RefusedError``."""
    if package.read("mimetype").strip() != MIME.encode():
        raise RefusedError(Refusal.WRONG_KIND)
    if MANIFEST not in package or "content.xml" not in package:
        raise RefusedError(Refusal.DAMAGED)
    if any(name_of(item) == "encryption-data" for item in parse(package.read(MANIFEST)).iter()):
        raise RefusedError(Refusal.LOCKED)
    if any(_is_macro(name) for name in package.names):
        raise RefusedError(Refusal.MACROS)
    package.refuse_programs()
    document = _Document(package)
    root = document.take("")
    if not (document.members_shown or any(_shows(part) for part in (root, document.styles))):
        raise RefusedError(Refusal.TEXT_ELSEWHERE if document.found else Refusal.NO_PAGES)
    return Clean("odt", document.packed(), frozenset(document.found))


def _shows(root: Element | None) -> bool:
    """Whether there are words, tables or drawings in the text, or at the head or foot of pages."""
    if root is None:
        return False
    texts = [item for item in root if name_of(item) in ("body", "master-styles")]
    return any(
        "".join(text.itertext()).strip()
        or any(space_of(item.tag) == DRAWING or name_of(item) == "table" for item in text.iter())
        for text in texts
    )


def _is_macro(name: str) -> bool:
    folder, _, rest = name.lower().partition("/")
    if folder == "scripts":
        return bool(rest)
    return folder == "basic" and not rest.endswith(EMPTY_LIBRARIES)


class _Document:
    """The members that are kept, with their media types."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.members: dict[str, tuple[str, bytes]] = {}
        self.found: set[TakenOut] = set()
        self.members_shown = False
        self.styles: Element | None = None

    def take(self, folder: str) -> Element:
        """Take the XML of the document, or of an object in it; returns its content's root."""
        root = self._take_xml(posixpath.join(folder, "content.xml"), folder)
        for name in XML_MEMBERS[1:]:
            place = posixpath.join(folder, name)
            if place in self.package:
                try:
                    taken = self._take_xml(place, folder)
                    self.styles = taken if place == "styles.xml" else self.styles
                except RefusedError as refused:
                    if refused.refusal != Refusal.DAMAGED:
                        raise
        return root

    def packed(self) -> bytes:
        """The document as a file."""
        entries = {"/": MIME} | {name: kind for name, (kind, _) in self.members.items()}
        rows = "".join(
            f"<manifest:file-entry manifest:full-path={quoteattr(name)} "
            f"manifest:media-type={quoteattr(kind)}/>"
            for name, kind in entries.items()
        )
        manifest = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest manifest:version="1.2" '
            f'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{rows}'
            "</manifest:manifest>"
        )
        members = [("mimetype", MIME.encode())]
        members += [
            (name, content) for name, (_, content) in self.members.items() if name[-1] != "/"
        ]
        return packed([*members, (MANIFEST, manifest.encode())], stored="mimetype")

    def _take_xml(self, name: str, folder: str) -> Element:
        root = parse(self.package.read(name))
        self.members[name] = ("text/xml", b"")  # its place, so that an object names itself in vain
        self._clean(root, folder)
        self.members[name] = ("text/xml", written(root))
        return root

    def _clean(self, root: Element, folder: str) -> None:
        for item in list(root.iter()):
            name = name_of(item)
            if name in ACTING or space_of(item.tag) == XFORMS:
                if why := ACTING.get(name):
                    self.found.add(why)
                drop(item)
                continue
            if name == "binary-data" and not _is_picture(item.text or ""):
                self.found.add(TakenOut.FILES)
                drop(item)
                continue
            if name in UNWRAPPED:
                self.found.add(UNWRAPPED[name])
                unwrap(item)
                continue
            if name == "config-item" and (is_elsewhere(item.text or "") or _names_database(item)):
                self.found |= {TakenOut.REMOTE} if is_elsewhere(item.text or "") else set()
                drop(item)
                continue
            for key, space, attribute, value in attributes_of(item):
                if space == FORMS and attribute in OF_DATABASES:
                    self.found.add(TakenOut.REMOTE)
                    del item.attrib[key]
                elif attribute in FORMULAS and space in CALCULATED:
                    del item.attrib[key]
                elif space_of(item.tag) == FORMS and is_elsewhere(value):
                    # Whatever property of a control it is.
                    self.found.add(TakenOut.REMOTE)
                    del item.attrib[key]
                elif attribute in ADDRESSES and not self._stays(item, name, value, folder):
                    del item.attrib[key]
                    if attribute == "href" and name in ("image", "object", "background-image"):
                        drop(item)

    def _stays(self, item: Element, name: str, address: str, folder: str) -> bool:
        if name == "a":
            return is_only_followed(address)
        if address.startswith("#"):
            return True
        if name == "chart" and folder and address in ("..", "../"):
            return True  # the document that a chart is in
        place = _member(address, folder)
        shows = name in SHOWING or name.startswith("list-level-style")
        if shows and place and (self._take_picture(place) or self._take_object(place)):
            return True
        if is_elsewhere(address):
            self.found.add(TakenOut.REMOTE)
        return False

    def _take_picture(self, place: str) -> bool:
        if place in self.members:
            return True
        if place not in self.package:
            return False
        picture = clean_picture(self.package.read(place))
        if picture is None:
            return False
        self.members[place] = picture
        self.members_shown = True
        return True

    def _take_object(self, place: str) -> bool:
        """A formula, a chart or a table of its own, whose folder is named."""
        folder = place.rstrip("/")
        if f"{folder}/" in self.members:
            return True
        if f"{folder}/content.xml" not in self.package or folder.count("/") > 3:
            return False
        self.members[f"{folder}/"] = (_object_kind(self.package, folder), b"")
        try:
            self.take(folder)
        except RefusedError as refused:
            if refused.refusal != Refusal.DAMAGED:
                raise
            self.members.pop(f"{folder}/")
            self.members.pop(f"{folder}/content.xml", None)
            return False
        self.members_shown = True
        return True


def _names_database(setting: Element) -> bool:
    return any(value.startswith("CurrentDatabase") for value in setting.attrib.values())


def _is_picture(packed_in_text: str) -> bool:
    """Whether what is written in the text itself is a picture that could stay as it is."""
    try:
        content = base64.b64decode(packed_in_text)
    except ValueError:
        return False
    return clean_picture(content) in [(kind, content) for kind in PIXELS]


def _member(address: str, folder: str) -> str:
    """The member that an address names inside the document; "" for none."""
    if ":" in address or address.startswith(("/", "\\")):
        return ""
    name = posixpath.normpath(posixpath.join("/", folder, unquote(address))).lstrip("/")
    return name if not address.startswith("..") or folder else ""


def _object_kind(package: Package, folder: str) -> str:
    """What the manifest calls an object, where that is an OpenDocument."""
    for item in parse(package.read(MANIFEST)):
        kinds = {key.rpartition("}")[2]: value for key, value in item.attrib.items()}
        if str(kinds.get("full-path", "")).rstrip("/") == folder:
            kind = str(kinds.get("media-type", ""))
            return kind if kind.startswith(OBJECTS) else ""
    return ""
