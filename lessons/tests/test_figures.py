"""What the figures of lessons draw, and that their words say the same."""

import re

import pytest
from django.template.loader import render_to_string

from knowledge.body_map.findings import body_of
from knowledge.body_map.regions import MIDLINE, SIDED, places
from knowledge.shipped import DATA, read_rows

from ..figures import (
    BODIES,
    INSET_SCALE,
    POTENTIALS,
    RECRUITMENT,
    TASKS,
    Response,
    decrement,
    enlarged_potential,
    increment,
    strength_through_a_day,
)
from ..rendering import render_figure

OFTEN = ("obligate", "very_frequent", "frequent")
TYPICAL = {
    "body-fatigable": ["mg_achr", "lems"],
    "body-neurogenic": ["cmt", "length_dep_pn"],
    "body-myogenic": ["lgmd"],
}
# What a caption calls by the name of its neighbour.
PART_OF = {
    "buttocks": "hip",
    "back_of_thigh": "thigh",
    "calf": "lower_leg",
}


def marked(figure):
    """The regions that a map marks, by state."""
    return {
        state: {place.split()[-1] for words in wordings for place in places(words)}
        for state, wordings in BODIES[figure].items()
    }


def caption(figure):
    words = render_to_string(f"lessons/figures/{figure}.html", {"body": ""})
    return " ".join(re.sub("<[^>]+>", "", words).split())


def named(words):
    """The regions that words name, in the singular or the plural."""
    words = words.casefold().replace("feet", "foot")
    regions = sorted({*SIDED, *MIDLINE}, key=len, reverse=True)
    found = set()
    for region in regions:
        pattern = rf"\b{region.replace('_', ' ')}s?\b"
        if re.search(pattern, words):
            found.add(region)
            words = re.sub(pattern, "", words)
    return found


@pytest.mark.parametrize("figure", BODIES)
def test_a_body_map_marks_all_that_typical_diseases_often_show(figure):
    rows = read_rows(DATA / "frequencies.csv")
    findings = [
        row["finding"]
        for row in rows
        if row["disease"] in TYPICAL[figure] and row["frequency"] in OFTEN
    ]

    shown = {
        # At the junction all weakness comes with use. The map has numb feet, the wording says that
        # hands follow. Wasting of the girdles is late, and left out.
        ("tires" if figure == "body-fatigable" else state, place.split()[-1])
        for state, wordings in body_of(findings).items()
        for words in wordings
        for place in places(words)
    } - {("numb", "hand"), ("wasted", "shoulder"), ("wasted", "thigh")}

    drawn = {(state, region) for state, regions in marked(figure).items() for region in regions}
    assert shown - drawn == set()


@pytest.mark.parametrize("figure", BODIES)
def test_the_caption_of_a_body_map_names_what_it_marks(figure):
    affected = re.sub(r"[^.]+ are spared\.", "", caption(figure))
    spared = "".join(re.findall(r"([^.]+) are spared\.", caption(figure)))

    regions = {region for regions in marked(figure).values() for region in regions}

    assert {PART_OF.get(region, region) for region in named(affected)} == {
        PART_OF.get(region, region) for region in regions
    }
    assert named(spared) & regions == set()


def test_the_caption_of_the_nerve_map_says_what_is_wasted_weak_and_numb():
    said = {}
    for subject, states in re.findall(
        r"([\w ,]+) are ((?:wasted|weak|numb)(?: and weak)?)", caption("body-neurogenic")
    ):
        for state in states.split(" and "):
            said.setdefault(state, set()).update(named(subject))

    assert said == {
        state: {PART_OF.get(region, region) for region in regions}
        for state, regions in marked("body-neurogenic").items()
    }


def test_no_part_of_a_body_map_of_nerve_disease_is_wasted_but_strong():
    regions = marked("body-neurogenic")

    assert regions["wasted"] <= regions["weak"]


def points(curve):
    return [tuple(map(float, pair.split(","))) for pair in curve.points.split()]


