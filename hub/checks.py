"""System checks of the plugin contract (docs/plugins.md): what would go wrong later, said now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, models

from hub.addresses import wrong_site
from hub.api import routes
from hub.contributions import items_of, log_actions_of, registered, wrong_prefix
from hub.encryption.keys import EncryptionError
from hub.encryption.rows import not_readable, under_other_keys
from hub.extensions import ExtensionPoint
from hub.plugins import PluginConfig, enabled
from hub.retention import covered_fields, personal_fields

OURS = "register_hub_"
# Folders of addresses in which every app may have its own.
SHARED = ("api",)


def _apps() -> list[AppConfig]:
    return [apps.get_app_config("hub"), *enabled()]


@register("hub")
def hooks_are_spelt_right(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """hub.E001: a hook that looks like one of the hub's, and that nobody asks for."""
    found: list[CheckMessage] = []
    for name, functions in registered().items():
        if name in ExtensionPoint.known:
            continue
        near = get_close_matches(name, ExtensionPoint.known, n=1, cutoff=0.8)
        if not near and not name.startswith(OURS):
            continue
        hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(ExtensionPoint.known)}"
        found += [
            Error(
                f"{function.__module__} registers the hook {name!r}, which nobody asks for.",
                hint=hint,
                obj=function.__module__,
                id="hub.E001",
            )
            for function in functions
        ]
    return found


