"""The page that brings cases in, and the actions that take them out."""

import io
import re
import zipfile

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.models import Case, CaseVersion
from cases.tests.factory import make_version
from knowledge.tests.factory import make_disease

from ...exchange.formats import EXPORTS

pytestmark = pytest.mark.django_db
URL = "admin:cases_caseversion_import"
GIFT = (
    "::Stairs::A woman, aged 31. {=myogenic#Muscle. ~neurogenic ~fatigable}\n\n::Bad::Who? {=Erb}"
)
NAMED = "::Far::A man. {=Erb ~Gowers}"


@pytest.fixture(autouse=True)
def diseases():
    return [
        make_disease(pattern, id=pattern[:3]) for pattern in ("fatigable", "neurogenic", "myogenic")
    ]


@pytest.fixture
def author(client):
    return member(client, "author")


def member(client, role):
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


def send(client, text, name="bank.txt", **fields):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(reverse(URL), {"file": SimpleUploadedFile(name, data), **fields})


def hidden(page, **fields):
    """What the second form of a page sends, as it stands."""
    form = page.content.decode()
    found = dict(re.findall(r'<input type="hidden" name="(token|kind)" value="([^"]*)"', form))
    for name, inner in re.findall(r'<select name="(word-\d+)".*?>(.*?)</select>', form, re.S):
        found[name] = next(iter(re.findall(r'value="([^"]*)" selected', inner)), "")
    return {**found, **fields}


def test_a_file_is_looked_at_first_and_nothing_is_stored(client, author):
    page = send(client, GIFT)

    text = page.content.decode()
    assert page.status_code == 200
    assert "Would come in: 1." in text
    assert "line 3: “Bad” is a short-answer question: only choices become cases" in text
    assert "stands in for its pattern" in text
    assert not Case.objects.exists()


def test_then_it_is_imported_as_drafts_with_a_link_and_a_log(client, author):
    look = send(client, GIFT)

    page = client.post(reverse(URL), hidden(look, _import="1"))

    version = CaseVersion.objects.get()
    text = page.content.decode()
    assert page.status_code == 200
    assert "Imported as drafts: 1." in text
    assert version.get_absolute_url() in text
    assert version.is_draft
    assert [(entry.user, entry.change_message) for entry in LogEntry.objects.all()] == [
        (author, "Imported from gift.")
    ]


def test_importing_again_makes_no_doubles(client, author):
    look = send(client, GIFT)
    client.post(reverse(URL), hidden(look, _import="1"))

    page = client.post(reverse(URL), hidden(look, _import="1"))

    assert "Already here: 1." in page.content.decode()
    assert CaseVersion.objects.count() == 1


def test_answers_are_mapped_on_the_page(client, author):
    look = send(client, NAMED)
    names = re.findall(r'<select name="(word-\d)"', look.content.decode())

    again = client.post(
        reverse(URL), hidden(look, _look="1", **{names[0]: "neurogenic", names[1]: "myo"})
    )
    stored = Case.objects.exists()
    client.post(reverse(URL), hidden(again, _import="1"))

    assert len(names) == 2
    assert "Would come in: 1." in again.content.decode()
    assert not stored
    assert CaseVersion.objects.get().disease_id == "neu"


def test_a_meaning_that_is_none_is_refused_at_its_field(client, author):
    look = send(client, NAMED)

    page = client.post(reverse(URL), hidden(look, _import="1", **{"word-0": "blue"}))

    assert page.status_code == 422
    assert "blue is not one of the available choices" in page.content.decode()
    assert not Case.objects.exists()


def test_strict_imports_nothing_where_there_is_a_fault(client, author):
    look = send(client, GIFT)

    page = client.post(reverse(URL), hidden(look, _import="1", strict="on"))

    assert page.status_code == 422
    assert "Nothing was imported, because there are faults." in page.content.decode()
    assert not Case.objects.exists()


def test_a_file_that_holds_nothing_is_refused_with_its_faults_at_the_field(client, author):
    page = send(client, "::Bad::Who? {=Erb}")

    assert page.status_code == 422
    errors = re.search(
        r'<ul class="errorlist" id="id_file_error">(.*?)</ul>', page.content.decode(), re.S
    )
    assert (
        errors[1] == "<li>line 1: “Bad” is a short-answer question: only choices become cases</li>"
    )


