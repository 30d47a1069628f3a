"""From the correction of a key until its explanation is rewritten, nothing that contradicts it is
told or dealt.
"""

import re

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.exchange.exporter import export_cases, published_versions
from cases.exchange.formats import EXPORTS
from cases.models import Case, CaseFinding, CaseVersion, State
from cases.tests.factory import make_version
from knowledge.patterns import Pattern
from knowledge.tests.factory import make_disease, make_finding
from lessons.traceability import trace
from quiz.models import Attempt, Drill, KeyCorrection, Quiz, VerdictChange
from quiz.tests.factory import (
    correct_key,
    make_answer,
    make_learner,
    make_proposal,
    make_quiz,
    make_reviewer,
    make_run,
    sure,
)

from .. import key_correction
from ..analysis.queries import of_quiz
from ..key_correction import correct, propose
from ..modes.quiz import next_case
from ..tickets import seal_answer

pytestmark = pytest.mark.django_db
OLD = {
    "headline": "Muscle, and it did not stop.",
    "diagnosis": "A biopsy showed necrosis.",
    "look_alike_text": "Conduction would have been slow.",
    "against_fatigable": "It did not tire.",
    "against_neurogenic": "Feeling was kept.",
    "at_once": "Stop the statin.",
    "model_note": "CK counts for little.",
}
NEW = {
    "headline": "The junction, and it tired.",
    "diagnosis": "Antibodies were found.",
    "look_alike_text": "CK would have been high.",
    "against_fatigable": "",
    "against_neurogenic": "Feeling was kept.",
    "against_myogenic": "CK was normal.",
    "at_once": "Look for a tumour.",
    "model_note": "",
}
REWRITTEN = "Its explanation is being rewritten"


@pytest.fixture
def necrosis():
    return make_disease("myogenic", name="Necrotising myopathy")


@pytest.fixture
def lems():
    return make_disease("fatigable", name="Lambert-Eaton syndrome")


@pytest.fixture
def version(necrosis, lems):
    """A published case whose key is wrong: its look-alike is what it is."""
    return make_version(disease=necrosis, look_alike=lems, **OLD)


def rewritten(version, *, publish=True, **fields):
    """A new version that says all for the new key."""
    draft = version.new_version()
    values = {"look_alike": make_disease("myogenic"), **NEW, **fields}
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save()
    if publish:
        draft.publish()
    return draft


