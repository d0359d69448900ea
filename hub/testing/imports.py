"""What a plugin imports: the hub's public modules only, and no other plugin."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from hub.plugins import PluginConfig, installed

# What a plugin may import of the hub; docs/plugins.md says what each is for.
PUBLIC_MODULES = frozenset(
    {
        "hub.addresses",
        "hub.admin_listings",
        "hub.api",
        "hub.append_only",
        "hub.audit",
        "hub.authorisation",
        "hub.blocks",
        "hub.bulk",
        "hub.dates",
        "hub.calendars",
        "hub.demo",
        "hub.directory",
        "hub.doorbell",
        "hub.locks",
        "hub.encryption",
        "hub.filters",
        "hub.forms",
        "hub.history",
        "hub.indicators",
        "hub.invariants",
        "hub.keyset",
        "hub.list_memory",
        "hub.last_days",
        "hub.mailboxes",
        "hub.memberships",
        "hub.models",
        "hub.models.actor_field",
        "hub.moves",
        "hub.narrowing",
        "hub.navigation",
        "hub.needs",
        "hub.open_work",
        "hub.own_acts",
        "hub.notifications",
        "hub.numbers",
        "hub.page_cache",
        "hub.page_forms",
        "hub.removals",
        "hub.standing_pages",
        "hub.pdf",
        "hub.periods",
        "hub.permissions",
        "hub.pictures",
        "hub.plugins",
        "hub.pre_election",
        "hub.qualifications",
        "hub.rates",
        "hub.reading_age",
        "hub.record_viewset",
        "hub.references",
        "hub.refusals",
        "hub.retention",
        "hub.several_pages",
        "hub.short_tokens",
        "hub.search",
        "hub.signals",
        "hub.states",
        "hub.suppression",
        "hub.tables",
        "hub.thread",
        "hub.testing",
        "hub.timeline",
        "hub.uploads",
        "hub.views.answering_need",
        "hub.views.as_read",
        "hub.views.checked",
        "hub.versions",
        "hub.calendar_files",
        "hub.typed_text",
        "hub.views.base",
        "hub.views.errors",
        "hub.views.pdf_files",
        "hub.views.record_lists",
        "hub.views.record_page",
        "hub.work",
        "hub.working_days",
    }
)


def imports_only_what_is_public(config: PluginConfig) -> list[str]:
    """It imports the hub's public modules only, and no other plugin."""
    others = {name for name in installed() if name != config.label}
    found = []
    for path in sources(config):
        for name in _imported(path):
            top = name.split(".")[0]
            if top in others or (top == "hub" and name not in PUBLIC_MODULES):
                found.append(f"{path.name} imports {name}.")
    return found


def sources(config: PluginConfig) -> Iterator[Path]:
    for path in sorted(Path(config.path).rglob("*.py")):
        if not {"migrations", "tests"} & set(path.relative_to(config.path).parts):
            yield path


def _imported(path: Path) -> Iterator[str]:
    """The modules a file imports, at the top and inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (item.name for item in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module == "hub":
                yield from (f"hub.{item.name}" for item in node.names)
            else:
                yield node.module
