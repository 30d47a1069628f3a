"""Times are told in UTC, and in the zone of the reader where a script can know it."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from cases.models import CaseVersion
from cases.tests.factory import make_version
from config.tests.browsing import signed_in, take_seat
from content.templatetags.time_tags import day, moment, moment_day
from learners.middleware import COOKIE, cookie_value
from quiz.models import Attempt, ProblemReport
from quiz.tests.factory import make_answer, make_learner, make_quiz, make_run

AT = datetime(2026, 11, 28, 13, 5, tzinfo=UTC)
LATE = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
KIRITIMATI, BERLIN = (
    "Pacific/Kiritimati",
    "Europe/Berlin",
)  # 14 hours and, in winter, 1 hour before UTC


def test_a_moment_says_its_zone_and_carries_its_exact_time():
    said = '<time datetime="2026-11-28T13:05:00+00:00" data-moment="{}">{}</time>'

    assert moment(AT) == said.format("minute", "28 November 2026, 13:05 UTC")
    assert moment(AT.astimezone(timezone(timedelta(hours=9)))) == moment(AT)
    assert moment_day(AT) == said.format("day", "28 November 2026 UTC")
    assert moment(None) == moment_day(None) == ""


def test_a_day_is_no_moment():
    assert day(date(2026, 11, 28)) == '<time datetime="2026-11-28">28 November 2026</time>'


def test_no_template_writes_a_time_without_its_zone():
    writers = [
        path for path in (ROOT / "templates").rglob("*.html") if "|date:" in path.read_text()
    ]

    assert [path.name for path in writers] == []


@pytest.mark.django_db
def test_the_desk_says_the_zone_of_its_own_times(admin_client):
    make_answer(make_learner(), stages=3)
    version = make_version()
    report = ProblemReport.objects.create(version=version, learner=make_learner(), text="Unfair.")
    ProblemReport.objects.filter(pk=report.pk).update(reported_at=AT)

    for url in (
        reverse("admin:quiz_problemreport_changelist"),
        f"/admin/quiz/problemreport/{report.pk}/change/",
    ):
        assert "28 November 2026, 13:05 UTC" in admin_client.get(url).content.decode()


@pytest.fixture
def run():
    """A learner's run of a quiz, begun at 13:05, with the cookie that opens its pages."""
    learner = make_learner()
    quiz = make_quiz(make_version())
    run = make_run(learner, quiz)
    Attempt.objects.filter(pk=run.pk).update(started_at=AT)
    return quiz, run, {"name": COOKIE, "value": cookie_value(learner.browser)}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("at", "zone", "script", "words", "of_day"),
    [
        (AT, BERLIN, True, "28 November 2026, 14:05 (13:05 UTC)", "begun 28 November 2026"),
        (
            AT,
            KIRITIMATI,
            True,
            "29 November 2026, 03:05 (28 November 2026, 13:05 UTC)",
            "begun 29 November 2026 (28 N",
        ),
        (AT, "UTC", True, "28 November 2026, 13:05 UTC", "begun 28 November 2026"),
        (AT, BERLIN, False, "28 November 2026, 13:05 UTC", "begun 28 November 2026 UTC"),
        (
            LATE,
            BERLIN,
            True,
            "29 November 2026, 00:30 (28 November 2026, 23:30 UTC)",
            "begun 29 November 2026 (28 N",
        ),
    ],
)
def test_a_learner_reads_times_in_their_zone_with_the_time_in_utc_beside_it(
    browser, live_server, run, at, zone, script, words, of_day
):
    quiz, attempt, cookie = run
    Attempt.objects.filter(pk=attempt.pk).update(started_at=at)
    context = browser.new_context(timezone_id=zone, java_script_enabled=script)
    context.add_cookies([{**cookie, "url": live_server.url}])
    page = context.new_page()

    page.goto(live_server.url + quiz.get_absolute_url())
    expect(page.get_by_role("listitem").filter(has_text="2026")).to_have_text(
        f"{words}: 0 of 1 answered"
    )
    page.goto(live_server.url + attempt.get_absolute_url())
    expect(page.locator(".eyebrow").filter(has_text="begun")).to_contain_text(of_day)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_author_reads_times_in_their_zone_in_lists_fields_and_the_course_of_a_case(
    browser, live_server
):
    boss = User.objects.create_superuser("boss")
    version = make_version()
    CaseVersion.objects.filter(pk=version.pk).update(published_at=AT, published_by=boss)
    report = ProblemReport.objects.create(version=version, learner=make_learner(), text="Unfair.")
    ProblemReport.objects.filter(pk=report.pk).update(reported_at=AT)
    context = browser.new_context(timezone_id=BERLIN)
    take_seat(context, live_server, signed_in(boss))
    page = context.new_page()

    for url in (
        reverse("admin:quiz_problemreport_changelist"),
        reverse("admin:quiz_problemreport_change", args=[report.pk]),
        version.get_absolute_url(),
    ):
        page.goto(live_server.url + url)
        expect(page.get_by_text("28 November 2026, 14:05 (13:05 UTC)")).to_be_visible()
