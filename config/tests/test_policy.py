"""What the content policy forbids stands on no page, and every page names the policy."""

import re

import pytest

from cases.tests.factory import make_version
from config.tests.hostile import existing, routes
from knowledge.models import Disease, Frequency
from knowledge.tests.factory import make_finding
from lessons.tests.factory import make_claim, make_lesson
from quiz.tests.factory import make_quiz

pytestmark = pytest.mark.django_db
INLINE = re.compile(
    r"<style|<[^>]+\s(?:style|on\w+)=|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>"
)


def test_no_page_has_style_or_script_within_itself(admin_client):
    version = make_version()
    lesson = make_lesson(f"[@{make_claim().pk}]")
    Frequency.objects.create(
        disease=Disease.objects.first(),
        finding=make_finding(),
        frequency="obligate",
        basis="consensus",
    )
    rows = {
        "lessons/": lesson.slug,
        "explore/diseases": version.disease_id,
        "quizzes/": make_quiz(version).slug,
    }
    lesson.save()  # a version to list
    found, seen = {}, 0

    for route in routes():
        response = admin_client.get(existing(route, rows))
        if response.status_code == 200 and not response.streaming:
            seen += 1
            assert response.headers["Content-Security-Policy"], route
            if inline := INLINE.findall(response.content.decode(errors="replace")):
                found[route] = inline

    assert found == {}
    assert seen > 100
