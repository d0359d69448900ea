"""What most tests of recruitment begin with."""

from __future__ import annotations

import pytest

from tests.factories.roles import make_team


@pytest.fixture
def team():
    """A department's people, the hub's beside them."""
    return make_team("AAA")