def test_the_format_can_be_named(client, author):
    page = send(client, NAMED, kind="csv")

    assert page.status_code == 422
    assert "has no column title" in page.content.decode()


@pytest.mark.parametrize(
    "sent",
    [{}, {"file": ""}, {"token": ""}, {"token": "x" * 500}, {"token": "é", "kind": "no format"}],
)
def test_what_is_no_file_is_refused(client, author, sent):
    page = client.post(reverse(URL), sent)

    assert page.status_code == 422
    assert 'class="errorlist"' in page.content.decode()


def test_a_file_of_somebody_else_is_not_there(client, author):
    look = send(client, GIFT)
    member(client, "reviewer")

    page = client.post(reverse(URL), hidden(look, _import="1"))

    assert page.status_code == 422
    assert "The file is no longer here. Choose it again." in page.content.decode()


def test_an_upload_beyond_the_limit_is_refused_before_it_is_read(client, author):
    class Unread(io.BytesIO):
        def read(self, *args):
            raise AssertionError("the request was read")

    request = {
        "CONTENT_LENGTH": "200000000",
        "wsgi.input": Unread(),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
    }

    page = client.generic("POST", reverse(URL), b"", **request)

    assert page.status_code == 413
    assert "The file is larger than 20 MB." in page.content.decode()


def test_a_file_beyond_the_limit_is_refused_at_its_field(client, author, settings):
    settings.IMPORT_LIMIT_MB = 1

    page = send(client, b"x" * 1_050_000)

    assert page.status_code == 422
    assert "The file is larger than 1 MB." in page.content.decode()


@pytest.mark.parametrize(
    "role, status", [("author", 200), ("reviewer", 200), ("administrator", 200)]
)
def test_who_writes_cases_may_bring_them_in(client, role, status):
    member(client, role)

    assert [client.get(reverse(URL)).status_code, send(client, GIFT).status_code] == [
        status,
        status,
    ]
    assert (
        "Import cases" in client.get(reverse("admin:cases_caseversion_changelist")).content.decode()
    )


def test_nobody_else_may(client):
    anonymous = [client.get(reverse(URL)).status_code, send(client, GIFT).status_code]
    client.force_login(User.objects.create_user("learner"))
    learner = [client.get(reverse(URL)).status_code, send(client, GIFT).status_code]
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    clerk = [client.get(reverse(URL)).status_code, send(client, GIFT).status_code]

    assert [anonymous, learner, clerk] == [[302, 302], [302, 302], [403, 403]]
    assert not Case.objects.exists()


def test_the_page_is_guarded_against_forged_requests(author):
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(author)

    assert send(guarded, GIFT).status_code == 403


def test_a_draft_shows_its_note_and_is_published_once_it_is_emptied(client):
    member(client, "reviewer")
    noted, plain = (
        make_version(published=False, import_note="No age."),
        make_version(published=False),
    )

    shown = client.get(noted.get_absolute_url() + "?missing").content.decode()

    assert "What the import could not take over" in shown
    assert "Settle what the import could not take over, then empty this note." in shown
    assert "import_note" not in client.get(plain.get_absolute_url()).content.decode()


@pytest.mark.parametrize("form", EXPORTS)
def test_chosen_versions_are_exported(client, author, form):
    version, _other = make_version(title="Chosen one"), make_version(title="Other one")
    action = {"action": f"export_{form}", "_selected_action": [version.pk]}

    response = client.post(reverse("admin:cases_caseversion_changelist"), action)

    data = b"".join(response.streaming_content)
    if form == "qti3":
        data = b"".join(
            map(
                zipfile.ZipFile(io.BytesIO(data)).read, zipfile.ZipFile(io.BytesIO(data)).namelist()
            )
        )
    assert response["Content-Disposition"] == f'attachment; filename="{EXPORTS[form].file_name}"'
    assert b"Chosen one" in data
    assert b"Other one" not in data


def test_a_case_can_be_brought_in_with_drafts_of_json(client, author):
    version = make_version(title="Out and in")
    action = {"action": "export_json", "_selected_action": [version.pk]}
    data = b"".join(
        client.post(reverse("admin:cases_caseversion_changelist"), action).streaming_content
    )

    page = send(client, data.replace(b"Out and in", b"Out and in again"))
    client.post(reverse(URL), hidden(page, _import="1"))

    assert [v.title for v in Case.objects.get(pk=version.case_id).versions.all()] == [
        "Out and in",
        "Out and in again",
    ]
