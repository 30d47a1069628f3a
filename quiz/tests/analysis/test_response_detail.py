"""What answers to a case tell: the pure part, its charts, and the desk's pages."""

import re
from collections import Counter

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from cases.models import Case, CaseVersion
from cases.tests.factory import make_version
from knowledge.editions import look_at_tables_again
from knowledge.patterns import Belief, Pattern, Stage
from knowledge.tests.factory import make_disease
from quiz.models import Answer
from quiz.models.response_tally import ResponseTally
from quiz.tests.factory import make_answer, make_learner, sure

from ...analysis import geometry, plots
from ...analysis.queries import taught
from ...analysis.response_detail import Met, Taught

H, E, T = Stage
RIGHT, WRONG, UNSURE = Belief(3, 3, 94), Belief(94, 3, 3), Belief(34, 33, 33)
LIST = reverse("admin:quiz_itemanalysis_changelist")
DESK = reverse("admin:cases_caseversion_changelist")


def met(belief=RIGHT, rest=None, seconds=None):
    return Met(dict.fromkeys(Stage, belief), seconds or {}, rest)


def taught_by(*answers):
    return Taught(Pattern.MYOGENIC, answers)


def page(version):
    return reverse("admin:quiz_itemanalysis_change", args=[version.pk])


@pytest.fixture
def author(client):
    user = User.objects.create_user("author", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_caseversion"))
    client.force_login(user)
    return client


def test_wrong_answers_are_counted_by_confidence_and_those_without_a_choice_are_not():
    told = taught_by(met(RIGHT), met(WRONG), met(Belief(60, 20, 20)), met(UNSURE))

    assert [(row.low, row.wrong.x, row.wrong.n) for row in told.confidence] == [
        (0, 0, 0),
        (50, 1, 1),
        (70, 0, 0),
        (90, 1, 2),
    ]


def test_a_stage_tells_its_mean_belief_from_five_answers_on():
    four = taught_by(*[met()] * 4)
    five = taught_by(*[met()] * 4, met(WRONG))

    assert four.stages == []
    assert five.stages[0].means == pytest.approx([21.2, 3, 75.8, 0])
    assert [(row.right.x, row.right.n) for row in five.stages] == [(4, 5)] * 3


def test_thirds_go_by_what_learners_know_of_the_rest_and_need_five_each():
    answers = [met(RIGHT if place > 6 else WRONG, rest=place / 20) for place in range(16)]

    assert taught_by(*answers[:14]).thirds == []
    assert [
        (row.low, row.high, row.found.x, row.found.n)
        for row in taught_by(*reversed(answers)).thirds
    ] == [
        (0, 0.25, 0, 6),
        (0.3, 0.5, 4, 5),
        (0.55, 0.75, 5, 5),
    ]


def test_time_is_a_median_with_its_quartiles():
    (row,) = taught_by(*(met(seconds={E: seconds}) for seconds in (10, 20, 30, 40, 5000))).times

    assert (row.stage, row.n, row.median, row.quartiles) == (E, 5, 30, (20, 40))


def test_a_bar_lies_on_its_scale():
    assert geometry.bar(0, (0, 0.5), (0.25, 2)) == (17, 190, 185, 282.5, 560)


def test_a_cloud_has_a_dot_a_belief_with_the_largest_first():
    dots = geometry.cloud(Counter({Belief(100, 0, 0): 1, Belief(0, 0, 100): 99}))

    assert [(dot.x, dot.y) for dot in dots] == [(380, 341.8), (200, 30)]
    assert dots[0].radius > dots[1].radius == geometry.SMALLEST


@pytest.mark.parametrize(
    ("greatest", "last"), [(0, 1), (0.9, 1), (7, 8), (42, 50), (100, 100), (130, 150)]
)
def test_ticks_are_round_and_reach_past_the_greatest(greatest, last):
    values = geometry.ticks(greatest)

    assert values[0] == 0
    assert values[-1] == last
    assert len(values) <= 7


def test_charts_of_too_few_answers_say_so_and_draw_nothing():
    told = taught_by(met())

    drawn = [plots.confidence(told), plots.thirds(told), plots.times(told)]

    assert [plot.rows for plot in drawn] == [()] * 3
    assert [plot.lacking for plot in drawn] == [
        "Too few answers: 1 so far. Shown from 5 on.",
        "Too few answers: 0 so far. Shown from 15 on.",
        "Too few answers: 1 so far. Shown from 5 on.",
    ]


def answered(version, times, pattern="myogenic"):
    for _ in range(times):
        make_answer(make_learner(), version, stages=3, **sure(pattern))


@pytest.mark.django_db
def test_the_plots_look_at_first_answers_with_their_stages():
    version, learner = make_version(), make_learner()
    for other in [make_version() for _ in range(5)]:
        make_answer(learner, other, stages=3)
    for pattern in ("fatigable", "myogenic"):
        make_answer(learner, version, stages=3, **sure(pattern))

    (found,) = taught(version).answers

    assert found.beliefs == dict.fromkeys(Stage, WRONG)
    assert found.rest == 1
    assert list(found.seconds) == [E, T]


@pytest.mark.django_db
def test_the_page_of_a_case_shows_its_charts_each_with_a_table(author):
    version = make_version()
    answered(version, 4)
    answered(version, 1, "fatigable")

    html = author.get(page(version)).content.decode()

    assert "found it, 4 of 5; 95&nbsp;% interval 38 to 96&nbsp;%" in html
    assert len(re.findall("<svg class=.(?:plot__bars|triangle)", html)) == 6
    assert html.count("<table>") == 4
    assert "Too few answers: 0 so far. Shown from 15 on." in html
    assert "style=" not in html


@pytest.mark.django_db
def test_nothing_is_shown_below_five_answers(author):
    version = make_version()
    answered(version, 4)

    html = author.get(page(version)).content.decode()

    assert "<table>" not in html
    assert "4 of 4" not in html
    assert "too few" in author.get(LIST).content.decode()


@pytest.mark.django_db
def test_a_doubtful_key_is_flagged_with_what_to_do(author):
    version = make_version()
    answered(version, 10, "fatigable")

    assert (
        "<strong>Check the key.</strong> More learners chose a wrong pattern"
        in author.get(page(version)).content.decode()
    )
    assert "check the key" in author.get(LIST).content.decode()


@pytest.mark.django_db
def test_a_doubtful_key_leads_whoever_may_correct_it_to_its_correction(author, admin_client):
    version = make_version()
    answered(version, 10, "fatigable")
    link = (
        f'<a href="{reverse("admin:quiz_keycorrection_add")}?version={version.pk}">Correct the'
        " key</a>"
    )

    assert link in admin_client.get(page(version)).content.decode()
    html = author.get(page(version)).content.decode()
    assert "If the key is wrong, correct the key" in html
    assert link not in html


@pytest.mark.django_db
def test_a_withdrawn_case_is_not_listed_and_shows_nothing(author):
    version = make_version()
    answered(version, 6)
    Case.objects.update(withdrawn_at=version.published_at)

    assert re.findall(
        'field-(?:answers|facility)">(.*?)</td>', author.get(DESK).content.decode()
    ) == ["-", "-"]
    assert "This case is withdrawn" in author.get(page(version)).content.decode()
    assert version.title not in author.get(LIST).content.decode()


@pytest.mark.django_db
def test_a_draft_has_taught_nothing(author):
    assert author.get(page(make_version(published=False))).status_code == 404


@pytest.mark.django_db
def test_the_list_sorts_by_easiness_and_by_discrimination(author):
    hard, easy, none = (make_version(title=title) for title in ("Hard", "Easy", "None"))
    answered(hard, 3, "fatigable")
    answered(easy, 3)
    ResponseTally.objects.filter(line=easy).update(
        n_rest=20, rest=150_000, rest_squared=1_130_000_000
    )
    ResponseTally.objects.create(
        line=easy, called="fatigable", n=2, n_rest=20, rest=50_000, rest_squared=130_000_000
    )

    def titles(order):
        return [row.title for row in author.get(LIST, {"o": order}).context["cl"].result_list]

    assert titles("4") == ["Hard", "Easy", "None"]
    assert (titles("5")[-1], titles("-5")[0]) == ("Easy", "Easy")
    assert none.title in titles("3")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["list", "page"])
