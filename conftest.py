"""What all tests share."""

import os
import shutil

# Playwright runs an event loop; without this Django refuses database calls in browser tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import hypothesis
import pytest

# How long an example takes depends on what else the machine does.
hypothesis.settings.register_profile("untimed", hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items):
    """Mark what needs the database by a fixture as what says so itself is marked."""
    for item in items:
        if "db" in item.fixturenames or "transactional_db" in item.fixturenames:
            item.add_marker(pytest.mark.django_db)


def pytest_terminal_summary(terminalreporter, exitstatus, config):
    """Say how to get the order again in which something failed."""
    if exitstatus and config.pluginmanager.hasplugin("randomly"):
        terminalreporter.write_line(f"In this order: --randomly-seed={config.option.randomly_seed}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The database; what a test commits is taken back by a copy of it, in milliseconds."""
    from django.test import TransactionTestCase

    from config.tests.restoring import remembered

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        restore = remembered()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: restore())
        yield


@pytest.fixture(scope="session")
def _shipped_rows(django_db_setup, django_db_blocker):
    """The rows that loading the shipped content makes, loaded once a process, since that takes
    seconds.
    """
    from django.db import transaction

    from config.tests import rows
    from content.loader import load

    with django_db_blocker.unblock(), transaction.atomic():
        before = rows.taken()
        load()
        loaded = rows.taken(besides=before)
        transaction.set_rollback(True)
    return loaded


@pytest.fixture
def shipped(_shipped_rows, db):
    """The shipped content, as `manage.py load_content` leaves it."""
    from config.tests import rows

    rows.put(_shipped_rows)


@pytest.fixture(scope="session", autouse=True)
def _plain_settings():
    """No build step, no argon2 rounds, no shared cache: tests need what these do, not how.

    For the whole session: a server that browser tests share may still answer a page of the test
    before, and must not meet other settings between two tests.
    """
    from django.conf import settings
    from django.test import override_settings

    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": static},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    ):
        yield


@pytest.fixture(autouse=True)
def _nothing_of_earlier_tests():
    """What the process keeps beside the database: who tried how often, the model of the tables."""
    from django.core.cache import cache

    from knowledge.editions import look_at_tables_again

    cache.clear()
    look_at_tables_again()


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's Chromium; nothing is downloaded.

    Without windows, where it is there: it takes half the time.
    """
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    return {"executable_path": found, "args": ["--no-sandbox"]}


@pytest.fixture(autouse=True)
def _no_pages_of_earlier_tests(request):
    """Close what a test opened, before its rows go: a page that is left works on, and asks the
    server for more.
    """
    yield
    if "browser" in request.fixturenames:
        for context in request.getfixturevalue("browser").contexts:
            context.close()
