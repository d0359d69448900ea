"""What acts or fetches in the XML of a Word document's parts, apart from its fields."""

from __future__ import annotations

from .docx_fields import WORDS
from .findings import TakenOut
from .links import is_elsewhere, is_only_followed
from .markup import Element, attributes_of, drop, name_of, space_of

# Attributes in these name a relationship.
REFERENCES = frozenset(
    {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
)
# In this, "href" names where a picture came from, which no click opens.
OFFICE = "urn:schemas-microsoft-com:office:office"
# Elements that lead out of the document by a click; no other may name an address outside.
LINKS = frozenset({"hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"})
# Taken out wherever they stand; with what the person is told, if anything.
ACTING: dict[str, TakenOut | None] = {
    "altChunk": TakenOut.FILES,
    "subDoc": TakenOut.REMOTE,
    "OLEObject": TakenOut.FILES,
    "objectEmbed": TakenOut.FILES,
    "objectLink": TakenOut.REMOTE,
    "control": TakenOut.SCRIPTS,
    "entryMacro": TakenOut.SCRIPTS,
    "exitMacro": TakenOut.SCRIPTS,
    "scriptAnchor": TakenOut.SCRIPTS,
    "mailMerge": TakenOut.REMOTE,
    "webVideoPr": TakenOut.MEDIA,
    "movie": TakenOut.MEDIA,
    "audioFile": TakenOut.MEDIA,
    "videoFile": TakenOut.MEDIA,
    "quickTimeFile": TakenOut.MEDIA,
    "wavAudioFile": TakenOut.MEDIA,
    "attachedTemplate": None,
    "attachedSchema": None,
    "schemaLibrary": None,
    "smartTagType": None,
    "saveThroughXslt": None,
    "linkStyles": None,
    "updateFields": None,
    "frameset": None,
    "externalData": None,
    "signatureline": None,
    "contentPart": None,
    "webExtensionLinked": None,
    "webExtensionCreated": None,
}
# Attributes that name an address of themselves, without a relationship.
REACHING = frozenset({"src", "href", "althref", "relid", "embeddedhtml", "sigprovurl", "action"})
# Elements that may stand without what they named.
STANDING = frozenset({"hyperlink", "blip", "imagedata", "fill", "stroke", "background", "shape"})
SHOWN = frozenset({"drawing", "pict", "object", "sym", "tbl", "oMath"})


def clean_markup(root: Element, inside: set[str], links: set[str]) -> set[TakenOut]:
    """Take out what acts, and each name of a part that is not ``inside`` nor one of ``links``."""
    found: set[TakenOut] = set()
    for item in list(root.iter()):
        name = name_of(item)
        if name in ACTING:
            if (why := ACTING[name]) is not None:
                found.add(why)
            drop(item)
            continue
        for key, space, attribute, value in attributes_of(item):
            if space in REFERENCES:
                if value in inside or (value in links and name in LINKS):
                    continue
                del item.attrib[key]
                if name not in STANDING:
                    _drop_user(item)
                    break
            elif attribute.lower() in REACHING and not (
                attribute.lower() == "href" and space != OFFICE and is_only_followed(value)
            ):
                if is_elsewhere(value) or attribute == "embeddedHtml":
                    found.add(TakenOut.REMOTE)
                del item.attrib[key]
    return found


def has_content(root: Element) -> bool:
    """Whether a part has words, pictures or tables."""
    return any(
        name_of(item) in SHOWN
        or (
            name_of(item) == "t" and space_of(item.tag) in WORDS and bool((item.text or "").strip())
        )
        for item in root.iter()
    )


def _drop_user(item: Element) -> None:
    """Take out what needs a part that is gone; an extension goes whole, as it has nothing else."""
    for outer in item.iterancestors():
        if name_of(outer) == "ext":
            drop(outer)
            return
    drop(item)
