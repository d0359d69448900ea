"""The demonstration: what plugins declare of it, and the hub's own part."""

from hub.demo.declaring import DemoData, Persona, in_order, parts

__all__ = ["DemoData", "Persona", "in_order", "parts"]
