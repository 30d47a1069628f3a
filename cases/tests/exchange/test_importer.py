"""Items become drafts, each once, with what could not be taken over listed on them."""

import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from cases.models import Case, CaseVersion
from cases.tests.factory import make_version
from knowledge.models.examination import Investigation, Manoeuvre
from knowledge.tests.factory import make_disease, make_finding

from ...exchange.importer import import_cases

pytestmark = pytest.mark.django_db
GIFT = "::{}::A woman, aged 31. {{=myogenic#Muscle. ~neurogenic#No. ~fatigable}}\n\n"


@pytest.fixture(autouse=True)
def diseases():
    return [
        make_disease(pattern, id=pattern[:3]) for pattern in ("fatigable", "neurogenic", "myogenic")
    ]


def gift(*titles):
    return "".join(map(GIFT.format, titles)).encode()


def own(**says):
    return json.dumps(
        {"cases": [{"title": "A", "disease": "myo", "age": 40, "sex": "male", **says}]}
    ).encode()


def counts(result):
    return len(result.new), len(result.doubles), len(result.faults)


def test_an_item_becomes_a_draft_with_its_note():
    result = import_cases(gift("Stairs"))

    version = CaseVersion.objects.get()
    assert [row.version for row in result.rows] == [version]
    assert version.is_draft
    assert (version.title, version.disease_id, version.age, version.sex) == (
        "Stairs",
        "myo",
        31,
        "female",
    )
    assert (version.headline, version.against_neurogenic) == ("Muscle.", "No.")
    assert version.history_html == "<p>A woman, aged 31.</p>"
    assert "stands in for its pattern" in version.import_note


def test_a_draft_is_not_published_before_its_note_is_settled():
    import_cases(gift("Stairs"))

    assert CaseVersion.objects.get().missing()["import_note"] == [
        "Settle what the import could not take over, then empty this note."
    ]


def test_importing_twice_makes_no_doubles():
    import_cases(gift("A", "B"))

    again = import_cases(gift("B", "A", "C"))

    assert counts(again) == (1, 2, 0)
    assert sorted(CaseVersion.objects.values_list("title", flat=True)) == ["A", "B", "C"]


def test_an_item_that_stands_twice_in_a_file_comes_in_once():
    result = import_cases(gift("A", "A"))

    assert counts(result) == (1, 0, 1)
    assert str(result.faults[0]) == "line 3: “A” stands in the file twice: the first was taken"


def test_a_new_version_of_an_imported_case_is_no_double_of_it():
    import_cases(gift("A"))
    version = CaseVersion.objects.get()

    copy = version.new_version()

    assert copy.origin is None
    assert counts(import_cases(gift("A"))) == (0, 1, 0)


def test_a_dry_run_stores_nothing_and_shows_all():
    result = import_cases(gift("A") + b"::Bad::Who? {=Erb}", dry_run=True)

    assert counts(result) == (1, 0, 1)
    assert not result.written
    assert not Case.objects.exists()


@pytest.mark.parametrize("strict, stored", [(False, 1), (True, 0)])
def test_a_bad_item_spoils_the_good_ones_only_if_strict(strict, stored):
    result = import_cases(gift("A") + b"::Bad::Who? {=Erb}", strict=strict)

    assert [result.written, CaseVersion.objects.count()] == [not strict, stored]
    assert Case.objects.count() == stored
    assert len(result.faults) == 1


def test_faults_are_listed_in_the_order_of_the_file():
    result = import_cases(b"::A::A {=Erb ~Gowers}\n\n" * 6 + b"::B::Who? {=Erb}", dry_run=True)

    assert [fault.where for fault in result.faults] == [
        f"line {number}" for number in range(1, 14, 2)
    ]


def test_answers_are_mapped_by_hand():
    text = b"::A::A man. {=Erb's disease ~Gowers' disease ~Other}"
    meant = {"erb's disease": "myo", "gowers' disease": "neurogenic", "other": "leave out"}

    refused, taken = import_cases(text, dry_run=True), import_cases(text, mapping=meant)

    assert refused.words.options == dict.fromkeys(meant, "")
    assert counts(refused) == (0, 0, 1)
    assert counts(taken) == (1, 0, 0)
    assert "Answers left out: “Other”." in CaseVersion.objects.get().import_note


def test_a_mapping_to_what_does_not_exist_is_a_fault():
    assert counts(import_cases(gift("A"), mapping={"myogenic": "nothing"})) == (0, 0, 1)


def test_our_own_json_brings_a_new_version_of_a_case_that_is_here():
    version = make_version(title="Before")

    first = import_cases(own(code=version.case.code))
    second = import_cases(own(code=version.case.code, age=41))

    assert [v.number for v in version.case.versions.all()] == [1, 2]
    assert counts(first) == (1, 0, 0)
    assert str(second.faults[0]).endswith("has a draft already: publish or delete it first")
    assert Case.objects.get(code=version.case.code).current == version


def test_a_text_that_would_take_long_to_render_is_a_fault_of_its_item():
    result = import_cases(own(history="[" * 501))

    assert "holds more than 500 of the signs [ or <" in str(result.faults[0])


def test_a_text_that_cannot_be_rendered_is_a_fault_of_its_item(monkeypatch):
    def refuse(text):
        raise ValidationError("Nested too deeply.")

    monkeypatch.setattr("cases.models.version.render_markdown", refuse)

    result = import_cases(own())

    assert [str(fault) for fault in result.faults] == [
        "cases[0]: “A” history: Nested too deeply.; examination: Nested too deeply.; tests: Nested"
        " too deeply."
    ]
    assert not Case.objects.exists()


