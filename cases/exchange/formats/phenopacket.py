"""Read GA4GH phenopackets, version 2 and what version 1 names otherwise, as JSON.

They are not written.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..format import Format
from ..items import (
    Catch,
    CodedTerm,
    FileContents,
    Item,
    TroubleError,
    bare_code,
    brief,
    parsed_draft,
)
from ..limits import DEEPEST
from ..text.times import (
    duration_in_words,
    listing,
    mapping,
    time_in_words,
    words_of,
    years_between,
    years_of,
)
from .native_json import check_keys, parsed

LEFT_OUT = {
    "measurements": "measurements",
    "biosamples": "biosamples",
    "medicalActions": "medical actions",
    "files": "files",
    "htsFiles": "files",
    "relatives": "relatives",
    "genes": "genes",
    "variants": "variants",
    "pedigree": "pedigrees",
}
MOST_TERMS = 500
MOST_DISEASES = 100
DEEPEST_ENVELOPE = 6  # levels of lists and objects around phenopackets
PACKET_KEYS = {"phenotypicFeatures", "phenotypic_features"}
READ = {
    "packet": {
        "id",
        "subject",
        "phenotypicFeatures",
        "interpretations",
        "diseases",
        "metaData",
        *LEFT_OUT,
    },
    "feature": (
        {
            "type",
            "excluded",
            "negated",
            "onset",
            "ageOfOnset",
            "classOfOnset",
            "resolution",
            "severity",
        }
        | {"modifiers", "evidence", "description"}
    ),
    "disease": {"term", "excluded", "onset", "ageOfOnset", "classOfOnset", "resolution"},
    "subject": (
        {
            "id",
            "sex",
            "timeAtLastEncounter",
            "ageAtCollection",
            "dateOfBirth",
            "vitalStatus",
            "karyotypicSex",
        }
        | {"taxonomy", "alternateIds"}
    ),
    "interpretation": {"id", "progressStatus", "resolutionStatus", "diagnosis", "summary"},
    "metaData": (
        {
            "created",
            "createdBy",
            "submittedBy",
            "externalReferences",
            "resources",
            "updates",
        }
        | {"phenopacketSchemaVersion"}
    ),
}  # keys that are read, or say nothing of the patient; the values of others are noted
ONSETS = ("onset", "ageOfOnset", "classOfOnset")
USUAL_SEXES = {("female", "xx"), ("male", "xy")}


def looks_like_phenopacket(value: Any) -> bool:
    """Return whether a JSON value is a phenopacket, a family or a cohort.

    A list or an envelope of them counts as well.
    """
    return _looks_like(value, DEEPEST_ENVELOPE)


def _looks_like(value: Any, levels: int) -> bool:
    if levels == 0:
        return False
    if isinstance(value, list):
        return bool(value) and all(_looks_like(item, levels - 1) for item in value[:3])
    if not isinstance(value, dict):
        return False
    if (
        PACKET_KEYS & value.keys()
        or "proband" in value
        or ("subject" in value and {"metaData", "meta_data"} & value.keys())
    ):
        return True
    if "members" in value and not _looks_like(value["members"], levels - 1):
        return isinstance(value["members"], list) and not value["members"]
    return any(
        _looks_like(part, levels - 1) for part in value.values() if isinstance(part, dict | list)
    )


def read_phenopackets(data: bytes) -> FileContents:
    """Read all patients of a file.

    The file is a phenopacket, a list or an envelope of them, a cohort with its members, or a
    family, of which the proband is read.
    """
    catch = Catch("phenopacket")
    for where, packet, beside in _packets(parsed(data), "", ()):
        try:
            if not isinstance(packet, dict):
                raise TroubleError("is no phenopacket: write an object")
            check_keys(packet)
            catch.take(_item(_in_one_spelling(packet), where, beside))
        except TroubleError as trouble:
            if trouble.where:
                raise
            catch.refuse(where, str(trouble))
    return catch.found()


def _packets(
    value: Any, where: str, beside: tuple[str, ...]
) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """Return each phenopacket with its place and what stands beside it.

    This is what its envelope says.
    """
    if isinstance(value, list):
        for number, part in enumerate(value):
            yield from _packets(part, f"{where}[{number}]", beside)
        return
    if isinstance(value, dict) and not PACKET_KEYS & value.keys() and where.count(".") < 6:
        if "proband" in value:
            rest = {key: part for key, part in value.items() if key != "proband"}
            proband = value["proband"]
            if isinstance(proband, dict):
                proband = {
                    **proband,
                    **{key: rest.pop(key) for key in ("relatives",) if key in rest},
                }
            yield _inside(where, "proband"), proband, (*beside, *_said_beside(rest))
            return
        held = [
            key for key, part in value.items() if key == "members" or looks_like_phenopacket(part)
        ]
        if held and "subject" not in value:
            rest = {key: part for key, part in value.items() if key not in held}
            if held == ["phenopacket"] and isinstance(value["phenopacket"], dict):
                value = {"phenopacket": _with_diagnosis(value["phenopacket"], rest)}
            for key in held:
                yield from _packets(value[key], _inside(where, key), (*beside, *_said_beside(rest)))
            return
    yield where or "phenopacket", value, beside


def _with_diagnosis(packet: dict[str, Any], around: dict[str, Any]) -> dict[str, Any]:
    """Move the diagnosis that version 1 puts around a packet into the packet.

    It becomes an interpretation and is taken out of `around`.
    """
    spelling = next(
        (key for key in ("resolutionStatus", "resolution_status") if key in around),
        "resolutionStatus",
    )
    if "diagnosis" not in around:
        return packet
    interpretation = {
        "resolutionStatus": around.pop(spelling, ""),
        "diagnosis": around.pop("diagnosis"),
    }
    return {**packet, "interpretations": [*listing(packet.get("interpretations")), interpretation]}


def _inside(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _said_beside(rest: Mapping[str, Any]) -> Iterator[str]:
    yield from _sources(mapping(_in_one_spelling(rest.get("metaData") or rest.get("meta_data"))))
    for key, part in rest.items():
        if key not in ("id", "metaData", "meta_data", "consanguinousParents") and (
            told := _gist(part)
        ):
            yield f"Beside it there, {brief(key, 40)}: {brief(told, 300)}."


def _in_one_spelling(value: Any, depth: int = 0) -> Any:
    """Return the value with all keys in camelCase.

    Raises TroubleError where both spellings of a key stand side by side.
    """
    if isinstance(value, list):
        return [_in_one_spelling(part, depth + 1) for part in value]
    if not isinstance(value, dict) or depth > DEEPEST:
        return value
    found: dict[str, Any] = {}
    for key, part in value.items():
        camel = re.sub(r"(?<=[a-zA-Z0-9])_([a-z0-9])", lambda match: match[1].upper(), key)
        camel = "iso8601duration" if camel.lower() == "iso8601duration" else camel
        if camel in found:
            raise TroubleError(f"has the key {brief(camel, 40)} twice, in two spellings")
        found[camel] = _in_one_spelling(part, depth + 1)
    return found


def _item(packet: dict[str, Any], where: str, beside: Iterable[str]) -> Item:
    identifier = words_of(packet.get("id"))
    subject = mapping(packet.get("subject"))
    notes: list[str] = [*beside]
    terms = tuple(_terms(packet.get("phenotypicFeatures"), notes))
    diseases = tuple(dict.fromkeys(_diseases(packet, notes)))
    if not terms and not diseases:
        raise TroubleError(
            f"“{brief(identifier) or 'without an id'}” has neither features nor a diagnosis"
        )
    if not diseases and any(
        _is_excluded(mapping(disease)) for disease in listing(packet.get("diseases"))
    ):
        raise TroubleError(
            f"“{brief(identifier) or 'without an id'}” excludes all diseases that it names: it has"
            " no key"
        )
    notes += _left_out(packet)
    notes += _sources(mapping(packet.get("metaData")))
    said = subject.get("sex")
    sex = words_of(str(said) if isinstance(said, int) else said).lower()
    age = _age(subject)
    notes += _of_subject(subject, sex, age)
    title = brief(identifier or words_of(subject.get("id")) or "Phenopacket", 120)
    draft = parsed_draft(
        {"title": title, "age": age, "sex": sex if sex in ("female", "male") else ""}, where
    )
    return Item(
        where, title, identifier[:100], draft, terms=terms, diseases=diseases, notes=tuple(notes)
    )


def _terms(listed: Any, notes: list[str]) -> Iterator[CodedTerm]:
    for number, part in enumerate(listing(listed)[:MOST_TERMS]):
        feature = mapping(part)
        kind = mapping(feature.get("type"))
        code, label = (
            bare_code(words_of(kind.get("id"))).upper(),
            brief(words_of(kind.get("label")), 120),
        )
        if not code:
            notes.append(f"Feature {number + 1} has no code{f': {label}' if label else ''}.")
        name = f"{code or f'Feature {number + 1}'} ({label})"
        notes += _of_feature(name, feature)
        if code:
            since, until = _onset(feature), _until(feature)
            yield CodedTerm(code[:40], label or code[:40], not _is_excluded(feature), since, until)
    if len(listing(listed)) > MOST_TERMS:
        notes.append(f"Only the first {MOST_TERMS} of {len(listed)} features were read.")


def _of_feature(name: str, feature: Mapping[str, Any]) -> Iterator[str]:
    """Note what a feature says beside its term, time and absence."""
    more = [*map(mapping, listing(feature.get("modifiers"))), mapping(feature.get("severity"))]
    if told := [
        brief(words)
        for item in more
        if (words := words_of(item.get("label")) or words_of(item.get("id")))
    ]:
        yield f"{name} is qualified there: {', '.join(told[:8])}."
    if words := words_of(feature.get("description")):
        yield f"{name} is described there: {brief(words, 500)}"
    if told := [
        gist for evidence in listing(feature.get("evidence"))[:5] if (gist := _gist(evidence))
    ]:
        yield f"{name} rests there on: {brief('; '.join(told), 300)}."
    for key in ("excluded", "negated"):
        if _is_excluded(feature) is None and (words := _gist(feature.get(key))):
            yield (
                f"{name} is {key} there: {brief(words, 60)}. It was coded as present, so check it."
            )
    yield from _unread("feature", feature, f"{name} there, ")


def _is_excluded(part: Mapping[str, Any]) -> bool | None:
    """Return whether a feature or a disease is not there.

    None where what it says of that cannot be understood.
    """
    told = part.get("excluded", part.get("negated", False))
    word = str(told).strip().lower()
    if word in ("true", "yes", "1", "y", "t"):
        return True
    return False if told is None or word in ("false", "no", "0", "n", "f", "") else None


@dataclass(frozen=True, slots=True)
class _Diagnosis:
    """A disease that a packet names.

    `words` begin with its code; `rank` says how sure it is, 0 surest.
    """

    words: tuple[str, ...]
    rank: int

    @property
    def name(self) -> str:
        return self.words[-1]


def _diseases(packet: Mapping[str, Any], notes: list[str]) -> Iterator[str]:
    """Return the words of the diagnoses, best first.

    First come those that interpretations solve, then diseases not excluded, then what is in
    progress.
    """
    named = [*_interpreted(packet, notes), *_listed(packet, notes)]
    named.sort(key=lambda diagnosis: diagnosis.rank)
    distinct: list[_Diagnosis] = []
    for diagnosis in named[:MOST_DISEASES]:
        keys = {word.casefold() for word in diagnosis.words}
        if not any(keys & {word.casefold() for word in other.words} for other in distinct):
            distinct.append(diagnosis)
    if len(distinct) > 1:
        notes.append(
            "More than one disease there:"
            f" {brief('; '.join(one.name for one in distinct[:20]), 600)}."
        )
    if len(named) > MOST_DISEASES:
        notes.append(f"Only the first {MOST_DISEASES} of {len(named)} diseases were read.")
    for diagnosis in named[:MOST_DISEASES]:
        yield from diagnosis.words


def _interpreted(packet: Mapping[str, Any], notes: list[str]) -> Iterator[_Diagnosis]:
    for part in listing(packet.get("interpretations")):
        interpretation = mapping(part)
        status = words_of(
            interpretation.get("progressStatus") or interpretation.get("resolutionStatus")
        ).upper()
        named = interpretation.get("diagnosis")
        for diagnosis in map(mapping, named if isinstance(named, list) else [named]):
            yield from _solved(tuple(_words(diagnosis.get("disease"))), status, notes)
            if genomic := diagnosis.get("genomicInterpretations"):
                count = len(listing(genomic))
                notes.append(
                    f"Left out: genomic interpretations ({count}); they belong to the diagnosis."
                )
        if summary := words_of(interpretation.get("summary")):
            notes.append(f"Interpretation there: {brief(summary, 1_000)}")
        notes += _unread("interpretation", interpretation, "Of the interpretation there, ")


def _solved(words: tuple[str, ...], status: str, notes: list[str]) -> Iterator[_Diagnosis]:
    """Return the disease of an interpretation, unless it is marked as unsolved."""
    if words and status == "UNSOLVED":
        notes.append(f"Thought of there, but not solved: {brief(', '.join(words))}.")
    elif words:
        unsettled = status in ("IN_PROGRESS", "UNKNOWN_PROGRESS")
        if unsettled:
            notes.append(f"Not yet settled there: {brief(', '.join(words))}.")
        yield _Diagnosis(words, 2 if unsettled else 0)


def _listed(packet: Mapping[str, Any], notes: list[str]) -> Iterator[_Diagnosis]:
    for part in listing(packet.get("diseases")):
        disease = mapping(part)
        words = tuple(_words(disease.get("term")))
        if _is_excluded(disease):
            notes.append(f"Excluded there: {brief(', '.join(words))}.")
            continue
        if words:
            yield _Diagnosis(words, 1)
        if onset := _onset(disease):
            notes.append(f"Onset of the disease there: {onset}.")
        if until := _until(disease):
            notes.append(f"The disease ended there: {until}.")
        notes += _unread("disease", disease, "Of the disease there, ")


def _words(term: Any) -> Iterator[str]:
    for key in ("id", "label"):
        if word := words_of(mapping(term).get(key)):
            yield word[:200]


def _left_out(packet: Mapping[str, Any]) -> Iterator[str]:
    """Note what no case here can carry, with its number and the names in it."""
    for key, name in LEFT_OUT.items():
        if part := packet.get(key):
            told = "; ".join(
                filter(
                    None, (_gist(one) for one in (part if isinstance(part, list) else [part])[:20])
                )
            )
            count = len(part) if isinstance(part, list) else 1
            names = (
                brief(told, 500)
                if key not in ("relatives", "pedigree", "files", "htsFiles")
                else ""
            )
            yield f"Left out: {name} ({count}){f': {names}' if names else ''}."
    yield from _unread("packet", packet, "")


def _sources(meta: Mapping[str, Any]) -> Iterator[str]:
    for part in listing(meta.get("externalReferences"))[:10]:
        words = [words_of(mapping(part).get(key)) for key in ("id", "reference", "description")]
        yield f"Source there: {brief(' '.join(filter(None, words)), 300)}"
    if created := time_in_words(meta.get("created")):
        by = words_of(meta.get("createdBy"))
        yield f"Written there {created}{f' by {brief(by)}' if by else ''}."
    yield from _unread("metaData", meta, "Of the file there, ")


def _of_subject(subject: Mapping[str, Any], sex: str, age: int | None) -> Iterator[str]:
    if sex and sex not in ("female", "male"):
        yield f"Sex there: {brief(sex, 30)}."
    seen = subject.get("timeAtLastEncounter") or subject.get("ageAtCollection")
    if told := time_in_words(seen):
        plain = duration_in_words(
            mapping(mapping(seen).get("age")).get("iso8601duration") or mapping(seen).get("age")
        )
        if (
            age is None
            or not plain
            or not re.fullmatch(r"\d+ years?(?: \d+ (?:months?|days?))*", plain)
        ):
            yield f"Last seen there {told}."
    if born := time_in_words(subject.get("dateOfBirth")):
        yield f"Born there {born}."
    karyotype = words_of(subject.get("karyotypicSex"))
    if (
        karyotype
        and karyotype != "UNKNOWN_KARYOTYPE"
        and (sex, karyotype.lower()) not in USUAL_SEXES
    ):
        yield f"Chromosomes there: {brief(karyotype, 30)}."
    vital = mapping(subject.get("vitalStatus"))
    if vital and words_of(vital.get("status")).upper() not in ("ALIVE", "UNKNOWN_STATUS"):
        died = time_in_words(vital.get("timeOfDeath"))
        cause = _gist(vital.get("causeOfDeath"))
        yield f"Died there{f' {died}' if died else ''}{f' of {cause}' if cause else ''}."
    taxonomy = mapping(subject.get("taxonomy"))
    if taxonomy and words_of(taxonomy.get("id")) != "NCBITaxon:9606":
        yield f"Species there: {_gist(taxonomy)}."
    yield from _unread("subject", subject, "Of the patient there, ")


def _unread(kind: str, part: Mapping[str, Any], before: str) -> Iterator[str]:
    for key, value in part.items():
        if key not in READ[kind] and (told := _gist(value)):
            label = f"{before}{brief(key, 40)}"
            yield f"{label[:1].upper()}{label[1:]}: {brief(told, 300)}."


def _gist(value: Any, levels: int = 6) -> str:
    """Return the names and quantities in a value, in words."""
    if levels == 0 or value in (None, "", [], {}, False):
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, (_gist(part, levels - 1) for part in value[:20])))
    if not isinstance(value, dict):
        return (
            "yes"
            if value is True
            else brief(words_of(value) if isinstance(value, str) else str(value), 200)
        )
    if words := words_of(value.get("label")) or words_of(value.get("id")):
        return brief(words, 100)
    if "value" in value and "unit" in value:
        return f"{value['value']} {_gist(value['unit'], levels - 1)}".strip()[:100]
    if {
        "iso8601duration",
        "ontologyClass",
        "ageRange",
        "gestationalAge",
    } & value.keys() or isinstance(value.get("age"), dict):
        return time_in_words(value)
    parts = [_gist(part, levels - 1) for key, part in value.items() if key != "referenceRange"]
    return " ".join(filter(None, parts[:20]))


def _age(subject: Mapping[str, Any]) -> int | None:
    """Return whole years at the last encounter; None if not told or above 110."""
    at = subject.get("timeAtLastEncounter") or subject.get("ageAtCollection")
    if isinstance(at, str):
        at = {"iso8601duration": at}
    for place in (mapping(at), *(mapping(mapping(at).get(key)) for key in ("age", "ageRange"))):
        place = {**place, **mapping(place.get("start"))}
        for key in ("iso8601duration", "age"):
            if (years := years_of(place.get(key))) is not None and years <= 110:
                return years
    years = years_between(subject.get("dateOfBirth"), mapping(at).get("timestamp"))
    return years if years is not None and years <= 110 else None


def _onset(began: Mapping[str, Any]) -> str:
    return next((words for key in ONSETS if (words := time_in_words(began.get(key)))), "")


def _until(ended: Mapping[str, Any]) -> str:
    """Say when it went: "until 5 years"; empty if it did not."""
    if ended.get("resolution") is True:
        return "no longer"
    words = time_in_words(ended.get("resolution"))
    return f"until {re.sub(r'^(?:at|on|until) ', '', words)}" if words else ""


FORMAT = Format(
    "phenopacket",
    "GA4GH phenopacket",
    read_phenopackets,
)
