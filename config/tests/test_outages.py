"""The database is away, locked, full or read-only: every page says so and tells whether what was
sent was kept.
"""

import sqlite3

import psycopg
import pytest
from django.db import InternalError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases.tests.factory import make_version
from config import outages
from config.tests.hostile import filled, routes
from learners.middleware import COOKIE, cookie_value
from quiz.models import Answer, Commitment
from quiz.tests.factory import make_answer, make_learner, sure

POSTGRES = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="needs a server with connections"
)


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture
def waiting(client, db):
    """The address to which a learner sends the second belief of an answer."""
    learner = make_learner()
    client.cookies[COOKIE] = cookie_value(learner.browser)
    answer = make_answer(learner, make_version(), stages=1)
    return reverse("quiz:commit_belief", args=[answer.pk, 2])


def away(*_):
    raise OperationalError("connection refused")


def failing_at(word, fault):
    """Lets no statement through that begins with a word."""

    def refuse(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(word):
            raise fault
        return execute(sql, params, many, context)

    return connection.execute_wrapper(refuse)


def sqlite_fault(name):
    cause = sqlite3.OperationalError(name)
    cause.sqlite_errorname = name
    fault = OperationalError(name)
    fault.__cause__ = cause
    return fault


def postgres_fault(state):
    cause = psycopg.errors.lookup(state)()
    fault = (InternalError if state == "25006" else OperationalError)(state)
    fault.__cause__ = cause
    return fault


AWAY = [
    sqlite_fault(name)
    for name in ("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR_WRITE")
]
AWAY += [postgres_fault(state) for state in ("53100", "55P03", "40P01", "25006")]


def test_every_address_answers_503_or_needs_no_database(client, db):
    client.cookies["sessionid"] = "a" * 32
    client.cookies[COOKIE] = cookie_value(make_learner().browser)
    found = {}

    with connection.execute_wrapper(away):
        for route in routes():
            address = filled(route, 1)
            for send in (client.get, client.post):
                response = send(address)
                found[address, send.__name__] = (
                    response.status_code,
                    response.headers.get("Retry-After"),
                )

    faults = {what: said for what, said in found.items() if said[0] >= 500 and said != (503, "10")}
    assert faults == {}
    assert found["/progress/", "get"] == (503, "10")
    assert found["/healthz", "get"] == (503, "10")


def test_the_page_says_that_a_belief_was_not_kept(client, waiting):
    with connection.execute_wrapper(away):
        response = client.post(waiting, sure("myogenic"))

    page = response.content.decode()
    assert response.status_code == 503
    assert "What you just sent was not kept. Send it again in a moment." in page
    assert "<h1>Our memory cannot be reached just now</h1>" in page
    assert response.headers["Cache-Control"] == "no-store"
    assert Commitment.objects.count() == 1


def test_sending_it_again_keeps_it(client, waiting):
    with connection.execute_wrapper(away):
        client.post(waiting, sure("myogenic"))

    client.post(waiting, sure("myogenic"))

    assert Commitment.objects.count() == 2


def test_a_page_that_was_only_asked_for_says_nothing_of_what_was_sent(client, waiting):
    with connection.execute_wrapper(away):
        page = client.get(reverse("quiz:progress")).content.decode()

    assert "What was kept before is safe." in page
    assert "sent" not in page


def test_htmx_gets_a_line_of_text(client, waiting):
    with connection.execute_wrapper(away):
        response = client.post(waiting, sure("myogenic"), headers={"HX-Request": "true"})

    assert response.status_code == 503
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert (
        response.content.decode()
        == "Our memory cannot be reached just now. What you just sent was not kept. Send it again"
        " in a moment."
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", AWAY, ids=str)
def test_a_database_that_is_locked_full_or_read_only_is_told_as_away(client, waiting, fault):
    with failing_at("INSERT", fault):
        response = client.post(waiting, sure("myogenic"))

    assert response.status_code == 503
    assert "was not kept" in response.content.decode()
    assert Commitment.objects.count() == 1


def test_a_fault_of_ours_is_no_outage_and_tells_of_the_belief_too(client, waiting):
    with failing_at("INSERT", ValueError("ours")):
        response = client.post(waiting, sure("myogenic"))

    page = response.content.decode()
    assert response.status_code == 500
    assert "The fault is ours" in page
    assert "What you just sent was not kept." in page


@pytest.mark.django_db(transaction=True)
def test_what_was_kept_before_the_fault_is_never_called_lost(client, waiting, monkeypatch):
    monkeypatch.setattr(Answer, "get_absolute_url", away)

    response = client.post(waiting, sure("myogenic"))

    assert Commitment.objects.count() == 2
    assert response.status_code == 503
    assert "may have been kept" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_told_as_not_kept():
    writes = outages.Writes()

    with connection.execute_wrapper(writes), pytest.raises(OperationalError):
        begin_and(away)

    assert not writes.were_kept(OperationalError())


@POSTGRES
@pytest.mark.django_db(transaction=True)
def test_a_commit_whose_answer_was_lost_may_have_been_kept():
    writes = outages.Writes()

    with connection.execute_wrapper(writes), pytest.raises(OperationalError) as caught:
        begin_and(end_all)

    assert outages.is_outage(caught.value)
    assert writes.were_kept(caught.value)


@POSTGRES
@pytest.mark.django_db(transaction=True)
def test_after_a_restart_of_the_server_no_idle_connection_costs_an_answer(client, waiting):
    assert client.get(reverse("quiz:progress")).status_code == 200
    end_all()
    connection.health_check_done = False  # as at the start of a request

    assert client.post(waiting, sure("myogenic")).status_code == 302

    assert Commitment.objects.count() == 2


@transaction.atomic
def begin_and(do):
    """Write something, and then."""
    make_learner()
    do()


def end_all():
    """End this process's connection to the server from outside, as a restart does."""
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    params = {**connection.get_connection_params(), "autocommit": True}
    for name in ("cursor_factory", "context", "prepare_threshold"):
        params.pop(name, None)
    with psycopg.connect(**params) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@pytest.mark.parametrize(
    "fault", [OSError(28, "No space left on device"), sqlite_fault("SQLITE_CANTOPEN")]
)
def test_a_full_disk_is_an_outage_wherever_it_shows(fault):
    assert outages.is_outage(fault)


@pytest.mark.parametrize(
    "fault", [None, ValueError(), OSError(2, "No such file"), sqlite_fault("SQLITE_ERROR")]
)
def test_other_faults_are_none(fault):
    assert not outages.is_outage(fault)
