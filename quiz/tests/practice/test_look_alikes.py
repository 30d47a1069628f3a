"""Two look-alikes side by side: what is the same, both patterns, what separates them and why."""

import re
from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, CaseFinding, CaseVersion
from cases.tests.factory import make_version
from knowledge.models import Frequency, Manoeuvre
from knowledge.patterns import OUTSIDE, Belief, Pattern, Stage
from knowledge.tests.factory import make_finding
from quiz.models import Drill
from quiz.tests.factory import make_answer, make_learner

from ...practice.look_alikes import (
    ComparedFinding,
    StatedFinding,
    compared,
    drill_sentence,
    pair_of,
    pair_text,
    questions,
)

pytestmark = pytest.mark.django_db
URL = "/practise/look-alikes/"


def test_findings_tell_apart_if_stated_differently_or_deciding_in_either():
    first = [
        StatedFinding("a", True, False),
        StatedFinding("b", True, False),
        StatedFinding("c", True, True),
    ]
    second = [
        StatedFinding("a", False, False),
        StatedFinding("b", True, False),
        StatedFinding("d", False, False),
    ]

    assert compared(first, second) == [
        ComparedFinding("a", True, False),
        ComparedFinding("b", True, True),
        ComparedFinding("c", True, None, decides=True),
        ComparedFinding("d", None, False),
    ]
    assert [row.finding for row in compared(first, second) if row.separates] == ["a", "c"]


def test_what_is_the_same_in_both_separates_nothing_even_if_it_decides_against_a_third():
    row = ComparedFinding("a", True, True, decides=True)

    assert not row.separates
    assert row.speaks_for(Pattern.FATIGABLE, Pattern.MYOGENIC) is None


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (ComparedFinding("a", True, False), Pattern.FATIGABLE),
        (ComparedFinding("a", False, True), Pattern.MYOGENIC),
        (ComparedFinding("a", None, True, decides=True), Pattern.MYOGENIC),
        (ComparedFinding("a", None, False, decides=True), Pattern.FATIGABLE),
    ],
)
def test_a_finding_points_to_the_pattern_of_the_patient_who_shows_it(row, key):
    assert row.speaks_for(Pattern.FATIGABLE, Pattern.MYOGENIC) is key


def rows_of(shared, differing, absent, deciding=1):
    return [
        *(ComparedFinding(f"shared {n}", True, True) for n in range(shared)),
        *(
            ComparedFinding(f"differs {n}", True, False, decides=n < deciding)
            for n in range(differing)
        ),
        *(ComparedFinding(f"absent {n}", False, False) for n in range(absent)),
    ]


def kinds(names):
    return sorted(name.split()[0] for name in names)


def test_questions_mix_what_is_the_same_with_what_differs_and_are_the_same_each_time():
    rows = rows_of(shared=9, differing=9, absent=9, deciding=6)

    asked = questions(rows, Random(1))

    assert asked == questions(rows, Random(1))
    assert asked.count == 3
    assert kinds(asked.shared) == ["differs"] * 3 + ["shared"] * 3
    assert kinds(asked.separating) == ["absent"] + ["differs"] * 4 + ["shared"] * 3
    assert list(asked.separating) == sorted(asked.separating)


def test_where_one_finding_decides_another_that_differs_is_offered_beside_it():
    asked = questions(rows_of(shared=1, differing=5, absent=5), Random(1))

    assert asked.count == 1
    assert "differs 0" in asked.separating
    assert kinds(asked.separating).count("differs") == 2


def test_patients_who_share_nothing_are_not_asked_what_is_the_same():
    asked = questions(rows_of(shared=0, differing=2, absent=2), Random(1))

    assert (asked.count, asked.shared) == (0, ())


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("neurogenic-myogenic", (Pattern.NEUROGENIC, Pattern.MYOGENIC)),
        ("myogenic-neurogenic", (Pattern.NEUROGENIC, Pattern.MYOGENIC)),
        ("outside-fatigable", (Pattern.FATIGABLE, OUTSIDE)),
        ("myogenic-myogenic", None),
        ("myogenic", None),
        ("fatigable-neurogenic-myogenic", None),
        ("nerve-muscle", None),
        ("", None),
    ],
)
def test_a_pair_is_read_from_an_address(text, pair):
    assert pair_of(text) == pair
    assert pair is None or pair_of(pair_text(pair)) == pair


