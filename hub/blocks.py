"""StreamField blocks for prose, rendered in GOV.UK markup."""

from __future__ import annotations

from typing import Any

from wagtail import blocks

PROSE_FEATURES = ["h2", "h3", "bold", "link", "ol", "ul", "document-link"]


def body_blocks() -> list[tuple[str, Any]]:
    """The blocks for the body of any page."""
    return [
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
