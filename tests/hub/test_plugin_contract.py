"""The plugin contract over every enabled plugin; third parties run the same from hub.testing."""

from importlib import import_module
from importlib.util import find_spec
from itertools import product

import pytest
from django.apps import apps

from hub.plugins import PluginConfig, enabled
from hub.testing import CONTRACT, PUBLIC_MODULES
from hub.testing.behaviour import its_demonstration_can_be_loaded_twice_and_cleared
from hub.testing.imports import imports_only_what_is_public

PLUGINS = [config.label for config in enabled()]


# Recruitment's demonstration takes half a minute to load: the one that is loaded already is loaded
# again and cleared in ``tests/roles/demo/test_demo.py``.
ELSEWHERE = ("roles", its_demonstration_can_be_loaded_twice_and_cleared)
PROMISES = [pair for pair in product(PLUGINS, CONTRACT) if pair != ELSEWHERE]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("label", "promise"), PROMISES, ids=[f"{label}-{each.__name__}" for label, each in PROMISES]
)
def test_contract(label, promise):
    assert promise(apps.get_app_config(label)) == []


def test_the_public_modules_exist():
    assert [name for name in sorted(PUBLIC_MODULES) if find_spec(name) is None] == []


def test_what_is_inside_a_public_package_is_not_public(tmp_path, monkeypatch):
    package = tmp_path / "peeking"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "services.py").write_text(
        "from hub.notifications import notify\nfrom hub.notifications.delivery import sweep\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    config = PluginConfig("peeking", import_module("peeking"))
    assert imports_only_what_is_public(config) == [
        "services.py imports hub.notifications.delivery."
    ]
