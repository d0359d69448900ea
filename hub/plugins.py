"""What a plugin is, which are installed, and which are enabled (the contract: docs/plugins.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured

ENTRY_POINT_GROUP = "hub.plugins"


class PluginConfig(AppConfig):
    """A Django app that the hub enables by name; ``url_prefix`` says where its ``urls`` are
    mounted.

    An empty prefix mounts at the root: then each of the app's own patterns starts with its own
    segment.
    """

    url_prefix: str = ""

    def ready(self) -> None:
        """Load the declarations that nothing else imports."""
        for module in ("permissions", "receivers"):
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")


@dataclass(frozen=True)
class InstalledPlugin:
    """An installed plugin as its distribution's metadata describes it."""

    name: str
    path: str
    distribution: str
    version: str


def installed() -> dict[str, InstalledPlugin]:
    """Return every plugin that an installed distribution declares, by name.

    Raises ``ImproperlyConfigured`` when two distributions declare the same name.
    """
    found: dict[str, InstalledPlugin] = {}
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        plugin = _describe(entry)
        other = found.setdefault(plugin.name, plugin)
        if other.path != plugin.path:
            raise ImproperlyConfigured(
                f"Two distributions declare the plugin {plugin.name!r}: "
                f"{other.distribution} and {plugin.distribution}."
            )
    return found


def app_config_paths(names: Iterable[str]) -> list[str]:
    """Return the AppConfig path of each named plugin, in the order given.

    Raises ``ImproperlyConfigured`` for an unknown name or one given twice, listing what is
    installed.
    """
    known = installed()
    paths: list[str] = []
    for name in names:
        if name not in known:
            available = ", ".join(sorted(known)) or "none"
            raise ImproperlyConfigured(
                f"HUB_PLUGINS names {name!r}, which is not installed. Installed: {available}."
            )
        if known[name].path in paths:
            raise ImproperlyConfigured(f"HUB_PLUGINS names {name!r} twice.")
        paths.append(known[name].path)
    return paths


def enabled() -> list[PluginConfig]:
    """Return the app config of each enabled plugin, in the order of ``HUB_PLUGINS``."""
    return [config for config in apps.get_app_configs() if isinstance(config, PluginConfig)]


def _describe(entry: EntryPoint) -> InstalledPlugin:
    dist = entry.dist
    return InstalledPlugin(
        name=entry.name,
        path=entry.value.replace(":", "."),
        distribution=dist.name if dist else "unknown",
        version=dist.version if dist else "unknown",
    )
