"""Cases out of here, in formats that other systems read; streamed, so that a large bank needs little memory."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from content.markdown import render_markdown
from knowledge.body_map.regions import ordered
from knowledge.patterns import Pattern, Stage

from .exchange import gift, moodle, own, qti, sheet
from .exchange.asking import Asked, ask
from .exchange.shape import Draft, LookAlikeWords, StageWords
from .models import CaseVersion

PLAIN = (
    *("title", "typicality", "age", "sex", "history", "examination", "tests", "headline", "diagnosis"),
    *("at_once", "model_note", "claims", "reviewed_by", "change", "generated_at", "stubs", "import_note"),
)  # what a draft and a version name alike
OF_THE_KEY = ("headline", "diagnosis", "model_note")  # among them, what cannot hold for another key
KEY_CORRECTED = "Its key was corrected. What explained the old key is left out: write it for the new one."
CHUNK = 200
SPOOLED = 5_000_000  # bytes of a package that are kept in memory before it goes to disk


@dataclass(frozen=True, slots=True)
class Form:
    """A format that cases go out in."""

    name: str
    file_name: str
    content_type: str


FORMS = {
    "moodle": Form("Moodle XML", "cases.xml", "application/xml; charset=utf-8"),
    "gift": Form("GIFT", "cases.gift.txt", "text/plain; charset=utf-8"),
    "qti3": Form("QTI 3.0 package", "cases.zip", "application/zip"),
    "csv": Form("CSV", "cases.csv", "text/csv; charset=utf-8"),
    "json": Form("Motor Unit JSON", "cases.json", "application/json"),
}


def published(codes: Iterable[str] = ()) -> QuerySet[CaseVersion]:
    """The versions of all cases in the draw; of those with these codes the current one, dealt or not."""
    versions = CaseVersion.objects
    return versions.filter(current_of__code__in=codes) if codes else versions.in_draw()


def export(versions: QuerySet[CaseVersion], form: str) -> Iterator[bytes]:
    """A file of these versions in one of FORMS, piece by piece."""
    versions = (
        versions.select_related("case", "disease", "look_alike_case")
        .prefetch_related("case_findings", "references")
        .order_by("case__code", "number")
    )
    rows = versions.iterator(chunk_size=CHUNK)
    match form:
        case "json":
            yield from _encoded(own.write(map(draft_of, rows)))
        case "csv":
            yield from _encoded(sheet.write(map(draft_of, rows)))
        case "moodle":
            yield from _encoded(moodle.write(map(asked, rows)))
        case "gift":
            yield from _encoded(gift.write(map(asked, rows)))
        case "qti3":
            with tempfile.SpooledTemporaryFile(SPOOLED) as file:
                qti.write(map(asked, rows), file)
                file.seek(0)
                while piece := file.read(1 << 16):
                    yield piece


def asked(version: CaseVersion) -> Asked:
    """The question that a version makes elsewhere."""
    return ask(draft_of(version), version.pattern, render_markdown)


def draft_of(version: CaseVersion) -> Draft:
    """All that a version says, whether it is complete or not.

    What was written for another key than the version has now is left out, and the note says so.
    """
    coded = list(version.case_findings.all())
    says = {name: getattr(version, name) for name in PLAIN}
    against = {pattern: version.argument_against(pattern) for pattern in Pattern}
    look_alike_text = version.look_alike_text
    if not version.is_explained:
        says |= {**dict.fromkeys(OF_THE_KEY, ""), "at_once": "", "import_note": KEY_CORRECTED}
        against, look_alike_text = {}, ""
    twin = version.look_alike_case.code if version.look_alike_case else ""
    return Draft.model_construct(
        code=version.case.code,
        disease=version.disease_id,
        findings={
            stage: StageWords.model_construct(
                present=[item.finding_id for item in coded if item.stage == stage and item.present],
                absent=[item.finding_id for item in coded if item.stage == stage and not item.present],
            )
            for stage in Stage
        },
        decides=[item.finding_id for item in coded if item.decides],
        body=ordered(version.body),
        against={pattern: text for pattern, text in against.items() if text},
        look_alike=LookAlikeWords.model_construct(disease=version.look_alike_id or "", text=look_alike_text, case=twin),
        references=[reference.pk for reference in version.references.all()],
        **{**says, "stubs": {Stage(stage): text for stage, text in version.stubs.items()}},
    )


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode() for piece in pieces)
