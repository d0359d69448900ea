"""In the demonstration everything that waits for people is in somebody's To do, in every state."""

from __future__ import annotations

import pytest

from hub.work.nobody import waits_on_nobody

pytestmark = pytest.mark.django_db


def test_nothing_of_the_demonstration_waits_on_nobody(loaded_demonstration):
    assert waits_on_nobody() == []
