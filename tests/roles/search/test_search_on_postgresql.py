"""The search finds and orders the same on PostgreSQL: the tests of it again."""

import pytest

from tests.roles.search.test_search import *  # noqa: F403
from tests.roles.search.test_search_filters import *  # noqa: F403

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
