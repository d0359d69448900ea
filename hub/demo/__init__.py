"""The demonstration: what plugins declare of it, and the hub's own part."""

from hub.demo.days import last_working_day, morning, working_day
from hub.demo.declaring import DemoData, Persona, in_order, parts

__all__ = [
    "DemoData",
    "Persona",
    "in_order",
    "last_working_day",
    "morning",
    "parts",
    "working_day",
]
