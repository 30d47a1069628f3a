"""The body map: its words, its outlines, its figure."""

import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from cases.models import CaseVersion
from knowledge.body_map.outlines import BACK, ENLARGED_HEAD, FRONT, mirrored
from knowledge.patterns import Stage

from ..body_map.regions import HEAD, MIDLINE, SIDED, STATES, body_sentence, drawn, name

EVERY_PLACE = [f"{side} {region}" for region in SIDED for side in ("right", "left")] + list(MIDLINE)


def render(body, stages=tuple(Stage)):
    context = Context({"version": CaseVersion(body=body), "stages": stages})
    return Template("{% load case_tags %}{% body_map version stages %}").render(context)


def figure_of(**states):
    """The figure of a body with these states on examination."""
    return ElementTree.fromstring(render({"examination": states}))


def regions(figure, view):
    """Titles of the regions in a view, each with the id of its fill or nothing."""
    group = next(group for group in figure.iter("g") if group.findall("text")[-1].text == view)
    return {
        path.find("title").text: path.get("fill", "")[5:-1]
        for path in group
        if path.find("title") is not None
    }


def views(figure):
    return [group.findall("text")[-1].text for group in figure.iter("g")]


def test_drawn_gathers_the_states_of_the_stages_seen_so_far():
    body = {
        "history": {"numb": ["right hand"]},
        "examination": {"weak": ["both hands"], "wasted": ["right hand"]},
        "tests": {"tires": ["jaw"]},
    }

    shown = drawn(body, [Stage.HISTORY, Stage.EXAMINATION])

    assert shown == {"right hand": ("wasted", "weak", "numb"), "left hand": ("weak",)}


def test_drawn_refuses_a_place_that_the_map_lacks():
    with pytest.raises(ValueError, match='"left elbow" is no place'):
        drawn({"history": {"weak": ["left elbow"]}}, [Stage.HISTORY])


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("jaw", "jaw"),
        ("lower_back", "lower back"),
        ("left shoulder_blade", "left shoulder blade"),
        ("right back_of_thigh", "back of right thigh"),
        ("both hand", "both hands"),
        ("both foot", "both feet"),
        ("both calf", "both calves"),
        ("both shoulder_blade", "both shoulder blades"),
        ("both back_of_thigh", "backs of both thighs"),
    ],
)
def test_name_says_a_place_as_people_do(place, said):
    assert name(place) == said


def test_sentence_says_each_state_once_and_joins_the_sides():
    shown = drawn(
        {
            "examination": {
                "weak": ["right forearm", "face", "left forearm", "left hand"],
                "wasted": ["right hand"],
                "numb": ["both feet"],
            }
        },
        [Stage.EXAMINATION],
    )

    assert (
        body_sentence(shown)
        == "Wasted: right hand. Weak: both forearms, face and left hand. Numb: both feet."
    )


def test_sentence_of_an_empty_map_is_empty():
    assert body_sentence({}) == ""


def test_every_place_of_the_map_is_drawn_somewhere():
    shown = {place for view in (ENLARGED_HEAD, FRONT, BACK) for place, _ in view.places()}

    assert set(EVERY_PLACE) - shown == set()


def test_the_enlarged_head_draws_all_that_is_too_small_on_the_body():
    shown = {place.split()[-1] for place, _ in ENLARGED_HEAD.places()}

    assert set(HEAD) - shown == set()


def test_mirrored_turns_a_path_round_the_midline():
    assert mirrored("M10,20c-1,2 3,-4 0,5z") == "M-10,20c1,2 -3,-4 -0,5z"


@pytest.mark.parametrize(
    ("view", "on_viewers_left"), [(ENLARGED_HEAD, "right"), (FRONT, "right"), (BACK, "left")]
)
def test_right_and_left_are_the_persons_own(view, on_viewers_left):
    starts = {
        place: int(re.match(r"M(-?\d+)", path)[1]) for place, path in view.places() if " " in place
    }

    assert {place.split()[0] for place, start in starts.items() if start < 0} == {on_viewers_left}
    assert {place.split()[0] for place, start in starts.items() if start > 0} == {
        "right",
        "left",
    } - {on_viewers_left}


@pytest.mark.parametrize("view", ["front", "back"])
def test_body_map_draws_a_wasted_right_hand_in_both_views(view):
    figure = figure_of(wasted=["right hand"])

    shown = regions(figure, view)

    assert shown["right hand: wasted"] in {pattern.get("id") for pattern in figure.iter("pattern")}
    assert shown["left hand"] == ""


def test_body_map_shows_calf_and_back_of_thigh_from_behind_alone():
    figure = figure_of(weak=["left calf", "right back_of_thigh"])

    weak = {
        view: [title for title in regions(figure, view) if "weak" in title]
        for view in views(figure)
    }

    assert weak == {"front": [], "back": ["left calf: weak", "back of right thigh: weak"]}


def test_body_map_gives_each_mix_of_states_a_fill_and_a_line_in_the_legend():
    figure = figure_of(wasted=["right hand"], weak=["right hand", "left hand"])

    front = regions(figure, "front")

    assert front["right hand: wasted, weak"] != front["left hand: weak"]
    assert ["".join(item.itertext()) for item in figure.iter("li")] == ["wasted, weak", "weak"]


@pytest.mark.parametrize("place", ["right eye", "face", "jaw", "tongue", "throat"])
def test_body_map_enlarges_the_head_for_what_is_small(place):
    figure = figure_of(tires=[place])

    assert views(figure) == ["head", "front", "back"]
    assert f"{place}: tires" in regions(figure, "head")


def test_body_map_leaves_the_enlarged_head_out_when_it_says_nothing():
    assert views(figure_of(weak=["neck", "both shoulders"])) == ["front", "back"]


def test_body_map_has_its_sentence_as_caption_and_as_the_name_of_the_image():
    figure = figure_of(weak=["both forearms"])

    image, caption = figure.find("svg"), figure.find("figcaption")

    assert (image.get("role"), image.get("aria-labelledby")) == ("img", caption.get("id"))
    assert caption.text == "Weak: both forearms."


@pytest.mark.parametrize("body", [{}, {"history": {"weak": []}}, {"tests": {"weak": ["jaw"]}}])
def test_body_map_draws_nothing_while_there_is_nothing_to_show(body):
    assert render(body, [Stage.HISTORY]).strip() == ""


def test_two_body_maps_on_a_page_share_no_id():
    page = render({"history": {"weak": ["jaw"]}}) + render({"history": {"weak": ["face"]}})

    ids = re.findall(r' id="([^"]+)"', page)

    assert len(ids) == len(set(ids)) == 4


def test_body_map_of_all_states_everywhere_is_small_and_keeps_to_the_content_policy():
    html = render({"history": dict.fromkeys(STATES, EVERY_PLACE)})

    assert len(html.encode()) < 14_000
    assert re.findall(r"<style|style=|<script|\son\w+=", html) == []
