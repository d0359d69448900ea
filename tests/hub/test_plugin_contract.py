"""The plugin contract over every enabled plugin; third parties run the same from hub.testing."""

import pytest
from django.apps import apps

from hub.plugins import enabled
from hub.testing import CONTRACT, PUBLIC_MODULES

PLUGINS = [config.label for config in enabled()]


@pytest.mark.django_db
@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize("label", PLUGINS)
def test_contract(label, promise):
    assert promise(apps.get_app_config(label)) == []


def test_the_public_modules_exist():
    from importlib.util import find_spec

    assert [name for name in sorted(PUBLIC_MODULES) if find_spec(name) is None] == []
