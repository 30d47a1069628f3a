"""What the shipped lessons, claims and findings must hold, whoever edits them."""

import re
from collections import Counter

import pytest
from django.core.management import call_command
from django.urls import reverse

from config.tests.shipped import load_shipped
from content.readability import readability
from knowledge.inference.frequency import contrast
from knowledge.models import Disease, Finding, Frequency
from knowledge.patterns import Pattern
from lessons.citations import cited, marks_cited, placed
from lessons.figures import POTENTIALS, decrement, strength_through_a_day
from lessons.models import Claim, Lesson, Passage, Term
from lessons.text import plain
from lessons.tracing import trace

pytestmark = pytest.mark.django_db
PER_MINUTE = 170  # words, of a text with notes beside it


@pytest.fixture
def shipped():
    load_shipped()


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
        assert all(choice["feedback"] for question in lesson.questions for choice in question["choices"])


def test_the_figures_that_looking_needs_are_shown(shipped):
    shown = {placed(line)[1] for lesson in Lesson.objects.all() for line in lesson.body.splitlines()}

    assert shown >= {
        *("motor-unit", "body-fatigable", "body-neurogenic", "body-myogenic"),
        *("strength-through-a-day", "decrement", "motor-unit-potentials"),
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


def test_all_120_findings_have_a_mechanism_with_a_reference(shipped):
    findings = list(Finding.objects.prefetch_related("references"))

    assert len(findings) == 120
    for finding in findings:
        assert finding.mechanism.endswith("."), finding.pk
        assert len(finding.mechanism.split()) <= 45, finding.pk
        assert finding.references.all(), finding.pk


def test_lessons_are_easy_to_read(shipped):
    names = [name for term in Term.objects.all() for name in (term.term, *term.also)]
    terms = {word.lower() for name in names for word in name.split()}

    grades = {lesson.slug: readability(plain(lesson.body), terms=terms).grade for lesson in Lesson.objects.all()}

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
        pages[url] = (response.status_code, set(re.findall(r'\bid="([^"]+)"', response.content.decode())))
        for link in re.findall(r'href="([^"]+)"', response.content.decode()):
            path, _, place = link.replace("&amp;", "&").partition("#")
            if not path.startswith("/") and path:
                continue
            path = path or url
            if path.startswith(("/static/", "/account/export", "/admin/", "/explore/?", "/explore/start/")):
                continue  # every patient that can be built has an address of its own
            links[path, place] += 1
            if path not in pages and path not in waiting:
                waiting.append(path)

    broken = [url for url, (status, _) in pages.items() if status != 200]
    lost = [f"{path}#{place}" for path, place in links if place and place not in pages[path][1]]
    assert broken == []
    assert lost == []
    assert len(pages) > 300


def heights(curve, base):
    return [base - float(pair.split(",")[1]) for pair in curve.points.split()]


def test_the_decrement_drawn_is_that_of_a_failing_junction():
    sound, failing = decrement()

    peaks = [max(heights(failing, 40)[n * 30 : n * 30 + 30]) for n in range(10)]
    assert max(heights(sound, 40)[:30]) == pytest.approx(max(heights(sound, 40)[270:]), abs=0.2)
    assert peaks.index(min(peaks)) in (3, 4)  # the fourth or fifth response is the smallest
    assert min(peaks) / peaks[0] < 0.9  # more than a tenth is lost
    assert peaks[9] >= min(peaks)


def test_the_day_drawn_sags_with_use_and_recovers_with_rest_at_the_junction_only():
    junction, nerve, muscle = (heights(curve, 160) for curve in strength_through_a_day())

    assert junction[0] > junction[27] < junction[32] > junction[-1]  # 7:00, before and after 14:00, 23:00
    assert max(nerve) == min(nerve)
    assert max(muscle) == min(muscle)


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
    diseases = Counter(map(Pattern, Disease.objects.filter(exception="").values_list("pattern", flat=True)))

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
        return [result.kind for result in client.get(reverse("lessons:search"), {"q": words}).context["found"].results]

    assert {"lesson", "claim", "finding", "term"} <= set(kinds("myasthenia gravis fatigable ptosis"))
    assert "reference" in kinds("Gilhus myasthenia gravis")
