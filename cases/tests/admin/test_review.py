"""From draft to published: two people, comments, corrections."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.models import Case, CaseFinding, CaseVersion, State
from cases.tests.factory import make_version
from content.differences import changed_parts
from knowledge.tests.factory import make_disease, make_finding

from .test_case_version import ADD, written

pytestmark = pytest.mark.django_db


def person(name, *rights):
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


def in_review(by):
    version = make_version(published=False, created_by=by)
    version.submit(by=by)
    return version


def to(name, version):
    return reverse(f"admin:cases_caseversion_{name}", args=[version.pk])


def publish(client, version, **fields):
    return client.post(
        to("publish", version), {"submitted_at": version.submitted_at.isoformat(), **fields}
    )


def logged(version):
    entries = LogEntry.objects.filter(object_id=str(version.pk)).order_by("pk")
    return [(entry.user.username, entry.get_change_message()) for entry in entries]


def test_an_author_sends_a_complete_case_to_review(client, sign_in):
    author = sign_in("author")

    client.post(reverse(ADD), written(_submit="1"))

    version = CaseVersion.objects.get()
    assert version.state == State.IN_REVIEW
    assert (version.created_by, version.submitted_by) == (author, author)
    assert not Case.objects.in_draw().exists()


def test_who_once_saved_a_draft_does_not_publish_it(client, sign_in):
    draft = make_version(published=False, created_by=sign_in("author"))
    second = sign_in("reviewer", "second")
    client.post(draft.get_absolute_url(), written())
    sign_in("author")
    client.post(draft.get_absolute_url(), written(_submit="1"))
    draft.refresh_from_db()

    client.force_login(second)
    refused = publish(client, draft)
    draft.refresh_from_db()
    assert (refused.status_code, draft.state) == (302, State.IN_REVIEW)

    sign_in("reviewer", "third")
    publish(client, draft)
    draft.refresh_from_db()
    assert draft.state == State.PUBLISHED


def test_a_draft_that_is_deleted_takes_its_case_along_if_it_was_the_only_version(client, sign_in):
    sign_in("administrator")
    alone, published = make_version(published=False), make_version()
    correction = published.new_version()

    for draft in (alone, correction):
        client.post(reverse("admin:cases_caseversion_delete", args=[draft.pk]), {"post": "yes"})

    assert list(CaseVersion.objects.all()) == [published]
    assert list(Case.objects.all()) == [published.case]


def test_what_is_in_review_does_not_change(client, sign_in):
    version = in_review(sign_in("author"))

    page = client.get(version.get_absolute_url()).content.decode()
    client.post(version.get_absolute_url(), written(title="Changed"))

    assert "State: <strong>in review</strong>" in page
    assert CaseVersion.objects.get().title == version.title


def test_a_reviewer_publishes_what_another_sent(client, sign_in):
    version = in_review(sign_in("author"))
    reviewer = sign_in("reviewer")

    page = client.get(version.get_absolute_url()).content.decode()
    publish(client, version)

    version.refresh_from_db()
    assert ">Publish</button>" in page
    assert (version.state, version.published_by) == (State.PUBLISHED, reviewer)
    assert logged(version) == [("reviewer", "Published.")]


@pytest.mark.parametrize("role", ["created_by", "submitted_by"])
def test_nobody_publishes_what_they_wrote_or_sent(client, sign_in, role):
    reviewer = sign_in("reviewer")
    version = in_review(person("other"))
    CaseVersion.objects.update(**{role: reviewer})

    page = client.get(version.get_absolute_url()).content.decode()
    response = publish(client, version)

    assert ">Publish</button>" not in page
    assert (
        "Somebody other than its author publishes it." in client.get(response.url).content.decode()
    )
    assert CaseVersion.objects.get().state == State.IN_REVIEW


def test_a_setting_lets_a_lone_instructor_publish(client, sign_in, settings):
    settings.ALLOW_SELF_APPROVAL = True
    version = in_review(sign_in("reviewer"))

    publish(client, version)

    assert CaseVersion.objects.get().state == State.PUBLISHED


def test_without_the_setting_a_reviewer_cannot_save_and_publish_at_once(client, sign_in):
    sign_in("reviewer")

    page = client.get(reverse(ADD)).content.decode()
    response = client.post(reverse(ADD), written(_publish="1"))

    assert "_publish" not in page
    assert response.status_code == 403
    assert not Case.objects.in_draw().exists()


def test_a_draft_cannot_be_published(client, sign_in):
    version = make_version(published=False)
    sign_in("reviewer")

    client.post(to("publish", version), {"submitted_at": ""})

    assert CaseVersion.objects.get().state == State.DRAFT


def test_what_was_sent_again_since_the_page_was_opened_is_not_published(client, sign_in):
    author = sign_in("author")
    read = in_review(author)
    again = CaseVersion.objects.get()
    again.return_to_author(by=author, comment="I forgot something.")
    again.submit(by=author)
    sign_in("reviewer")

    publish(client, read)

    assert CaseVersion.objects.get().state == State.IN_REVIEW


def test_a_reviewer_returns_a_version_with_a_comment(client, sign_in):
    version = in_review(sign_in("author"))
    reviewer = sign_in("reviewer")

    client.post(to("return", version), {"text": "Say which knee."})

    version.refresh_from_db()
    assert version.state == State.DRAFT
    assert [(comment.author, comment.text) for comment in version.comments.all()] == [
        (reviewer, "Say which knee.")
    ]
    assert logged(version) == [("reviewer", "Returned to its author.")]


def test_returning_without_a_word_is_refused(client, sign_in):
    version = in_review(sign_in("author"))
    sign_in("reviewer")

    response = client.post(to("return", version), {"text": " "})

    assert response.status_code == 422
    assert CaseVersion.objects.get().state == State.IN_REVIEW


def test_an_author_takes_back_their_own_version_and_no_other(client, sign_in):
    own, other = in_review(sign_in("author")), in_review(person("other"))

    statuses = [
        client.post(to("return", version), {"text": "Wait."}).status_code
        for version in (own, other)
    ]

    assert statuses == [302, 403]
    assert [version.state for version in CaseVersion.objects.order_by("pk")] == [
        State.DRAFT,
        State.IN_REVIEW,
    ]


def test_publishing_and_deleting_are_rights_apart(client):
    versions = [in_review(person("writer"))]
    versions.append(make_version(published=False))
    reviewer = person("publishes", "view_caseversion", "publish_caseversion")
    cleaner = person(
        "deletes",
        "view_caseversion",
        "delete_caseversion",
        "delete_casefinding",
        "delete_casecomment",
    )

    client.force_login(cleaner)
    refused = publish(client, versions[0]).status_code
    deleted = client.post(
        reverse("admin:cases_caseversion_delete", args=[versions[1].pk]), {"post": "yes"}
    ).status_code
    client.force_login(reviewer)
    kept = client.post(
        reverse("admin:cases_caseversion_delete", args=[versions[0].pk]), {"post": "yes"}
    ).status_code
    published = publish(client, versions[0]).status_code

    assert [refused, deleted, kept, published] == [403, 302, 403, 302]
    assert [version.state for version in CaseVersion.objects.all()] == [State.PUBLISHED]


def test_a_new_version_says_what_it_corrects(client, sign_in):
    sign_in("author")
    version = make_version()

    asked = client.get(to("new_version", version))
    refused = client.post(to("new_version", version), {"change": "mood"})

    assert "statistics start anew" in asked.content.decode()
    assert [asked.status_code, refused.status_code] == [200, 422]
    assert CaseVersion.objects.count() == 1


def test_a_correction_is_not_called_less_than_it_is():
    version = make_version("myogenic")

    def faults(**changed):
        draft = version.new_version(change="wording")
        for name, value in changed.items():
            setattr(draft, name, value)
        return draft.missing().get("change")

    assert faults(history="In other words.") is None
    assert faults(age=41) == [
        "Its patient or coding differs from version 1: mark the change as “clinical” at least."
    ]
    assert faults(disease=make_disease("fatigable")) == [
        "Its pattern differs from that of version 1, muscle: mark the change as “key” at least."
    ]


def test_a_correction_with_other_findings_is_clinical():
    version = make_version()
    draft = version.new_version(change="wording")
    CaseFinding.objects.create(version=draft, finding=make_finding(), stage="tests")

    assert draft.least_change(version) == "clinical"


@pytest.mark.parametrize(
    ("changed", "least"),
    [
        ({"traces": [{"kind": "ck", "value": 9000}]}, "clinical"),
        ({"traces": []}, "clinical"),
        ({"results": {"grip": "Opens slowly."}}, "clinical"),
        (
            {"traces": [{"kind": "ck", "value": 90}], "results": {"grip": "Opens\nat once."}},
            "wording",
        ),
    ],
)
def test_a_correction_with_other_traces_or_results_is_clinical(changed, least):
    traces, results = [{"kind": "ck", "value": 90}], {"grip": "Opens at once."}
    version = make_version(traces=traces, results=results)
    draft = version.new_version(change="wording")
    for name, value in changed.items():
        setattr(draft, name, value)

    assert draft.least_change(version) == least


def test_what_confirms_another_key_is_no_other_patient():
    confirming = {"kind": "ck", "value": 9000, "with_answer": True}
    version = make_version(traces=[confirming])
    draft = version.new_version(change="wording")
    draft.traces = []

    before = draft.least_change(version)
    version.written_for = make_disease("neurogenic")

    assert (before, draft.least_change(version)) == ("clinical", "wording")


def test_verbs_refuse_what_is_in_no_state_for_them():
    author, version = person("writer"), make_version()

    for verb in (
        lambda: version.submit(by=author),
        lambda: version.approve(by=author),
        lambda: version.return_to_author(by=author, comment="No."),
    ):
        with pytest.raises(ValidationError):
            verb()


def test_author_and_reviewer_talk_about_a_version(client, sign_in):
    version = in_review(sign_in("author"))
    client.post(to("comment", version), {"text": "Is the knee clear?"})
    sign_in("reviewer")
    client.post(to("comment", version), {"text": "<b>Yes.</b>"})

    page = client.get(version.get_absolute_url()).content.decode()

    assert page.index("Is the knee clear?") < page.index("&lt;b&gt;Yes.&lt;/b&gt;")
    assert logged(version) == [("author", "Commented."), ("reviewer", "Commented.")]


def test_an_empty_comment_is_refused(client, sign_in):
    version = in_review(sign_in("author"))

    response = client.post(to("comment", version), {"text": ""})

    assert response.status_code == 422
    assert version.comments.count() == 0


def test_the_page_tells_who_did_what_to_every_version(client, sign_in):
    version = in_review(sign_in("author"))
    sign_in("reviewer")
    publish(client, version)
    client.post(to("new_version", version), {"change": "wording"})

    draft = CaseVersion.objects.get(number=2)
    page = client.get(draft.get_absolute_url())

    told = [(deed.user.username, deed.get_change_message()) for deed in page.context["deeds"]]
    assert told == [
        ("reviewer", "Begun from version 1 as a correction: wording."),
        ("reviewer", "Published."),
    ]


def test_two_versions_are_compared_field_by_field(client, sign_in):
    sign_in("author")
    version = make_version(history="She cannot climb stairs.")
    draft = version.new_version()
    CaseVersion.objects.filter(pk=draft.pk).update(history="She can hardly climb stairs.", age=41)

    response = client.get(to("difference", draft))

    told = {
        field.name: [(part.kind, part.text) for part in field.parts]
        for field in response.context["differences"]
    }
    assert told == {
        "age": [("removed", "40"), ("added", "41")],
        "history": [
            ("same", "She "),
            ("removed", "cannot"),
            ("added", "can hardly"),
            ("same", " climb stairs."),
        ],
    }
    assert "[added: </span>can hardly" in response.content.decode()


def test_a_reviewer_sees_what_changed_since_it_was_returned(client, sign_in):
    author, reviewer = person("writer"), sign_in("reviewer")
    version = in_review(author)
    version.return_to_author(by=reviewer, comment="Say how far.")
    version.history = "She cannot climb two stairs."
    version.case_findings.filter(stage="history").update(present=False)
    version.submit(by=author)
    address = to("since_return", version)

    linked = address in client.get(version.get_absolute_url()).content.decode()
    response = client.get(address)

    assert linked
    assert [field.name for field in response.context["differences"]] == ["history", "findings"]
    assert "[added: </span>two " in response.content.decode()
    assert version.new_version().returned_as is None


def test_what_was_never_returned_has_no_page_of_what_changed_since(client, sign_in):
    version = in_review(sign_in("author"))

    assert client.get(to("since_return", version)).status_code == 404


def test_versions_of_another_case_are_not_compared(client, sign_in):
    sign_in("author")

    response = client.get(to("difference", make_version()), {"old": make_version().pk})

    assert response.status_code == 422


def test_what_was_coded_is_compared_in_words():
    version = make_version()
    draft = version.new_version()
    draft.case_findings.filter(stage="examination").update(present=False)

    before, after = version.said()["findings"], draft.said()["findings"]

    assert after == before.replace("present at examination", "absent at examination") != before


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", []),
        ("", "x", ["+x"]),
        ("x", "", ["-x"]),
        ("a b c", "x y c", ["-a b", "+x y", " c"]),
        ("one", "one two", ["one", "+ two"]),
        ("a b", "c b", ["-a", "+c", " b"]),
    ],
)
def test_texts_differ_by_whole_words(old, new, told):
    signs = {"same": "", "removed": "-", "added": "+"}

    assert [signs[part.kind] + part.text for part in changed_parts(old, new)] == told


def test_a_second_reviewer_is_told_who_published_it(client, sign_in):
    version, author = make_version(published=False), User.objects.create_user("writer")
    version.submit(by=author)
    sent = {"submitted_at": version.submitted_at.isoformat()}
    url = reverse("admin:cases_caseversion_publish", args=[version.pk])
    sign_in("reviewer", "first")
    client.post(url, sent)
    sign_in("reviewer", "second")

    page = client.post(url, sent, follow=True).content.decode()

    assert "First has published it already." in page
    assert "Not published" not in page


def test_who_publishes_a_version_of_a_withdrawn_case_is_told_that_nobody_is_dealt_it(
    client, sign_in
):
    published = make_version()
    version, author = published.new_version(), User.objects.create_user("writer")
    version.submit(by=author)
    Case.objects.withdraw()
    sign_in("reviewer")
    url = reverse("admin:cases_caseversion_publish", args=[version.pk])

    page = client.post(
        url, {"submitted_at": version.submitted_at.isoformat()}, follow=True
    ).content.decode()

    assert "learners are dealt it once it is brought back" in page
    assert "from now on." not in page


def test_who_saves_a_draft_after_it_was_sent_is_told_that_it_is_not_saved(client, sign_in):
    author = sign_in("author")
    version = make_version(published=False, created_by=author)
    version.submit(by=author)

    page = client.post(version.get_absolute_url(), {"title": "Late"}, follow=True).content.decode()

    assert "Not saved: this version is in review" in page
    version.refresh_from_db()
    assert version.title == "A secret title"


def test_two_who_write_at_once_do_not_undo_each_other_unawares(client, sign_in):
    sign_in("author")
    client.post(reverse("admin:cases_caseversion_add"), written())
    version = CaseVersion.objects.get()
    opened = re.search(
        'name="as_read" value="(.+?)"', client.get(version.get_absolute_url()).content.decode()
    )[1]
    form = written(
        disease=version.disease_id,
        look_alike=version.look_alike_id,
        references=version.references.get().pk,
    )
    form |= {"case_findings-TOTAL_FORMS": 0}
    client.post(version.get_absolute_url(), {**form, "title": "Of one", "as_read": opened})
    client.post(to("comment", version), {"text": "Hm."})

    page = client.post(
        version.get_absolute_url(), {**form, "title": "Of another", "as_read": opened}
    ).content.decode()

    assert "author saved this draft after you opened it." in page
    assert "It differs from theirs in: Title. Look at theirs" in page
    assert 'value="Of another"' in page
    assert CaseVersion.objects.get().title == "Of one"
    again = re.search('name="as_read" value="(.+?)"', page)[1]
    client.post(version.get_absolute_url(), {**form, "title": "Of another", "as_read": again})
    assert CaseVersion.objects.get().title == "Of another"


def test_the_log_names_findings_in_words(client, sign_in):
    sign_in("author")
    version = make_version(published=False)
    page = client.get(version.get_absolute_url())
    form = page.context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {
        "body": "",
        "claims": "",
        "references": [reference.pk for reference in version.references.all()],
    }
    for formset in page.context["inline_admin_formsets"]:
        rows = formset.formset
        data |= {field.html_name: field.value() for field in rows.management_form}
        for row in rows.initial_forms:
            data |= {field.html_name: field.value() or "" for field in row}
    new = make_finding(id="difficulty_stairs", name="Trouble on stairs")
    added = {"finding": new.pk, "stage": "history", "present": "on", "version": version.pk}
    data |= {f"case_findings-2-{name}": value for name, value in added.items()} | {
        "case_findings-TOTAL_FORMS": 3
    }

    client.post(version.get_absolute_url(), data)

    log = unescape(client.get(version.get_absolute_url()).content.decode()).split("Who did what")[1]
    assert "Added finding “Trouble on stairs: present”." in log
    assert "difficulty_stairs" not in log


def test_what_was_typed_into_a_version_that_changes_no_more_is_shown_to_be_copied(client, sign_in):
    sign_in("author")
    version = make_version(history="As it was told.")
    form = written(history="As it was told.", examination="What I had written for an hour.")

    page = client.post(version.get_absolute_url(), form)

    assert page.status_code == 409
    assert "\nWhat I had written for an hour.</textarea>" in page.content.decode()
    assert "\nAs it was told.</textarea>" not in page.content.decode()


def test_a_comment_with_which_a_version_is_returned_too_late_is_not_lost(client, sign_in):
    sign_in("reviewer")
    version = make_version()

    page = client.post(
        reverse("admin:cases_caseversion_return", args=[version.pk]), {"text": "Say which knee."}
    )

    assert page.status_code == 422
    assert "This version is not in review." in page.content.decode()
    assert "Say which knee.</textarea>" in page.content.decode()


def test_saving_and_previewing_is_one_step(client, sign_in):
    sign_in("author")
    version = make_version(published=False)

    answer = client.post(version.get_absolute_url(), written(title="Seen as saved", _preview="1"))

    assert answer.url == reverse("admin:cases_caseversion_preview", args=[version.pk, 0])
    assert CaseVersion.objects.get().title == "Seen as saved"


@pytest.mark.parametrize(
    ("present", "faults"),
    [(True, ["Keep confirming results for the diagnosis: A decrement."]), (False, [])],
)
def test_a_confirming_test_is_refused_where_it_was_positive_only(present, faults):
    version = make_version(published=False)
    decrement = make_finding(name="A decrement", role="confirmatory")

    CaseFinding.objects.create(version=version, finding=decrement, stage="tests", present=present)

    assert version.missing().get("findings", []) == faults
