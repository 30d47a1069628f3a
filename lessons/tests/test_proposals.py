"""What learners read and is not a case: one person proposes it, another publishes it."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import quote
from django.contrib.auth.models import User
from django.urls import reverse

from cases.tests.factory import make_version
from content.models import Proposal
from knowledge.models import Confusion, OnsetAge, Reference
from knowledge.tests.factory import make_disease, make_finding, make_reference
from learners.account_closure import close_account
from lessons.tests.factory import make_claim, make_lesson, make_term

from ..models import Claim, Lesson, Term

pytestmark = pytest.mark.django_db
NEW_TERM = {"id": "ptosis", "term": "Ptosis", "also": "", "meaning": "A lid that hangs."}


def make_confusion():
    row = Confusion.objects.create(
        id="said-was", said="fatigable", was="myogenic", finding=make_finding(), text="T."
    )
    row.references.add(make_reference())
    return row


def make_onset_age():
    shares = {"from_0": 0, "from_2": 0, "from_16": 0, "from_30": 100, "from_50": 0, "from_70": 0}
    return OnsetAge.objects.create(disease=make_disease(), basis="teaching", **shares)


@pytest.fixture
def desk(client, sign_in):
    return Desk(client, sign_in)


class Desk:
    """What somebody with a role does at the desk, and what a page then says."""

    def __init__(self, client, sign_in):
        self.client, self.sign_in = client, sign_in

    def url(self, row):
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
        return reverse(name, args=[quote(row.pk)])

    def form(self, url):
        """Names and values of the form at an address, as a browser would send them unchanged."""
        response = self.client.get(url)
        form = response.context["adminform"].form
        sent = {"as_read": response.context["as_read"]}
        for name, field in form.fields.items():
            value = field.prepare_value(form.get_initial_for_field(field, name))
            if value is None or value is False:
                continue
            sent[name] = (
                [str(getattr(one, "pk", one)) for one in value]
                if isinstance(value, list)
                else value
            )
        return sent

    def write(self, row, button="_submit", **changes):
        url = row if isinstance(row, str) else self.url(row)
        return self.client.post(url, {**self.form(url), **changes, button: "1"}, follow=True)

    def act(self, proposal, deed, **data):
        url = reverse(f"admin:content_proposal_{deed}", args=[proposal.pk])
        return self.client.post(url, data, follow=True)

    def publish(self, proposal):
        seen = self.client.get(proposal.get_absolute_url()).context["as_read"]
        return self.act(proposal, "publish", as_read=seen)

    def page(self, proposal):
        return self.client.get(proposal.get_absolute_url()).content.decode()

    def propose(self, row, name="author", role="author", **changes):
        self.sign_in(role, name=name)
        self.write(row, **changes)
        return Proposal.objects.open().get()


def test_what_an_author_saves_is_no_longer_live_and_a_reviewer_publishes_it(desk, client):
    lesson = make_lesson("It tires.")
    proposal = desk.propose(lesson, body="Statins cure it.")
    before = client.get(lesson.get_absolute_url()).content.decode()

    desk.sign_in("reviewer")
    desk.publish(proposal)

    after = client.get(lesson.get_absolute_url()).content.decode()
    assert ["It tires." in before, "Statins" in before] == [True, False]
    assert ["It tires." in after, "Statins cure it." in after] == [False, True]
    assert Lesson.objects.get(pk=lesson.pk).history.count() == 2


@pytest.mark.parametrize(
    ("make", "role", "changes"),
    [
        (make_lesson, "author", {"summary": "Otherwise."}),
        (make_claim, "author", {"paraphrase": "Otherwise."}),
        (make_term, "author", {"meaning": "Otherwise."}),
        (make_reference, "author", {"title": "Otherwise."}),
        (lambda: make_finding(regions=["eyes"]), "reviewer", {"mechanism": "Otherwise."}),
        (make_disease, "reviewer", {"script": "Otherwise."}),
        (make_confusion, "reviewer", {"text": "Otherwise."}),
        (make_onset_age, "reviewer", {"basis": "consensus"}),
    ],
)
def test_whatever_learners_read_beside_cases_is_proposed(desk, make, role, changes):
    row, (name, words) = make(), *changes.items()
    proposal = desk.propose(row, name="first", role=role, **changes)
    row.refresh_from_db()
    before = getattr(row, name)

    desk.sign_in("reviewer")
    desk.publish(proposal)

    row.refresh_from_db()
    assert (proposal.changes, before == words, getattr(row, name)) == (changes, False, words)


def test_nobody_publishes_what_they_wrote_in_not_even_a_reviewer_by_a_hand_made_post(desk, client):
    lesson = make_lesson("It tires.")
    proposal = desk.propose(lesson, name="first", role="reviewer", body="It does not.")

    page = desk.page(proposal)
    refused = desk.publish(proposal).content.decode()
    desk.sign_in("author")
    forbidden = desk.publish(proposal).status_code

    assert 'value="Publish"' not in page
    assert "Somebody other than who wrote it publishes it." in refused
    assert forbidden == 403
    assert Lesson.objects.get().body == "It tires."


def test_who_goes_on_with_a_proposal_has_written_it_too(desk):
    lesson = make_lesson("It tires.")
    proposal = desk.propose(lesson, body="It does not.")
    desk.sign_in("reviewer", name="helpful")
    desk.write(lesson, body="It does not tire.")

    refused = desk.publish(proposal).content.decode()
    desk.sign_in("reviewer", name="other")
    desk.publish(proposal)

    assert "Somebody other than who wrote it publishes it." in refused
    assert Lesson.objects.get().body == "It does not tire."


def test_one_person_does_both_where_the_setting_says_so(desk, settings):
    settings.ALLOW_SELF_APPROVAL = True
    lesson = make_lesson("It tires.")
    desk.sign_in("reviewer")
    desk.write(lesson, "_publish", body="It does not.")
    alone = Lesson.objects.get().body

    desk.sign_in("author")
    response = desk.write(lesson, "_publish", body="Again.")

    assert (alone, response.status_code, Lesson.objects.get().body) == (
        "It does not.",
        403,
        "It does not.",
    )


def test_without_the_setting_no_button_publishes_at_once(desk):
    lesson = make_lesson("It tires.")
    desk.sign_in("reviewer")

    response = desk.write(lesson, "_publish", body="It does not.")

    assert (response.status_code, Lesson.objects.get().body) == (403, "It tires.")


def test_an_author_goes_on_with_a_draft_and_withdraws_it(desk):
    lesson = make_lesson("It tires.")
    desk.sign_in("author")
    desk.write(lesson, "_save", body="It does", reason="Too short.")
    kept = desk.form(desk.url(lesson))
    desk.write(lesson, "_save", body="It does not.")
    draft = Proposal.objects.get()
    desk.act(draft, "withdraw")

    assert [kept["body"], kept["reason"]] == ["It does", "Too short."]
    assert draft.changes == {"body": "It does not."}
    assert desk.form(desk.url(lesson))["body"] == "It tires."
    assert (Proposal.objects.get().state, Lesson.objects.get().body) == ("withdrawn", "It tires.")


def test_a_draft_waits_for_nobody_until_it_is_sent(desk, client):
    lesson = make_lesson("It tires.", title="Fading")
    desk.sign_in("author")
    desk.write(lesson, "_save", body="It does not.")
    draft = Proposal.objects.get()
    desk.sign_in("reviewer")
    before = client.get(reverse("admin:index")).content.decode()
    refused = desk.publish(draft).content.decode()

    desk.sign_in("author")
    desk.act(draft, "submit")
    desk.sign_in("reviewer")
    after = client.get(reverse("admin:index")).content.decode()

    assert ["Lesson “Fading”" in page for page in (before, after)] == [False, True]
    assert "Not published. Nothing was done: it is a draft by now." in refused


def test_a_reviewer_sees_what_differs_word_by_word_and_what_it_is_for(desk):
    lesson = make_lesson("One.\n\nIt tires in the evening.\n\nThree.")
    proposal = desk.propose(
        lesson,
        body="One.\n\nIt tires in the morning.\n\nThree.",
        reason="The swing was the wrong way.",
    )
    desk.sign_in("reviewer")

    page = desk.page(proposal)

    removed, added = (
        re.findall(rf"<{tag}>(?:<span.*?</span>)?(.*?)<span", page) for tag in ("del", "ins")
    )
    assert (removed, added) == (["evening."], ["morning."])
    assert "The swing was the wrong way." in page


def test_a_reviewer_sees_what_stands_in_a_lesson_without_a_source(desk):
    proposal = desk.propose(make_lesson("Words."), body="Statins cure myasthenia gravis.")
    desk.sign_in("reviewer")

    page = desk.page(proposal)

    assert "Line 1: “Statins cure myasthenia gravis.”" in page


def test_what_is_returned_says_what_is_to_be_done_and_is_its_authors_again(desk, client):
    lesson = make_lesson("It tires.")
    proposal = desk.propose(lesson, body="It does not.")
    desk.sign_in("reviewer")
    empty = desk.act(proposal, "return", comment="")
    desk.act(proposal, "return", comment="Name the source.")

    desk.sign_in("author")
    home, form = (
        client.get(reverse("admin:index")).content.decode(),
        client.get(desk.url(lesson)).content.decode(),
    )
    desk.write(lesson)

    assert empty.status_code == 422
    assert "returned to its author" in home
    assert "Name the source." in form
    assert Proposal.objects.get().is_waiting


def test_something_new_stays_unseen_until_it_is_published(desk, client):
    desk.sign_in("author")
    desk.client.post(reverse("admin:lessons_term_add"), {**NEW_TERM, "_save": "1"})
    draft = Proposal.objects.get()
    address = reverse("admin:lessons_term_proposed", args=[draft.pk])
    desk.write(address, meaning="A lid that droops.")
    before = client.get(reverse("lessons:glossary")).content.decode()

    desk.sign_in("reviewer")
    desk.publish(draft)

    assert Term.objects.get().meaning == "A lid that droops."
    assert [
        "Ptosis" in page
        for page in (before, client.get(reverse("lessons:glossary")).content.decode())
    ] == [
        False,
        True,
    ]
    assert client.get(address).status_code == 404


def test_links_are_proposed_with_the_text(desk):
    claim, reference = make_claim(), make_reference()
    proposal = desk.propose(claim, references=[reference.pk])
    before = claim.references.count()

    desk.sign_in("reviewer")
    page = desk.page(proposal)
    desk.publish(proposal)

    assert (before, list(claim.references.all())) == (0, [reference])
    assert str(reference) in page


def test_what_is_at_fault_is_refused_with_422_and_kept_nowhere(desk):
    lesson = make_lesson("It tires.")
    desk.sign_in("author")

    response = desk.write(lesson, body="It tires. [@S99.9]")

    assert response.status_code == 422
    assert "Line 1: cites S99.9, which does not exist." in response.content.decode()
    assert "It tires. [@S99.9]" in response.content.decode()
    assert not Proposal.objects.exists()


def test_a_save_that_changes_nothing_proposes_nothing(desk):
    lesson = make_lesson("It tires.\n")
    desk.sign_in("author")

    page = desk.write(lesson, body="It tires.\r\n").content.decode()

    assert "nothing is proposed" in page
    assert not Proposal.objects.exists()


def test_two_who_write_at_once_do_not_undo_each_other_unawares(desk):
    lesson = make_lesson("It tires.")
    desk.sign_in("author")
    opened = desk.form(desk.url(lesson))
    desk.write(lesson, body="Of the first.")
    desk.sign_in("author", name="second")

    refused = desk.client.post(desk.url(lesson), {**opened, "body": "Of the second.", "_save": "1"})
    kept = Proposal.objects.get().changes
    again = {**opened, "as_read": refused.context["as_read"], "body": "Of the second."}
    desk.client.post(desk.url(lesson), {**again, "_save": "1"})

    assert refused.status_code == 422
    assert "Somebody changed this after you opened it." in refused.content.decode()
    assert "Of the second." in refused.content.decode()
    assert kept == {"body": "Of the first."}
    assert Proposal.objects.get().changes == {"body": "Of the second."}


def test_what_was_changed_after_the_reviewer_read_it_is_not_published(desk):
    lesson = make_lesson("It tires.")
    proposal = desk.propose(lesson, body="It does not.")
    desk.sign_in("reviewer")
    read = desk.client.get(proposal.get_absolute_url()).context["as_read"]
    desk.sign_in("author")
    desk.write(lesson, body="Statins cure it.")

    desk.sign_in("reviewer")
    page = desk.act(proposal, "publish", as_read=read).content.decode()

    assert "it has changed since you opened it" in page
    assert Lesson.objects.get().body == "It tires."


def test_files_that_change_the_same_field_meanwhile_are_told_and_the_author_looks_at_both(
    desk, client
):
    lesson = make_lesson("It tires.", summary="One.")
    proposal = desk.propose(lesson, body="It does not.")
    Lesson.objects.get().__class__.objects.filter(pk=lesson.pk).update(
        body="It tires at night.", summary="Two."
    )
    desk.sign_in("reviewer")
    page, refused = desk.page(proposal), desk.publish(proposal).content.decode()
    desk.sign_in("author")
    form = client.get(desk.url(lesson)).content.decode()
    desk.write(lesson)
    desk.sign_in("reviewer")
    desk.publish(proposal)

    assert "Changed meanwhile in what learners read" in page
    assert 'value="Publish"' not in page
    assert "What learners read has changed meanwhile" in refused
    assert "at night" in form
    after = Lesson.objects.get()
    assert (after.body, after.summary) == ("It does not.", "Two.")


def test_files_that_change_another_field_do_not_touch_a_proposal(desk):
    lesson = make_lesson("It tires.", summary="One.")
    proposal = desk.propose(lesson, body="It does not.")
    Lesson.objects.filter(pk=lesson.pk).update(summary="Two.")

    desk.sign_in("reviewer")
    desk.publish(proposal)

    after = Lesson.objects.get()
    assert (after.body, after.summary) == ("It does not.", "Two.")


def test_what_a_proposal_cites_is_looked_at_again_when_it_is_published(desk):
    claim = make_claim()
    proposal = desk.propose(make_lesson("It tires."), body=f"It does not. [@{claim.pk}]")
    gone = claim.pk
    claim.delete()
    desk.sign_in("reviewer")

    page = desk.publish(proposal).content.decode()

    assert f"Not published. Body: Line 1: cites {gone}, which does not exist." in page
    assert Lesson.objects.get().body == "It tires."


def test_who_proposed_and_who_published_stands_in_the_log_also_when_they_have_left(desk, client):
    lesson = make_lesson("It tires.")
    author = desk.sign_in("author")
    proposal = desk.propose(lesson, body="It does not.")
    reviewer = desk.sign_in("reviewer")
    desk.publish(proposal)
    close_account(author)

    page = client.get(desk.url(lesson)).content.decode()

    said = [
        (entry.user_id, entry.change_message)
        for entry in LogEntry.objects.filter(object_id=str(lesson.pk))
    ]
    lessons = [one for one in said if one[0] in (author.pk, reviewer.pk)]
    assert (author.pk, "Sent to review.") in lessons
    assert (reviewer.pk, "Published.") in lessons
    assert f"a former author ({author.pk}): Sent to review." in page
    assert "reviewer: Published." in page


def test_something_new_takes_the_log_of_its_proposal_along(desk):
    author = desk.sign_in("author")
    desk.client.post(reverse("admin:lessons_term_add"), {**NEW_TERM, "_submit": "1"})
    reviewer = desk.sign_in("reviewer")
    desk.publish(Proposal.objects.get())

    entries = LogEntry.objects.filter(content_type__model="term", object_id="ptosis").order_by("pk")
    assert [entry.user_id for entry in entries] == [author.pk, author.pk, reviewer.pk]


def test_drafts_of_who_left_stand_on_the_reviewers_first_page(desk, client):
    lesson = make_lesson("It tires.", title="Fading")
    author = desk.sign_in("author")
    desk.write(lesson, "_save", body="It does not.")
    close_account(author)

    desk.sign_in("reviewer")
    page = client.get(reverse("admin:index")).content.decode()
    desk.act(Proposal.objects.get(), "withdraw")

    assert "Proposed texts that nobody works on" in page
    assert Proposal.objects.get().withdrawn_at


def test_what_others_point_to_keeps_its_key(desk):
    claim = make_claim()
    proposal = desk.propose(claim, id="S01.999", paraphrase="Otherwise.")
    desk.sign_in("reviewer")
    desk.publish(proposal)

    assert [(one.pk, one.paraphrase) for one in Claim.objects.all()] == [(claim.pk, "Otherwise.")]


def test_an_earlier_version_of_a_lesson_comes_back_as_a_proposal(desk):
    lesson = make_lesson("As it was.")
    first = lesson.history.get()
    lesson.body = "As it is."
    lesson.save()
    desk.sign_in("author")
    url = reverse("admin:lessons_lesson_simple_history", args=[lesson.pk, first.pk])
    form = {
        name: getattr(lesson, name) for name in ("slug", "title", "position", "minutes", "summary")
    }

    page = desk.client.get(url).content.decode()
    desk.client.post(url, {**form, "body": "As it was.", "questions": "[]"})

    assert "As it was." in page
    assert Lesson.objects.get().body == "As it is."
    assert Proposal.objects.get().changes == {"body": "As it was."}


# ---- who reviewed it is for reviewers to say


@pytest.mark.parametrize("make", [make_lesson, make_claim])
def test_an_author_does_not_say_who_reviewed_a_text_not_even_by_a_hand_made_post(desk, make):
    row = make()
    desk.sign_in("author")
    desk.client.post(
        desk.url(row), {**desk.form(desk.url(row)), "reviewed_by": "Prof. Fake", "_submit": "1"}
    )

    assert not Proposal.objects.exists()

    proposal = desk.propose(
        row, role="reviewer", name="first", reviewed_by="Dr A. Reader, neurologist"
    )
    desk.sign_in("reviewer")
    desk.publish(proposal)

    row.refresh_from_db()
    assert row.reviewed_by == "Dr A. Reader, neurologist"


def test_an_author_does_not_say_who_reviewed_a_case(desk):
    version = make_version(published=False)
    fields = {
        "title": "Mine",
        "disease": version.disease_id,
        "typicality": "typical",
        "age": 40,
        "sex": "female",
    }
    rows = {"case_findings-TOTAL_FORMS": 0, "case_findings-INITIAL_FORMS": 0}

    for role in ("author", "reviewer"):
        desk.sign_in(role)
        desk.client.post(desk.url(version), {**fields, **rows, "reviewed_by": f"Prof. {role}"})
        version.refresh_from_db()
        assert (role, version.title, version.reviewed_by) == (
            role,
            "Mine",
            "" if role == "author" else "Prof. reviewer",
        )


# ---- verdicts of claims


@pytest.mark.parametrize("verdict", ["contradicted", "imprecise"])
def test_a_claim_that_does_not_hold_says_what_is_taught_instead(desk, verdict):
    claim = make_claim()
    desk.sign_in("reviewer")

    response = desk.write(claim, verdict=verdict)

    assert response.status_code == 422
    assert f"Say what is taught instead: the claim is {verdict}." in response.content.decode()


def test_a_claim_that_holds_carries_no_correction(desk):
    claim = make_claim(verdict="contradicted", correction="It is otherwise.")
    desk.sign_in("reviewer")

    response = desk.write(claim, verdict="supported")

    assert "A supported claim is taught as it stands" in response.content.decode()
    assert not Proposal.objects.exists()


def test_form_and_proposal_of_a_claim_list_what_rests_on_it(desk, client):
    claim, other = make_claim(), make_claim()
    make_lesson(f"It tires. [@{claim.pk}]", title="Cites it")
    make_lesson(f"It tires. [@{other.pk}]", title="Cites another")
    asks = {
        "text": "Q",
        "choices": [{"text": "a", "right": True, "feedback": "f"}, {"text": "b", "feedback": "f"}],
    }
    make_lesson("[question: 1]", title="Asks about it", questions=[{**asks, "cites": [claim.pk]}])
    make_version(title="Rests on it", claims=[claim.pk])
    make_disease(name="A disease of it", claims=[claim.pk])
    proposal = desk.propose(claim, verdict="contradicted", correction="It is otherwise.")
    desk.sign_in("reviewer")

    for page in (client.get(desk.url(claim)).content.decode(), desk.page(proposal)):
        for words in ("Cites it", "Asks about it", "Rests on it", "A disease of it"):
            assert words in page
        assert "Cites another" not in page


def test_a_reference_proposed_from_a_list_of_choices_is_told_to_be_chosen_later(desk):
    desk.sign_in("author")
    values = {
        "id": "writer-2020",
        "authors": "Writer A",
        "title": "Paper",
        "journal": "J",
        "year": "2020",
        "type": "x",
    }

    page = desk.client.post(
        reverse("admin:knowledge_reference_add") + "?_popup=1",
        {**values, "_popup": "1", "_submit": "1"},
        follow=True,
    ).content.decode()

    assert "It can be chosen in lists once it is published." in page
    assert not Reference.objects.exists()


def test_who_may_only_look_sees_what_learners_read(desk, client):
    claim = make_claim(paraphrase="It tires.")
    desk.propose(claim, paraphrase="It does not.")
    watcher = User.objects.create_user("watcher", is_staff=True)
    watcher.user_permissions.set(
        watcher.user_permissions.model.objects.filter(codename="view_claim")
    )
    client.force_login(watcher)

    page = client.get(desk.url(claim)).content.decode()

    assert ["It tires." in page, "It does not." in page] == [True, False]
    assert client.get(Proposal.objects.get().get_absolute_url()).status_code == 403