@register("hub")
def slugs_carry_the_label(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """hub.E002: a slug or log action without the prefix of the plugin that declares it."""
    found: list[CheckMessage] = []
    for config in _apps():
        named = [(hook, item.slug) for hook, item in items_of(config)]
        named += [("register_log_actions", action) for action in log_actions_of(config)]
        for hook, slug in named:
            if wrong_prefix(config.label, [slug]):
                found.append(
                    Error(
                        f"{config.name} gives {slug!r} to {hook}.",
                        hint=f"Slugs have the form '{config.label}.<noun>_<past participle>'.",
                        obj=config.name,
                        id="hub.E002",
                    )
                )
    return found


@register("hub", Tags.models)
def personal_data_is_covered(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """hub.W003: personal data that no policy covers; hub.E004: a policy for what is not there.

    The first is a warning, on which the test command fails: a service that runs is not stopped.
    """
    covered = covered_fields()
    found: list[CheckMessage] = []
    for config in _apps():
        for model in config.get_models():
            name = f"{config.label}.{model.__name__}"
            missing = [
                field
                for field in personal_fields(model)
                if field not in covered.get(name, set()) and _is_own(model, field)
            ]
            if missing:
                found.append(
                    CheckWarning(
                        f"No retention policy covers {', '.join(missing)} of {name}.",
                        hint="Name them in the 'covers' of a RetentionPolicy "
                        "(hook register_hub_retention).",
                        obj=model,
                        id="hub.W003",
                    )
                )
    for name, fields in covered.items():
        found += [
            Error(
                f"A retention policy covers {what} of {name}, which does not exist.",
                obj=name,
                id="hub.E004",
            )
            for what in _not_there(name, fields)
        ]
    return found


def _is_own(model: type[models.Model], field: str) -> bool:
    """Wagtail's own fields of a page (its owner, who locked it) are Wagtail's to look after."""
    return bool(model._meta.get_field(field).model is model)


def _not_there(name: str, fields: set[str]) -> Iterator[str]:
    try:
        model = apps.get_model(name)
    except LookupError:
        yield "something"
        return
    for field in sorted(fields):
        try:
            model._meta.get_field(field)
        except FieldDoesNotExist:
            yield field


@register("hub", Tags.urls)
def addresses_do_not_clash(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """hub.E005: two apps claim one first part of an address, or a plugin claims all."""
    plugins = {config.label for config in enabled()}
    owners: dict[str, str] = {}
    for pattern in import_module(settings.ROOT_URLCONF).urlpatterns:
        first = _first_part(str(pattern.pattern))
        if first and getattr(pattern, "namespace", None) not in plugins:
            owners[first] = "the hub"
    found: list[CheckMessage] = []
    for config in enabled():
        for first in _claims(config):
            if first.startswith("<") or not first:
                problem = "begins with no fixed part, and would hide other pages"
            elif owners.setdefault(first, config.name) != config.name:
                problem = f"is taken by {owners[first]}"
            else:
                continue
            found.append(
                Error(
                    f"The address '/{first}/' of {config.name} {problem}.",
                    hint="Give the plugin's AppConfig another url_prefix.",
                    obj=config.name,
                    id="hub.E005",
                )
            )
    return found


def _claims(config: PluginConfig) -> list[str]:
    """The first parts of a plugin's addresses, each once."""
    addresses = [str(route.pattern) for route in routes(config.label)]
    if config.url_prefix:
        addresses.append(config.url_prefix)
    elif find_spec(f"{config.name}.urls"):
        patterns = import_module(f"{config.name}.urls").urlpatterns
        addresses += [str(item.pattern) for item in patterns]
    return list(dict.fromkeys(map(_first_part, addresses)))


def _first_part(address: str) -> str:
    """What an app claims: in a folder that all share, the part below it."""
    parts = address.strip("^/").split("/")
    return "/".join(parts[:2] if parts[0] in SHARED else parts[:1])


@register("hub")
def templates_are_ones_own(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """hub.E006: a plugin has templates or static files outside the folder of its own label."""
    return [
        Error(
            f"{config.name} has {kind}/{entry.name}: only {kind}/{config.label} is its own.",
            hint="A plugin never overrides the templates or files of another app.",
            obj=config.name,
            id="hub.E006",
        )
        for config in enabled()
        for kind in ("jinja2", "templates", "static")
        for entry in sorted((Path(config.path) / kind).glob("*"))
        if entry.name != config.label and not entry.name.startswith(".")
    ]


@register("hub")
def search_is_installed_once(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """hub.E007: with both search apps every indexing task fails while every save succeeds."""
    if {"wagtail.search", "modelsearch"} <= set(settings.INSTALLED_APPS):
        return [
            Error(
                "INSTALLED_APPS lists both 'wagtail.search' and 'modelsearch'.",
                hint="Keep 'wagtail.search' only: indexing fails quietly with both.",
                id="hub.E007",
            )
        ]
    return []


@register("hub", Tags.database)
def site_has_the_public_address(
    app_configs: Sequence[AppConfig] | None = None,
    databases: Sequence[str] | None = None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """hub.E008: Wagtail's site has another address than the hub; asked with ``--database``."""
    try:
        wrong = wrong_site() if databases else ""
    except DatabaseError:  # Nothing is migrated yet.
        return []
    if not wrong:
        return []
    return [
        Error(
            f"Wagtail's site is at {wrong}, and HUB_BASE_URL says {settings.HUB_BASE_URL}.",
            hint="Run 'manage.py migrate': the site then follows HUB_BASE_URL.",
            id="hub.E008",
        )
    ]


@register("hub", Tags.database)
def what_is_encrypted_can_be_read(
    app_configs: Sequence[AppConfig] | None = None,
    databases: Sequence[str] | None = None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """hub.E009: values whose key is missing; hub.W009: some stand under an older key.

    Asked with ``--database``.
    """
    if not databases:
        return []
    try:
        lost, older = not_readable(), under_other_keys()
    except EncryptionError as error:
        return [Error(str(error), id="hub.E009")]
    except DatabaseError:  # Nothing is migrated yet.
        return []
    return [
        *(
            Error(
                f"{number} values of {column} stand under the key {label}, which is missing.",
                hint="Put it back into HUB_ENCRYPTION_KEYS. Nothing is lost.",
                id="hub.E009",
            )
            for column, counts in lost.items()
            for label, number in counts.items()
        ),
        *(
            CheckWarning(
                f"{number} values of {column} stand under an older key, {label}.",
                hint="Run 'manage.py reencrypt', then the older key may go.",
                id="hub.W009",
            )
            for column, counts in older.items()
            for label, number in counts.items()
        ),
    ]
