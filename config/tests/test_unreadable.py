"""Whatever is sent to whatever address gets an answer in plain words, and never a fault of ours."""

import io
import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from cases.tests.factory import make_version
from config.tests.hostile import HUGE, NAMES, PARAMETER, existing, fields_of, filled, routes, undone
from config.wsgi import application
from knowledge.tests.factory import make_disease
from learners.middleware import COOKIE, cookie_value
from lessons.tests.factory import make_claim, make_lesson, make_term
from quiz.models import ProblemReport
from quiz.tests.factory import make_answer, make_learner, make_quiz

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
ROLES = ["visitor", "learner", "author", "superuser"]
HALF = '{"a": "\\ud83d"}'  # JSON for half of a pair, which is no sign


@pytest.fixture(params=ROLES)
def person(request, client):
    """A client of each role. A fault of ours comes as a page, as it would for them."""
    client.raise_request_exception = False
    if request.param != "visitor":
        user = User.objects.create_user(request.param, f"{request.param}@example.org", "pw")
        if request.param != "learner":
            user.is_staff = True
            user.is_superuser = request.param == "superuser"
            user.save()
        if request.param == "author":
            user.groups.add(Group.objects.get(name="author"))
        client.force_login(user)
    client.user = None if request.param == "visitor" else user
    return client


@pytest.fixture
def addresses(person):
    """Every route with the address of a row that there is, the learner's own where rows have a
    learner.
    """
    version = make_version()
    claim = make_claim()
    lesson = make_lesson(f"[@{claim.pk}]")
    make_term()
    quiz = make_quiz(version)
    learner = make_learner(user=person.user) if person.user else make_learner()
    answer = make_answer(learner, version)
    ProblemReport.objects.create(learner=learner, version=version, text="No unit.")
    rows = {"lessons/": lesson.slug, "sources/": claim.pk, "explore/diseases": version.disease_id}
    rows |= {"answers/": answer.pk, "attempts/": answer.attempt_id, "quizzes/": quiz.slug}
    # The staff work at the desk; what others meet, a visitor and a learner try.
    staff = person.user and person.user.is_staff
    return {
        route: existing(route, rows)
        for route in routes()
        if not staff or route.startswith("admin/")
    }


def answered(client, send, *args, **options):
    """The status of an answer; what it did is undone."""
    with undone(client):
        return send(*args, **options).status_code


@pytest.mark.parametrize(
    "person", ["visitor"], indirect=True
)  # nobody is asked who they are before
def test_every_address_refuses_what_is_no_text(person, addresses):
    found = {}
    for address in addresses.values():
        for sign in ("%00", "%FF"):
            found[address, "query", sign] = answered(person, person.get, f"{address}?q={sign}")
            found[address, "form", sign] = answered(
                person, person.post, address, f"a={sign}", content_type=FORM
            )
        found[address, "multipart"] = answered(person, person.post, address, {"a": "\0"})
        found[address, "json"] = answered(person, person.post, address, {"a": HALF})
        for charset in ("utf-16", "nonsense"):
            found[address, "charset", charset] = answered(
                person,
                person.generic,
                "POST",
                address,
                b"a=1",
                content_type=f"{FORM}; charset={charset}",
            )

    assert {what: status for what, status in found.items() if status not in (400, 404)} == {}


@pytest.mark.parametrize("address", ["/%00", "/lessons/%00/", "/admin/cases/case/%00/change/"])
def test_an_address_with_a_nul_is_refused_whether_it_is_one_of_ours_or_not(client, address):
    assert client.get(address).status_code == 400


# A learner's own pages are those of the superuser too, and a learner's desk is a visitor's.
@pytest.mark.parametrize("person", ["visitor", "author", "superuser"], indirect=True)
def test_no_address_with_odd_places_is_a_fault(person, addresses):
    found = {}
    for route in addresses:
        if not PARAMETER.search(route):
            continue
        for odd in ("%00", "%FF", HUGE, "x", HUGE * 300):
            found[route, odd[:20]] = answered(person, person.get, filled(route, odd))
            found[route, "form", odd[:20]] = answered(person, person.post, filled(route, odd))

    assert {what: status for what, status in found.items() if status >= 500} == {}


@pytest.mark.parametrize("person", ["learner", "superuser"], indirect=True)
def test_no_query_is_a_fault(person, addresses):
    found = {}
    for address in addresses.values():
        for odd in (HUGE, "x"):
            query = "&".join(f"{name}={odd}" for name in NAMES.split())
            found[address, odd] = answered(person, person.get, f"{address}?{query}")
        if address.startswith("/admin/") and address.count("/") == 4:
            for name in NAMES.split():
                found[address, name] = answered(person, person.get, f"{address}?{name}={HUGE}")

    assert {what: status for what, status in found.items() if status >= 500} == {}


