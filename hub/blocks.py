"""StreamField blocks for prose, rendered in GOV.UK markup."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from wagtail import blocks

PROSE_FEATURES = ["h2", "h3", "bold", "link", "ol", "ul", "document-link"]


class BodyBlock(blocks.StreamBlock):
    """The body of a page; what no editor's screen sends of it is a bad request, and saves nothing.

    Wagtail's own takes it for granted that each block is named and numbered.
    """

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        try:
            return super().value_from_datadict(data, files, prefix)
        except (KeyError, ValueError) as error:
            raise BadRequest(f"The form lacks a part of “{prefix}”.") from error


def body_blocks() -> blocks.StreamBlock:
    """The blocks for the body of any page."""
    found = [
        ("text", blocks.RichTextBlock(features=PROSE_FEATURES, template="hub/blocks/text.html")),
        ("inset", blocks.TextBlock(template="hub/blocks/inset.html", icon="openquote")),
        (
            "detail",
            blocks.StructBlock(
                [("summary", blocks.CharBlock()), ("text", blocks.TextBlock())],
                template="hub/blocks/detail.html",
                icon="arrow-down",
            ),
        ),
    ]
    return BodyBlock(found)
