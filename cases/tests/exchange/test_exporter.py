"""Every case goes out in each format and comes back with all that the format carries."""

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from lxml import etree

from cases.models import Case, CaseVersion
from cases.tests.factory import make_version
from content.markdown import render_markdown
from knowledge.patterns import KEYS, Pattern, Stage

from ...exchange.detection import read_file
from ...exchange.exporter import export_cases, published_versions
from ...exchange.formats import EXPORTS
from ...exchange.importer import import_cases
from ...exchange.text.html_markdown import from_plain
from ...serializers import to_draft

pytestmark = pytest.mark.django_db
PROSE = (*Stage, "diagnosis", "at_once", "headline")


@pytest.fixture
def shipped(shipped):
    """What every shipped case says, by code."""
    return {version.case.code: to_draft(version) for version in published_versions()}


def sent(form):
    return b"".join(export_cases(published_versions(), form))


def emptied():
    """The same knowledge without a case."""
    CaseVersion.objects.update(look_alike_case=None)
    Case.objects.update(current=None)
    Case.quizzes.through.objects.all().delete()
    CaseVersion.objects.all().delete()
    Case.objects.all().delete()


def words(markdown):
    """What a text says on a page, without the space between its words."""
    return " ".join(render_markdown(markdown).split())


def as_read(draft):
    """All that a case says, prose as a page shows it."""
    says = draft.model_dump(mode="json", exclude={"import_note"})
    says.update({name: words(says[name]) for name in PROSE})
    says["against"] = {pattern: words(text) for pattern, text in says["against"].items()}
    says["look_alike"]["text"] = words(says["look_alike"]["text"])
    says["decides"] = sorted(says["decides"])
    return says


@pytest.mark.parametrize("form", ["json", "csv"])
def test_json_and_csv_lose_nothing_of_any_shipped_case(shipped, form):
    data = sent(form)
    emptied()

    result = import_cases(data)

    back = {version.case.code: to_draft(version) for version in CaseVersion.objects.all()}
    assert result.faults == []
    assert back == shipped


def test_json_gives_the_same_bytes_after_a_round_trip(shipped):
    data = sent("json")
    emptied()
    import_cases(data)

    assert b"".join(export_cases(CaseVersion.objects.all(), "json")) == data


@pytest.mark.parametrize("form", ["moodle", "gift", "qti3"])
def test_questions_carry_all_but_notes_and_examination_of_every_shipped_case(shipped, form):
    data = sent(form)
    emptied()

    result = import_cases(data)

    back = {draft.code: draft for draft in map(to_draft, CaseVersion.objects.all())}
    assert result.faults == []
    assert back.keys() == shipped.keys()
    for code, before in shipped.items():
        after = back[code]
        left = {"model_note": "", "reviewed_by": "", "results": {}, "traces": []}
        assert as_read(after) == {**as_read(before), **left}


def shown(form):
    """What learners get to see of each exported case before they answer, by code."""
    data = sent(form)
    if form == "qti3":
        package = zipfile.ZipFile(io.BytesIO(data))
        names = [name for name in package.namelist() if name.startswith("items/")]
        return {name[-9:-4]: name + hidden(package.read(name)) for name in names}
    items = read_file(data).items
    return {item.source: f"{item.title} {item.question.stem}" for item in items}


def hidden(xml):
    """An item without its key and its feedback: attributes, texts and all."""
    root = ElementTree.fromstring(xml)
    for part in ("response-declaration", "response-processing", "modal-feedback"):
        for node in root.findall(f"{ITEM}qti-{part}"):
            root.remove(node)
    for interaction in root.iter(f"{ITEM}qti-choice-interaction"):
        interaction.clear()
    return ElementTree.tostring(root, encoding="unicode")


def test_nothing_that_is_seen_before_the_answer_tells_pattern_disease_or_title_of_a_shipped_case(
    shipped,
):
    diseases = {
        version.case.code: version.disease
        for version in published_versions().select_related("case", "disease")
    }
    told = []
    for form in ("moodle", "gift", "qti3"):
        seen = shown(form)
        assert seen.keys() == shipped.keys()
        for code, text in seen.items():
            disease = diseases[code]
            words = (shipped[code].title, disease.pk, disease.name, *disease.synonyms, *Pattern)
            told += [
                (form, code, word)
                for word in words
                if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.I)
            ]

    assert told == []


