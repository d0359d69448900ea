"""List the plugins that are installed, and what each enabled one contributes."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hub.contributions import hooks_of
from hub.plugins import enabled, installed


def described() -> list[dict[str, Any]]:
    """Every installed plugin as its distribution and its app describe it, by name."""
    running = {f"{type(config).__module__}.{type(config).__name__}": config for config in enabled()}
    found = []
    for name, plugin in sorted(installed().items()):
        config = running.get(plugin.path)
        found.append(
            {
                "name": name,
                "title": str(config.verbose_name) if config else "",
                "version": plugin.version,
                "distribution": plugin.distribution,
                "enabled": config is not None,
                "address": f"/{config.url_prefix}" if config else "",
                "hooks": hooks_of(config) if config else [],
            }
        )
    return found


class Command(BaseCommand):
    """Name, version, distribution and hooks used, as a list or as JSON."""

    help = "List installed plugins: name, version, distribution, whether enabled, hooks used."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON, for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        plugins = described()
        if options["json"]:
            self.stdout.write(json.dumps(plugins, indent=2))
            return
        for plugin in plugins:
            state = "enabled" if plugin["enabled"] else "installed, not in HUB_PLUGINS"
            self.stdout.write(
                f"{plugin['name']} {plugin['version']} ({plugin['distribution']}): {state}"
            )
            if plugin["title"]:
                self.stdout.write(f"  {plugin['title']}, at {plugin['address']}")
            for hook in plugin["hooks"]:
                self.stdout.write(f"  - {hook}")
        if not plugins:
            self.stdout.write("No plugins are installed.")