@pytest.mark.parametrize(
    ("right", "sentence"),
    [
        ("abc", "All three right."),
        ("", "None of the three yet."),
        ("b", "B right. A and c, not yet."),
        ("ac", "A and c right. B, not yet."),
    ],
)
def test_the_verdict_names_what_was_right_and_what_was_not(right, sentence):
    assert drill_sentence([(name, name in right) for name in "abc"]) == sentence


@pytest.fixture
def pair():
    """A myogenic and a neurogenic case linked as look-alikes, with a finding that differs and one
    that does not.
    """
    other = make_version(
        "neurogenic", history="Her hands are thin.", diagnosis="Proven by nerve conduction."
    )
    version = make_version(
        "myogenic", published=False, diagnosis="Proven by gene.", look_alike_case=other.case
    )
    differs, same = make_finding(name="Reflexes lost"), make_finding(name="Slow onset")
    for row, present in ((version, False), (other, True)):
        CaseFinding.objects.create(
            version=row, finding=differs, stage="tests", present=present, decides=True
        )
        CaseFinding.objects.create(version=row, finding=same, stage="tests")
    version.publish()
    return {"first": version, "second": other, "differs": differs, "same": same}


def plain(response):
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", "", response.content.decode()).split())


def send(client, finding, *, right=True, changed=None, url=URL):
    page = client.get(url).content.decode()
    token = re.search(r'name="pair" value="([^"]+)"', page)[1]
    drill = Drill.objects.dealt(token)
    calls = [CaseVersion.objects.get(pk=pk).pattern for pk in (drill.first_id, drill.second_id)]
    drill.finding = finding
    shared = [row.finding for row in drill.compared if row.is_shared]
    data = {
        "pair": token,
        "marked": shared[: drill.questions.count],
        "first_call": calls[0 if right else 1],
        "second_call": calls[1 if right else 0],
        "finding": finding.pk,
        "reason": drill.points_to or "outside",
        **(changed or {}),
    }
    return client.post(url, data)


def test_a_pair_is_shown_side_by_side_and_tells_nothing_before_the_answer(client, pair):
    page = client.get(URL).content.decode()

    for words in ("Her hands are thin.", "She cannot climb stairs.", "Reflexes lost", "Slow onset"):
        assert words in page
    for words in (
        "Proven by",
        "What was true",
        "A secret title",
        pair["first"].disease.name,
        "absent",
    ):
        assert words not in page
    assert Drill.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ([], "All five right."),
        (["marked"], "Both patients, finding and reason right. What is the same, not yet."),
        (["reason"], "finding right. Reason, not yet."),
        (
            ["finding", "reason"],
            "What is the same and both patients right. Finding and reason, not yet.",
        ),
        (["first_call"], "finding and reason right. First patient, not yet."),
        (["first_call", "second_call"], "finding and reason right. Both patients, not yet."),
        (
            ["marked", "first_call", "second_call", "finding", "reason"],
            "None of the five yet.",
        ),
    ],
)
def test_the_headline_says_which_of_the_answers_were_right(client, pair, wrong, words):
    changed = dict.fromkeys({"first_call", "second_call", "reason"} & set(wrong), "fatigable")
    if "marked" in wrong:
        changed["marked"] = [pair["differs"].pk]
    response = send(client, pair["same" if "finding" in wrong else "differs"], changed=changed)

    page = plain(client.get(response.url))
    assert words in page
    for field, name in (
        ("marked", "What is the same"),
        ("first_call", "First patient"),
        ("second_call", "Second patient"),
        ("finding", "Finding that separates"),
        ("reason", "Why it decides"),
    ):
        assert f"{name}: {'not yet' if field in wrong else 'right'}" in page
    assert "Proven by gene." in page
    assert Drill.objects.get().is_right is (not wrong)


