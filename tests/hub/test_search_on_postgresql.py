"""The search box finds the same on PostgreSQL: the tests of it again."""

import pytest

from tests.hub.test_search import *  # noqa: F403
from tests.hub.test_search_words import *  # noqa: F403
from tests.roles.test_search_sources import *  # noqa: F403

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