def test_a_look_alike_case_is_linked_or_noted():
    twin = make_version().case
    import_cases(own(title="A", look_alike={"case": twin.code}))
    import_cases(own(title="B", look_alike={"case": "zzzzz"}))

    linked, noted = CaseVersion.objects.filter(published_at=None).order_by("title")
    assert linked.look_alike_case == twin
    assert noted.import_note.strip() == "The case of the look-alike, zzzzz, is not here."


def test_terms_become_coded_findings():
    make_finding(id="droop", group="exam", hpo="HP:0000508")
    make_finding(id="twitch", group="exam", hpo="HP:0002380", hpo_also_accepted=["HP:0003394"])
    packet = {
        "id": "p",
        "phenotypicFeatures": [
            {"type": {"id": "HP:0000508"}, "excluded": True},
            {"type": {"id": "HP:0003394", "label": "Cramps"}},
        ],
        "diseases": [{"term": {"id": "neu"}}],
    }

    import_cases(json.dumps(packet).encode())

    coded = CaseVersion.objects.get().case_findings.values_list("finding_id", "stage", "present")
    assert sorted(coded) == [("droop", "examination", False), ("twitch", "examination", True)]


def test_reading_asks_the_database_the_same_for_many_items(django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        import_cases(gift(*map(str, range(30))), dry_run=True)


def test_the_command_shows_a_table_and_lists_faults(tmp_path, capsys):
    path = tmp_path / "bank.txt"
    path.write_bytes(gift("Stairs") + b"::Bad::Who? {=Erb}\n\n::Far::A man {=Erb ~Gowers}")

    call_command("import_cases", path, "--dry-run")

    out, err = capsys.readouterr()
    assert "line 1                   myogenic    myo                Stairs" in out
    assert "would come in" in out
    assert 'Not known: "gowers". Say what it means with --map "gowers=..."' in out
    assert out.endswith("Would come in: 1. Already here: 0. Faults: 2.\n")
    assert "bank.txt: line 3: “Bad” is a short-answer question: only choices become cases" in err
    assert not Case.objects.exists()


def test_the_command_stores_and_maps(tmp_path):
    path = tmp_path / "bank.txt"
    path.write_text("::Far::A man {=Erb ~Gowers}")

    call_command(
        "import_cases", path, "--map", "Erb=neurogenic", "--map", "Gowers=myo", stdout=io.StringIO()
    )

    assert CaseVersion.objects.get().disease_id == "neu"


def test_the_strict_command_fails_and_stores_nothing(tmp_path):
    path = tmp_path / "bank.txt"
    path.write_bytes(gift("A") + b"::Bad::Who? {=Erb}")

    with pytest.raises(CommandError, match="Nothing was stored, because there are faults"):
        call_command("import_cases", path, "--strict", stdout=io.StringIO(), stderr=io.StringIO())

    assert not Case.objects.exists()


def test_the_command_fails_where_nothing_comes_in(tmp_path):
    path = tmp_path / "bank.txt"
    path.write_text("::Bad::Who? {=Erb}")

    with pytest.raises(CommandError, match="Nothing came in"):
        call_command("import_cases", path, stdout=io.StringIO(), stderr=io.StringIO())


def test_the_command_refuses_what_is_too_large_or_not_there(tmp_path, settings):
    settings.IMPORT_LIMIT_MB = 1
    path = tmp_path / "large"
    path.write_bytes(b"x" * 1_000_001)

    with pytest.raises(CommandError, match="large is larger than 1 MB"):
        call_command("import_cases", path)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_cases", tmp_path / "none")


def test_the_vignettes_of_a_matching_question_share_one_fault():
    result = import_cases(
        b"::M::Match.{\n=Lids -> junction\n=Hips -> muscle\n= -> Paris\n}", dry_run=True
    )

    assert [str(fault) for fault in result.faults] == [
        "line 1: “M” has answers that are none of the three patterns: “Paris”"
    ]
    assert result.words.options == {"junction": "fatigable", "muscle": "myogenic", "paris": ""}


def test_an_answer_without_words_cannot_be_mapped():
    result = import_cases(b"::Q::A man. {=muscle ~%50%#Empty.}", dry_run=True)

    assert "has an answer without words" in str(result.faults[0])
    assert "" not in result.words.options


def test_the_command_refuses_a_folder(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        call_command("import_cases", tmp_path)


def test_the_drafts_of_a_matching_question_are_numbered():
    import_cases(b"::M::Match.{\n=Lids -> junction\n=Hips -> muscle\n=Hands -> nerve\n}")

    assert list(CaseVersion.objects.order_by("pk").values_list("title", flat=True)) == [
        "M, 1",
        "M, 2",
        "M, 3",
    ]


def test_who_reviewed_a_case_is_taken_from_a_file_of_a_reviewer_only(sign_in):
    seen = []
    for role in ("author", "reviewer"):
        import_cases(own(title=role, reviewed_by="Prof. Fake"), by=sign_in(role))
        version = CaseVersion.objects.get(title=role)
        seen.append((version.reviewed_by, "reviewed by Prof. Fake" in version.import_note))

    assert seen == [("", True), ("Prof. Fake", False)]


def test_results_of_known_manoeuvres_and_tests_come_in_and_others_hold_up_no_case():
    Manoeuvre.objects.create(id="grip", name="Grip", group="arms", seconds=5)
    Investigation.objects.create(id="ck", name="CK", group="blood")
    results = {"grip": "Opens at once.", "ck": "90 U/L.", "palm_reading": "Long."}

    result = import_cases(own(results=results))

    version = CaseVersion.objects.get()
    assert result.faults == []
    assert version.results == {"grip": "Opens at once.", "ck": "90 U/L."}
    assert "palm_reading" in version.import_note