@pytest.mark.parametrize("form", EXPORTS)
def test_a_to_draft_the_model_is_still_one_after_a_round_trip(form, settings):
    settings.ALLOW_SELF_APPROVAL = True
    author = User.objects.create_user("author")
    made = {
        "generated_at": datetime(2026, 5, 1, 12, 30, tzinfo=UTC),
        "stubs": {"history": "- Drooping lids"},
    }
    make_version(published=False, **made)
    data = b"".join(export_cases(CaseVersion.objects.all(), form))
    emptied()

    import_cases(data, by=author)

    back = CaseVersion.objects.get()
    assert back.generated_at == made["generated_at"]
    assert not back.may_be_approved_by(author)
    if form in ("json", "csv"):
        assert back.stubs == made["stubs"]
    else:
        assert "The model drafted it there" in back.import_note


@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_a_version_corrects_goes_with_it(form):
    make_version(change="clinical")
    data = sent(form)
    emptied()

    import_cases(data)

    assert CaseVersion.objects.get().change == "clinical"


@pytest.mark.parametrize("form", EXPORTS)
def test_what_went_out_is_no_double_when_it_comes_back_here(shipped, form):
    result = import_cases(sent(form))

    assert (len(result.new), len(result.doubles), result.faults) == (0, len(shipped), [])


@pytest.mark.parametrize("form", EXPORTS)
def test_the_format_of_an_export_is_recognised(form):
    make_version()

    assert read_file(sent(form)).kind == {"qti3": "qti"}.get(form, form)


def test_text_that_means_something_to_a_format_stays_text():
    hard = "Strength = 3~4 {of 5} # 1 & <b> \\ ::x:: ]]> “ä”"
    make_version(
        title=hard,
        history="a < b & c\n\n- one\n- *two*",
        headline="So: x = y",
        against_fatigable=hard,
    )

    for form in ("moodle", "gift", "qti3"):
        (item,) = read_file(sent(form)).items
        assert f"### This case\n\n{from_plain(hard)}" in item.question.general
        assert "a < b & c\n\n- one\n- *two*" in item.question.stem
        assert words(item.question.options[0].feedback) == words(hard)


@pytest.mark.parametrize("form", ["moodle", "qti3"])
def test_a_character_that_xml_cannot_hold_is_left_out(form):
    make_version(
        title="It\x0b \x01'tires\ufffe\"", history="He \x1bsees\uffff *double*\tat \U0001f634"
    )

    (item,) = read_file(sent(form)).items

    assert "It 'tires\"" in item.question.general
    assert "He sees *double* at \U0001f634" in item.question.stem


def test_drafts_that_lack_much_go_out_too():
    version = make_version(published=False, look_alike=None, headline="", history="", diagnosis="")

    for form in EXPORTS:
        assert b"".join(export_cases(CaseVersion.objects.filter(pk=version.pk), form))


@pytest.mark.parametrize("form", EXPORTS)
def test_an_export_asks_the_database_the_same_for_1_and_3(form, django_assert_num_queries):
    number = 4 if EXPORTS[form].asks else 3  # questions ask whether any key is something else
    make_version()
    with django_assert_num_queries(number):
        sent(form)
    make_version()
    make_version("outside")

    with django_assert_num_queries(number):
        sent(form)


def test_the_command_writes_all_or_those_named(tmp_path):
    first, _second = make_version(title="One"), make_version(title="Two")
    out, path = io.StringIO(), tmp_path / "cases.zip"

    call_command("export_cases", first.case.code, "--format", "gift", stdout=out)
    call_command("export_cases", "--format", "qti3", "--output", path)

    assert re.findall("^::(.*?)::", out.getvalue(), re.M) == [f"Case {first.case.code}"]
    assert len(zipfile.ZipFile(path).namelist()) == 3


def test_the_command_names_codes_that_are_not_published():
    draft = make_version(published=False)

    with pytest.raises(CommandError, match=f"There is no published case {draft.case.code}"):
        call_command("export_cases", draft.case.code, "--format", "json")


# What follows holds the exports to their formats: to schemas of what we write, and beyond them.

SCHEMAS = Path(__file__).parent / "data/schemas"
ITEM = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"
PACKAGE = "{http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1}"


def schema(name):
    return etree.RelaxNG(etree.parse(SCHEMAS / f"{name}.rng"))


def check(name, data):
    schema(name).assertValid(etree.fromstring(data))


