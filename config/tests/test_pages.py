"""What holds for every page: weight, headers, errors in plain words, attributions."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from cases.models import CaseVersion
from cases.tests.factory import make_version
from learners.middleware import COOKIE, cookie_value
from lessons.models import Lesson
from lessons.tests.factory import make_claim, make_lesson
from quiz.models import Answer
from quiz.tests.factory import make_answer, make_learner, sure

pytestmark = pytest.mark.django_db


def weight(response):
    """Bytes of a first visit as they travel: the page and all that it links, packed as the server
    packs them.
    """
    page = response.content.decode()
    # fetched only where somebody puts the site among their apps
    page = re.sub(r'<link rel="apple-touch-icon"[^>]*>', "", page)
    names = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    files = {name: finders.find(name) for name in names}
    sizes = [
        len(data) if name.endswith("woff2") else len(gzip.compress(data))
        for name, path in files.items()
        for data in [Path(path).read_bytes()]
    ]
    return len(gzip.compress(response.content)) + sum(sizes)


def test_a_first_visit_weighs_at_most_120_kb(shipped, client):
    heavy = {}
    urls = [
        reverse(name) for name in ("home", "lessons:source_list", "quiz:practice", "quiz:progress")
    ]
    urls += [lesson.get_absolute_url() for lesson in Lesson.objects.all()]

    for url in urls:
        response = client.get(url)
        assert response.status_code == 200
        if (size := weight(response)) > 120_000:
            heavy[url] = size

    assert heavy == {}


def travelling(response):
    """Bytes of an answer as it travels, packed and with its headers."""
    headers = sum(len(name) + len(value) + 4 for name, value in response.headers.items())
    return headers + len(gzip.compress(response.content))


def test_each_further_case_weighs_at_most_30_kb(shipped, client):
    """Measured with the longest cases, from the history to the feedback."""
    learner = make_learner()
    client.cookies[COOKIE] = cookie_value(learner.browser)
    longest = sorted(
        CaseVersion.objects.filter(current_of__isnull=False),
        key=lambda version: -len(version.history + version.examination + version.tests),
    )[:8]
    heavy = {}

    for version in longest:
        answer = make_answer(learner, version)
        size = travelling(client.get(answer.get_absolute_url()))
        for position in (1, 2, 3):
            url = reverse("quiz:commit_belief", args=[answer.pk, position])
            size += travelling(client.post(url, sure("myogenic"), headers={"HX-Request": "true"}))
        if size > 30_000:
            heavy[version.title] = size

    assert heavy == {}


def test_that_no_clinician_has_reviewed_the_content_is_said_once_and_every_page_leads_there(client):
    version, claim = make_version(), make_claim()
    finding = version.findings.first()
    rows = [make_lesson(f"[@{claim.pk}]"), claim, finding, version.disease]
    names = ("home", "lessons:glossary", "lessons:source_list", "knowledge:disease_list")
    addresses = [
        *(row.get_absolute_url() for row in rows),
        *(reverse(name) for name in (*names, "knowledge:finding_list", "quiz:practice")),
    ]

    pages = {address: client.get(address).text for address in addresses}

    assert client.get(reverse("about")).text.count("No clinician has reviewed") == 1
    assert [address for address, page in pages.items() if "No clinician" in page] == []
    link = f'<a href="{reverse("about")}"'
    assert [address for address, page in pages.items() if page.count(link) != 1] == []


def test_a_page_says_by_whom_its_content_was_reviewed(client):
    version = make_version()
    who = {"reviewed_by": "Dr A. Reader, neurologist"}
    rows = [
        make_lesson("A text.", **who),
        make_claim(**who),
        version.findings.first(),
        version.disease,
    ]
    for row in rows[2:]:
        row.reviewed_by = who["reviewed_by"]
        row.save()

    for row in rows:
        assert "Reviewed by Dr A. Reader, neurologist." in client.get(row.get_absolute_url()).text


def test_pages_are_sent_packed(client):
    make_version()

    response = client.get(reverse("quiz:practice"), headers={"Accept-Encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"


def test_the_content_policy_allows_nothing_inline_and_nothing_foreign(client):
    response = client.get(reverse("home"))

    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in response.headers["Permissions-Policy"]


def test_pages_of_a_learner_are_kept_by_no_cache(client):
    make_version()

    for name in ("quiz:practice", "quiz:progress", "learners:account"):
        assert "no-store" in client.get(reverse(name)).headers["Cache-Control"]


def test_a_form_without_its_token_is_refused_in_plain_words(client):
    client.handler.enforce_csrf_checks = True

    response = client.post(reverse("quiz:begin"), {})

    assert response.status_code == 403
    assert "This was not taken" in response.content.decode()
    assert Answer.objects.count() == 0


@pytest.mark.parametrize(
    ("url", "status"), [("/nothing/", 404), ("/answers/1/", 404), ("/answers/1/1/", 405)]
)
def test_wrong_addresses_get_an_answer_in_plain_words(client, url, status):
    assert client.get(url).status_code == status


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("name", ["begin", "commit_belief", "look_alikes"])
def test_a_page_that_refuses_what_was_sent_says_that_it_was_not_taken(name, strict):
    url = reverse(f"quiz:{name}", args=[1, 1] if name == "commit_belief" else [])

    page = Client(enforce_csrf_checks=strict).post(url, {"case": "forged", "pair": "forged"})

    assert page.status_code in (400, 403, 404)
    assert "was not taken" in page.text
    assert '<main class="page"' in page.text


def test_a_wrong_address_that_was_only_asked_for_says_nothing_of_what_was_sent(client):
    assert "not taken" not in client.get("/nothing-here/").text


def test_about_names_what_the_content_draws_on(client):
    page = client.get(reverse("about")).content.decode()

    for words in (
        "Human Phenotype Ontology (release 2025-01-16)",
        "INSERM 1999",
        "Mondo",
        "OMIM",
        "CC BY 4.0",
    ):
        assert words in page
