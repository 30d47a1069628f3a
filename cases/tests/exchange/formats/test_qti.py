"""QTI 2.1 and 3.0: items and packages as the specification's examples show them."""

import zipfile
from io import BytesIO

import pytest

from cases.tests.exchange.known import faults, items, settled

from ....exchange.detection import read_file

CHOICE_21 = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="choice" title="Unattended lids"
    adaptive="false" timeDependent="false">
  <responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
    <correctResponse><value>ChoiceA</value></correctResponse>
    <mapping defaultValue="0">
      <mapEntry mapKey="ChoiceA" mappedValue="2"/><mapEntry mapKey="ChoiceB" mappedValue="1"/></mapping>
  </responseDeclaration>
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
  <itemBody>
    <p>A <em>woman</em> of 25, aged 25.</p><p><img src="images/sign.png" alt="Lids"/></p>
    <choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1">
      <prompt>What fails?</prompt>
      <simpleChoice identifier="ChoiceA">The junction
        <feedbackInline outcomeIdentifier="FEEDBACK" identifier="ChoiceA" showHide="show">Use tires
          it.</feedbackInline></simpleChoice>
      <simpleChoice identifier="ChoiceB">The nerve</simpleChoice>
      <simpleChoice identifier="ChoiceC">The muscle</simpleChoice>
    </choiceInteraction>
  </itemBody>
  <responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>
  <modalFeedback outcomeIdentifier="FEEDBACK" showHide="show" identifier="ChoiceB">Reflexes are kept.</modalFeedback>
  <modalFeedback outcomeIdentifier="FEEDBACK" showHide="show" identifier="all">Myasthenia gravis.</modalFeedback>
</assessmentItem>"""
MATCH_3 = """<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="m" title="Two patients"
  time-dependent="false">
  <qti-response-declaration identifier="R" cardinality="multiple" base-type="directedPair">
    <qti-correct-response><qti-value>A n</qti-value><qti-value>B f</qti-value></qti-correct-response>
  </qti-response-declaration>
  <qti-item-body>
    <qti-match-interaction response-identifier="R" max-associations="2">
      <qti-prompt>Match them.</qti-prompt>
      <qti-simple-match-set>
        <qti-simple-associable-choice identifier="A" match-max="1">A man with a wasted,
          twitching hand.</qti-simple-associable-choice>
        <qti-simple-associable-choice identifier="B" match-max="1">A girl whose lids
          fall by evening.</qti-simple-associable-choice>
      </qti-simple-match-set>
      <qti-simple-match-set>
        <qti-simple-associable-choice identifier="f" match-max="2">fatigable</qti-simple-associable-choice>
        <qti-simple-associable-choice identifier="n" match-max="2">neurogenic</qti-simple-associable-choice>
        <qti-simple-associable-choice identifier="m" match-max="2">myogenic</qti-simple-associable-choice>
      </qti-simple-match-set>
    </qti-match-interaction>
  </qti-item-body>
