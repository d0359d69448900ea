"""Which plugins are installed and enabled, and the command that says so."""

from __future__ import annotations

import json
from importlib.metadata import EntryPoint
from io import StringIO

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from hub import plugins


def test_the_command_lists_name_version_distribution_and_hooks():
    out = StringIO()
    call_command("plugins", stdout=out)
    text = out.getvalue()
    assert "roles 0.1.0 (digital-recruitment-hub): enabled" in text
    assert "Recruitment, at /" in text
    assert "  - register_hub_indicators" in text
    assert "mentoring 1.0.0 (hub-mentoring): installed, not in HUB_PLUGINS" in text


def test_the_command_gives_json_for_machines():
    out = StringIO()
    call_command("plugins", "--json", stdout=out)
    listed = json.loads(out.getvalue())
    assert [item["name"] for item in listed if item["enabled"]] == sorted(settings.HUB_PLUGINS)


def test_without_plugins_the_command_says_so(monkeypatch):
    monkeypatch.setattr("hub.management.commands.plugins.installed", dict)
    out = StringIO()
    call_command("plugins", stdout=out)
    assert out.getvalue() == "No plugins are installed.\n"


def test_enabled_plugins_come_in_the_order_of_the_setting():
    assert [config.label for config in plugins.enabled()] == settings.HUB_PLUGINS


def test_two_distributions_with_one_name_stop_the_start(monkeypatch):
    entries = [
        EntryPoint("roles", "roles.apps:RolesConfig", "hub.plugins"),
        EntryPoint("roles", "other.apps:OtherConfig", "hub.plugins"),
    ]
    monkeypatch.setattr(plugins, "entry_points", lambda group: entries)
    with pytest.raises(ImproperlyConfigured, match="Two distributions declare the plugin 'roles'"):
        plugins.installed()


def test_no_installed_plugins_is_said_in_the_message(monkeypatch):
    monkeypatch.setattr(plugins, "entry_points", lambda group: [])
    with pytest.raises(ImproperlyConfigured, match="Installed: none"):
        plugins.app_config_paths(["roles"])


def test_a_name_given_twice_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match="HUB_PLUGINS names 'roles' twice"):
        plugins.app_config_paths(["roles", "training", "roles"])


def test_a_plugin_that_is_not_enabled_is_listed_without_hooks():
    out = StringIO()
    call_command("plugins", "--json", stdout=out)
    (mentoring,) = [item for item in json.loads(out.getvalue()) if item["name"] == "mentoring"]
    assert mentoring == {
        "name": "mentoring",
        "title": "",
        "version": "1.0.0",
        "distribution": "hub-mentoring",
        "enabled": False,
        "address": "",
        "hooks": [],
    }