def test_the_result_shows_what_separates_them_with_why_and_folds_what_is_the_same(client, pair):
    pair["differs"].mechanism = "Its arc is broken."
    pair["differs"].report_absent = "Reflexes are present"
    pair["differs"].save()
    Frequency.objects.create(
        disease=pair["second"].disease,
        finding=pair["differs"],
        frequency="very_frequent",
        basis="consensus",
    )

    page = client.get(send(client, pair["differs"]).url).content.decode()

    shown, folded = page.split("<details", 1)
    table = shown.split("What separates these two")[1]
    assert "Reflexes lost" in table
    assert "Its arc is broken." in table
    assert "Reflexes are present" in table
    assert "80 to 99 %" in table
    assert "Slow onset" not in table
    assert "low onset" in folded
    assert "1 finding is the same in both" in " ".join(folded.split())


def test_a_pick_that_is_the_same_in_both_is_named_and_stands_in_the_table(client, pair):
    page = client.get(send(client, pair["same"]).url)

    table = page.content.decode().split("What separates these two")[1].split("<details")[0]
    assert "Slow onset" in table
    assert "your pick" in table
    words = plain(page)
    assert "You picked slow onset. It is present in both, so it separates nothing here." in words
    assert "Does not decide here: present in both." in words
    assert "Right would have been " in words


def test_what_a_patient_showed_stands_before_what_reports_commonly_say(client, pair):
    manoeuvre = Manoeuvre.objects.create(
        id="jerks", name="Tap", group="reflexes", seconds=60, how="Tap.", normal="2+ throughout."
    )
    manoeuvre.findings.add(pair["differs"])
    CaseVersion.objects.filter(pk=pair["second"].pk).update(results={"jerks": "0 at both ankles."})

    assert "0 at both ankles." in plain(client.get(send(client, pair["differs"]).url))


def test_what_to_do_at_once_is_told_only_after_the_answer(client, pair):
    CaseVersion.objects.filter(pk=pair["second"].pk).update(at_once="Measure vital capacity.")

    assert "Measure vital capacity." not in client.get(URL).content.decode()
    page = plain(client.get(send(client, pair["differs"]).url))
    assert "At once, whichever of the two it is" in page
    assert "patient: Measure vital capacity." in page


def test_drills_from_before_marks_and_reasons_were_asked_for_still_show(client, pair, learner):
    drill = Drill.objects.create(
        learner=learner,
        first=pair["first"],
        second=pair["second"],
        first_call="myogenic",
        second_call="fatigable",
        finding=pair["differs"],
    )

    page = plain(client.get(drill.get_absolute_url()))

    assert "First patient and finding right. Second patient, not yet." in page
    assert "Why it decides: " not in page
    assert "What is the same: " not in page


def test_what_was_said_is_stored_raw(client, pair):
    send(client, pair["same"], right=False)

    drill = Drill.objects.get()
    assert {drill.first_call, drill.second_call} == {"myogenic", "neurogenic"}
    assert (drill.finding, drill.marked) == (pair["same"], [pair["same"].pk])
    assert drill.reason == "outside"


def test_a_form_that_is_not_complete_is_refused_at_its_fields_and_stores_nothing(client, pair):
    wrong = {"marked": [], "first_call": "", "finding": "nothing", "reason": "everything"}
    response = send(client, pair["same"], changed=wrong)

    page = response.content.decode()
    assert response.status_code == 422
    for sentence in (
        "Mark one finding that both patients show.",
        "Name one pattern.",
        "Pick one finding.",
        "Say what it points to.",
    ):
        assert sentence in page
    assert re.search(r'autofocus\s*>\s*<legend class="label">What do both', page)
    assert "checked" in page  # the call of the second patient is kept
    assert Drill.objects.count() == 0


def test_too_many_marks_are_refused_with_how_many_are_wished(client, pair):
    both = [pair["same"].pk, pair["differs"].pk]
    page = send(client, pair["same"], changed={"marked": both}).content.decode()

    assert "You marked two. Mark one finding that both patients show." in page
    assert Drill.objects.count() == 0


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_pair_that_was_not_dealt_here_is_refused(client, token):
    assert client.post(URL, {"pair": token}).status_code == 400


