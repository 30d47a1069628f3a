"""Cases of none of the three patterns on their way out and in."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.urls import reverse

from cases.models import Case, CaseVersion
from cases.tests.factory import make_version
from knowledge.patterns import OUTSIDE, Pattern
from knowledge.tests.factory import make_disease

from ...exchange.detection import read_file
from ...exchange.exporter import export_cases
from ...exchange.formats import EXPORTS
from ...exchange.importer import import_cases
from ...exchange.items import ImportFault
from ...exchange.mapping import KnownDisease, Vocabulary, map_item, wanted
from ...serializers import to_draft
from .known import KNOWN

QUESTIONS = [key for key, export in EXPORTS.items() if export.asks]
FOURTH = "Something else: none of the three patterns"
CORD = KnownDisease("dcm", "Degenerative cervical myelopathy", OUTSIDE)
STIFF = KnownDisease("stiff", "Polymyalgia rheumatica", OUTSIDE)
WITH_OUTSIDE = Vocabulary((*KNOWN.diseases, CORD, STIFF), KNOWN.findings)


def sent(form, versions=None):
    return b"".join(export_cases(versions or CaseVersion.objects.all(), form))


@pytest.fixture
def both(db):
    """A case of muscle and one outside, each the look-alike of the other; all the bank has."""
    cord = make_disease("outside", category="cord", name="Cord compression")
    outside = make_version("outside", disease=cord, headline="A level tells the cord.")
    muscle = make_version("myogenic", look_alike=cord, look_alike_case=outside.case)
    return outside, muscle


def emptied():
    """Keep the knowledge alone."""
    CaseVersion.objects.update(look_alike_case=None)
    Case.objects.update(current=None)
    CaseVersion.objects.all().delete()
    Case.objects.all().delete()


def drafts():
    """What each case says, but for where it came from."""
    return {
        version.case.code: to_draft(version).model_dump(exclude={"import_note"})
        for version in CaseVersion.objects.all()
    }


@pytest.mark.parametrize("form", EXPORTS)
def test_a_case_of_none_of_the_three_comes_back_as_it_went_out(both, form):
    before = drafts()
    data = sent(form)
    emptied()

    result = import_cases(data)

    assert result.faults == []
    assert drafts() == before
    assert {version.pattern for version in CaseVersion.objects.all()} == {OUTSIDE, "myogenic"}


def answers(form, data):
    """The words of the answers of each question of a file."""
    return [[option.text for option in item.question.options] for item in read_file(data).items]


@pytest.mark.parametrize("form", QUESTIONS)
def test_every_question_of_a_file_offers_something_else_if_it_is_the_answer_of_one(both, form):
    labels = [pattern.full_label for pattern in Pattern]

    assert answers(form, sent(form)) == [[*labels, FOURTH]] * 2
    muscle_alone = CaseVersion.objects.filter(pk=both[1].pk)
    assert answers(form, sent(form, muscle_alone)) == [labels]


@pytest.mark.parametrize("form", QUESTIONS)
def test_all_three_arguments_go_out_and_the_fourth_answer_says_nothing_of_a_pattern(both, form):
    feedback = {
        item.source: [option.feedback for option in item.question.options]
        for item in read_file(sent(form)).items
    }

    outside, muscle = (
        next(said for source, said in feedback.items() if version.case.code in source)
        for version in both
    )
    assert outside == [
        *(f"What speaks against {pattern}." for pattern in Pattern),
        "A level tells the cord.",
    ]
    assert (muscle[2], muscle[3]) == ("What was true.", "")


def test_a_package_declares_the_fourth_answer_and_which_is_right(both):
    package = zipfile.ZipFile(io.BytesIO(sent("qti3")))
    item = ElementTree.fromstring(package.read(f"items/case-{both[0].case.code}.xml"))
    namespace = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"

    choices = [node.get("identifier") for node in item.iter(f"{namespace}qti-simple-choice")]
    assert choices == [*Pattern, "outside"]
    assert item.find(f".//{namespace}qti-correct-response/{namespace}qti-value").text == "outside"


def gift(*wrong, right, tags=""):
    wrong = "".join(f"~{text}" for text in wrong)
    return f"// {tags}\n::Q::A man, aged 61, has stiff legs.{{={right}{wrong}}}\n\n".encode()


def settled(data, known=WITH_OUTSIDE, **mapping):
    """What becomes of the one question of a file: a draft, or the words of its fault."""
    (item,) = read_file(data).items
    outcome = map_item("gift", item, known, mapping)
    return str(outcome) if isinstance(outcome, ImportFault) else outcome.draft


SOUNDING = [
    "None of these",
    "None of the above",
    "Something else",
    "Upper motor neuron",
    "Spinal cord",
    "Brainstem",
    "A stroke",
    "Disuse",
    "Parkinsonism",
]


@pytest.mark.parametrize("words", SOUNDING)
def test_words_for_something_else_are_refused_until_somebody_maps_them(words):
    data = gift("Neurogenic", "Myogenic", right=words)
    folded = words.casefold()
    (item,) = read_file(data).items

    refused = settled(data)
    draft = settled(data, **{folded: "outside"})

    assert f"has answers that are none of the three patterns: “{words}”" in refused
    assert wanted([item], WITH_OUTSIDE, {}).maybe_outside == {folded}
    assert draft.disease in ("dcm", "stiff")
    assert set(draft.against) == set(Pattern)
    assert "stands in for what is none of the three. Choose the right one." in draft.import_note


@pytest.mark.parametrize(
    "words",
    [
        "Upper and lower motor neuron",
        "Motor neurons of the spinal cord",
        "A myelopathy or a myopathy",
        "Neither",
        "Paris",
    ],
)
def test_words_that_name_a_pattern_or_nothing_do_not_sound_like_something_else(words):
    (item,) = read_file(gift("Myogenic", right=words)).items

    assert wanted([item], WITH_OUTSIDE, {}).maybe_outside == set()


def test_words_of_nerve_beside_the_cord_are_nerve_as_before():
    assert settled(gift("Myogenic", right="Motor neurons of the spinal cord")).disease == "als"


def test_a_disease_of_none_of_the_three_is_known_by_its_name():
    draft = settled(gift("Neurogenic", "Myogenic", right="Polymyalgia rheumatica"))

    assert draft.disease == "stiff"


def test_the_tag_says_which_disease_something_else_is():
    draft = settled(
        gift("Neurogenic", right=FOURTH.replace(":", "\\:"), tags="[tag:disease:stiff]")
    )

    assert draft.disease == "stiff"
    assert "stands in" not in draft.import_note


def test_a_tag_of_a_pattern_is_not_taken_for_something_else():
    draft = settled(
        gift("Neurogenic", right="Spinal cord", tags="[tag:disease:als]"),
        **{"spinal cord": "outside"},
    )

    assert draft.disease == "dcm"
    assert "named there, als, is not of the right answer's kind" in draft.import_note


def test_something_else_needs_a_disease_of_the_bank():
    fault = settled(gift("Neurogenic", right="Spinal cord"), KNOWN, **{"spinal cord": "outside"})

    assert "needs a disease that is none of the three patterns, and there is none here" in fault


def test_something_else_is_the_right_answer_once():
    fault = settled(
        gift("Neurogenic", "None of these", right="Spinal cord"),
        **{"spinal cord": "outside", "none of these": "outside"},
    )

    assert "has a wrong answer that is none of the three patterns, as the right one is" in fault


def test_feedback_on_a_wrong_answer_that_is_something_else_goes_to_the_note():
    draft = settled(
        gift("Neurogenic", "None of these#There is no level.", right="Myogenic"),
        **{"none of these": "outside"},
    )

    assert draft.disease == "dm1"
    assert "Feedback there on “None of these”: There is no level." in draft.import_note
    assert "Wrong answers there" not in draft.import_note


def test_all_bad_questions_of_a_file_are_told_at_once_beside_what_was_mapped(db):
    make_disease("outside", name="Cord compression")
    data = b"\n".join(
        [
            gift("Neurogenic", right="None of these"),
            gift("Neurogenic", right="Paris"),
            gift("Neurogenic", right="Upper motor neuron"),
        ]
    )

    result = import_cases(data, mapping={"none of these": "outside"}, dry_run=True)

    assert [row.disease.pattern for row in result.rows] == [OUTSIDE]
    assert [re.search("“([^”]+)”$", fault.message)[1] for fault in result.faults] == [
        "Paris",
        "Upper motor neuron",
    ]


def test_the_page_offers_the_fourth_meaning_and_says_when_words_sound_like_it(
    client, sign_in, both
):
    sign_in("author")
    file = io.BytesIO(gift("Neurogenic", right="None of these"))
    file.name = "cases.gift"

    page = client.post(reverse("admin:cases_caseversion_import"), {"file": file, "kind": ""})
    form = page.context["mapping"]
    data = {"token": form.initial["token"], "kind": "gift", "word-0": "outside", "_import": "1"}
    client.post(reverse("admin:cases_caseversion_import"), data)

    assert "choose “Something else”; as a right answer it needs their disease" in (
        page.content.decode()
    )
    assert CaseVersion.objects.get(published_at=None).disease == both[0].disease


def test_the_command_takes_the_fourth_meaning_and_says_how_to_give_it(both, tmp_path):
    path = tmp_path / "cases.gift"
    path.write_bytes(gift("Neurogenic", right="None of these") + gift("Nerve", right="Muscle"))
    out, err = io.StringIO(), io.StringIO()

    call_command("import_cases", path, "--dry-run", stdout=out, stderr=err)
    call_command("import_cases", path, "--map", "None of these=outside", stdout=out, stderr=err)

    assert 'such as "none of these=outside" for none of the three' in out.getvalue()
    assert CaseVersion.objects.filter(published_at=None, disease__pattern="outside").exists()
