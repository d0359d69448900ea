"""The first panel of the admin's front page: what waits for whoever reads it, and where."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from hub.work.counts import keep_count
from hub.work.queues import ShownQueue, WorkItem, in_order, waiting_for
from hub.work.standing_in import stood_in_for

# Of all that waits so much is named, and so much of each queue that stands here by itself.
MOST_NAMED = 5
MOST_OF_A_QUEUE = 3


class WorkPanel(Component):
    """What waits, late first, and how much; where nothing does, that.

    Below stand the queues that are to be seen here whoever acts: ``WorkQueue.on_front_page``. Of
    those that may be for the person each is named, empty or not, and what could not be read as
    well.
    """

    name = "work"
    order = 20
    template_name = "hub/admin/work.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        person = parent_context["request"].user
        read = waiting_for(person)
        waiting = [shown for shown in read if shown.total]
        named = {shown.queue.slug for shown in read}
        for_others = stood_in_for(person, waiting)
        return {
            "count": keep_count(person, waiting, for_others),
            "for_others": [each for each in for_others if each.shown],
            "first": _first(waiting),
            "waiting": [shown for shown in waiting if not shown.queue.others_act],
            "by_themselves": [
                (shown, shown.items[:MOST_OF_A_QUEUE])
                for shown in waiting
                if shown.queue.on_front_page
            ],
            "unread": [shown.queue for shown in read if shown.could_not_be_read],
            "empty": [
                queue
                for queue in in_order()
                if queue.on_front_page and queue.may_be_for(person) and queue.slug not in named
            ],
        }


def _first(waiting: list[ShownQueue]) -> list[tuple[str, WorkItem]]:
    """The first of what a person has to do, with what is to be done: what is latest first."""
    found = [
        (shown.queue.label, item)
        for shown in waiting
        for item in shown.items
        if not shown.queue.others_act
    ]
    return sorted(found, key=lambda pair: -pair[1].days_late)[:MOST_NAMED]
