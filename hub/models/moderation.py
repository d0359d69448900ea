"""Two people: who wrote the words of a page, and that somebody else approves them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import TYPE_CHECKING, Any, TypeAlias

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.log_actions import get_active_log_context
from wagtail.models import AbstractGroupApprovalTask, Page, Revision, TaskState

from hub.models.user import sides_of

# What an editor writes of any page. All else that Wagtail has of it is bookkeeping, as is what a
# later Wagtail adds; when it goes live is for whoever publishes it.
PAGE_CONTENT = frozenset({"title", "slug", "seo_title", "search_description", "show_in_menus"})
# The editor gives each paragraph a key of its own when it is opened.
_KEY = re.compile(r'\s*data-block-key="[^"]*"')


class OwnWorkError(PermissionDenied):
    """Nobody approves or publishes words that they had a part in."""


if TYPE_CHECKING:
    # It is mixed into a Wagtail page, and is none itself.
    MixedInto: TypeAlias = Page
else:
    MixedInto = object


class SecondPersonMixin(MixedInto):
    """A page whose words are approved and published by somebody who had no part in them."""

    @classmethod
    def content_fields(cls) -> frozenset[str]:
        """The fields that hold words: all of the page's own, and what any page has of them."""
        fields = cls._meta.get_fields()
        own = [field for field in fields if not issubclass(Page, field.model)]
        written = [f for f in own if (f.concrete or f.many_to_many) and not f.auto_created]
        return PAGE_CONTENT.union(
            (f.name for f in written if not f.primary_key),
            (f.get_accessor_name() for f in own if isinstance(f.remote_field, ParentalKey)),
        )

    @classmethod
    def words_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """What a revision says, without bookkeeping and the editor's keys."""
        fields = cls._meta.get_fields()
        laid_out = {field.name for field in fields if isinstance(field, StreamField)}
        return {
            name: _plain(_blocks(value) if name in laid_out else value)
            for name in cls.content_fields()
            for value in [content.get(name)]
        }

    @classmethod
    def version_of(cls, content: Mapping[str, Any]) -> str:
        """A short name of what a revision says: the same words have the same, saved anew or not."""
        words = json.dumps(cls.words_of(content), sort_keys=True, default=str)
        return hashlib.sha256(words.encode()).hexdigest()[:32]

    @property
    def version(self) -> str:
        """The version of the words as they were last saved."""
        return self.version_of(self._last_content())

    def agreed_versions(self) -> dict[str, int | None]:
        """The versions that somebody other than their writers has let through: what is public.

        Each with the last revision that it was let through in, None where it holds for all: whoever
        saves old words again after others has written them.
        """
        rows = type(self)._default_manager.filter(pk=self.pk, live=True)
        return {self.version_of(row.serializable_data()): None for row in rows}

    def writers(self, upto: Revision | None = None) -> frozenset[int]:
        """The keys of all who changed the words since others last agreed to them.

        Up to a revision, or to the last. A revision that changes no words, such as one that sets
        when the page goes live, counts for nobody; one without a person was made by the hub.
        """
        rows = self.revisions.order_by("-created_at", "-pk")
        if upto is not None:
            rows = rows.filter(created_at__lte=upto.created_at)
        agreed = self.agreed_versions()
        found: set[int | None] = set()
        after: tuple[int | None, str] | None = None
        saved = rows.values_list("pk", "user_id", "content")
        for key, writer, content in saved.iterator(chunk_size=10):
            version = self.version_of(content)
            if after is not None and version != after[1]:
                found.add(after[0])
            if version in agreed and ((last := agreed[version]) is None or key <= last):
                break
            after = (writer, version)
        else:
            found |= {after[0] if after else None, *self.first_writers()}
        return frozenset(key for key in found if key is not None)

    def first_writers(self) -> Iterable[int | None]:
        """The keys of those whose words the page was filled with when it was made."""
        return ()

    def is_own_work_of(self, user: Any, upto: Revision | None = None) -> bool:
        """Whether the person has a part in words that nobody else has agreed to yet."""
        keys = sides_of(user)
        return bool(keys) and not keys.isdisjoint(self.writers(upto))

    def writer_since(self, version: str) -> Any:
        """Who changed the words last, where they are not that version any more; else None."""
        change = self.change_since(version)
        return change.user if change else None

    def change_since(self, version: str) -> Revision | None:
        """The revision that changed the words last; None where they are that version still."""
        rows = self.revisions.order_by("-created_at", "-pk")
        after: tuple[Revision, str] | None = None
        for row in rows.select_related("user").iterator(chunk_size=10):
            found = self.version_of(row.content)
            if found == version or (after is not None and found != after[1]):
                break
            after = (row, found)
        return after[0] if after else None

    def _last_content(self) -> Mapping[str, Any]:
        latest = self.get_latest_revision()
        return latest.content if latest else self.serializable_data()

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Save; the step of moderation that waits begins again, for what is saved now.

        Whoever looked at earlier words does not approve these by an old page.
        """
        revision = super().save_revision(*args, **kwargs)
        waiting = self.current_workflow_task_state
        if waiting is not None:
            waiting.cancel(user=kwargs.get("user"), resume=True)
        return revision

    def publish(self, revision: Revision, user: Any = None, **kwargs: Any) -> Any:
        """Publish, whichever way it was asked for. Raises ``OwnWorkError``.

        Without a person it is the clock, for what somebody has approved.
        """
        if user is not None and self.is_own_work_of(user, revision):
            raise OwnWorkError
        return super().publish(revision, user=user, **kwargs)


def refuse_own_publishing(page: Any, revision: Revision | None) -> None:
    """Raise ``OwnWorkError`` where whoever works in the admin wrote what goes public by this.

    The last guard below every screen and every address of Wagtail's, which says who acts.
    """
    user = get_active_log_context().user
    if revision is not None and user is not None and page.is_own_work_of(user, revision):
        raise OwnWorkError


class SecondPersonTask(AbstractGroupApprovalTask):
    """A step of moderation for groups of people, none of whom approves words of their own."""

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """What the person may answer; never an approval of their own words."""
        actions = super().get_actions(obj, user)
        if actions and _is_own(obj, user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Answer. Raises ``OwnWorkError`` for words that the person changed while they answered."""
        if action_name == "approve" and _is_own(task_state.workflow_state.content_object, user):
            raise OwnWorkError
        return super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> Any:
        """What the list of kinds says."""
        return _("Members of the chosen groups approve, but never what they had a part in")


def _blocks(value: Any) -> Any:
    """What a body holds, which a revision keeps as JSON; as it stands where it is broken."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items() if name != "id"}
    if isinstance(value, list) and value:
        return [_plain(item) for item in value]
    # A field that a revision is older than is as good as empty.
    return value or ""


def _text(value: str) -> str:
    """The words, however they are stored: an apostrophe is the same as ``&#x27;``."""
    return " ".join(unescape(_KEY.sub("", value)).split())


def _is_own(obj: Any, user: Any) -> bool:
    """Whether the person had a part in the words, or sent them to be checked."""
    page = getattr(obj, "specific", obj)
    if not isinstance(page, SecondPersonMixin):
        return False
    # Every page has one.
    workflow = page.current_workflow_state
    asked_by = workflow.requested_by_id if workflow else None
    return page.is_own_work_of(user) or asked_by in sides_of(user)