</qti-assessment-item>"""
MANIFEST = """<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="M"><organizations/><resources>
{}</resources></manifest>"""


def package(files, hrefs):
    resources = "\n".join(
        f'<resource identifier="r" type="imsqti_item_xmlv2p1" href="{href}"/>' for href in hrefs
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"imsmanifest.xml": MANIFEST.format(resources), **files}.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_a_choice_of_version_2_1_becomes_a_case():
    (draft,) = settled(CHOICE_21)

    assert (draft.title, draft.disease, draft.age, draft.sex) == (
        "Unattended lids",
        "mg",
        25,
        "female",
    )
    assert draft.history == "A *woman* of 25, aged 25.\n\nWhat fails?"
    assert (draft.headline, draft.against["neurogenic"], draft.diagnosis) == (
        "Use tires it.",
        "Reflexes are kept.",
        "Myasthenia gravis.",
    )
    assert (
        "Pictures and other files were left out: sign.png.\nSaid of pictures there: “Lids”."
        in draft.import_note
    )


def test_a_choice_without_a_right_response_is_read_from_its_marks():
    without = CHOICE_21.replace("<correctResponse><value>ChoiceA</value></correctResponse>", "")

    (item,) = items(without)

    assert [option.credit for option in item.question.options] == [1, 0.5, 0]


def test_each_pair_of_a_match_of_version_3_becomes_a_case():
    drafts = settled(MATCH_3)

    assert [(draft.history, draft.disease) for draft in drafts] == [
        ("A man with a wasted, twitching hand.", "als"),
        ("A girl whose lids fall by evening.", "mg"),
    ]
    assert [item.source for item in items(MATCH_3)] == ["m/1", "m/2"]


def test_a_package_is_read_item_by_item_and_a_bad_one_leaves_the_others():
    files = {"a/one.xml": CHOICE_21, "two.xml": "<assessmentItem><broken", "three.xml": MATCH_3}

    found = read_file(
        package(files, ["a/one.xml", "two.xml", "none.xml", "../../etc/passwd", "three.xml"])
    )

    assert [item.where for item in found.items] == [
        "a/one.xml, line 2",
        "three.xml, line 2",
        "three.xml, line 2",
    ]
    assert [fault.where for fault in found.faults] == [
        "two.xml, line 1",
        "none.xml",
        "imsmanifest.xml, line 5",
    ]
    assert found.faults[2].message == "leads outside the package: '../../etc/passwd'"


def test_a_package_within_a_folder_and_names_with_spaces_are_found():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        manifest = MANIFEST.format(
            '<resource identifier="r" type="imsqti_item_xmlv3p0" href="an%20item.xml"/>'
        )
        archive.writestr("bank/imsmanifest.xml", manifest)
        archive.writestr("bank/an item.xml", CHOICE_21)

    assert [item.where for item in items(out.getvalue())] == ["bank/an item.xml, line 2"]


def test_version_1_2_is_named():
    assert "is QTI 1.2, which is not read" in faults("<questestinterop/>")[0]


@pytest.mark.parametrize(
    "interaction, reason",
    [
        ("<textEntryInteraction responseIdentifier='R'/>", "is a text entry: only choices"),
        ("<choiceInteraction/><choiceInteraction/>", "asks 2 things at once"),
        ("<p>Words.</p>", "asks nothing: only choices become cases"),
        ("<choiceInteraction responseIdentifier='R'/>", "declares no response for its question"),
    ],
)
def test_other_items_are_refused_by_name(interaction, reason):
    (fault,) = faults(
        f"<assessmentItem title='Q'><itemBody>{interaction}</itemBody></assessmentItem>"
    )

    assert fault.startswith(f"line 1: “Q” {reason}")


def test_a_zip_without_a_manifest_is_no_package():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.xml", CHOICE_21)

    assert faults(out.getvalue()) == [
        "the file: is a zip file of one file, a.xml: unpack it and send that"
    ]


def test_vignettes_of_one_answer_are_all_read_whichever_side_they_stand_on():
    turned = (
        MATCH_3.replace("A n</qti-value><qti-value>B f", "f A</qti-value><qti-value>f B")
        .replace("<qti-simple-match-set>", "<!-- -->", 1)
        .replace("</qti-simple-match-set>", "", 1)
    )
    vignettes = turned[turned.index("<!-- -->") : turned.rindex("<qti-simple-match-set>")]
    turned = turned.replace(vignettes, "").replace(
        "</qti-match-interaction>",
        f"<qti-simple-match-set>{vignettes}</qti-simple-match-set></qti-match-interaction>",
    )

    assert [draft.disease for draft in settled(turned)] == ["mg", "mg"]


def test_all_feedback_on_a_choice_is_kept_and_that_on_wrong_answers_is_noted():
    block = (
        '<feedbackBlock outcomeIdentifier="FEEDBACK" identifier="{}"'
        ' showHide="{}"><p>{}</p></feedbackBlock>'
    )
    blocks = "".join(
        block.format(*told)
        for told in [
            ("ChoiceB", "show", "Sensation is kept."),
            ("ChoiceA", "hide", "Not quite."),
            ("incorrect", "show", "Read again."),
        ]
    )

    (item,) = items(CHOICE_21.replace("</itemBody>", f"{blocks}</itemBody>"))

    assert [option.feedback for option in item.question.options] == [
        "Use tires it.",
        "Sensation is kept.\n\nReflexes are kept.",
        "",
    ]
    assert item.question.general == "Myasthenia gravis."
    assert item.notes[:2] == (
        "Feedback there on a wrong answer: Not quite.",
        "Feedback there on a wrong answer: Read again.",
    )


def test_part_marks_stay_beside_a_right_response():
    (item,) = items(CHOICE_21)

    assert [option.credit for option in item.question.options] == [1, 0.5, 0]


def test_key_words_of_the_manifest_are_facts_of_the_item():
    words = "".join(
        f"<keyword><string>{word}</string></keyword>"
        for word in ("age:52", "history:diplopia", "exam 3")
    )
    metadata = (
        "<metadata><lom"
        f' xmlns="http://ltsc.ieee.org/xsd/LOM"><general>{words}</general></lom></metadata>'
    )
    resource = (
        f'<resource type="imsqti_apipitem_xmlv2p1" href="a.xml">{metadata}<file'
        ' href="a.xml"/></resource>'
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("imsmanifest.xml", MANIFEST.format(resource))
        archive.writestr("a.xml", CHOICE_21)

    (item,) = items(out.getvalue())

    assert (item.draft.age, item.draft.findings["history"].present) == (52, ["diplopia"])
    assert "Label or key words there: exam 3" in item.notes


def test_a_package_of_version_1_2_is_named():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "imsmanifest.xml", MANIFEST.format('<resource type="imsqti_xmlv1p2" href="a.xml"/>')
        )

    assert faults(out.getvalue()) == [
        "imsmanifest.xml: is QTI 1.2, which is not read: export it as QTI 2.1 or 3.0"
    ]


def test_shared_texts_are_noted():
    shared = '<assessmentStimulusRef identifier="s" href="shared/lids.xml" title="Lids"/><itemBody>'

    (item,) = items(CHOICE_21.replace("<itemBody>", shared))

    assert "Shared texts were left out: shared/lids.xml." in item.notes


TEST = (
    '<assessmentTest identifier="t" title="t"><assessmentItemRef identifier="i"'
    ' href="{}"/></assessmentTest>'
)
NAMES_NOTHING = '<assessmentTest identifier="t" title="t"/>'


def packed(resources, **files):
    manifest = MANIFEST.format(resources)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in {"imsmanifest.xml": manifest, **files}.items():
            archive.writestr(name, text)
    return out.getvalue()


def resource(kind, href, inner="", more=""):
    return f'<resource identifier="{href}" type="{kind}" href="{href}" {more}>{inner}</resource>'


@pytest.mark.parametrize(
    "resources, files",
    [
        (
            resource(
                "imsqti_test_xmlv2p2",
                "test.xml",
                '<file href="test.xml"/><file href="a/item.xml"/>',
            ),
            {"test.xml": NAMES_NOTHING, "a/item.xml": CHOICE_21},
        ),
        (
            resource("imsqti_test_xmlv2p1", "t/test.xml", '<file href="t/test.xml"/>'),
            {"t/test.xml": TEST.format("../a/item.xml"), "a/item.xml": CHOICE_21},
        ),
        (
            resource("imsqti_test_xmlv2p1", "test.xml", '<dependency identifierref="a/item.xml"/>')
            + resource("webcontent", "a/item.xml"),
            {"test.xml": NAMES_NOTHING, "a/item.xml": CHOICE_21},
        ),
        (resource("webcontent", "a/item.xml"), {"a/item.xml": CHOICE_21}),
        (resource("IMSQTI_ITEM_XMLV2P2", "a/item.xml"), {"a/item.xml": CHOICE_21}),
        (resource("imsqti_item_xmlv2p1", "a\\item.xml"), {"a\\item.xml": CHOICE_21}),
        (resource("imsqti_item_xmlv2p1", "A/Item.xml"), {"a/item.xml": CHOICE_21}),
        (
            resource("imsqti_item_xmlv2p1", "item.xml", more='xml:base="a/"'),
            {"a/item.xml": CHOICE_21},
        ),
        (resource("imsqti_item_xmlv2p1", "./a/item.xml"), {"./a/item.xml": CHOICE_21}),
        (resource("imsqti_item_xmlv2p1", "a/it%20em.xml"), {"a/it em.xml": CHOICE_21}),
    ],
    ids=[
        "files",
        "named",
        "dependency",
        "type",
        "capitals",
        "windows",
        "case",
        "base",
        "dot",
        "space",
    ],
)
@pytest.mark.parametrize("folder", ["", "unpacked/package/"])
def test_items_are_found_wherever_the_package_lists_them(resources, files, folder):
    whole = {
        f"{folder}{name}": text
        for name, text in {"imsmanifest.xml": MANIFEST.format(resources), **files}.items()
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in whole.items():
            archive.writestr(name, text)

    assert [item.title for item in items(out.getvalue())] == ["Unattended lids"]


def test_an_item_that_is_listed_twice_comes_in_once_and_one_only_in_the_test_as_well():
    listed = resource("imsqti_item_xmlv2p1", "a.xml")
    test = resource(
        "imsqti_test_xmlv2p1",
        "t.xml",
        '<file href="a.xml"/><file href="b.xml"/><file href="c.png"/>',
    )
    files = {"a.xml": CHOICE_21, "b.xml": MATCH_3, "t.xml": TEST.format("a.xml"), "c.png": "x"}

    assert [item.title for item in items(packed(listed + test, **files))] == [
        "Unattended lids",
        "Two patients",
        "Two patients",
    ]


def test_a_manifest_with_prefixes_is_read():
    manifest = (
        '<ims:manifest xmlns:ims="http://www.imsglobal.org/xsd/imscp_v1p1"><ims:resources>'
        '<ims:resource type="imsqti_item_xmlv2p1" href="a.xml"/></ims:resources></ims:manifest>'
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("imsmanifest.xml", manifest)
        archive.writestr("a.xml", CHOICE_21)

    assert [item.title for item in items(out.getvalue())] == ["Unattended lids"]


def test_items_of_every_manifest_come_in():
    package = packed("", **{"b/imsmanifest.xml": MANIFEST.format(ITEM_A), "b/a.xml": CHOICE_21})

    assert [item.title for item in items(package)] == ["Unattended lids"]


def test_an_item_that_no_manifest_lists_is_told():
    package = packed(ITEM_A, **{"a.xml": CHOICE_21, "b.xml": CHOICE_21})

    assert faults(package) == ["b.xml: is an item that no manifest lists, so it was not read"]


def test_an_item_that_a_test_names_and_that_is_not_there_is_told():
    package = packed(
        resource("imsqti_test_xmlv2p1", "t.xml") + ITEM_A,
        **{"t.xml": TEST.format("x.xml"), "a.xml": CHOICE_21},
    )

    assert faults(package) == ["t.xml, line 1: names x.xml, which is not in the package"]


ITEM_A = resource("imsqti_item_xmlv2p1", "a.xml")


def test_a_value_that_is_put_into_a_text_there_is_told_as_a_gap():
    (item,) = items(
        CHOICE_21.replace(
            "<itemBody>", '<itemBody><p>Aged <printedVariable identifier="AGE"/>.</p>'
        )
    )

    assert "Templates were left out: the text may have gaps." in item.notes


def test_what_an_item_does_not_show_is_named():
    (item,) = items(CHOICE_21.replace("<itemBody>", '<itemBody><p hidden="hidden">MuSK</p>'))

    assert "MuSK" not in item.question.stem
    assert "Not shown there, so left out: “MuSK”." in item.notes
