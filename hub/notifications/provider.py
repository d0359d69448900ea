"""What Anymail leaves to the provider's own words: whether a bounce is for now only.

Anymail says "bounced" of most providers' soft bounces, too: a mailbox that is full today takes mail
tomorrow. Of a temporary bounce that it knows it says "deferred", which nobody here acts on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Where the provider's event says it, and the words of bounces that are for now only.
# Sources: the providers' documentation of their webhooks.
FOR_NOW: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = (
    # Postmark; a virus was found in the message, and says nothing of the address.
    (("Type",), frozenset({"SoftBounce", "Transient", "DnsError", "VirusNotification"})),
    # Amazon SES, and Resend, which sends through it.
    (("bounce", "bounceType"), frozenset({"Transient", "Undetermined"})),
    (("data", "bounce", "type"), frozenset({"Transient", "Undetermined"})),
    # Brevo and Mandrill.
    (("event",), frozenset({"soft_bounce"})),
    # MailerSend.
    (("data", "type"), frozenset({"soft_bounced"})),
    # Mailgun.
    (("event-data", "severity"), frozenset({"temporary"})),
    # Mailjet.
    (("hard_bounce",), frozenset({"False", "false", "0"})),
    # SendGrid.
    (("type",), frozenset({"blocked"})),
    # SparkPost: its classes of soft bounces.
    (
        ("msys", "message_event", "bounce_class"),
        frozenset({"20", "21", "22", "23", "24", "40", "70"}),
    ),
)


def may_still_arrive(said: Any) -> bool:
    """Whether the event says that mail to the address may arrive later, or may by now."""
    return any(_at(said, path) in words for path, words in FOR_NOW)


def _at(said: Any, path: tuple[str, ...]) -> str:
    for name in path:
        said = said.get(name) if isinstance(said, Mapping) else None
    return "" if said is None else str(said)
