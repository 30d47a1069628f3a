"""What the shipped lessons, claims and findings must hold, whoever edits them."""

import re
from collections import Counter

import pytest
from django.core.management import call_command
from django.urls import reverse

from content.readability import readability
from knowledge.inference.frequency import contrast
from knowledge.models import Disease, Finding, Frequency
from knowledge.patterns import Pattern
from lessons.citations import cited, marks_cited, placed
from lessons.figures import POTENTIALS

from ..models import Claim, Lesson, Passage, Term
from ..models.lesson import RED_FLAGS_LESSON
from ..rendering import prose_of
from ..traceability import trace

pytestmark = pytest.mark.django_db
PER_MINUTE = 170  # words, of a text with notes beside it
# The word of a term where a lesson explains it, with its meaning.
EXPLAINED = re.compile(
    r'="term-[^"]+"[^>]*>([^<]+)</a><span [^>]*role="tooltip"[^>]*>([^<]+)</span>'
)
# What a lesson may say in another sense than that of the term which search finds by it: the twitch
# of a lid, the tone of a voice, breathing that fails outside myasthenia.
BARRED = {
    "breathing failure",
    "choking",
    "constipation",
    "dry mouth",
    "feeling",
    "flaccid",
    "peripheral",
    "respiratory failure",
    "stiffness",
    "tone",
    "twitch",
}


def test_every_claim_in_scope_is_cited_by_a_lesson_and_every_other_one_gives_its_reason(shipped):
    found = trace()

    assert found.untaught_claims == []
    assert sum(len(claims) for _, claims in found.passages) == Claim.objects.count() == 169
    assert Claim.objects.filter(verdict="out_of_scope", rationale="").count() == 0
    assert Passage.objects.count() == 12


def test_what_cases_examine_is_taught(shipped):
    found = trace()

    assert found.claims_examined_untaught == []
    assert found.findings_examined_untaught == []


def test_there_are_twelve_lessons_of_five_to_nine_minutes(shipped):
    lessons = list(Lesson.objects.all())

    assert [lesson.position for lesson in lessons] == list(range(1, 13))
    for lesson in lessons:
        words = len(re.findall(r"\w+", re.sub(r"\[@[^\]]*\]", "", lesson.body)))
        assert 5 <= lesson.minutes <= 9
        assert abs(words / PER_MINUTE - lesson.minutes) < 1.5, f"{lesson.slug}: {words} words"


def test_every_lesson_asks_two_or_three_questions_and_compares(shipped):
    for lesson in Lesson.objects.all():
        assert 2 <= len(lesson.questions) <= 3, lesson.slug
        assert "\n|---" in lesson.body or "\n| ---" in lesson.body, lesson.slug
        assert all(
            choice["feedback"] for question in lesson.questions for choice in question["choices"]
        )


def test_the_figures_that_looking_needs_are_shown(shipped):
    shown = {
        placed(line)[1] for lesson in Lesson.objects.all() for line in lesson.body.splitlines()
    }

    assert shown >= {
        "motor-unit",
        "body-fatigable",
        "body-neurogenic",
        "body-myogenic",
        "strength-through-a-day",
        "decrement",
        "motor-unit-potentials",
    }


def test_every_paragraph_that_teaches_cites_something(shipped):
    bare = []
    for lesson in Lesson.objects.all():
        body = lesson.body.split("## Try it")[0]
        for paragraph in body.split("\n\n")[1:]:
            words = len(re.findall(r"\w+", paragraph))
            if words > 25 and not paragraph.startswith(("#", "[")) and not list(cited(paragraph)):
                bare.append(f"{lesson.slug}: {paragraph[:80]}")

    assert len(bare) <= 12, bare  # scenes, and what a lesson says of itself


def test_a_claim_that_does_not_hold_says_what_does(shipped):
    lacking = Claim.objects.filter(verdict__in=["contradicted", "imprecise"], correction="")

    assert list(lacking) == []


