"""What the tests of training share."""

import pytest

from hub.demo import records as hub_records
from training.demo import load


@pytest.fixture
def demonstration(db, settings, tmp_path):
    """The demonstration's records of the hub and of training, with 2013-Q2 closed."""
    settings.MEDIA_ROOT = tmp_path
    load_demonstration()


def load_demonstration() -> None:
    """Make the records of the hub's part and of training's, and close 2013-Q2."""
    hub_records.load()
    load()
    hub_records.close_quarters()
