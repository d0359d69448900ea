"""Reading and writing the XML inside a document: without entities, external parts or comments."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

from .findings import Refusal, RefusedError

Element: TypeAlias = etree._Element
MISNAMED = {etree.ErrorTypes.DTD_ID_REDEFINED, etree.ErrorTypes.DTD_XMLID_VALUE}


def parse(content: bytes) -> Element:
    """The root of an XML part. Raises ``RefusedError`` for one that declares entities.

    A document type as old formats have it is read over, and not written again.
    """
    try:
        root = etree.fromstring(content, _parser())
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise RefusedError(Refusal.TOO_COMPLEX) from error
        # Names given twice or badly made break no reader: everything else does.
        parser = _parser(recover=True)
        found = etree.fromstring(content, parser)
        if found is None or {entry.type for entry in parser.error_log} - MISNAMED:
            raise RefusedError(Refusal.DAMAGED) from error
        root = found
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise RefusedError(Refusal.DAMAGED)
    return root


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def written(root: Element) -> bytes:
    """An XML part as bytes, without a document type."""
    body = etree.tostring(root, encoding="UTF-8", with_tail=False)
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + body


def name_of(item: Element) -> str:
    """The name of an element without its namespace."""
    return _parts(item.tag)[1]


def space_of(name: object) -> str:
    """The namespace of an element or attribute."""
    return _parts(name)[0]


@lru_cache(maxsize=4096)
def _parts(name: object) -> tuple[str, str]:
    """Namespace and name: a document has few names and many elements."""
    if not isinstance(name, str):
        return "", ""
    space, _, local = name.rpartition("}")
    return space[1:], local


def attributes_of(item: Element) -> Iterator[tuple[str, str, str, str]]:
    """Each attribute as its key, namespace, name and value; they may be deleted on the way."""
    for key, value in item.items():
        space, name = _parts(key)
        yield str(key), space, name, str(value)


def drop(item: Element) -> None:
    """Take an element out; the text behind it stays."""
    parent = item.getparent()
    if parent is None:
        return
    _put_text(item, item.tail or "")
    parent.remove(item)


def unwrap(item: Element) -> None:
    """Take an element out and leave what is in it."""
    parent = item.getparent()
    if parent is None:
        return
    _put_text(item, item.text or "")
    place = parent.index(item)
    children = list(item)
    tail = item.tail or ""
    for offset, child in enumerate(children):
        parent.insert(place + offset, child)
    if children:
        children[-1].tail = (children[-1].tail or "") + tail
    else:
        _put_text(item, tail)
    item.tail = None
    parent.remove(item)


def _put_text(before: Element, text: str) -> None:
    """Text in front of an element, at the end of what stands there."""
    if not text:
        return
    earlier, parent = before.getprevious(), before.getparent()
    if earlier is not None:
        earlier.tail = (earlier.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text
