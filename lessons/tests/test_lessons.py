"""Lessons with their sources beside them."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse

from knowledge.tests.factory import make_finding, make_reference
from learners.models import Learner
from lessons.tests.factory import make_claim, make_lesson, make_term

from ..citations import reference_name
from ..models import Reading
from ..models.lesson import RED_FLAGS_LESSON

pytestmark = pytest.mark.django_db


def text(client, lesson):
    return client.get(lesson.get_absolute_url()).content.decode()


def test_a_lesson_shows_verdict_correction_and_reference_beside_the_text(client):
    claim = make_claim(
        verdict="contradicted", paraphrase="It is inherited.", correction="It is acquired."
    )
    claim.references.add(make_reference(authors="Gilhus NE", year="2016", doi="10.1/x"))
    lesson = make_lesson(f"Antibodies cause it [@{claim.pk}].")

    page = text(client, lesson)

    for words in (
        "contradicted",
        "It is inherited.",
        "It is acquired.",
        'href="https://doi.org/10.1/x"',
        "Gilhus 2016",
    ):
        assert words in page
    assert f'href="#note-{claim.pk}"' in page
    assert page.count(f'id="note-{claim.pk}"') == 1


def test_a_claim_cited_twice_has_one_note(client):
    claim = make_claim()
    lesson = make_lesson(f"Once [@{claim.pk}].\n\nAgain [@{claim.pk}].")

    assert text(client, lesson).count(f'id="note-{claim.pk}"') == 1


def test_a_changed_claim_shows_in_the_lesson_at_once(client):
    claim = make_claim()
    lesson = make_lesson(f"A sentence [@{claim.pk}].")
    text(client, lesson)

    claim.paraphrase = "It was reworded."
    claim.save()

    assert "It was reworded." in text(client, lesson)


def test_a_changed_reference_shows_in_the_lesson_at_once(client):
    claim, reference = make_claim(), make_reference(year="1999")
    lesson = make_lesson(f"A sentence [@{claim.pk}].")
    text(client, lesson)

    claim.references.add(reference)
    reference.year = "2001"
    reference.save()

    assert "Writer 2001" in text(client, lesson)


def test_a_lesson_that_cites_what_does_not_exist_is_refused_at_its_body():
    lesson = make_lesson()
    lesson.body = "See [@S99.9] and [@ref:nobody-1900]."

    with pytest.raises(ValidationError) as fault:
        lesson.full_clean()

    assert fault.value.message_dict == {
        "body": ["Line 1: cites S99.9, nobody-1900, which does not exist."]
    }


def test_markup_in_a_lesson_is_cleaned(client):
    page = text(
        client,
        make_lesson('<script>alert(1)</script><a href="javascript:alert(1)" onclick="x">Link</a>'),
    )

    assert "alert(1)" not in page
    assert "onclick" not in page


def test_reading_is_kept_once_and_makes_a_learner(client):
    first, second = make_lesson(), make_lesson()

    for _ in range(2):
        response = client.post(reverse("lessons:read_lesson", args=[first.slug]))

    assert response.url == second.get_absolute_url()
    assert [Reading.objects.count(), Learner.objects.count()] == [1, 1]
    assert "<b>read</b>" in client.get(reverse("lessons:lesson_list")).content.decode()


def test_an_unknown_lesson_is_not_found(client):
    assert client.get(reverse("lessons:lesson", args=["nothing"])).status_code == 404


def test_a_lesson_says_who_reviewed_it_and_nothing_where_nobody_did(client):
    lesson = make_lesson(reviewed_by="Dr A. Reader, neurologist")

    assert "Reviewed by Dr A. Reader, neurologist." in text(client, lesson)
    assert "eviewed" not in text(client, make_lesson()).split("<footer")[0]


def test_what_a_lesson_rests_on_is_folded_until_somebody_wants_to_see_it(client):
    lesson = make_lesson(f"A statement. [@{make_claim().pk}]")
    address = reverse("lessons:show_notes", args=[lesson.slug])
    folded, opened = "<details>\n        <summary>\n          What it rests on", "<details open>"

    assert (folded in text(client, lesson), opened in text(client, lesson)) == (True, False)
    assert client.post(address, {"show": "yes"}).url == lesson.get_absolute_url()
    assert (folded in text(client, lesson), opened in text(client, lesson)) == (False, True)
    assert "Hide what was checked" in text(client, make_lesson())
    client.post(address)
    assert (folded in text(client, lesson), opened in text(client, lesson)) == (True, False)


def test_a_lesson_begins_with_what_it_is_for_and_ends_with_what_to_remember(client):
    page = text(
        client,
        make_lesson(
            "The middle.", objectives=["Tell a from b.", "Name c."], take_home=["Mind the breath."]
        ),
    )

    places = [page.index(words) for words in ("Tell a from b.", "The middle.", "Mind the breath.")]
    assert places == sorted(places)


def test_a_finding_is_explained_beside_the_text_with_its_mechanism(client):
    finding = make_finding(
        name="Drooping lid", elicit="Look at the lid.", mechanism="Its junctions have no reserve."
    )
    finding.references.add(make_reference(authors="Ruff RL", year="2011", doi="10.1/y"))

    page = text(client, make_lesson(f"Look up [@finding:{finding.pk}]."))

    for words in (
        "Look at the lid.",
        "Its junctions have no reserve.",
        "Ruff 2011",
        'class="visually-hidden">Finding: Drooping lid</span>',
    ):
        assert words in page
    assert f'href="#note-finding-{finding.pk}"' in page
    assert f'id="cite-finding-{finding.pk}"' in page


def test_a_changed_mechanism_shows_in_the_lesson_at_once(client):
    finding = make_finding(mechanism="First.")
    lesson = make_lesson(f"Look up [@finding:{finding.pk}].")
    text(client, lesson)

    finding.mechanism = "It was corrected."
    finding.save()

    assert "It was corrected." in text(client, lesson)


def test_a_citation_and_its_note_share_a_number_and_the_note_leads_back(client):
    first, second = make_claim(), make_claim()

    page = text(
        client, make_lesson(f"One [@{second.pk}]. Two [@{first.pk}]. Again [@{second.pk}].")
    )

    assert f'<a class="cite c1" href="#note-{second.pk}" id="cite-{second.pk}">' in page
    assert f'<a class="cite c2" href="#note-{first.pk}" id="cite-{first.pk}">' in page
    assert page.count(f'id="cite-{second.pk}"') == 1
    for mark, claim in (("1", second), ("2", first)):
        assert re.search(rf'id="cite-{claim.pk}">{mark}</a>', page)
        assert re.search(rf">{mark}</span>\s*Source {re.escape(claim.number)} ", page)
    assert f'href="#cite-{second.pk}">back to the text' in page


def test_a_term_is_explained_where_it_first_stands_and_not_in_headings(client):
    make_term(id="ptosis", term="Ptosis", also=["drooping lid"], meaning="A lid that hangs.")

    page = text(client, make_lesson("## Ptosis\n\nA drooping lid is ptosis. *Ptosis* again."))

    assert page.count('id="term-ptosis"') == 1
    assert '>drooping lid</a><span id="term-ptosis" role="tooltip">A lid that hangs.</span>' in page


def test_a_word_that_only_search_knows_is_not_explained(client):
    make_term(id="tone", term="Muscle tone", search_only=["tone"], meaning="Resistance.")

    page = text(client, make_lesson("A nasal tone. Low muscle tone."))

    assert '>muscle tone</a><span id="term-tone" role="tooltip">Resistance.</span>' in page
    assert "A nasal tone." in page


def test_a_box_that_lessons_repeat_is_folded_under_its_first_words_and_the_rest_stays_open(client):
    box = (
        "> **Ask first:** about breath.\n>\n> **Red flags.** Act.\n>\n> - Choking\n>\n> Here: lids."
    )

    page = text(client, make_lesson(box))

    fold = page[page.index('<details class="passage__fold"') :]
    fold = fold[: fold.index("</details>")]
    assert 'data-fold="red-flags"' in fold
    assert "<summary><b>Red flags.</b></summary>" in fold
    assert "Choking" in fold
    assert page.index("about breath.") < page.index("Here: lids.") < page.index("Choking")


def test_the_box_of_red_flags_stands_open_where_it_is_taught_until_its_reader_closes_it(client):
    client.force_login(User.objects.create_user("a@example.org"))
    box = "> **Red flags.** Act.\n>\n> - Choking"
    taught, elsewhere = make_lesson(box, slug=RED_FLAGS_LESSON), make_lesson(box)
    client.post(reverse("lessons:read_lesson", args=[elsewhere.slug]))

    assert 'data-fold="red-flags-taught" open' in text(client, taught)
    assert 'data-fold="red-flags" open' not in text(client, elsewhere)
    client.post(reverse("learners:remember_folds"), {"closed": "red-flags-taught"})
    assert 'data-fold="red-flags-taught" open' not in text(client, taught)
    client.post(reverse("learners:remember_folds"), {"opened": "red-flags-taught"})
    assert 'data-fold="red-flags-taught" open' in text(client, taught)


def test_the_second_mark_of_a_statement_shows_only_with_what_was_checked(client):
    lesson = make_lesson(f"One [@{make_claim().pk}; @{make_claim().pk}].")

    assert 'class="lesson"' in text(client, lesson)
    client.post(reverse("lessons:show_notes", args=[lesson.slug]), {"show": "yes"})
    assert 'class="lesson lesson--checked"' in text(client, lesson)


def test_a_lesson_lists_its_headings(client):
    page = text(client, make_lesson("## Look first\n\nText.\n\n## Then *test*\n\nText."))

    listed = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', page)
    assert listed == [("look-first", "Look first"), ("then-test", "Then test")]


def test_a_lesson_tells_its_version_and_keeps_the_earlier_ones(client):
    lesson = make_lesson("First text.")
    lesson.body = "Second text."
    lesson.save()
    text(client, lesson)

    assert "Version 2 of" in text(client, lesson)
    assert [version.body for version in lesson.history.all()] == ["Second text.", "First text."]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Fine.\n\nSee [@finding:nothing].", "Line 3: cites nothing, which does not exist."),
        (
            "[@S1.1]",
            (
                "Line 1: [@S1.1] is no citation: write [@S07.4], [@ref:gilhus-2016] or"
                " [@finding:ptosis]."
            ),
        ),
        ("[figure: nothing]", "Line 1: there is no figure nothing: "),
        ("[question: 1]", "Line 1: there is no question 1."),
    ],
)
def test_what_is_wrong_with_a_text_is_told_at_its_line(body, message):
    lesson = make_lesson()
    lesson.body = body

    with pytest.raises(ValidationError) as fault:
        lesson.full_clean()

    (said,) = fault.value.message_dict["body"]
    assert said.startswith(message)


def test_a_contradicted_claim_without_a_correction_cannot_be_cited():
    claim = make_claim(verdict="contradicted", correction="")
    lesson = make_lesson()
    lesson.body = f"It is so [@{claim.pk}]."

    with pytest.raises(ValidationError) as fault:
        lesson.full_clean()

    assert fault.value.message_dict == {
        "body": [
            f"Line 1: cites {claim.pk}, which does not hold, and no correction says what does."
        ]
    }


def test_a_question_that_stands_nowhere_is_told():
    choices = [{"text": "A", "right": True, "feedback": "Yes."}, {"text": "B", "feedback": "No."}]
    lesson = make_lesson()
    lesson.questions = [{"text": "Which?", "choices": choices, "cites": ["S99.1"]}]

    with pytest.raises(ValidationError) as fault:
        lesson.full_clean()

    assert fault.value.message_dict["questions"] == [
        "Question 1 stands 0 times in the text, not once: [question: 1].",
        "Question 1 cites S99.1, which does not exist.",
    ]


def test_two_questions_with_one_id_are_told():
    choices = [{"text": "A", "right": True, "feedback": "Yes."}, {"text": "B", "feedback": "No."}]
    claim = make_claim()
    question = {"id": "which", "text": "Which?", "choices": choices, "cites": [claim.pk]}
    make_lesson("[question: 1]", questions=[question])
    lesson = make_lesson("[question: 1]")
    lesson.questions = [question]

    with pytest.raises(ValidationError) as fault:
        lesson.full_clean()

    assert fault.value.message_dict["questions"] == [
        "Question 1: another question has the id which too."
    ]


def test_the_register_gives_each_claim_an_address_and_counts_verdicts(client):
    claim = make_claim(verdict="unsupported", safety_critical=True)
    make_lesson(f"Said [@{claim.pk}].")

    page = client.get(reverse("lessons:source_list")).content.decode()

    assert f'id="{claim.pk}"' in page
    assert re.search(r'unsupported">unsupported</dt><dd>1<', page)
    assert "safety" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_lesson_asks_at_most_6(client, django_assert_max_num_queries, rows):
    client.force_login(User.objects.create_user("a@example.org"))
    claims = [make_claim() for _ in range(rows)]
    for claim in claims:
        claim.references.add(make_reference())
    lesson = make_lesson(" ".join(f"[@{claim.pk}]" for claim in claims))
    text(client, lesson)

    with django_assert_max_num_queries(6):
        text(client, lesson)


@pytest.mark.parametrize("name", ["home", "lessons:lesson_list"])
def test_lists_of_lessons_ask_the_same_for_1_and_3(client, django_assert_num_queries, name):
    make_lesson()
    with django_assert_num_queries(1):
        client.get(reverse(name))
    make_lesson()
    make_lesson()

    with django_assert_num_queries(1):
        client.get(reverse(name))


@pytest.mark.parametrize(
    ("pk", "name"), [("gilhus-2016", "Gilhus 2016"), ("nice-ng128", "NICE NG128")]
)
def test_a_reference_is_cited_by_name_and_year_and_a_guideline_by_its_number(pk, name):
    assert reference_name(pk) == name