def test_learners_and_staff_without_the_right_see_nothing(client, address):
    url = LIST if address == "list" else page(make_version())

    assert client.get(url).status_code == 302
    client.force_login(User.objects.create_user("staff", is_staff=True))
    assert client.get(url).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 4])
def test_the_list_asks_at_most_8(author, django_assert_max_num_queries, rows):
    for _ in range(rows):
        answered(make_version(), rows)

    with django_assert_max_num_queries(8):
        author.get(LIST)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 8])
def test_the_page_asks_at_most_12(author, django_assert_max_num_queries, rows):
    version = make_version()
    answered(version, rows)

    with django_assert_max_num_queries(12):
        author.get(page(version))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "words"),
    [("", "does not say which stage decides"), ("tests", "decided by the tests")],
)
def test_the_page_says_which_stage_decides_for_author_and_model(author, stage, words):
    version = make_version(decided_at=stage)
    answered(version, 1)

    text = " ".join(author.get(page(version)).content.decode().split())

    assert words in text
    assert "evidence model" not in text  # there is none here


@pytest.mark.django_db
def test_the_page_says_what_the_model_decides_where_something_is_coded(author):
    for pattern in ("fatigable", "neurogenic"):
        make_disease(pattern)
    coded, bare = make_version(), make_version()
    bare.case_findings.all().delete()
    look_at_tables_again()

    texts = [author.get(page(version)).content.decode() for version in (coded, bare)]

    assert ["By the evidence model" in text for text in texts] == [True, False]


