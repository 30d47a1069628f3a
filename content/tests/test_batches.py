"""A long import is written in parts: others commit in between, and doing it again completes one
that was stopped.
"""

import io
import json
import re
import threading
from contextlib import contextmanager

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.db.models.signals import post_save
from django.urls import reverse

from cases.exchange.importer import PART, ImportStoppedError, import_cases
from cases.models import Case, CaseVersion
from content.batches import part
from knowledge.models import Disease
from knowledge.tests.factory import make_disease

GIFT = "::{}::A woman, aged 31. {{=myogenic#Muscle. ~neurogenic#No. ~fatigable}}\n\n"
SOME = 2 * PART + 5
FILE = "".join(GIFT.format(f"Case {number}") for number in range(SOME)).encode()


@pytest.fixture
def diseases(db):
    return [
        make_disease(pattern, id=pattern[:3]) for pattern in ("fatigable", "neurogenic", "myogenic")
    ]


@contextmanager
def fails_at(sql, times):
    """The database refuses the so-many-th statement that begins like this, and any after it."""
    seen = 0

    def execute(run, statement, *rest):
        nonlocal seen
        seen += statement.startswith(sql)
        if statement.startswith(sql) and seen >= times:
            raise OperationalError("disk I/O error")
        return run(statement, *rest)

    with connection.execute_wrapper(execute):
        yield


@contextmanager
def told_after_each_commit(model, tell):
    """Calls `tell` on another connection whenever rows of a model were stored."""

    def elsewhere():
        def work():
            tell()
            connection.close()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    def heed(created, **kwargs):
        begun = any(entry[1] is elsewhere for entry in connection.run_on_commit)
        if created and not begun:
            transaction.on_commit(elsewhere)

    post_save.connect(heed, sender=model)
    try:
        yield
    finally:
        post_save.disconnect(heed, sender=model)


@pytest.mark.django_db(transaction=True)
def test_others_commit_between_the_parts_of_a_long_import(diseases):
    seen = []

    def commit():
        Disease.objects.filter(pk="myo").update(script="Somebody else wrote this.")
        seen.append(CaseVersion.objects.count())

    with told_after_each_commit(CaseVersion, commit):
        import_cases(FILE)

    assert seen == [PART, 2 * PART, SOME]


@pytest.mark.django_db(transaction=True)
def test_a_part_within_another_transaction_is_refused_since_it_would_let_nobody_in():
    with pytest.raises(RuntimeError), transaction.atomic(), part():
        pass


def test_an_import_that_stopped_says_how_far_it_came_and_is_completed_by_the_same_command(
    diseases, tmp_path
):
    path, out = tmp_path / "bank.txt", io.StringIO()
    path.write_bytes(FILE)

    with (
        fails_at('INSERT INTO "cases_caseversion"', PART + 3),
        pytest.raises(
            CommandError, match=f"stopped after {PART} of {SOME} drafts. They stay.*disk I/O error"
        ),
    ):
        call_command("import_cases", path, stdout=io.StringIO())
    stored = CaseVersion.objects.count()
    call_command("import_cases", path, stdout=out)

    assert stored == PART
    assert out.getvalue().endswith(f"Drafts: {SOME - PART}. Already here: {PART}. Faults: 0.\n")
    assert CaseVersion.objects.count() == Case.objects.count() == SOME


def test_an_import_that_stopped_says_so_on_its_page_and_goes_on_from_there(diseases, client):
    author = User.objects.create_user("author", is_staff=True)
    author.groups.add(Group.objects.get(name="author"))
    client.force_login(author)
    url = reverse("admin:cases_caseversion_import")
    page = client.post(url, {"file": SimpleUploadedFile("bank.txt", FILE)})
    token = re.search(r'name="token" value="([^"]*)"', page.content.decode())[1]
    sent = {
        "token": token,
        "kind": "gift",
        "word-0": "fatigable",
        "word-1": "myogenic",
        "word-2": "neurogenic",
    }

    with fails_at('INSERT INTO "cases_caseversion"', PART + 3):
        stopped = client.post(url, {**sent, "_import": ""})
    logged = LogEntry.objects.count()
    whole = client.post(url, {**sent, "_import": ""})

    text = stopped.content.decode()
    assert stopped.status_code == 503
    assert f"The import stopped after {PART} of {SOME} drafts." in text
    assert f"Imported as drafts: {PART}. Not in: {SOME - PART}." in " ".join(text.split())
    assert text.count("case ") >= PART
    assert 'name="_import"' in text
    assert logged == PART
    assert f"Imported as drafts: {SOME - PART}" in whole.content.decode()
    assert LogEntry.objects.count() == CaseVersion.objects.count() == SOME


def test_look_alikes_that_an_import_did_not_come_to_join_are_joined_by_the_next(diseases):
    pair = [
        {
            "code": code,
            "title": code,
            "disease": "myo",
            "age": 40,
            "sex": "male",
            "look_alike": {"case": twin},
        }
        for code, twin in (("bcdfg", "hjkmn"), ("hjkmn", "bcdfg"))
    ]
    file = json.dumps({"cases": pair}).encode()

    with fails_at('UPDATE "cases_caseversion"', 1), pytest.raises(ImportStoppedError):
        import_cases(file)
    notes = [version.missing()["import_note"] for version in CaseVersion.objects.all()]
    again = import_cases(file)

    assert len(notes) == 2  # nobody publishes them as they are
    assert len(again.doubles) == 2
    found = CaseVersion.objects.order_by("title").values_list(
        "look_alike_case__code", "import_note"
    )
    assert list(found) == [("hjkmn", ""), ("bcdfg", "")]


def test_a_code_that_is_taken_is_drawn_again(db, monkeypatch):
    monkeypatch.setattr("cases.models.case.new_code", iter(["bcdfg", "bcdfg", "hjkmn"]).__next__)

    assert [Case.objects.begin().code for _ in range(2)] == ["bcdfg", "hjkmn"]