def test_exports_of_all_shipped_cases_are_valid(shipped):
    package = zipfile.ZipFile(io.BytesIO(sent("qti3")))

    check("moodle", sent("moodle"))
    check("qti3_manifest", package.read("imsmanifest.xml"))
    for name in package.namelist()[:-1]:
        check("qti3_item", package.read(name))


def test_exports_of_drafts_and_of_all_that_markdown_can_say_are_valid():
    prose = (
        "# One\n\n> a *b* `c`\n\n1. d\n2. [e](https://e.org)\n\n- f\n    - g\n\n***\n\nh  \ni"
        ' <b>j</b> & "k"'
    )
    make_version(
        history=prose,
        examination=prose,
        diagnosis=prose,
        against_fatigable=prose,
        headline="**l** <m>",
    )
    make_version(
        published=False, look_alike=None, headline="", history="", diagnosis="", at_once=""
    )
    everything = CaseVersion.objects.all()
    package = zipfile.ZipFile(io.BytesIO(b"".join(export_cases(everything, "qti3"))))

    check("moodle", b"".join(export_cases(everything, "moodle")))
    for name in package.namelist():
        check("qti3_manifest" if name == "imsmanifest.xml" else "qti3_item", package.read(name))


@pytest.mark.parametrize(
    "name, form, old, new",
    [
        ("moodle", "moodle", "<hidden>0</hidden>", ""),
        ("moodle", "moodle", 'fraction="100"', 'fraction="all"'),
        ("qti3_item", "qti3", 'shuffle="false"', 'shuffle="no"'),
        ("qti3_item", "qti3", "<qti-content-body>", "<qti-content-body><img/>"),
        ("qti3_manifest", "qti3", "<organizations/>", ""),
    ],
)
def test_the_schemas_refuse_what_is_not_valid(name, form, old, new):
    make_version()
    data = sent(form)
    if form == "qti3":
        package = zipfile.ZipFile(io.BytesIO(data))
        data = package.read("imsmanifest.xml" if name == "qti3_manifest" else package.namelist()[0])

    assert not schema(name).validate(etree.fromstring(data.replace(old.encode(), new.encode())))


def test_a_moodle_question_has_one_right_answer_and_feedback_on_each(shipped):
    _category, *questions = ElementTree.fromstring(sent("moodle")).findall("question")

    assert len(questions) == len(shipped)
    for question in questions:
        answers = question.findall("answer")
        assert sorted(answer.get("fraction") for answer in answers) == ["0", "0", "0", "100"]
        assert [answer.findtext("text") for answer in answers] == [key.full_label for key in KEYS]
        of_patterns = answers[: len(Pattern)]
        assert all(answer.findtext("feedback/text") for answer in of_patterns)


def test_what_qti_items_refer_to_is_declared(shipped):
    package = zipfile.ZipFile(io.BytesIO(sent("qti3")))

    for name in (name for name in package.namelist() if name.startswith("items/")):
        root = ElementTree.fromstring(package.read(name))
        choices = [choice.get("identifier") for choice in root.iter(f"{ITEM}qti-simple-choice")]
        right = root.findtext(
            f"{ITEM}qti-response-declaration/{ITEM}qti-correct-response/{ITEM}qti-value"
        )
        outcomes = {node.get("identifier") for node in root.iter(f"{ITEM}qti-outcome-declaration")}
        used = {node.get("identifier") for node in root.iter(f"{ITEM}qti-set-outcome-value")}
        assert choices == list(KEYS)
        assert right in choices
        assert used == outcomes
        for feedback in root.iter(f"{ITEM}qti-modal-feedback"):
            assert feedback.get("outcome-identifier") in outcomes
            assert feedback.get("identifier") in {*choices, "general"}


def test_the_manifest_names_every_item_once_and_all_of_its_files_are_there(shipped):
    package = zipfile.ZipFile(io.BytesIO(sent("qti3")))

    root = ElementTree.fromstring(package.read("imsmanifest.xml"))

    resources = root[2].findall(f"{PACKAGE}resource")
    assert [resource.find(f"{PACKAGE}file").get("href") for resource in resources] == [
        r.get("href") for r in resources
    ]
    assert sorted(resource.get("href") for resource in resources) == sorted(package.namelist())[1:]
    assert len(resources) == len(shipped)


def test_the_same_cases_make_the_same_package():
    make_version()

    assert sent("qti3") == sent("qti3")
