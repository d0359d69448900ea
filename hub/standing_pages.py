"""Pages that the service cannot be without: public for everybody, at their address, for good."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import Page, PagePermissionTester, Revision

from hub.removals import is_removing


class StandingPageError(PermissionDenied):
    """The page is neither taken down nor moved, renamed in its address or deleted."""


class StaysPublic(PagePermissionTester):
    """What somebody may do with a page that is not taken down: Wagtail offers them no way to."""

    def can_unpublish(self) -> bool:
        return False


class StandingPageMixin:
    """A page that stays public at its address, and has no times to appear or to go."""

    private_page_options: ClassVar[list[str]] = []

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Without the way to unpublish it."""
        return StaysPublic(user, self)

    def clean(self) -> None:
        """Without times and with the address it has. Raises ``ValidationError``."""
        # Mixed into a Wagtail page, which has all that is read here.
        page: Any = self
        super().clean()  # type: ignore[misc]  # Mixed into a page.
        faults = {}
        if page.expire_at:
            faults["expire_at"] = "Leave this empty. This page must always be public."
        if page.go_live_at and page.go_live_at > timezone.now():
            faults["go_live_at"] = "Leave this empty. This page must always be public."
        if page.live and page.pk and page.slug != _stored(page)["slug"]:
            faults["slug"] = (
                "You cannot change this address: the addresses of other pages begin with it."
            )
        if faults:
            raise ValidationError(faults)


class LastingPageMixin:
    """A page that people have the address of once it is public; its words can be put right.

    ``kept_from`` is what is not done to it while it is public.
    """

    kept_from: ClassVar[frozenset[str]] = frozenset({"unpublish", "move", "delete"})

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Without the way to do what is not done to it."""
        kind = StaysPublic if "unpublish" in self.kept_from else PagePermissionTester
        return kind(user, self)


def lasts(page: Page, action: str) -> bool:
    """Whether something is not done to a page because the public reads it."""
    kind = page.specific_class or type(page)
    return page.live and issubclass(kind, LastingPageMixin) and action in kind.kept_from


def is_standing(page: Page) -> bool:
    """Whether the site cannot be without the page, as whichever class it was read."""
    return issubclass(page.specific_class or type(page), StandingPageMixin)


def refuse_change(page: Page) -> None:
    """Raise ``StandingPageError`` for a page about to be stored as not live, or elsewhere."""
    if not page.pk or not is_standing(page):
        return
    before = _stored(page)
    if not before.get("live"):
        return
    if not page.live:
        keep_live(
            page,
            StandingPageError(
                "You cannot unpublish or delete this page, because the public site needs it."
            ),
        )
    if page.slug != before["slug"]:
        raise StandingPageError("You cannot change the address of this page.")


def refuse_waiting(page: Page, revision: Revision) -> None:
    """Raise ``StandingPageError`` for a version that would lock a live page until a later day."""
    if is_standing(page) and page.live and waits(revision):
        raise StandingPageError("You cannot schedule this page. Publish it now.")


def waits(revision: Revision) -> bool:
    """Whether a version is to be published on a day to come."""
    return bool(revision.approved_go_live_at and revision.approved_go_live_at > timezone.now())


def refuse_moving(page: Page) -> None:
    """Raise ``StandingPageError``."""
    if is_standing(page) or lasts(page, "move"):
        raise StandingPageError("You cannot move this page.")


def refuse_deleting(page: Page) -> None:
    """Raise ``StandingPageError`` but for what goes with the demonstration."""
    if is_standing(page) and page.live and not is_removing():
        raise StandingPageError(
            "You cannot unpublish or delete this page, because the public site needs it."
        )
    if lasts(page, "delete") and not is_removing():
        raise StandingPageError("You cannot delete this page while it is public.")


def keep_live(page: Page, refusal: PermissionDenied) -> None:
    """Raise the refusal to take a live page down.

    To the clock, which found an old time to expire, the page is given back as it was, without it.
    """
    if not page.expired:
        raise refusal
    before = _stored(page)
    page.live, page.expired, page.expire_at = True, False, None
    for name in ("live_revision_id", "has_unpublished_changes"):
        setattr(page, name, before[name])


def _stored(page: Page) -> dict[str, Any]:
    rows = Page.objects.filter(pk=page.pk)
    fields = ("live", "slug", "live_revision_id", "has_unpublished_changes")
    return rows.values(*fields).first() or {name: getattr(page, name) for name in fields}
