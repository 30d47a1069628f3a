"""Serve the project from a scratch database and time its pages against bare views.

Both are asked by turns, over one connection.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import evidence
import statistics_of_cases
from crowd import bank_of, learner_with

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ROUNDS = 150
TOKEN = "b" * 32  # both sides of the CSRF check carry it


@contextmanager
def server(folder: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(ROOT / ".venv/bin/granian"),
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers",
        "1",
    ]
    command += ["--blocking-threads", "1", "--log-level", "error", "config.wsgi:application"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def prepare() -> tuple[str, str, list[int], dict[int, str]]:
    """Fill the database for the bench.

    Returns the browser of a learner, the address of a lesson, the ids of answers that wait for
    their first belief, and browsers of learners by their number of past answers.
    """
    import django
    from django.core.management import call_command

    django.setup()
    for name, options in (
        ("migrate", {"verbosity": 0}),
        ("createcachetable", {}),
        ("load_content", {}),
    ):
        call_command(name, **options)
    call_command("collectstatic", interactive=False, verbosity=0)

    from django.utils import timezone

    from cases.models import Case
    from learners.models import Learner
    from lessons.models import Lesson
    from quiz.models import Answer, Attempt

    learner = Learner.objects.create(browser=uuid.uuid4())
    attempt = Attempt.objects.create(learner=learner, started_at=timezone.now())
    version = Case.objects.in_draw()[0].current
    answers = Answer.objects.bulk_create(
        Answer(attempt=attempt, version=version, position=position)
        for position in range(1, 2 * ROUNDS + 21)
    )
    lesson = Lesson.objects.order_by("position")[0]
    bank_of(72)  # cases enough that repeats count
    versions = [case.current for case in Case.objects.in_draw().select_related("current__disease")]
    many = {n: learner_with(n, versions) for n in (60, 5000)}
    return str(learner.browser), lesson.get_absolute_url(), [answer.pk for answer in answers], many


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "settings",
            "PYTHONPATH": f"{HERE}{os.pathsep}{ROOT}",
        }
        sys.path[:0] = [str(HERE), str(ROOT)]
        browser, lesson, answers, many = prepare()
        evidence.compare(row, timed)
        with server(folder) as port:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            measure(connection, browser, lesson, answers)
            measure_progress(connection, many)
        choose(many[5000])
        statistics_of_cases.compare()


def measure_progress(connection: http.client.HTTPConnection, many: dict[int, str]) -> None:
    def ask(path: str, browser: str = "") -> float:
        started = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie_of(browser)})
        connection.getresponse().read()
        return time.perf_counter() - started

    for n, browser in many.items():
        ours = partial(ask, "/progress/", browser)
        row(
            f"progress after {n:,} answers / bare template view",
            ours,
            partial(ask, "/bare/template/"),
        )
    few, lots = (partial(ask, "/progress/", browser) for browser in many.values())
    row("progress after 5,000 answers / after 60", lots, few)


def cookie_of(browser: str) -> str:
    from learners.middleware import COOKIE, cookie_value

    return f"{COOKIE}={cookie_value(uuid.UUID(browser)) if browser else ''}"


def choose(browser: str) -> None:
    """Time the choice of the next case from 10,000.

    It is compared with raw SQL that reads the cases of one pattern.
    """
    from django.db import connection

    from knowledge.patterns import Pattern
    from learners.models import Learner
    from quiz.models import Attempt
    from quiz.modes.drawing import drawn_answer
    from quiz.practice.selection import Plan

    bank_of(10_000)
    learner = Learner.objects.get(browser=browser)

    def ours() -> float:
        attempt = Attempt.objects.get(learner=learner)
        started = time.perf_counter()
        drawn_answer(attempt, learner, Plan())
        return time.perf_counter() - started

    def raw() -> float:
        started = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.id, c.current_id FROM cases_case c JOIN cases_caseversion v ON v.id ="
                " c.current_id JOIN knowledge_disease d ON d.id = v.disease_id WHERE c.withdrawn_at"
                " IS NULL AND d.pattern = %s",
                [Pattern.MYOGENIC],
            )
            cursor.fetchall()
        return time.perf_counter() - started

    row("next case from 10,000 / raw SQL for one pattern", ours, raw)


def measure(
    connection: http.client.HTTPConnection, browser: str, lesson: str, answers: list[int]
) -> None:
    headers = {"Cookie": f"{cookie_of(browser)}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
    form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    remaining = iter(answers)

    def ask(method: str, path: str, *, status: int, extra: dict[str, str] | None = None) -> float:
        body = "fatigable=20&neurogenic=50&myogenic=30" if method == "POST" else None
        started = time.perf_counter()
        connection.request(method, path, body, {**(form if body else headers), **(extra or {})})
        response = connection.getresponse()
        response.read()
        took = time.perf_counter() - started
        if response.status != status:
            raise RuntimeError(f"{method} {path} answered {response.status}, not {status}")
        return took

    def bare_page() -> float:
        return ask("GET", "/bare/template/", status=200)

    def bare_insert() -> float:
        return ask("POST", "/bare/insert/", status=302)

    def commit() -> float:
        return ask("POST", f"/answers/{next(remaining)}/1/", status=302)

    def commit_by_htmx() -> float:
        return ask(
            "POST", f"/answers/{next(remaining)}/1/", status=200, extra={"HX-Request": "true"}
        )

    print("Medians of", ROUNDS, "requests each, by turns, one worker, SQLite.")
    row("lesson page / bare template view", lambda: ask("GET", lesson, status=200), bare_page)
    row(
        "case page / bare template view",
        lambda: ask("GET", f"/answers/{answers[-1]}/", status=200),
        bare_page,
    )
    row("committing a belief / bare view that inserts a row", commit, bare_insert)
    row("committing by htmx, with the next stage / the same", commit_by_htmx, bare_insert)


def timed(work: Callable[[], object]) -> Callable[[], float]:
    """Wrap work into a function that returns the seconds that it took."""

    def took() -> float:
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    return took


def row(name: str, ours: Callable[[], float], bare: Callable[[], float]) -> None:
    for _ in range(5):
        ours(), bare()
    pairs = [(ours(), bare()) for _ in range(ROUNDS)]
    mine, its = (statistics.median(times) for times in zip(*pairs, strict=True))
    blocks = [pairs[i::5] for i in range(5)]
    ratios = [
        statistics.median(a for a, _ in block) / statistics.median(b for _, b in block)
        for block in blocks
    ]
    print(
        f"{name:52} {mine / its:5.2f}  (in fifths of the run {min(ratios):.2f} to"
        f" {max(ratios):.2f}; {mine * 1000:.2f} ms against {its * 1000:.2f} ms)"
    )


if __name__ == "__main__":
    main()
