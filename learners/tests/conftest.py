"""What the tests of accounts share."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_limits_of_earlier_tests():
    cache.clear()