def test_a_claim_that_is_said_again_is_judged_as_before(shipped):
    repeats = [
        (claim, earlier)
        for claim in Claim.objects.prefetch_related("same_as")
        for earlier in claim.same_as.all()
    ]

    assert [
        f"{claim.pk}: {earlier.pk}"
        for claim, earlier in repeats
        if claim.verdict != earlier.verdict
    ] == []


def test_no_sentence_of_the_source_is_at_once_set_aside_and_a_contradiction(shipped):
    garbled = Claim.objects.filter(verdict="out_of_scope")

    assert [claim.pk for claim in garbled if claim.all_conflicts] == []


def test_disuse_is_taught_to_take_more_strength_than_size(shipped):
    texts = [lesson.body + str(lesson.questions) for lesson in Lesson.objects.all()]
    texts += [f"{claim.rationale} {claim.correction}" for claim in Claim.objects.all()]

    assert [text for text in texts if re.search(r"(strong|strength .*) for its size", text)] == []
    assert "more strength than size" in Claim.objects.get(pk="S01.1").correction


def test_the_lesson_that_teaches_the_red_flags_has_their_box(shipped):
    parts = Lesson.objects.get(slug=RED_FLAGS_LESSON).parts()

    assert [part["fold_title"] for part in parts if part.get("fold")] == [
        "Red flags: call a senior now."
    ]


@pytest.mark.parametrize("slug", ["bedside-examination", "distal-neurogenic", "danger-first"])
def test_limp_legs_send_to_the_cauda_equina_as_well_as_to_the_cord(shipped, slug):
    lesson = Lesson.objects.get(slug=slug)

    assert "cauda equina" in lesson.body
    assert lesson.references.filter(pk="long-2020").exists()


def test_lessons_explain_a_word_only_in_the_sense_of_its_term(shipped):
    """Run with -s to read all words explained, with their meaning."""
    explained = [
        (lesson.slug, re.sub(r"\s+", " ", word), meaning)
        for lesson in Lesson.objects.all()
        for part in lesson.parts()
        for word, meaning in EXPLAINED.findall(part.get("html", ""))
    ]
    print(*(f"{slug}: {word} = {meaning}" for slug, word, meaning in explained), sep="\n")

    assert len({slug for slug, _, _ in explained}) == 12
    assert {word.casefold() for _, word, _ in explained} & BARRED == set()


def test_a_barred_word_is_known_to_search_alone(shipped):
    found = [word for term in Term.objects.all() for word in (term.term, *term.also)]

    assert {word.casefold() for word in found} & BARRED == set()
    assert {word for term in Term.objects.all() for word in term.search_only} >= BARRED


def test_a_word_has_one_term(shipped):
    words = Counter(
        word.casefold()
        for term in Term.objects.all()
        for word in (term.term, *term.also, *term.search_only)
    )

    assert [word for word, times in words.items() if times > 1] == []


def test_all_findings_have_a_mechanism_with_a_reference(shipped):
    findings = list(Finding.objects.prefetch_related("references"))

    assert findings
    for finding in findings:
        assert finding.mechanism.endswith("."), finding.pk
        assert len(finding.mechanism.split()) <= 60, finding.pk
        assert finding.references.all(), finding.pk


def test_lessons_are_easy_to_read(shipped):
    names = [name for term in Term.objects.all() for name in (term.term, *term.also)]
    terms = {word.lower() for name in names for word in name.split()}

    grades = {
        lesson.slug: readability(prose_of(lesson.body), terms=terms).grade
        for lesson in Lesson.objects.all()
    }

    assert {slug: grade for slug, grade in grades.items() if grade > 11} == {}


def test_questions_cite_what_they_rest_on(shipped):
    for lesson in Lesson.objects.all():
        for question in lesson.questions:
            assert list(marks_cited(question["cites"])), f"{lesson.slug}: {question['text'][:60]}"


