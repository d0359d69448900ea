"""The demonstration: what plugins declare of it, and the hub's own part."""

from hub.demo.days import (
    days_after,
    from_today,
    is_worked,
    last_working_day,
    morning,
    working_day,
)
from hub.demo.declaring import DemoData, Persona, in_order, parts

__all__ = [
    "DemoData",
    "Persona",
    "days_after",
    "from_today",
    "in_order",
    "is_worked",
    "last_working_day",
    "morning",
    "parts",
    "working_day",
]
