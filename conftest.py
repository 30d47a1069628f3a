"""What all tests share."""

import os
import shutil

# Playwright runs an event loop; without this Django refuses database calls in browser tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import pytest


@pytest.fixture(autouse=True)
def _plain_settings(settings):
    """No build step, no argon2 rounds, no shared cache: tests need what these do, not how."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from knowledge.current_model import forget

    forget()  # what an earlier test's tables said
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's Chromium; nothing is downloaded."""
    return {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox"]}
