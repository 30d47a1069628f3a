import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import connection

from config import settings as project
from config.environment import edits

FOLDER = Path(__file__).resolve().parents[1]
SAFE = {"HTTPS": "true", "SECRET_KEY": "k" * 50, "EMAIL_URL": "smtp://localhost"}


def start(folder=FOLDER.parent, shown="s.ALLOWED_HOSTS", **environment):
    return subprocess.run(
        [sys.executable, "-c", f"import config.settings as s; print({shown})"],
        env={"PATH": os.environ["PATH"], **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def clone(tmp_path):
    """The settings in a folder of their own, which may hold an .env."""
    (tmp_path / "config").mkdir()
    for name in ("__init__.py", "settings.py", "environment.py"):
        shutil.copy(FOLDER / name, tmp_path / "config")
    return tmp_path


def test_settings_start_without_any_environment(clone):
    assert start(clone).returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "yess"),
        ("HTTPS", "maybe"),
        ("DATABASE_URL", "postgrs://localhost/x"),
        ("LOG_LEVEL", "LOUD"),
        ("TRUSTED_PROXIES", "-1"),
        ("ALLOW_SELF_APPROVAL", "perhaps"),
        ("EMAIL_URL", "smpt://localhost"),
        ("SECRET_KEY", "short"),
        ("HSTS_SUBDOMAINS", "yess"),
    ],
)
def test_settings_stop_at_a_misspelt_value_with_one_line_that_names_it(name, value):
    result = start(**{name: value})

    assert result.returncode != 0
    assert result.stderr.startswith(f"Motor Unit cannot start. {name}: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "name", ["ALOWED_HOSTS", "ALLOWED_HOST", "ALLOWDE_HOSTS", "SECRETKEY", "EMAIL_ULR"]
)
def test_settings_stop_at_a_misspelt_name_in_the_environment_and_say_which_is_meant(name):
    result = start(**{name: "x"})

    assert result.returncode != 0
    assert f"{name}: is set in the environment, and there is no such setting. Is " in result.stderr


@pytest.mark.parametrize(
    "name", ["DEBUGS", "HTTP", "HOST", "PORT", "HOME", "LANG", "NO_PROXY", "PGHOST", "HOSTNAME"]
)
def test_settings_leave_names_alone_that_are_short_or_unlike_any_setting(name):
    assert start(**{name: "x"}).returncode == 0


@pytest.mark.parametrize(
    "line", ["ALOWED_HOSTS=x", "COLOUR=red", "DEBUGS=true", "PORT=1", "ALLOWED_HOSTS"]
)
def test_settings_stop_at_whatever_they_do_not_read_in_the_file(clone, line):
    (clone / ".env").write_text(f"LOG_LEVEL=INFO\n{line}\n")

    result = start(clone)

    assert result.returncode != 0
    assert f"{line.partition('=')[0]}: stands in .env" in result.stderr


def test_settings_are_read_from_the_file(clone):
    (clone / ".env").write_text("# where it runs\nALLOWED_HOSTS=a.example\n")

    assert start(clone).stdout == "['a.example']\n"
    assert start(clone, ALLOWED_HOSTS="b.example").stdout == "['b.example']\n"


def test_settings_tell_all_faults_at_once():
    result = start(DEBUG="yess", LOG_LEVEL="LOUD", ALOWED_HOSTS="x", HTTPS="true")

    names = [line.split()[4] for line in result.stderr.splitlines()]
    assert names == ["DEBUG:", "SECRET_KEY:", "LOG_LEVEL:", "EMAIL_URL:", "ALOWED_HOSTS:"]


@pytest.mark.parametrize("url", ["console://", "dummy://", "file:///tmp/mail", "memory://"])
def test_with_https_mail_that_nobody_gets_stops_the_start(url):
    result = start(**{**SAFE, "EMAIL_URL": url})

    assert result.returncode != 0
    assert "EMAIL_URL: has to name a mail server" in result.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "EMAIL_URL"])
def test_with_https_the_key_and_the_mail_server_have_to_be_set(clone, missing):
    result = start(clone, **{name: value for name, value in SAFE.items() if name != missing})

    assert result.returncode != 0
    assert f"{missing}: has to" in result.stderr
    assert not (clone / ".secret-key").exists()


def test_with_https_and_all_that_it_needs_it_starts():
    assert start(**SAFE).returncode == 0


@pytest.mark.parametrize(
    ("more", "bound"),
    [({}, "False False"), ({"HSTS_SUBDOMAINS": "true", "HSTS_PRELOAD": "true"}, "True True")],
)
def test_with_https_other_hosts_of_the_domain_are_bound_by_choice_only(more, bound):
    shown = "s.SECURE_HSTS_SECONDS > 0, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD"

    assert start(shown=shown, **SAFE, **more).stdout == f"True {bound}\n"


@pytest.mark.parametrize(
    "one, other, n",
    [
        ("same", "same", 0),
        ("smae", "same", 1),
        ("sam", "same", 1),
        ("sames", "same", 1),
        ("", "ab", 2),
        ("ab", "cd", 2),
    ],
)
def test_edits_counts_letters_added_dropped_changed_or_swapped(one, other, n):
    assert edits(one, other) == n


def test_connections_are_looked_at_before_they_are_used_again():
    assert project.DATABASES["default"]["CONN_HEALTH_CHECKS"] is True


@pytest.mark.django_db
def test_a_thousand_other_entries_push_no_limit_out_of_the_cache():
    call_command("createcachetable", "limits")
    cache = DatabaseCache("limits", {**project.CACHES["default"]})
    cache.set("login_failed", 5)

    for number in range(1000):
        cache.set(f"reset:{number}", 1)

    assert cache.get("login_failed") == 5
    assert cache._max_entries >= 100_000


def test_healthz_answers_while_the_database_does(client, db):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL confirms commits by default")
@pytest.mark.django_db
def test_sqlite_has_the_disk_confirm_each_commit():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")

        assert cursor.fetchone() == (2,)
