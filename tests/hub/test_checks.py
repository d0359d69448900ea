"""The system checks: each finds what it is for, and nothing in the product as it is."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.checks import run_checks
from wagtail import hooks

from hub import checks
from hub.accounts.retention import ACCOUNT_POLICIES
from hub.api import Router
from hub.api.mounting import AppAPI, apis
from hub.contributions import hooks_of, items_of, log_actions_of
from hub.extensions import ExtensionPoint
from hub.notifications import kinds
from hub.plugins import PluginConfig, enabled


def found(check) -> list[tuple[str, str]]:
    return [(item.id, str(item.msg)) for item in check()]


def nothing() -> list:
    return []


def ours(function):
    """A hook function that stands in the hub, as far as anybody can tell."""
    function.__module__ = "hub.wagtail_hooks"
    return function


def test_the_product_passes_its_own_checks():
    # The hub's own; each plugin's are in its contract.
    assert [item for item in run_checks(tags=["hub"]) if str(item.obj).startswith("hub")] == []


@pytest.mark.parametrize(
    "name, hint",
    [
        ("register_hub_indicator", "Did you mean 'register_hub_indicators'?"),
        ("register_hub_notification", "Did you mean 'register_hub_notifications'?"),
        ("regsiter_hub_retention", "Did you mean 'register_hub_retention'?"),
        ("register_hub_zoology", "Known: "),
    ],
)
def test_a_misspelt_hook_is_found_and_the_right_one_named(name, hint):
    with hooks.register_temporarily(name, ours(nothing)):
        (item,) = [item for item in checks.hooks_are_spelt_right() if name in item.msg]
        assert item.id == "hub.E001"
        assert item.hint.startswith(hint)


def test_wagtails_own_hooks_are_not_taken_for_misspelt():
    with hooks.register_temporarily("register_admin_urls", ours(nothing)):
        assert found(checks.hooks_are_spelt_right) == []


def test_a_slug_without_the_label_is_found():
    kind = replace(kinds.get("hub.sign_in_code"), slug="sign_in_code")
    with hooks.register_temporarily("register_hub_notifications", ours(lambda: [kind])):
        assert found(checks.slugs_carry_the_label) == [
            ("hub.E002", "hub gives 'sign_in_code' to register_hub_notifications.")
        ]


def test_a_log_action_without_the_label_is_found_however_it_is_registered():
    def register(actions):
        actions.register_action("thing_done", "Do", "Done")
        actions.register_action("other.thing_done")(object)
        actions.register_model(object, object)

    with hooks.register_temporarily("register_log_actions", ours(register)):
        assert [text for _, text in found(checks.slugs_carry_the_label)] == [
            "hub gives 'thing_done' to register_log_actions.",
            "hub gives 'other.thing_done' to register_log_actions.",
        ]


def hub_policies(monkeypatch, policies):
    """What the checks see when the hub declares other policies."""
    monkeypatch.setattr("hub.wagtail_hooks.ACCOUNT_POLICIES", policies)


def test_personal_data_without_a_policy_is_found(monkeypatch):
    left = [policy for policy in ACCOUNT_POLICIES if policy.slug != "hub.messages"]
    hub_policies(monkeypatch, left)
    assert found(checks.personal_data_is_covered)[0] == (
        "hub.W003",
        "No retention policy covers recipient, address of hub.Notification.",
    )


@pytest.mark.parametrize(
    "covers, text",
    [
        ({"hub.Nothing": ("user",)}, "something of hub.Nothing"),
        ({"hub.Membership": ("user", "usr")}, "usr of hub.Membership"),
    ],
)
def test_a_policy_for_what_does_not_exist_is_found(monkeypatch, covers, text):
    extra = replace(ACCOUNT_POLICIES[0], slug="hub.extra", covers=covers)
    hub_policies(monkeypatch, [*ACCOUNT_POLICIES, extra])
    assert (
        "hub.E004",
        f"A retention policy covers {text}, which does not exist.",
    ) in found(checks.personal_data_is_covered)


@pytest.mark.parametrize(
    "prefix, text",
    [
        ("needs/", "The address '/needs/' of roles is taken by the hub."),
        ("admin/", "The address '/admin/' of roles is taken by the hub."),
        ("api/docs/", "The address '/api/docs/' of roles is taken by the hub."),
        ("<str:x>/", "The address '/<str:x>/' of roles begins with no fixed part"),
    ],
)
def test_an_address_that_is_taken_is_found(monkeypatch, prefix, text):
    monkeypatch.setattr(apps.get_app_config("roles"), "url_prefix", prefix)
    ((number, message),) = found(checks.addresses_do_not_clash)
    assert number == "hub.E005"
    assert message.startswith(text)


def test_two_plugins_at_one_address_are_found(monkeypatch):
    first, second = enabled()[:2]
    monkeypatch.setattr(first, "url_prefix", "same/")
    monkeypatch.setattr(second, "url_prefix", "same/")
    assert found(checks.addresses_do_not_clash) == [
        ("hub.E005", f"The address '/same/' of {second.name} is taken by {first.name}.")
    ]


def test_an_operation_at_an_address_that_is_taken_is_found(monkeypatch):
    stolen = Router()
    stolen.get("/api/vacancies/all")(lambda request: None)
    api = AppAPI(urls_namespace="training", openapi_url=None)
    api.add_router("", stolen)
    monkeypatch.setitem(apis(), "training", api)
    assert found(checks.addresses_do_not_clash) == [
        ("hub.E005", "The address '/api/vacancies/' of training is taken by roles.")
    ]


def test_templates_of_another_app_are_found(monkeypatch, tmp_path):
    (tmp_path / "jinja2" / "hub").mkdir(parents=True)
    (tmp_path / "jinja2" / "roles").mkdir()
    monkeypatch.setattr(apps.get_app_config("roles"), "path", str(tmp_path))
    assert found(checks.templates_are_ones_own) == [
        ("hub.E006", "roles has jinja2/hub: only jinja2/roles is its own.")
    ]


def test_both_search_apps_at_once_are_found(monkeypatch):
    assert found(checks.search_is_installed_once) == []
    both = SimpleNamespace(INSTALLED_APPS=["wagtail.search", "modelsearch"])
    monkeypatch.setattr(checks, "settings", both)
    assert found(checks.search_is_installed_once)[0][0] == "hub.E007"


def test_what_an_app_contributes_can_be_listed():
    hub = apps.get_app_config("hub")
    assert set(hooks_of(hub)) >= {"register_hub_notifications", "register_log_actions"}
    assert "hub.need_raised" in log_actions_of(hub)
    slugs = [item.slug for hook, item in items_of(hub) if hook == "register_hub_notifications"]
    assert "hub.sign_in_code" in slugs
    assert set(ExtensionPoint.known) >= {
        "register_hub_demo",
        "register_hub_indicators",
        "register_hub_need_answers",
        "register_hub_notifications",
        "register_hub_retention",
    }
    assert all(isinstance(config, PluginConfig) for config in enabled())