def test_a_pair_of_patterns_can_be_asked_for(client, pair):
    third = make_version("fatigable", look_alike_case=make_version("neurogenic").case)

    page = client.get(f"{URL}?pair=fatigable-neurogenic")

    assert third.pk in (page.context["drill"].first_id, page.context["drill"].second_id)
    assert "Look-alikes of junction and nerve" in plain(page)
    for _ in range(3):
        found = client.get(f"{URL}?pair=myogenic-neurogenic").context["drill"]
        assert pair["first"].pk in (found.first_id, found.second_id)
        send(client, pair["same"], url=f"{URL}?pair=myogenic-neurogenic")


def test_a_pair_of_patterns_without_look_alikes_says_so_and_leads_to_any(client, pair):
    page = client.get(f"{URL}?pair=fatigable-myogenic")

    assert "There is no pair of junction and muscle yet." in plain(page)
    assert f'href="{URL}"' in page.content.decode()


def test_the_result_leads_to_another_pair_of_the_same_patterns(client, pair):
    page = client.get(send(client, pair["same"]).url).content.decode()

    assert f'href="{URL}?pair=neurogenic-myogenic"' in page
    assert "Another pair of" in page


def test_a_case_leads_to_look_alikes_of_its_pattern_and_its_rival_once_it_is_answered(
    client, learner, pair
):
    version = make_version("myogenic", look_alike=pair["second"].disease)
    answer = make_answer(learner, version, stages=2)
    link = re.compile(f'href="({re.escape(URL)}[?]pair=myogenic-neurogenic)"')
    assert not link.search(client.get(answer.get_absolute_url()).content.decode())
    answer.commit(Belief(0, 0, 100), stage=Stage.TESTS, at=timezone.now())

    url = link.search(client.get(answer.get_absolute_url()).content.decode())[1]

    assert "Look-alikes of nerve and muscle" in plain(client.get(url))


def test_pairs_drilled_least_come_first(client, pair):
    send(client, pair["same"])
    third = make_version("fatigable", look_alike_case=pair["first"].case)

    page = client.get(URL)

    assert third.pk in (page.context["drill"].first_id, page.context["drill"].second_id)


@pytest.mark.parametrize("which", ["first", "second"])
def test_withdrawn_cases_are_not_drilled(client, pair, which):
    Case.objects.filter(pk=pair[which].case_id).update(withdrawn_at=timezone.now())

    assert "No look-alikes are ready" in client.get(URL).content.decode()


def test_a_pair_of_one_pattern_is_not_drilled(client):
    other = make_version("myogenic")
    make_version("myogenic", look_alike_case=other.case)

    assert "No look-alikes are ready" in client.get(URL).content.decode()


@pytest.fixture
def across():
    """A myogenic case and one of none of the three, linked as look-alikes."""
    outside = make_version("outside")
    make_version("myogenic", look_alike_case=outside.case)
    return outside


@pytest.mark.parametrize("which", ["pair", "across"])
def test_every_drill_offers_four_calls_whatever_its_cases_are(client, request, which):
    request.getfixturevalue(which)

    page = client.get(URL).content.decode()

    for name in ("first_call", "second_call"):
        assert re.findall(f'name="{name}" value="([^"]+)"', page) == [*Pattern, "outside"]


def test_a_case_of_none_of_the_three_is_drilled_beside_its_look_alike(client, across):
    finding = across.case_findings.get(decides=True).finding

    page = plain(client.get(send(client, finding).url))

    assert "All four right." in page
    assert "patient: right Something else" in page


def test_two_cases_of_none_of_the_three_are_not_drilled(client):
    make_version("outside", look_alike_case=make_version("outside").case)

    assert "No look-alikes are ready" in client.get(URL).content.decode()


def test_drills_of_others_are_not_found(client, pair, learner):
    send(client, pair["same"])
    Drill.objects.update(learner=make_learner())

    assert client.get(reverse("quiz:look_alike", args=[Drill.objects.get().pk])).status_code == 404


def test_drills_do_not_count_in_progress(client, pair):
    send(client, pair["differs"])

    assert "No cases yet" in client.get(reverse("quiz:progress")).content.decode()


@pytest.mark.parametrize("rows", [1, 4])
def test_a_drill_asks_at_most_9(client, learner, pair, django_assert_max_num_queries, rows):
    for _ in range(rows):
        make_version("fatigable", look_alike_case=pair["first"].case)

    with django_assert_max_num_queries(9):
        client.get(URL)