@pytest.mark.parametrize("person", ["learner", "superuser"], indirect=True)
def test_no_form_is_a_fault(person, addresses):
    found = {}
    for address in addresses.values():
        page = person.get(address)
        if page.status_code != 200 or page.streaming:
            continue
        fields = fields_of(page.content.decode(errors="replace"))
        for odd in (HUGE, '["x"]'):
            found[address, odd[:20]] = answered(
                person, person.post, address, dict.fromkeys(fields, odd)
            )

    assert {what: status for what, status in found.items() if status >= 500} == {}


@pytest.mark.parametrize(
    "address, field, value",
    [
        ("admin:quiz_quiz_add", "quizcase_set-0-case", "x"),
        ("admin:cases_caseversion_add", "look_alike_case", "x"),
        ("admin:quiz_keycorrection_add", "version", HUGE),
        ("admin:auth_group_add", "permissions", HUGE),
    ],
)
def test_a_choice_that_no_page_offers_is_refused(admin_client, address, field, value):
    admin_client.raise_request_exception = False
    make_version()
    fields = {
        name: said
        for name, said in fields_of(admin_client.get(reverse(address)).content.decode()).items()
        if said
    }

    response = admin_client.post(reverse(address), {**fields, field: value})

    assert response.status_code in (200, 400)


def test_a_text_that_only_names_an_escape_is_taken(client):
    learner = make_learner()
    client.cookies[COOKIE] = cookie_value(learner.browser)
    answer = make_answer(learner, stages=3)

    client.post(
        reverse("quiz:report_problem", args=[answer.pk]), {"text": r"It says \u0000 and \ud800."}
    )

    assert [report.text for report in ProblemReport.objects.all()] == [
        r"It says \u0000 and \ud800."
    ]


def test_a_file_may_hold_any_bytes(admin_client):
    make_disease("myogenic")
    file = io.BytesIO(b"PK\0\xff\xfe")
    file.name = "a.zip"

    response = admin_client.post(reverse("admin:cases_caseversion_import"), {"file": file})

    assert response.status_code == 422


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": 'sessionid="\\000aaaaaaaaaaaa"; learner="\\000"; csrftoken="\\000"'},
        {"cookie": "sessionid=%00; learner=%FF; =; ;;; a"},
        {
            "hx-request": "true",
            "hx-current-url": "http://[",
            "hx-current-url-uri-autoencoded": "true",
        },
        {"hx-request": "true", "hx-current-url": "%00%FF"},
        {"accept-language": "\xff;q=nan, *;q=9e999"},
        {"x-forwarded-for": "\xff, [::::]"},
        {"referer": "http://[", "user-agent": "\xff" * 9000},
        {"if-modified-since": HUGE, "if-none-match": '"', "range": "bytes=-"},
    ],
)
@pytest.mark.parametrize("address", ["home", "quiz:progress", "lessons:search", "account_login"])
def test_odd_cookies_and_headers_are_passed_over(client, address, headers):
    assert client.get(reverse(address), headers=headers).status_code == 200


@pytest.mark.parametrize(
    "kind",
    [
        f"{FORM}; charset*=nonsense''%41",
        f"{FORM}; charset*=utf-8''%00",
        f"{FORM}; charset=",
        "multipart/form-data",
        "multipart/form-data; boundary=\xff",
        "multipart/form-data; boundary*=nonsense''%41",
        ";;;",
    ],
)
def test_whatever_content_type_there_is_it_gets_an_answer(kind, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    said = []
    environ = Client()._base_environ(
        PATH_INFO="/practise/begin/", REQUEST_METHOD="POST", SERVER_NAME="localhost"
    )
    environ |= {"CONTENT_TYPE": kind, "CONTENT_LENGTH": "1", "wsgi.input": io.BytesIO(b"a")}

    page = b"".join(application(environ, lambda status, headers: said.append(status)))

    assert said[0][:3] in ("400", "403")
    assert b"<h1" in page


@pytest.mark.parametrize("address", ["/nothing/", "/practise/begin/"])
def test_too_many_fields_are_refused_wherever_they_are_sent(address):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    many = "&".join(f"a{number}=" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))

    assert client.post(address, many, content_type=FORM).status_code in (400, 404)


def test_the_page_says_that_it_could_not_be_read_and_asks_nothing(
    client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        response = client.post(reverse("quiz:begin"), "case=%00", content_type=FORM)

    page = response.content.decode()
    assert "That could not be read" in page
    assert re.search(r"<main.*Nothing was changed.*</main>", page, re.DOTALL)
    assert response.headers["Content-Security-Policy"]
