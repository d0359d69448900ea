"""The plugin contract as tests: run them over your own plugin, as the hub does over its own.

    import pytest
    from hub.testing import CONTRACT, plugin

    @pytest.mark.django_db
    @pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
    def test_contract(promise):
        assert promise(plugin("mentoring")) == []

A promise takes the plugin's app config and returns a sentence for each breach.
"""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps

from hub.plugins import PluginConfig
from hub.testing.behaviour import (
    its_answers_know_who_may_start,
    its_demonstration_can_be_loaded_twice_and_cleared,
    its_figures_show_their_rows,
    its_messages_can_be_written,
    its_personal_data_comes_to_an_end,
    its_records_say_whether_they_answer,
    its_work_waits_for_somebody,
)
from hub.testing.imports import PUBLIC_MODULES, imports_only_what_is_public
from hub.testing.shape import (
    is_declared_by_its_distribution,
    it_can_be_removed,
    its_tasks_say_their_limits,
    keeps_to_its_own_addresses,
    passes_the_system_checks,
    says_what_it_is,
    task_problems,
)
from hub.testing.states import its_states_are_declared_once

__all__ = ["CONTRACT", "PUBLIC_MODULES", "plugin", "task_problems"]


def plugin(name: str) -> PluginConfig:
    """The app config of an enabled plugin. Raises ``LookupError`` when it is not enabled."""
    config = apps.get_app_config(name)
    if not isinstance(config, PluginConfig):
        raise LookupError(f"{name} is an app, but not a plugin.")
    return config


CONTRACT: tuple[Callable[[PluginConfig], list[str]], ...] = (
    is_declared_by_its_distribution,
    says_what_it_is,
    passes_the_system_checks,
    imports_only_what_is_public,
    keeps_to_its_own_addresses,
    its_messages_can_be_written,
    its_figures_show_their_rows,
    its_personal_data_comes_to_an_end,
    its_work_waits_for_somebody,
    its_answers_know_who_may_start,
    its_records_say_whether_they_answer,
    its_demonstration_can_be_loaded_twice_and_cleared,
    its_tasks_say_their_limits,
    its_states_are_declared_once,
    it_can_be_removed,
)
