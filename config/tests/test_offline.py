"""What is served for reading and working without a network holds nothing of anybody."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import resolve, reverse

from cases.tests.factory import make_version
from config.offline import READABLE, readable_pages
from config.tests.hostile import filled, routes
from knowledge.tests.factory import make_finding
from learners.middleware import COOKIE, SIGNED_OUT, cookie_value
from learners.models import Learner
from lessons.tests.factory import make_lesson
from quiz.tests.factory import make_answer, make_learner

pytestmark = pytest.mark.django_db
MAY_BE_KEPT = {
    "lessons:lesson_list",
    "lessons:lesson",
    "lessons:glossary",
    "knowledge:disease_list",
    "knowledge:disease",
    "knowledge:finding_list",
    "knowledge:finding",
}


def places_of(client):
    script = client.get(reverse("service_worker")).text
    return json.loads(re.match(r"self\.PLACES = (.*);\n", script)[1])


def test_the_manifest_names_icons_that_there_are_and_pages_that_answer(client):
    response = client.get(reverse("manifest"))

    manifest = response.json()
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    assert "maskable" in {icon["purpose"] for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))
    for url in [manifest["start_url"], *(item["url"] for item in manifest["shortcuts"])]:
        assert client.get(url).status_code == 200


def test_a_public_page_has_a_card_a_touch_icon_and_a_colour_for_both_schemes(client):
    page = client.get(make_lesson("Words.", title="Weak or wasted").get_absolute_url()).text

    assert '<meta property="og:title" content="Weak or wasted">' in page
    image = re.search(r'property="og:image"\s+content="http://testserver/static/([^"]+)"', page)[1]
    assert finders.find(image)
    assert 'property="og:description"' in page
    assert page.count('name="theme-color"') == 2
    assert 'rel="apple-touch-icon"' in page


def test_the_card_of_a_case_that_waits_says_nothing_of_it(client):
    make_version()

    page = client.get(reverse("quiz:practice")).text

    assert '<meta property="og:title" content="Motor Unit">' in page


def test_the_worker_answers_for_all_pages_and_is_asked_for_anew(client):
    response = client.get(reverse("service_worker"))

    assert reverse("service_worker").count("/") == 1
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in response.headers["Cache-Control"]
    policy = response.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


def test_only_public_pages_may_be_kept(client):
    """The worker keeps lessons, findings, diseases and the glossary, and no other address."""
    readable = re.compile(places_of(client)["readable"])
    kept = set()
    for route in routes():
        url = filled(route, "one")
        if readable.match(url):
            match = resolve(url)
            kept.add(match.view_name)

    assert kept == MAY_BE_KEPT


def test_all_pages_for_the_ward_may_be_kept_and_answer_a_stranger(client):
    make_version()
    make_lesson("Words.")
    make_finding()

    pages = client.get(reverse("offline_pages")).json()["pages"]

    assert pages == readable_pages()
    assert {resolve(page).view_name for page in pages} == MAY_BE_KEPT
    for page in pages:
        assert re.match(READABLE, page)
        assert Client().get(page).status_code == 200


def test_the_pages_without_a_network_hold_no_case(client):
    make_version(history="She cannot climb stairs.")

    for url in places_of(client)["shell"]:
        page = client.get(url).text
        assert "She cannot climb stairs" not in page
        assert "A secret title" not in page
    assert Learner.objects.count() == 0


def test_a_guest_who_leaves_is_forgotten_with_all_that_the_browser_had(client):
    learner = make_learner()
    answer = make_answer(learner, make_version(), stages=3)
    client.cookies[COOKIE] = cookie_value(learner.browser)
    client.cookies["outside"] = "on"
    assert "1 case" in client.get(reverse("learners:leave")).text

    response = client.post(reverse("learners:leave"))

    assert response.cookies[COOKIE].value == response.cookies["outside"].value == ""
    assert response.cookies[SIGNED_OUT].value == "1"
    assert client.get(answer.get_absolute_url()).status_code == 404
    learner.refresh_from_db()
    assert learner.browser is None


def test_a_person_leaves_by_signing_out(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("ada"))

    assert client.get(reverse("learners:leave")).headers["Location"] == reverse("account_logout")
    client.post(reverse("learners:leave"))
    assert client.get(reverse("learners:account")).wsgi_request.user.is_authenticated