def test_the_junction_drawn_falls_at_each_task_and_recovers_between():
    junction, _, _ = strength_through_a_day()

    strengths = [(160 - y) / 1.6 for _, y in points(junction)]
    pairs = list(zip(strengths[1:-1:2], strengths[2:-1:2], strict=True))  # before, after a task
    assert [before > after for before, after in pairs] == [task.tiring for task in TASKS]
    for (_, after), (before, _), task in zip(pairs, pairs[1:], TASKS, strict=False):
        assert (before > after) == task.tiring
    assert max(strengths) == strengths[0] < 100
    assert min(strengths) == strengths[-2]


def test_nerve_and_muscle_disease_are_drawn_at_one_level_all_day():
    _, nerve, muscle = strength_through_a_day()

    assert nerve.points == muscle.points
    assert len({y for _, y in points(nerve)}) == 1


def test_the_day_is_measured_against_normal_strength_and_names_its_tasks():
    html = render_figure("strength-through-a-day")

    assert "share of normal strength" in html
    assert "one's best" not in html
    assert all(f">{task.name}</text>" in html for task in TASKS)


def test_the_decrement_drawn_is_that_of_a_failing_junction():
    healthy, failing = decrement()

    sizes = [response.millivolts for response in failing.responses]
    assert {response.millivolts for response in healthy.responses} == {sizes[0]}
    assert sizes.index(min(sizes)) in (3, 4)  # the fourth or fifth response is the smallest
    assert failing.last.number == 4
    assert min(sizes) / sizes[0] < 0.9  # more than a tenth is lost
    assert sizes[9] >= min(sizes)
    assert [response.label for response in failing.responses[:4]] == [
        "8 mV",
        "",
        "",
        "5.2 mV, −35%",
    ]


def test_the_increment_drawn_is_that_of_lambert_eaton_syndrome():
    effort = increment()

    assert effort.first.millivolts < decrement()[0].first.millivolts / 4
    assert effort.last.millivolts / effort.first.millivolts > 2  # the older limit, 100 per cent
    assert effort.last.label == "3.6 mV, +200%"


def test_responses_are_drawn_at_their_size_and_last_10_to_15_ms():
    response = Response(1, 5.0, 0, 100)

    xs, ys = zip(*points(response), strict=True)

    assert (100 - min(ys)) / Response.UNITS_PER_MV == pytest.approx(5, abs=0.1)
    assert 10 <= max(xs) / Response.UNITS_PER_MS <= 15


def test_the_words_beside_the_trains_give_the_numbers_that_are_drawn():
    words = caption("decrement")

    assert "35 per cent smaller" in words
    assert "an increment of 200 per cent" in words


def test_the_inset_shows_the_phases_of_the_small_unit_enlarged():
    ys = [y for _, y in points(enlarged_potential())]

    turns = sum((b - a) * (c - b) < 0 for a, b, c in zip(ys, ys[1:], ys[2:], strict=False))
    assert turns >= 5  # more than four phases
    assert max(ys) - min(ys) == pytest.approx(20 * INSET_SCALE * POTENTIALS[-1].millivolts, rel=0.1)


def test_few_units_fire_fast_after_nerve_loss_and_many_early_in_muscle_disease():
    normal, nerve, muscle = RECRUITMENT["full effort"]
    normal_slight, nerve_slight, muscle_slight = RECRUITMENT["slight effort"]

    assert len(nerve.rates) < 4 < len(normal.rates) <= len(muscle.rates)
    assert min(nerve.rates) > 20  # Hz
    assert min(nerve_slight.rates) > max(normal_slight.rates)
    assert len(muscle_slight.rates) >= len(normal.rates)
    assert muscle.height < normal.height < nerve.height


def test_the_motor_unit_names_its_five_places_in_the_drawing_and_beside_it():
    html = render_figure("motor-unit")
    names = re.findall(r'<text class="\w+" [^>]+>(\w+)</text>', html)

    assert names == ["Neuron", "Root", "Nerve", "Junction", "Muscle"]
    assert all(name.casefold() in caption("motor-unit").casefold() for name in names)
