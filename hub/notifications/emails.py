"""The mail of a message: plain text from its kind's template, HTML made from the same text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.html import escape

from hub.models import Notification, User
from hub.notifications.kinds import STANDS_IN_FOR, NotificationKind
from hub.notifications.unsubscribe import stop_url


@dataclass(frozen=True)
class Block:
    """A paragraph with its lines, or a list with its items."""

    lines: list[str]
    is_list: bool = False


def message(
    kind: NotificationKind,
    context: Mapping[str, Any],
    *,
    to: str,
    row: Notification | None = None,
) -> EmailMultiAlternatives:
    """Build the mail of a kind; for a row of the outbox with the headers it is due.

    The Message-ID follows from the row's key, so that a second copy is known as the same mail.
    """
    text = render_to_string(kind.template, dict(context), using="jinja2").strip() + "\n"
    if STANDS_IN_FOR in context:
        away = User.objects.filter(pk=context[STANDS_IN_FOR]).first() or "a colleague"
        text += f"\nYou get this email because you stand in for {away}.\n"
    headers: dict[str, str] = {"Auto-Submitted": "auto-generated"}
    if row is not None:
        domain = settings.HUB_CONTACT_EMAIL.rpartition("@")[2]
        # 96 bits of the key: what is longer than a line is mangled on the way by some relays.
        headers["Message-ID"] = f"<{row.key[:24]}@{domain}>"
        stop = ""
        if kind.stop_url is not None:
            stop = kind.stop_url(row)
        elif kind.may_opt_out and row.recipient_id:
            stop = stop_url(row)
        if stop:
            text += f"\nStop getting emails like this: {stop}\n"
            headers["List-Unsubscribe"] = f"<{stop}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    subject = " ".join(kind.title.format_map(_Lenient(context)).split())
    mail = EmailMultiAlternatives(subject=subject, body=text, to=[to], headers=headers)
    html: str = render_to_string(
        "hub/notifications/layout.html",
        {"blocks": list(blocks(text)), "title": subject},
        using="jinja2",
    )
    for words in context.get("in_welsh", ()):
        # Read aloud as Welsh inside an English mail.
        html = html.replace(escape(words), f'<span lang="cy">{escape(words)}</span>')
    mail.attach_alternative(html, "text/html")
    if row is not None:
        if kind.file is not None and (attached := kind.file(row)):
            mail.attach(*attached)
        # The provider says it again when the message comes back (hub.notifications.returned).
        mail.metadata = {"key": row.key}  # type: ignore[attr-defined]  # Anymail's own attribute.
    return mail


def body_context(row: Notification, kind: NotificationKind) -> dict[str, Any] | None:
    """What the template is rendered with; None when the message is no longer true."""
    context: dict[str, Any] = {
        **row.context,
        "subject": row.subject,
        "recipient": row.recipient,
        "secret": row.secret,
        "base_url": settings.HUB_BASE_URL,
    }
    if kind.extra is not None:
        extra = kind.extra(row)  # noqa: S610 (not a queryset)
        if extra is None:
            return None
        context.update(extra)
    return context


def blocks(text: str) -> Iterator[Block]:
    """Read plain text as paragraphs, divided by empty lines, and lists of lines that begin "* "."""
    for paragraph in text.strip().split("\n\n"):
        lines: list[str] = []
        items: list[str] = []
        for line in (part.strip() for part in paragraph.strip().split("\n")):
            if line.startswith(("* ", "- ")):
                items.append(line[2:].strip())
            elif items and line:
                yield from _flush(lines, items)
                lines, items = [line], []
            elif line:
                lines.append(line)
        yield from _flush(lines, items)


def _flush(lines: list[str], items: list[str]) -> Iterator[Block]:
    if lines:
        yield Block(lines)
    if items:
        yield Block(items, is_list=True)


class _Lenient(dict[str, Any]):
    """A subject line never fails for want of a reference."""

    def __missing__(self, key: str) -> str:
        return ""
