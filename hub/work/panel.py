"""The first panel of the admin's front page: how much waits for whoever reads it, and where."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from hub.work.queues import waiting_for


class WorkPanel(Component):
    """How many things wait, by what is done with them; nothing while there are none."""

    name = "work"
    order = 20
    template_name = "hub/admin/work.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        shown = waiting_for(parent_context["request"].user)
        return {"waiting": [each for each in shown if each.total and not each.queue.others_act]}
