import os
import subprocess
import sys

import pytest


def start(**environment):
    return subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_settings_start_without_any_environment():
    assert start().returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "yess"),
        ("HTTPS", "maybe"),
        ("DATABASE_URL", "postgrs://localhost/x"),
        ("LOG_LEVEL", "LOUD"),
        ("TRUSTED_PROXIES", "-1"),
        ("ALLOW_SELF_APPROVAL", "perhaps"),
    ],
)
def test_settings_stop_at_a_misspelt_value_and_name_it(name, value):
    result = start(**{name: value})

    assert result.returncode != 0
    assert name in result.stderr or value.split(":")[0] in result.stderr


def test_settings_refuse_a_short_secret_key():
    result = start(SECRET_KEY="short")

    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr


def test_healthz_answers_while_the_database_does(client, db):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")
