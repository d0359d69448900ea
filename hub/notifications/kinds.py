"""The kinds of message that the hub and its plugins declare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hub.extensions import ExtensionPoint
from hub.models import Notification, NotificationPreference, User

# In the context of a message to whoever stands in: the key of the account of who is away.
STANDS_IN_FOR = "stands_in_for"


@dataclass(frozen=True)
class NotificationKind:
    """A kind of message.

    ``title`` is the subject line, formatted with ``context`` (references and dates, never personal
    data). ``template`` is a Jinja2 text template; the HTML part is made from the same text. It is
    rendered with the context (what it lists as ``in_welsh`` is marked so in the HTML part),
    ``subject`` (the record; a message about one that is gone is not sent), ``recipient`` and
    ``base_url``. ``example`` returns a context for the catalogue's preview. ``choice``
    makes it one that may be stopped: the sentence beside its tick, "Remind me …", "Tell me …"; such
    a message has unsubscribe links. ``only_if_asked`` leaves the tick out until people set it.
    ``reaches`` names the roles and staff groups of whom it is meant for, where it is not
    everybody: others are not offered the choice. ``stop_url`` gives a link of the plugin's own, for
    people without an account. ``is_urgent`` goes before others and is not paced. ``stale_after``
    drops a message that could not be sent in time to be of use. ``extra`` computes more context
    from the subject when the message is sent; returning None drops the message as no longer true.
    ``file`` gives what is attached, as its name, its words and its media type, or None.
    Kinds that go ``to_office`` reach people in an office they hold: staff may see whom. Of others
    the subject says so, by ``shows_identity`` (``hub.notifications.recipients``). One that is
    ``unlisted`` tells by being there who applies: no staff read that there is one (R11).
    One that ``has_code`` carries a secret that is deleted once it is sent: it is not sent again.
    ``stand_in`` names the permission on the subject with which whoever stands in for the recipient
    is written to as well: for kinds that say that something waits. Without it nobody else is.
    """

    slug: str
    label: str
    audience: str
    trigger: str
    title: str
    template: str
    example: Callable[[], Mapping[str, Any]]
    choice: str = ""
    only_if_asked: bool = False
    reaches: frozenset[str] = frozenset()
    stop_url: Callable[[Notification], str] | None = None
    is_urgent: bool = False
    to_office: bool = False
    unlisted: bool = False
    has_code: bool = False
    stand_in: str = ""
    stale_after: timedelta | None = None
    extra: Callable[[Notification], Mapping[str, Any] | None] | None = field(default=None)
    file: Callable[[Notification], tuple[str, str, str] | None] | None = None

    @property
    def may_opt_out(self) -> bool:
        """Whether people may stop it."""
        return bool(self.choice)

    def is_wanted_by(self, person: int) -> bool:
        """Whether somebody, by their key, wants such messages, as far as they have a choice."""
        if not self.may_opt_out:
            return True
        chose = NotificationPreference.objects.filter(user_id=person, slug=self.slug).exists()
        return chose == self.only_if_asked

    def can_reach(self, person: User) -> bool:
        """Whether the person is somebody to whom such a message goes."""
        return not self.reaches or not self.reaches.isdisjoint(person.offices)


kinds = ExtensionPoint("register_hub_notifications", NotificationKind)