def test_all_links_within_the_site_lead_somewhere(shipped, client):
    """Every page within reach of the first, and every place on it that a link names."""
    waiting, pages, links = ["/"], {}, Counter()
    while waiting:
        url = waiting.pop()
        response = client.get(url, follow=True)
        is_page = response.headers["Content-Type"].startswith("text/html")
        text = response.content.decode() if is_page else ""
        pages[url] = (response.status_code, set(re.findall(r'\bid="([^"]+)"', text)))
        for link in re.findall(r'href="([^"]+)"', text):
            path, _, place = link.replace("&amp;", "&").partition("#")
            if not path.startswith("/") and path:
                continue
            path = (path or url).partition("?next=")[
                0
            ]  # an account's pages, wherever they lead back
            if path.startswith(
                ("/static/", "/account/export", "/admin/", "/explore/?", "/explore/start/")
            ):
                continue  # every patient that can be built has an address of its own
            links[path, place] += 1
            if path not in pages and path not in waiting:
                waiting.append(path)

    broken = [url for url, (status, _) in pages.items() if status != 200]
    lost = [f"{path}#{place}" for path, place in links if place and place not in pages[path][1]]
    assert broken == []
    assert lost == []
    assert len(pages) > 300


@pytest.mark.parametrize("potential", POTENTIALS, ids=lambda potential: potential.name)
def test_potentials_are_drawn_at_their_size_and_duration(potential):
    samples = potential.samples()

    values = [value for _, value in samples]
    seen = [t for t, value in samples if abs(value) > 0.03 * potential.millivolts]
    assert max(values) - min(values) == pytest.approx(potential.millivolts)
    assert max(seen) - min(seen) == pytest.approx(potential.duration, rel=0.25)


def test_potentials_differ_as_nerve_and_muscle_disease_do():
    normal, nerve, muscle = POTENTIALS

    assert muscle.millivolts < normal.millivolts < nerve.millivolts
    assert muscle.duration < normal.duration < nerve.duration


def test_body_maps_of_patterns_show_what_the_tables_say(shipped):
    rule = {"ptosis": Pattern.FATIGABLE, "distal_leg_weakness": Pattern.NEUROGENIC}
    rule["proximal_leg_weakness"] = Pattern.MYOGENIC
    diseases = Counter(
        map(Pattern, Disease.objects.filter(exception="").values_list("pattern", flat=True))
    )

    cells = contrast(Frequency.objects.filter(disease__exception="").rows(), diseases)

    for finding, pattern in rule.items():
        shares = {other: cell.share for other, cell in cells[finding].items()}
        assert max(shares, key=shares.get) == pattern
        assert cells[finding][pattern].word in ("often", "nearly always")


def test_trace_prints_the_chain_and_its_gaps(shipped, capsys):
    call_command("trace")

    printed = capsys.readouterr().out
    assert "S04.5 supported | lessons: " in printed
    assert "Claims in scope that no lesson cites: 0" in printed


def test_readability_is_reported_for_each_lesson(shipped, capsys):
    call_command("readability")

    assert len(capsys.readouterr().out.splitlines()) == 13


def test_search_finds_each_kind(shipped, client):
    def kinds(words):
        return [
            result.kind
            for result in client.get(reverse("lessons:search"), {"q": words})
            .context["found"]
            .results
        ]

    assert {"lesson", "claim", "finding", "term"} <= set(
        kinds("myasthenia gravis fatigable ptosis")
    )
    assert "reference" in kinds("Gilhus myasthenia gravis")


def test_every_lesson_has_three_objectives_and_three_lines_to_take_home(shipped):
    extents = {
        lesson.slug: (len(lesson.objectives), len(lesson.take_home))
        for lesson in Lesson.objects.all()
    }

    assert extents == dict.fromkeys(extents, (3, 3))


def test_questions_are_asked_once_and_the_right_answer_is_not_known_by_its_length(shipped):
    questions = [question for lesson in Lesson.objects.all() for question in lesson.questions]
    stems = [question["text"] for question in questions]
    longest = [
        max(question["choices"], key=lambda choice: len(choice["text"])) for question in questions
    ]

    assert len(set(stems)) == len(stems)
    assert all(question["id"] for question in questions)
    assert sum(choice["right"] for choice in longest) <= 0.4 * len(questions)


def test_only_the_last_lesson_speaks_of_the_source(shipped):
    speaking = [
        lesson.slug for lesson in Lesson.objects.all() if "the source" in lesson.body.lower()
    ]

    assert speaking == ["reading-the-source"]
