"""The words of an advert: from its StreamField to plain lines that anybody can write, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

from django.utils.html import escape, strip_tags
from wagtail.rich_text import RichText

from hub.typed_text import has_word
from roles.adverts.check import AdvertText, says_too_little
from roles.models.campaigns.job_description import job_of

_ENDS = re.compile(r"</(?:p|li|h[1-6]|ul|ol)>|<br\s*/?>")
_PLAIN = re.compile(r"</?(?:p|ul|li|h2|h3)(?:\s[^>]*)?>")
_PIECE = re.compile(r"<(p|h2|h3|li)(?:\s[^>]*)?>(.*?)</\1>", re.S)
_TAG = re.compile(r"<[^>]+>")
MARKS = {"h2": "## ", "h3": "### ", "li": "- ", "p": ""}


def lines_of(content: Mapping[str, Any]) -> list[str]:
    """Title, summary and prose of a revision's content, line by line; it takes no query."""
    blocks = json.loads(content.get("body") or "[]")
    words = [text for block in blocks for text in _texts(block.get("value"))]
    welsh = [content.get("welsh_title") or "", content.get("welsh_summary") or ""]
    return [
        content.get("title", ""),
        content.get("summary", ""),
        *_lines(words),
        *(line for line in [*welsh, *_lines([content.get("welsh_body") or ""])] if line),
    ]


def prose_of(page: Any) -> str:
    """The prose without markup, each paragraph and list item on a line of its own."""
    return "\n".join(_lines(_html(block) for block in page.body))


def _texts(value: Any) -> list[str]:
    """Every text of a block's stored value, however deep."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inner for text in _texts(item)]


def _lines(parts: Iterable[str]) -> list[str]:
    plain = [unescape(strip_tags(_ENDS.sub("\n", part))) for part in parts]
    return [line.strip() for part in plain for line in part.splitlines() if line.strip()]


def text_of(page: Any, campaign: Any) -> AdvertText:
    """What the advert check reads."""
    return AdvertText(
        title=page.title,
        summary=page.summary,
        body=prose_of(page),
        criteria=tuple(campaign.criteria),
        assessment=tuple(campaign.stages),
        language=campaign.advert_language,
        welsh=campaign.welsh,
        fluency=campaign.fluency,
        welsh_words=(page.welsh_title, page.welsh_summary, page.welsh_body),
        copied=tuple(job.copied_lines) if (job := job_of(campaign)) else (),
    )


def lacking_in_words(page: Any) -> list[str]:
    """What an advert has still to say before it is sent or published, in each of its languages."""
    found = []
    if not has_word(page.title):
        found.append("Write the title of the role: say what the person does")
    if says_too_little(prose_of(page)):
        found.append(
            "Say in the advert what the person will do and who with. It does not say anything "
            "about the work yet"
        )
    welsh = (page.welsh_title, page.welsh_summary)
    body = "\n".join(_lines([page.welsh_body]))
    if page.campaign.is_bilingual and (not all(map(has_word, welsh)) or says_too_little(body)):
        found.append(
            "Write the title, the summary and the advert in Welsh, because it is in both languages"
        )
    return found


def to_lines(page: Any) -> str | None:
    """The prose as somebody without Wagtail's editor writes it; None when it holds more than that.

    ``## `` begins a heading, ``- `` a list item, everything else is a paragraph.
    """
    found: list[str] = []
    for block in page.body:
        html = _html(block)
        if block.block_type != "text" or _TAG.search(_PLAIN.sub("", html)):
            return None
        for name, inner in _PIECE.findall(html):
            if words := unescape(strip_tags(inner)).strip():
                found.append(MARKS[name] + words)
    return _spaced(found)


def from_lines(text: str) -> list[tuple[str, Any]]:
    """The body of a page made of such lines."""
    html, items = "", ""
    for line in [*(line.strip() for line in text.splitlines()), ""]:
        if line.startswith("- "):
            items += f"<li>{escape(line[2:].strip())}</li>"
            continue
        if items and line:
            html, items = f"{html}<ul>{items}</ul>", ""
        if line.startswith("### "):
            html += f"<h3>{escape(line[4:].strip())}</h3>"
        elif line.startswith("## "):
            html += f"<h2>{escape(line[3:].strip())}</h2>"
        elif line:
            html += f"<p>{escape(line)}</p>"
    if items:
        html += f"<ul>{items}</ul>"
    return [("text", RichText(html))] if html else []


def _html(block: Any) -> str:
    value = block.value
    return value.source if isinstance(value, RichText) else str(block)


def _spaced(lines: list[str]) -> str:
    """A blank line between what stands apart; list items stay together."""
    text = ""
    for number, line in enumerate(lines):
        together = line.startswith("- ") and number and lines[number - 1].startswith("- ")
        text += ("\n" if together else "\n\n") * bool(number) + line
    return text
