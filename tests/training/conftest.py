"""What the tests of training share."""

import pytest

from hub import demonstration as hub_demonstration
from training.demo import load


@pytest.fixture
def demonstration(db, settings, tmp_path):
    """The demonstration's records of the hub and of training, with 2013-Q2 closed."""
    settings.MEDIA_ROOT = tmp_path
    hub_demonstration.load()
    load()
    hub_demonstration.close_first_quarter()