@pytest.mark.django_db
def test_the_version_at_the_desk_links_to_what_it_taught(client):
    version = make_version()
    client.force_login(User.objects.create_superuser("chief"))

    assert page(version) in client.get(version.get_absolute_url()).content.decode()
    assert Answer.objects.count() == 0


@pytest.mark.django_db
def test_what_is_in_review_has_taught_nothing_that_a_link_could_lead_to(client):
    chief = User.objects.create_superuser("chief")
    version = make_version(published=False)
    version.submit(by=chief)
    client.force_login(chief)

    assert page(version) not in client.get(version.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_an_address_that_names_no_version_is_not_found(author):
    assert author.get(reverse("admin:quiz_itemanalysis_change", args=["none"])).status_code == 404


@pytest.mark.django_db
def test_the_list_of_cases_shows_what_each_taught_beside_its_state(author):
    for pattern in ("fatigable", "myogenic"):
        answered(make_version(title=f"Called {pattern}"), 10, pattern)
    make_version(title="Draft", published=False)

    html = author.get(DESK).content.decode()

    assert re.findall('field-answers">(.*?)</td>', html) == [
        *(
            f'<a href="{page(version)}">10</a>'
            for version in CaseVersion.objects.exclude(line=None).order_by("pk")
        ),
        "-",
    ]
    assert re.findall('field-facility">(.*?)</td>', html) == [
        "0 % (0 to 28)",
        "100 % (72 to 100)",
        "-",
    ]
    assert re.findall('field-flags">(.*?)</td>', html) == ["check the key", "-", "-"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["list", "desk"])
def test_cases_to_look_at_can_be_filtered(author, address):
    for pattern in ("fatigable", "myogenic"):
        answered(make_version(title=f"Called {pattern}"), 10, pattern)
    answered(gone := make_version(title="Withdrawn"), 10, "fatigable")
    Case.objects.filter(pk=gone.case_id).update(withdrawn_at=gone.published_at)

    found = (
        author.get(LIST if address == "list" else DESK, {"flag": "check the key"})
        .context["cl"]
        .result_list
    )

    assert [version.title for version in found] == ["Called fatigable"]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 4])
def test_the_list_of_cases_asks_the_same_however_long_it_is(
    author, django_assert_max_num_queries, rows
):
    for _ in range(rows):
        answered(make_version(), rows)

    with django_assert_max_num_queries(10):
        author.get(DESK)


@pytest.mark.django_db
def test_versions_that_differ_in_wording_are_one_row_and_one_page(author):
    version = make_version(title="Before")
    answered(version, 3)
    later = version.new_version()
    later.publish()
    CaseVersion.objects.filter(pk=later.pk).update(title="After")
    answered(later, 2)

    listed = author.get(LIST).content.decode()
    html = author.get(page(version)).content.decode()

    assert ("After" in listed, "Before" in listed) == (True, False)
    assert "Versions 1, 2 differ in wording only" in html
    assert "found it, 5 of 5" in html
    assert len(re.findall("<svg class=.(?:plot__bars|triangle)", html)) == 6


@pytest.mark.django_db
def test_discrimination_stands_with_its_interval_and_n(author):
    version = make_version()
    answered(version, 20)
    answered(version, 15, "fatigable")
    ResponseTally.objects.filter(called="myogenic").update(
        n_rest=20, rest=150_000, rest_squared=1_130_000_000
    )
    ResponseTally.objects.filter(called="fatigable").update(
        n_rest=15, rest=80_000, rest_squared=480_000_000
    )

    html = author.get(page(version)).content.decode()

    # r = (35 * 15 - 20 * 23) / sqrt((35 * 20 - 20**2) * (35 * 16.1 - 23**2)) = 65 / sqrt(300 *
    # 34.5)
    assert "95&nbsp;% interval 0.39 to 0.80, n = 35</dt><dd>0.64</dd>" in html
