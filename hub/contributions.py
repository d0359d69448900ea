"""What each app contributes through hooks: read by the system checks and ``manage.py plugins``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import AppConfig, apps
from wagtail import hooks

# Importing these declares the hub's extension points.
from hub import (  # noqa: F401
    demo,
    indicators,
    navigation,
    needs,
    notifications,
    open_work,
    retention,
    search,
    work,
)
from hub.extensions import ExtensionPoint


def registered() -> dict[str, list[Callable[..., Any]]]:
    """Every function that an app has registered, by the name of its hook."""
    hooks.search_for_hooks()
    # Wagtail can be asked for a hook by name, but not for the names; a misspelt one has no other
    # way to be found.
    return {name: [function for function, _ in found] for name, found in hooks._hooks.items()}


def is_of(config: AppConfig, function: Callable[..., Any]) -> bool:
    """Whether a function stands in the app's own package."""
    owner = apps.get_containing_app_config(getattr(function, "__module__", ""))
    return owner is config


def hooks_of(config: AppConfig) -> list[str]:
    """The names of the hooks, Wagtail's and the hub's, that an app uses."""
    return sorted(
        name
        for name, functions in registered().items()
        if any(is_of(config, function) for function in functions)
    )


def items_of(config: AppConfig) -> Iterator[tuple[str, Any]]:
    """Each item an app gives to an extension point, with the name of its hook."""
    for name, functions in registered().items():
        if name in ExtensionPoint.known:
            for function in functions:
                if is_of(config, function):
                    for item in function():
                        yield name, item


def log_actions_of(config: AppConfig) -> list[str]:
    """The log actions that an app registers."""
    recorder = _Recorder()
    for function in registered().get("register_log_actions", []):
        if is_of(config, function):
            function(recorder)
    return recorder.actions


class _Recorder:
    """Stands where Wagtail's registry of log actions does, and writes down what is registered."""

    def __init__(self) -> None:
        self.actions: list[str] = []
        self.log_entry_models: set[Any] = set()

    def register_action(self, action: str, *args: Any) -> Any:
        self.actions.append(action)
        return None if args else lambda formatter: formatter

    def register_model(self, *args: Any) -> None:
        """Models are not actions."""


def wrong_prefix(label: str, slugs: Iterable[str]) -> list[str]:
    """The slugs that do not begin with the app's label and a dot."""
    return [slug for slug in slugs if not slug.startswith(f"{label}.") or slug == f"{label}."]
