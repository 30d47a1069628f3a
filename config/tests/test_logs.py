"""The log: one line for what was refused, with time, method, path and status; a traceback where the
fault is ours.
"""

import io
import logging
import re

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from config import settings as project
from config import views
from config.logs import LineFormatter

pytestmark = pytest.mark.django_db


@pytest.fixture
def log():
    """What the project's console handler would write."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def client():
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def test_the_console_writes_such_lines():
    assert project.LOGGING["formatters"]["line"]["()"] == "config.logs.LineFormatter"


@pytest.mark.parametrize(
    "address, data, status",
    [
        ("/search/?q=%00", None, "400 GET /search/"),
        ("/practise/begin/", {}, "403 POST /practise/begin/"),
        ("/nothing/?secret=1", None, "404 GET /nothing/"),
        ("/admin/auth/user/?_to_field=password", None, "403 GET /admin/auth/user/"),
        ("/admin/cases/case/add/", None, "403 GET /admin/cases/case/add/"),
        ("/a%0Ab/", None, "404 GET /a\\nb/"),
    ],
)
def test_what_was_refused_is_one_line_without_a_traceback(client, log, address, data, status):
    staff = User.objects.create_user("staff", is_staff=True)
    client.force_login(staff)

    client.get(address) if data is None else client.post(address, data)

    [line] = log.getvalue().splitlines()
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (WARNING|ERROR) django[.\w]* ", line)
    assert f" {status}" in line
    assert "secret" not in line


def test_a_field_that_may_not_be_asked_for_is_one_line_of_django_security(client, log):
    client.force_login(User.objects.create_superuser("boss"))

    client.get("/admin/auth/user/?_to_field=password")

    [line] = log.getvalue().splitlines()
    assert (
        "django.security.DisallowedModelAdminToField 400 GET /admin/auth/user/ The field password"
        in line
    )


def test_a_host_that_is_not_ours_is_one_line_of_django_security(client, log):
    client.get("/", headers={"host": "evil.example"})

    [line] = log.getvalue().splitlines()
    assert "django.security.DisallowedHost 400 GET / Invalid HTTP_HOST header" in line


def test_a_fault_of_ours_keeps_its_traceback(client, log, monkeypatch):
    monkeypatch.setattr(views, "render", lambda *_: 1 / 0)

    client.get(reverse("about"))

    assert " ERROR django.request 500 GET /about/ Internal Server Error\n" in log.getvalue()
    assert "Traceback" in log.getvalue()


def test_an_outage_is_one_line_that_names_it(client, log, monkeypatch):
    def away(*_):
        raise OperationalError("the server\nwent away")

    monkeypatch.setattr(views, "render", away)

    client.get(reverse("about"))

    [line] = log.getvalue().splitlines()
    assert line.endswith(
        r"503 GET /about/ Service Unavailable (OperationalError: the server\nwent away)"
    )
