"""Repeatable measurements, each runnable by name: ``python -m bench NAME``."""
