"""What the browser tests share."""

import pytest
from django.urls import reverse


@pytest.fixture
def browser_context_args(browser_context_args):
    """No movement, and no service worker: it would answer before a test's own routes do."""
    return {**browser_context_args, "reduced_motion": "reduce", "service_workers": "block"}


@pytest.fixture
def address(live_server):
    return lambda name, *args: live_server.url + reverse(name, args=args)
