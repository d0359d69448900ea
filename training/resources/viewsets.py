"""Videos in the Wagtail admin."""

from __future__ import annotations

from wagtail.snippets.views.snippets import SnippetViewSet

from training.models import LearningResource


class VideoViewSet(SnippetViewSet):
    """Videos: drafted, moderated and published as pages are."""

    model = LearningResource
    icon = "media"
    menu_label = "Videos"
    add_to_admin_menu = True
    menu_order = 330
    list_display = ("title", "minutes", "published_on")
    list_filter = ("live",)
    list_export = ("slug", "title", "live", "published_on")
