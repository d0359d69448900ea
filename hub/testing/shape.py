"""What can be seen of a plugin without using it: metadata, checks, imports, addresses, tasks."""

from __future__ import annotations

import inspect
from importlib import import_module
from importlib.metadata import metadata
from importlib.util import find_spec
from typing import Any

from celery import current_app
from django.core.checks import run_checks
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model
from django.urls import reverse

from hub.plugins import PluginConfig, installed

LONGEST_TASK = 90  # seconds: shorter than the broker's visibility timeout


def is_declared_by_its_distribution(config: PluginConfig) -> list[str]:
    """An entry point of the same name declares it; the distribution says version and licence."""
    found = installed().get(config.label)
    path = f"{type(config).__module__}.{type(config).__name__}"
    if found is None or found.path != path:
        return [f"No entry point in 'hub.plugins' named {config.label!r} points to {path}."]
    about: Any = metadata(found.distribution)
    return [
        f"The distribution {found.distribution} says nothing of: {what}"
        for what, fields in {
            "version": ("Version",),
            "author": ("Author", "Author-email"),
            "licence": ("License-Expression", "License"),
        }.items()
        if not any(about.get(field) for field in fields)
    ]


def says_what_it_is(config: PluginConfig) -> list[str]:
    """It has a title of its own and a well-formed address."""
    found = []
    if "verbose_name" not in vars(type(config)):
        found.append("verbose_name is not set.")
    if config.url_prefix.startswith("/") or (
        config.url_prefix and not config.url_prefix.endswith("/")
    ):
        found.append("url_prefix must be empty, or end (and not begin) with '/'.")
    return found


def passes_the_system_checks(config: PluginConfig) -> list[str]:
    """Hooks are spelt right, slugs carry the label, personal data has a policy, nothing clashes."""
    return [
        str(found.msg)
        for found in run_checks(tags=["hub"])
        if config.name in (str(found.obj).split(".")[0], _app_of(found.obj))
    ]


def _app_of(subject: Any) -> str:
    is_model = inspect.isclass(subject) and issubclass(subject, Model)
    return subject._meta.app_config.name if is_model and subject._meta.app_config else ""


def keeps_to_its_own_addresses(config: PluginConfig) -> list[str]:
    """Its URL names live in the namespace of its label, each with a name."""
    if not find_spec(f"{config.name}.urls"):
        return []
    patterns = import_module(f"{config.name}.urls").urlpatterns
    found = [f"The address {item.pattern} has no name." for item in patterns if not item.name]
    for item in patterns:
        if item.name and not item.pattern.converters:
            address = reverse(f"{config.label}:{item.name}")
            if not address.startswith(f"/{config.url_prefix}"):
                found.append(f"{item.name} is at {address}, outside of {config.url_prefix}.")
    return found


def its_tasks_say_their_limits(config: PluginConfig) -> list[str]:
    """Every task states retries and time limits; beat names real tasks."""
    return task_problems(config.name, config.label)


def task_problems(package: str, label: str) -> list[str]:
    """What is missing of the tasks of one app, and entries of its schedule that name none."""
    if not find_spec(f"{package}.tasks"):
        return []
    module = import_module(f"{package}.tasks")
    tasks = {
        name: task
        for name, task in current_app.tasks.items()
        if task.__module__.split(".")[0] == package
    }
    found = []
    for name, task in tasks.items():
        if not name.startswith(f"{label}."):
            found.append(f"The task {name} does not begin with '{label}.'.")
        if task.max_retries is None:
            found.append(f"The task {name} does not state max_retries.")
        if not task.soft_time_limit or not task.time_limit:
            found.append(f"The task {name} does not state both time limits.")
        elif not task.soft_time_limit < task.time_limit <= LONGEST_TASK:
            found.append(f"The task {name}: soft limit < limit <= {LONGEST_TASK} seconds.")
    schedule = getattr(module, "SCHEDULE", {})
    return found + [
        f"The schedule {name!r} names the task {entry['task']!r}, which does not exist."
        for name, entry in schedule.items()
        if entry["task"] not in tasks
    ]


def it_can_be_removed(config: PluginConfig) -> list[str]:
    """Every migration can be undone, and nothing outside the plugin points to its models."""
    loader = MigrationLoader(None)
    found = [
        f"The migration {name} cannot be undone: {operation.describe()}"
        for (label, name), migration in loader.disk_migrations.items()
        if label == config.label
        for operation in migration.operations
        if not operation.reversible
    ]
    found += [
        f"{relation.related_model.__name__} points to {model.__name__}."
        for model in config.get_models()
        for relation in model._meta.related_objects
        if relation.model is model and relation.field.model._meta.app_label != config.label
    ]
    return found
