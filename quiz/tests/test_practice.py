"""Cases dealt without end, and a case worked stage by stage."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, CaseVersion
from cases.tests.factory import make_version
from knowledge.patterns import NO_IDEA, Pattern
from learners.models import Learner
from quiz.models import Answer, Attempt, Commitment
from quiz.practice.selection import DealingRule
from quiz.progress import recent_report
from quiz.scoring.mastery import RULE
from quiz.sealing import unseal
from quiz.tests.factory import make_answer, make_learner, sure

pytestmark = pytest.mark.django_db


def token(response):
    return re.search(r'name="case" value="([^"]+)"', response.content.decode())[1]


def begin(client, **belief):
    case = token(client.get(reverse("quiz:practice")))
    return client.post(reverse("quiz:begin"), {"case": case, **(belief or sure("myogenic"))})


def commit(client, answer, position, **belief):
    return client.post(
        reverse("quiz:commit_belief", args=[answer.pk, position]), belief or sure("myogenic")
    )


def page_of_answer(client):
    return client.get(Answer.objects.get().get_absolute_url()).text


def test_the_body_map_draws_a_stage_once_a_belief_on_it_is_committed(client):
    """It sums up what was read, so that looking at it would do instead of reading."""
    make_version(
        body={"history": {"weak": ["right hand"]}, "examination": {"wasted": ["left hand"]}}
    )
    maps, lag = (
        ("Weak: right hand.", "Wasted: left hand."),
        "A stage is drawn once you have committed",
    )

    def case_and_map():
        answer = Answer.objects.get()
        return page_of_answer(client) + client.get(answer.body_map_url).text

    shown = [client.get(reverse("quiz:practice")).text]
    begin(client)
    shown.append(case_and_map())
    for position in (2, 3):
        commit(client, Answer.objects.get(), position)
        shown.append(case_and_map())

    seen = [[words in page for words in (*maps, lag)] for page in shown]
    assert seen == [
        [False, False, False],
        [True, False, True],
        [True, True, True],
        [True, True, False],
    ]


def test_the_body_map_comes_once_it_is_opened(client):
    """It weighs more than the text of a case, and few open it at each stage."""
    make_version(body={"history": {"weak": ["right hand"]}})
    begin(client)
    answer = Answer.objects.get()

    page = page_of_answer(client)
    part = client.get(answer.body_map_url, headers={"HX-Request": "true"}).text

    assert "<figure" not in page
    assert page.count(f'href="{answer.body_map_url}"') == 1
    assert "Weak: right hand." in part
    assert "<html" not in part


def test_nobody_sees_parts_of_somebody_elses_case(client, learner):
    other = make_answer(make_learner(), make_version(), stages=3)

    assert client.get(other.body_map_url).status_code == 404
    assert client.get(other.lesser_findings_url).status_code == 404


def test_what_findings_moved_is_not_told_before_the_case_is_answered(client, learner):
    answer = make_answer(learner, make_version(), stages=2)

    assert client.get(answer.lesser_findings_url).status_code == 404


def test_practice_shows_the_history_to_a_passer_by_and_stores_nothing(client):
    make_version(history="He trips on kerbs.", examination="Heels fail.")

    page = client.get(reverse("quiz:practice")).content.decode()

    assert "He trips on kerbs." in page
    assert "Heels fail." not in page
    assert [Learner.objects.count(), Attempt.objects.count(), Answer.objects.count()] == [0, 0, 0]


def test_the_first_belief_makes_a_learner_and_leads_to_the_examination(client):
    make_version(examination="Heels fail.")

    response = begin(client)

    answer = Answer.objects.get()
    assert response.url == answer.get_absolute_url()
    assert [item.myogenic for item in answer.commitments.all()] == [94]
    assert "Heels fail." in client.get(response.url).content.decode()


def test_begin_twice_is_one_answer_with_the_first_belief(client):
    make_version()
    case = token(client.get(reverse("quiz:practice")))

    for pattern in ("myogenic", "neurogenic"):
        client.post(reverse("quiz:begin"), {"case": case, **sure(pattern)})

    assert [Learner.objects.count(), Attempt.objects.count(), Answer.objects.count()] == [1, 1, 1]
    assert [item.myogenic for item in Commitment.objects.all()] == [94]


def test_begin_with_shares_that_do_not_add_up_says_so_keeps_them_and_stores_nothing(client):
    make_version()

    response = begin(client, fatigable="50", neurogenic="20", myogenic="20")

    page = response.content.decode()
    assert response.status_code == 422
    assert "The shares add up to 90. Make them add up to 100." in page
    assert 'value="50"' in page
    assert Learner.objects.count() == 0


@pytest.mark.parametrize("share", ["-1", "101", "12.5", "many", "1" * 50])
def test_begin_with_a_share_that_is_no_whole_percent_says_so_at_its_field(client, share):
    make_version()

    response = begin(client, fatigable=share, neurogenic="50", myogenic="50")

    assert response.status_code == 422
    assert 'id="id_fatigable_error"' in response.content.decode()
    assert Answer.objects.count() == 0


@pytest.mark.parametrize("case", ["", "forged", "e30:1abc:def"])
def test_begin_refuses_a_case_that_was_not_dealt_here(client, case):
    response = client.post(reverse("quiz:begin"), {"case": case, **sure("myogenic")})

    assert response.status_code == 400
    assert "Nothing was changed" in response.content.decode()


def test_begin_with_a_case_that_is_gone_says_so(client):
    version = make_version()
    case = token(client.get(reverse("quiz:practice")))
    Case.objects.update(current=None)
    version.delete()

    response = client.post(reverse("quiz:begin"), {"case": case, **sure("myogenic")})

    assert response.status_code == 400
    assert "<main" in response.content.decode()


def test_begin_with_an_old_ticket_asks_as_much_after_many_answers(client, learner):
    versions = [make_version() for _ in range(3)]
    old = token(client.get(reverse("quiz:practice")))
    first = unseal(old, purpose="deal")["version"]
    others = [version for version in versions if version.pk != first]

    def send():
        with CaptureQueriesContext(connection) as queries:
            client.post(reverse("quiz:begin"), {"case": old, **sure("myogenic")})
        return len(queries)

    make_answer(learner, others[0], stages=3)
    few = send()
    for _ in range(30):
        make_answer(learner, others[0], stages=3)
    many = send()

    assert many <= few
    assert [answer.position for answer in Answer.objects.filter(version=first)] == [2, 33]


def test_begin_with_an_old_ticket_twice_is_one_answer(client, learner):
    make_version()
    old = token(client.get(reverse("quiz:practice")))
    make_answer(learner, make_version(), stages=3)

    for _ in range(2):
        client.post(reverse("quiz:begin"), {"case": old, **sure("myogenic")})

    assert [answer.position for answer in Answer.objects.all()] == [1, 2]


def test_practice_shows_the_same_case_until_it_is_begun(client):
    for pattern in ("fatigable", "neurogenic", "myogenic"):
        make_version(pattern, history=f"Story {pattern[::-1]}.")

    pages = {
        re.search(r"Story \w+", client.get(reverse("quiz:practice")).content.decode())[0]
        for _ in range(5)
    }

    assert len(pages) == 1


def test_practice_goes_back_to_the_case_that_was_begun(client, learner):
    answer = make_answer(learner, stages=1)

    response = client.get(reverse("quiz:practice"))

    assert response.url == answer.get_absolute_url()


def test_practice_deals_unseen_cases_first(client, learner):
    seen = make_version(history="Seen before.")
    make_version(history="Never seen.")
    make_answer(learner, seen, stages=3)

    assert "Never seen." in client.get(reverse("quiz:practice")).content.decode()


def test_practice_without_cases_says_so(client):
    assert "No case is ready" in client.get(reverse("quiz:practice")).content.decode()


def test_practice_says_so_when_the_last_case_has_been_withdrawn(client, learner):
    answer = make_answer(learner, stages=3)
    Case.objects.filter(pk=answer.version.case_id).update(withdrawn_at=timezone.now())

    assert "No case is ready" in client.get(reverse("quiz:practice")).content.decode()


def test_the_rule_that_dealt_a_case_is_kept_with_its_answer(client):
    make_version()

    begin(client)

    assert Answer.objects.get().rule == "warm-up"


def test_drafts_and_withdrawn_cases_are_not_dealt(client):
    make_version(published=False)
    Case.objects.filter(pk=make_version().case_id).update(withdrawn_at=timezone.now())

    assert "No case is ready" in client.get(reverse("quiz:practice")).content.decode()


def test_a_draft_does_not_take_the_published_version_out_of_the_draw(client):
    version = make_version(history="As published.")
    draft = version.new_version()
    draft.history = "As drafted."
    draft.save()

    assert "As published." in client.get(reverse("quiz:practice")).content.decode()


def test_commit_belief_keeps_the_first_belief_when_sent_twice(client, learner):
    answer = make_answer(learner)

    commit(client, answer, 1, **sure("fatigable"))
    commit(client, answer, 1, **sure("neurogenic"))

    assert [item.fatigable for item in answer.commitments.all()] == [94]


def test_commit_belief_out_of_turn_changes_nothing(client, learner):
    answer = make_answer(learner)

    commit(client, answer, 3)

    assert answer.commitments.count() == 0


def test_commit_belief_at_a_stage_that_does_not_exist_is_not_found(client, learner):
    answer = make_answer(learner)

    assert client.post(f"/answers/{answer.pk}/4/", sure("myogenic")).status_code == 404


def test_commit_belief_with_wrong_shares_stays_at_the_stage(client, learner):
    answer = make_answer(learner, stages=1)

    response = commit(client, answer, 2, fatigable="100", neurogenic="100", myogenic="100")

    assert response.status_code == 422
    assert "add up to 300" in response.content.decode()
    assert answer.commitments.count() == 1


def test_commit_belief_by_htmx_answers_with_the_part_that_changes_and_its_address(client, learner):
    answer = make_answer(learner)

    response = client.post(
        reverse("quiz:commit_belief", args=[answer.pk, 1]),
        sure("myogenic"),
        headers={"HX-Request": "true"},
    )

    page = response.content.decode()
    assert response.headers["HX-Push-Url"] == answer.get_absolute_url()
    assert "<html" not in page
    assert re.search(r'<h2 id="stage-2"[^>]*autofocus', page)


def test_the_point_starts_where_it_was_left(client, learner):
    answer = make_answer(learner, stages=1, fatigable=10, neurogenic=70, myogenic=20)

    page = client.get(answer.get_absolute_url()).content.decode()

    assert re.findall(r'name="(\w+ic|fatigable)" value="(\d+)"', page) == [
        ("fatigable", "10"),
        ("neurogenic", "70"),
        ("myogenic", "20"),
    ]


def said(answer, **sent):
    """What the page of an answer sends whose script, if any, saw nothing moved."""
    start = {key: str(answer.last_belief[key]) for key in Pattern}
    return {"untouched": "1", **start, **sent}


def test_words_are_committed_where_the_shares_stand_as_they_stood(client, learner):
    answer = make_answer(learner)

    client.post(answer.commit_url, said(answer, sureness="fairly sure", site="neurogenic"))

    assert answer.commitments.get().belief.percents == (12, 76, 12)


def test_shares_that_were_typed_go_before_words(client, learner):
    answer = make_answer(learner)
    typed = {"fatigable": "70", "neurogenic": "20", "myogenic": "10"}

    client.post(answer.commit_url, said(answer, sureness="sure", site="neurogenic", **typed))

    assert answer.commitments.get().belief.percents == (70, 20, 10)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"sureness": "leaning"}, "Say where, too: choose a place beside “leaning”."),
        ({"site": "myogenic"}, "Say how sure you are, too."),
        ({"sureness": "certainly", "site": "myogenic"}, "Select a valid choice."),
        ({"sureness": "sure", "site": "outside"}, "Select a valid choice."),
    ],
)
def test_half_a_belief_in_words_is_refused_beside_the_words(client, learner, words, fault):
    answer = make_answer(learner)

    response = client.post(answer.commit_url, said(answer, **words))

    assert response.status_code == 422
    assert fault in response.text
    assert answer.commitments.count() == 0


@pytest.mark.parametrize(("stages", "asks"), [(0, "Commit “no idea”?"), (1, "same belief again?")])
def test_a_point_that_was_not_moved_is_asked_about_once(client, learner, stages, asks):
    answer = make_answer(learner, stages=stages)

    asked = client.post(answer.commit_url, said(answer))
    assert (asked.status_code, asks in asked.text) == (200, True)
    assert answer.commitments.count() == stages
    client.post(answer.commit_url, said(answer, asked="1"))

    assert Answer.objects.get().commitments.count() == stages + 1


def test_nothing_is_stored_before_the_question_is_answered(client):
    make_version()
    page = client.get(reverse("quiz:practice"))
    sent = {"case": page.context["token"], "untouched": "1"}
    sent |= {"fatigable": "34", "neurogenic": "33", "myogenic": "33"}

    assert "Commit “no idea”?" in client.post(reverse("quiz:begin"), sent).text
    assert not Learner.objects.exists()
    client.post(reverse("quiz:begin"), {**sent, "asked": "1"})
    assert Answer.objects.get().commitments.get().belief == NO_IDEA


def test_no_idea_in_words_is_not_asked_about(client, learner):
    answer = make_answer(learner)

    client.post(answer.commit_url, said(answer, sureness="no idea"))

    assert answer.commitments.get().belief == NO_IDEA


def test_a_page_of_practice_says_about_how_many_cases_a_verdict_takes(client, learner):
    for _ in range(3):
        make_answer(learner, make_version("myogenic"), stages=3, **sure("myogenic"))
    waiting = make_answer(learner)
    more = sum(recent_report(learner).to_go.values())

    assert f"about {more} more to a verdict" in client.get(waiting.get_absolute_url()).text
    assert more < RULE.fewest_cases


def test_feedback_tells_truth_path_reasons_and_diagnosis(client, learner):
    version = make_version(headline="Muscle fails here.", diagnosis="It was proven by a gene.")
    answer = make_answer(learner, version, stages=3, **sure("neurogenic"))

    page = client.get(answer.get_absolute_url()).content.decode()

    for words in (
        "Muscle: proximal myogenic atrophy",
        "You said nerve.",
        f"<b>{version.disease}.</b>",
        "Muscle fails here.",
        "What speaks against neurogenic.",
        "It was proven by a gene.",
        "What would tell it apart.",
        "Paper ",
        "<b>−174</b> points",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("exception", "words"),
    [
        ("", "<b>Less typical</b> of {}; keeps the rule of the pattern."),
        (
            "Weakness is distal.",
            "<b>Less typical</b> of {}; <b>breaks a rule of the pattern:</b> Weakness is distal.",
        ),
    ],
)
def test_feedback_tells_how_typical_the_patient_was_and_whether_the_rule_was_kept(
    client, learner, exception, words
):
    version = make_version(typicality="less_typical", exception=exception)
    answer = make_answer(learner, version, stages=3)

    page = " ".join(client.get(answer.get_absolute_url()).text.split())

    assert words.format(version.disease) in page


def test_feedback_lays_the_findings_beside_the_path_and_names_the_confusion(
    shipped, client, learner
):
    version = CaseVersion.objects.get(current_of__code="g3w7n")
    answer = make_answer(learner, version, stages=3, **sure("fatigable"))

    page = client.get(answer.get_absolute_url()).content.decode()

    for words in (
        "What each finding moved",
        "You parted most from the findings at the",
        "What I would examine next",
        "Next time:",
        "more that moved less",
        "A teaching model, not for patients.",
    ):
        assert words in page
    assert "The model disagrees" not in page


def test_feedback_explains_a_disagreement_of_the_model(shipped, client, learner):
    noted = CaseVersion.objects.exclude(model_note="").filter(current_of__isnull=False)
    version = noted.order_by("pk").first()
    answer = make_answer(learner, version, stages=3, **sure("neurogenic"))

    page = client.get(answer.get_absolute_url()).content.decode()

    assert "The model disagrees with the key here." in page
    assert version.model_note[:40] in html.unescape(page)


def test_answers_of_others_are_not_found(client, learner):
    other = make_answer(make_learner(), stages=3)

    assert client.get(other.get_absolute_url()).status_code == 404
    assert commit(client, other, 1).status_code == 404
    assert client.get(reverse("quiz:report_problem", args=[other.pk])).status_code == 404


def test_a_report_of_a_problem_reaches_its_case(client, learner):
    answer = make_answer(learner, stages=3)

    response = client.post(
        reverse("quiz:report_problem", args=[answer.pk]), {"text": "The CK has no unit."}
    )

    assert response.url == answer.get_absolute_url()
    assert [report.text for report in answer.version.problem_reports.all()] == [
        "The CK has no unit."
    ]


def test_an_empty_report_is_refused_at_its_field(client, learner):
    answer = make_answer(learner, stages=3)

    response = client.post(reverse("quiz:report_problem", args=[answer.pk]), {"text": " "})

    assert response.status_code == 422
    assert 'id="id_text_error"' in response.content.decode()


def test_a_case_is_not_reported_before_it_is_answered(client, learner):
    answer = make_answer(learner, stages=2)

    assert client.get(reverse("quiz:report_problem", args=[answer.pk])).status_code == 404


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (DealingRule.FILTER, "you chose the kind of case"),
        (DealingRule.ANNOUNCED, "you knew what it returns for"),
        (DealingRule.PACK, "a pack can be read ahead"),
    ],
)
def test_feedback_says_that_an_answer_counts_in_no_score_and_why(client, learner, rule, why):
    answer = make_answer(learner, stages=3, rule=rule)

    page = client.get(answer.get_absolute_url()).text

    assert f"Counts in no score: {why}" in page


@pytest.mark.parametrize("rule", ["", *(rule for rule in DealingRule if rule.counts)])
def test_feedback_says_nothing_of_counting_where_an_answer_counts(client, learner, rule):
    answer = make_answer(learner, stages=3, rule=rule)

    assert "Counts in no score" not in client.get(answer.get_absolute_url()).text


def test_a_case_does_not_say_that_it_counts_nowhere_before_it_is_answered(client, learner):
    answer = make_answer(learner, stages=2, rule=DealingRule.FILTER)

    assert "Counts in no score" not in client.get(answer.get_absolute_url()).text


def way_on(client, answer):
    page = client.get(answer.get_absolute_url()).text
    return " ".join(page.split('class="way-on"')[1].split("</nav>")[0].split())


def test_feedback_says_where_on_the_way_to_a_verdict_the_learner_is(client, learner):
    for _ in range(3):
        told = make_answer(learner, make_version("myogenic"), stages=3, **sure("myogenic"))
    more = sum(recent_report(learner).to_go.values())

    assert f"3 of about {3 + more} cases to a verdict" in way_on(client, told)


def test_feedback_on_what_counts_nowhere_leads_to_no_verdict(client, learner):
    told = make_answer(learner, stages=3, rule=DealingRule.FILTER)

    assert "to a verdict" not in way_on(client, told)
    assert "About 2 minutes" in way_on(client, told)
