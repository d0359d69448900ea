"""What waits for a person: queues that plugins register, gathered for one page."""

from hub.work.queues import (
    EVERY_OFFICE,
    HUB_TEAM,
    MOST_SHOWN,
    ShownQueue,
    WorkItem,
    WorkKind,
    WorkQueue,
    read_once,
    waiting_for,
    work_queues,
)

__all__ = [
    "EVERY_OFFICE",
    "HUB_TEAM",
    "MOST_SHOWN",
    "ShownQueue",
    "WorkItem",
    "WorkKind",
    "WorkQueue",
    "read_once",
    "waiting_for",
    "work_queues",
]