def without_tokens(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def said_of(page, words):
    return [text for text in words.values() if text and text in page]


class TestWhatLearnersRead:
    def test_who_answered_reads_the_new_key_the_reason_and_nothing_that_was_written_for_the_old_one(
        self, client, learner, version, lems
    ):
        answer = make_answer(learner, version, stages=3, **sure("fatigable"))
        before = client.get(answer.get_absolute_url()).content.decode()
        correct_key(version, lems)

        page = client.get(answer.get_absolute_url()).content.decode()

        assert "Muscle, and it did not stop." in before
        assert "Junction.</span> You had it" in " ".join(page.split())
        assert "it is Lambert-Eaton syndrome (junction)" in page
        assert "Conduction was slow." in page
        assert REWRITTEN in page
        assert said_of(page, OLD) == []
        for heading in (
            "What decided",
            "Why not",
            "look-alike",
            "What each finding moved",
            "Where this is taught",
        ):
            assert heading not in page

    def test_once_it_is_rewritten_they_read_that(self, client, learner, version, lems):
        answer = make_answer(learner, version, stages=3, **sure("myogenic"))
        correct_key(version, lems)
        rewritten(version)

        page = client.get(answer.get_absolute_url()).content.decode()

        assert NEW["headline"] in page
        assert NEW["against_myogenic"] in page
        assert "What you read here was written for the new key" in page
        assert REWRITTEN not in page
        assert said_of(page, {name: text for name, text in OLD.items() if text != NEW[name]}) == []

    def test_a_key_corrected_back_is_explained_as_before(
        self, client, learner, version, lems, necrosis
    ):
        answer = make_answer(learner, version, stages=3, **sure("myogenic"))
        before = without_tokens(client.get(answer.get_absolute_url()).text)

        correct_key(version, lems)
        correct_key(version, necrosis)

        assert without_tokens(client.get(answer.get_absolute_url()).text) == before

    def test_the_result_of_a_drill_leaves_out_what_was_written_for_the_old_key(
        self, client, learner, version, lems
    ):
        twin = make_version("neurogenic", diagnosis="Conduction showed it.")
        decided = version.case_findings.get(decides=True).finding
        calls = {"first_call": "fatigable", "second_call": "neurogenic", "finding": decided}
        drill = Drill.objects.create(learner=learner, first=version, second=twin, **calls)
        correct_key(version, lems)

        page = client.get(drill.get_absolute_url()).content.decode()

        assert REWRITTEN in page
        assert said_of(page, OLD) == []
        assert "Conduction showed it." in page
        assert "Both patients right. Finding, not yet." in page
        assert "It is said of one patient only, so it separates nothing here." in page

    def test_the_preview_of_a_corrected_version_shows_what_learners_read(
        self, admin_client, version, lems
    ):
        correct_key(version, lems)

        page = admin_client.get(
            reverse("admin:cases_caseversion_preview", args=[version.pk, 3])
        ).content.decode()

        assert REWRITTEN in page
        assert said_of(page, OLD) == []

    @pytest.mark.parametrize("form", EXPORTS)
    def test_a_file_of_it_explains_nothing(self, form, version, lems):
        correct_key(version, lems)
        query = CaseVersion.objects.filter(pk=version.pk)

        file = b"".join(export_cases(query, form))

        if form != "qti3":  # a package is compressed
            assert said_of(file.decode(), OLD) == []
        assert not published_versions().exists()


class TestTheDraw:
    def test_it_is_dealt_in_practice_and_self_assessments_no_longer(
        self, client, learner, version, lems
    ):
        other = make_version("neurogenic")
        correct_key(version, lems)

        cases = {
            client.get(reverse("quiz:practice")).context["answer"].version_id for _ in range(5)
        }
        Attempt.objects.begin_assessment(learner, withheld=False)
        assessed = client.get(reverse("quiz:next_assessed")).context["answer"].version_id

        assert (cases, assessed) == ({other.pk}, other.pk)
        page = client.get(reverse("quiz:assessment")).content.decode()
        assert "none of junction" in page
        assert "none of muscle" in page

    def test_a_running_quiz_skips_it_and_comes_to_its_end(self, client, learner, version, lems):
        other = make_version("neurogenic")
        run = make_run(learner, make_quiz(version, other))
        correct_key(version, lems)
        make_answer(learner, other, stages=3, attempt=run)

        page = client.get(
            reverse("quiz:next_case", args=[run.quiz.slug]), follow=True
        ).content.decode()

        assert "0 of 1 right" in page
        assert Attempt.objects.get(pk=run.pk).ended_at is not None

    def test_a_run_that_listed_it_does_not_deal_the_old_wording_once_a_new_one_is_published(
        self, client, learner, version, lems
    ):
        run = make_run(learner, make_quiz(version, make_version("neurogenic")))
        correct_key(version, lems)
        rewritten(version)

        assert next_case(run, learner).version_id != version.pk

    def test_a_new_run_of_a_quiz_leaves_it_out_until_it_is_rewritten(self, version, lems):
        other = make_version("neurogenic")
        quiz = make_quiz(version, other)

        def listed():
            (shown,) = Quiz.objects.for_list(Attempt.objects.none())
            order = make_run(make_learner(), quiz).order
            return shown.case_count, sorted(order)

        correct_key(version, lems)
        without = listed()
        new = rewritten(version)

        assert without == (1, [other.pk])
        assert listed() == (2, sorted([other.pk, new.pk]))

    def test_a_run_without_it_is_whole_in_the_statistics_of_a_quiz(self, learner, version, lems):
        other = make_version("neurogenic")
        quiz = make_quiz(version, other)
        correct_key(version, lems)
        make_answer(learner, other, stages=3, attempt=make_run(learner, quiz))

        found = of_quiz(quiz)

        assert (found.whole.n, found.left_out) == (1, 0)

    def test_a_case_on_the_screen_may_be_begun_and_finished_and_counts_by_the_new_key(
        self, client, learner, version, lems
    ):
        shown = client.get(reverse("quiz:practice")).context["answer"]
        correct_key(version, lems)

        page = client.post(
            reverse("quiz:begin"), {"case": seal_answer(shown), **sure("fatigable")}, follow=True
        ).content.decode()
        (answer,) = version.answers.all()
        for stage in (2, 3):
            client.post(reverse("quiz:commit_belief", args=[answer.pk, stage]), sure("fatigable"))

        assert "its key was corrected and its explanation is being rewritten" in page
        assert "1 of 1" in client.get(reverse("quiz:progress")).content.decode()

    @pytest.mark.parametrize("which", ["first", "second"])
    def test_it_is_drilled_no_longer(self, which, version, lems):
        twin = make_version("neurogenic", look_alike_case=version.case)
        assert Drill.objects.drawn(None, 1)

        correct_key({"first": version, "second": twin}[which], lems)

        assert Drill.objects.drawn(None, 1) is None

    def test_a_claim_that_only_it_examines_is_examined_no_longer(self, version, lems):
        finding = make_finding()
        CaseFinding.objects.create(version=version, finding=finding, stage="tests")
        assert finding.pk in trace().findings_examined_untaught

        correct_key(version, lems)

        assert finding.pk not in trace().findings_examined_untaught

    def test_it_is_dealt_again_once_a_new_version_is_published(self, version, lems):
        correct_key(version, lems)
        draft = rewritten(version, publish=False)
        waiting = Case.objects.in_draw().exists()

        draft.publish()

        assert not waiting
        assert [case.current for case in Case.objects.in_draw()] == [draft]
        assert draft.line == version.line  # the same patient in other words: statistics go on

    def test_a_superseded_version_is_corrected_and_its_case_goes_on_being_dealt(
        self, version, lems
    ):
        draft = rewritten(version, publish=False, disease=lems, change="key")
        draft.publish()

        correct_key(version, lems)

        assert [case.current for case in Case.objects.in_draw()] == [draft]
        assert version.explained_by == draft


class TestTheNewVersion:
    def test_what_was_not_written_anew_is_missing_field_by_field(self, version, lems):
        correct_key(version, lems)

        missing = version.new_version().missing()

        assert {*missing} == {
            "headline",
            "diagnosis",
            "look_alike_text",
            "model_note",
            "against_fatigable",
            "against_myogenic",
            "look_alike",
        }
        assert missing["headline"] == [
            "Write it for Lambert-Eaton syndrome: it still says what was said of Necrotising"
            " myopathy."
        ]

    @pytest.mark.parametrize(
        "field", ["headline", "diagnosis", "look_alike_text", "against_fatigable", "model_note"]
    )
    def test_each_of_them_keeps_it_from_being_published(self, field, version, lems):
        correct_key(version, lems)
        draft = rewritten(version, publish=False, **{field: OLD[field]})

        with pytest.raises(ValidationError) as refused:
            draft.publish()

        assert {*refused.value.message_dict} == {field}

    def test_other_ends_of_lines_are_no_new_words(self, lems, necrosis):
        version = make_version(disease=necrosis, diagnosis="A biopsy.\nIt showed necrosis.")
        correct_key(version, lems)

        draft = rewritten(version, publish=False, diagnosis="A biopsy.\r\nIt showed necrosis.\r\n")

        assert {*draft.missing()} == {"diagnosis"}

    def test_a_draft_begun_before_and_sent_to_review_is_not_published_with_the_old_key(
        self, version, lems
    ):
        draft = version.new_version()
        draft.submit(by=make_reviewer())
        correct_key(version, lems)

        with pytest.raises(
            ValidationError,
            match="was corrected from Necrotising myopathy to Lambert-Eaton syndrome",
        ):
            draft.approve(by=make_reviewer())

        assert CaseVersion.objects.get(pk=draft.pk).state == State.IN_REVIEW

    def test_marking_other_findings_as_deciding_is_no_other_patient(self, version, lems):
        correct_key(version, lems)
        draft = rewritten(version, publish=False)
        draft.case_findings.update(decides=True)

        draft.publish()

        assert draft.line == version.line

    def test_the_version_after_that_is_asked_for_nothing_more(self, version, lems):
        correct_key(version, lems)

        assert rewritten(version).new_version().missing() == {}


class TestTheDesk:
    def test_it_asks_for_the_follow_up_on_its_first_page_in_the_list_and_on_the_page_of_the_case(
        self, client, version, lems
    ):
        client.force_login(make_reviewer())
        correct_key(version, lems)

        home = client.get(reverse("admin:index")).content.decode()
        listed = client.get(
            reverse("admin:cases_caseversion_changelist"), {"state": "key_corrected"}
        )
        page = client.get(version.get_absolute_url()).content.decode()

        assert "Explanations to rewrite</h2>" in home
        assert f"{version}</a>: Necrotising myopathy is Lambert-Eaton syndrome" in home
        assert list(listed.context["cl"].result_list) == [version]
        assert re.search(r"field-state[^>]*>key corrected", listed.content.decode())
        assert "its explanation must be rewritten" in page
        assert "Begin the new version" in page

    def test_once_begun_it_leads_to_the_draft_which_says_what_to_write(self, client, version, lems):
        client.force_login(make_reviewer())
        correct_key(version, lems)
        draft = rewritten(version, publish=False)

        page = client.get(version.get_absolute_url()).content.decode()
        of_draft = client.get(draft.get_absolute_url()).content.decode()

        assert f'<a href="{draft.get_absolute_url()}">Version 2</a> is draft' in page
        assert "The key of version 1 was corrected from Necrotising myopathy to" in of_draft

    def test_once_rewritten_it_asks_no_more(self, client, version, lems):
        client.force_login(make_reviewer())
        correct_key(version, lems)
        rewritten(version)

        assert "Explanations to rewrite" not in client.get(reverse("admin:index")).content.decode()

    def test_a_state_is_the_same_in_the_list_and_on_the_page(self, version, lems):
        correct_key(version, lems)
        drawn = [State.KEY_CORRECTED, State.WITHDRAWN, State.SUPERSEDED]

        found = [version.state]
        Case.objects.all().withdraw()
        found.append(CaseVersion.objects.get().state)
        rewritten(version)
        found.append(CaseVersion.objects.get(number=1).state)

        assert found == drawn
        assert list(CaseVersion.objects.in_state(State.SUPERSEDED)) == [version]

    def test_the_pattern_of_a_disease_that_is_the_key_of_published_cases_is_not_changed_under_them(
        self, version, necrosis
    ):
        necrosis.pattern = "neurogenic"

        with pytest.raises(ValidationError, match="have it for their key: 1"):
            necrosis.full_clean()


class TestTwoAtOnce:
    @pytest.fixture
    def proposal(self, version, lems):
        """A correction that changes one verdict: 21 right answers, and one that only the new key
        makes right.
        """
        learner = make_learner()
        for pattern in Pattern:
            for _ in range(7):
                make_answer(learner, make_version(pattern), stages=3, **sure(pattern))
        make_answer(learner, version, stages=3, **sure("fatigable"))
        return make_proposal(version, lems, by=make_reviewer())

    def test_a_second_confirmation_that_comes_during_the_first_does_nothing(
        self, monkeypatch, proposal
    ):
        """The second one is whole while the first still computes what it changes."""
        compute, second = key_correction.effects, make_reviewer()
        told = []

        def meanwhile(*args, **kwargs):
            found = compute(*args, **kwargs)
            if not told:
                told.append("once")
                correct(KeyCorrection.objects.get(), by=second)
            return found

        monkeypatch.setattr(key_correction, "effects", meanwhile)
        with pytest.raises(ValidationError, match="it is corrected already"):
            correct(proposal, by=make_reviewer())

        assert KeyCorrection.objects.get().corrected_by == second
        assert VerdictChange.objects.count() == 1

    def test_who_finishes_the_case_while_it_is_computed_is_told_too(
        self, monkeypatch, proposal, version
    ):
        compute, late = key_correction.effects, make_learner()

        def meanwhile(*args, **kwargs):
            found = compute(*args, **kwargs)
            if not version.answers.filter(attempt__learner=late).exists():
                make_answer(late, version, stages=3, **sure("fatigable"))
            return found

        monkeypatch.setattr(key_correction, "effects", meanwhile)
        found = correct(proposal, by=make_reviewer())

        assert late.pk in [one.learner for one in found]

    def test_a_second_proposal_that_was_checked_before_the_first_was_stored_is_refused(
        self, proposal, version
    ):
        again = KeyCorrection(version=version, disease=proposal.disease, reason="The same.")

        with pytest.raises(ValidationError, match="proposed already"):
            propose(again, by=User.objects.create_user("third"))

        assert KeyCorrection.objects.count() == 1
