"""GA4GH phenopackets, version 2 (and what version 1 names otherwise), as JSON: read only."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .own import check_keys, parsed
from .shape import Catch, Found, Item, Term, TroubleError, brief, cleaned, drafted

DURATION = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T.*)?$")
LEFT_OUT = {
    "measurements": "measurements",
    "biosamples": "biosamples",
    "medicalActions": "medical actions",
    "files": "files",
    "htsFiles": "files",
    "relatives": "relatives",
    "genes": "genes",
    "variants": "variants",
}
MOST_TERMS = 500


def looks_like(value: Any) -> bool:
    """Whether a JSON value is a phenopacket, a family, a cohort or a list of them."""
    if isinstance(value, list):
        return bool(value) and all(looks_like(item) for item in value[:3])
    if not isinstance(value, dict):
        return False
    return bool({"phenotypicFeatures", "phenotypic_features", "proband"} & value.keys()) or (
        "members" in value or ("subject" in value and "metaData" in value)
    )


def read(data: bytes) -> Found:
    """All patients of a file: a phenopacket, a list of them, a cohort's members or a family's proband."""
    catch = Catch("phenopacket")
    value = parsed(data)
    for where, packet in _packets(value):
        try:
            if not isinstance(packet, dict):
                raise TroubleError("is no phenopacket: write an object")
            check_keys(packet)
            catch.take(_item(packet, where))
        except TroubleError as trouble:
            if trouble.where:
                raise
            catch.refuse(where, str(trouble))
    return catch.found()


def _packets(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        yield from ((f"[{number}]", packet) for number, packet in enumerate(value))
    elif isinstance(value, dict) and isinstance(value.get("members"), list):
        yield from ((f"members[{number}]", packet) for number, packet in enumerate(value["members"]))
    elif isinstance(value, dict) and "proband" in value:
        proband, relatives = value["proband"], value.get("relatives")
        yield "proband", {**proband, "relatives": relatives} if isinstance(proband, dict) else proband
    else:
        yield "phenopacket", value


def _item(packet: dict[str, Any], where: str) -> Item:
    packet = {re.sub(r"_([a-z])", lambda match: match[1].upper(), key): item for key, item in packet.items()}
    identifier = _text(packet.get("id"))
    subject = _mapping(packet.get("subject"))
    notes: list[str] = []
    terms = tuple(_terms(packet.get("phenotypicFeatures"), notes))
    diseases = tuple(dict.fromkeys(_diseases(packet, notes)))
    if not terms and not diseases:
        raise TroubleError(f"“{brief(identifier) or 'without an id'}” has neither features nor a diagnosis")
    for key, name in LEFT_OUT.items():
        if packet.get(key):
            notes.append(f"Left out: {name} ({len(packet[key]) if isinstance(packet[key], list) else 1}).")
    sources = [_mapping(source) for source in _list(_mapping(packet.get("metaData")).get("externalReferences"))]
    notes += [f"Source there: {brief(' '.join(_words_of(source)), 300)}" for source in sources[:10]]
    sex = _text(subject.get("sex")).lower()
    if sex and sex not in ("female", "male"):
        notes.append(f"Sex there: {brief(sex, 30)}.")
    title = brief(identifier or _text(subject.get("id")) or "Phenopacket", 120)
    draft = drafted({"title": title, "age": _age(subject), "sex": sex if sex in ("female", "male") else ""}, where)
    return Item(where, title, identifier[:100], draft, terms=terms, diseases=diseases, notes=tuple(notes))


def _terms(listed: Any, notes: list[str]) -> Iterator[Term]:
    for number, feature in enumerate(_list(listed)[:MOST_TERMS]):
        kind = _mapping(_mapping(feature).get("type"))
        code, label = _text(kind.get("id")).upper(), brief(_text(kind.get("label")), 120)
        if not code:
            notes.append(f"Feature {number + 1} has no code{f': {label}' if label else ''}.")
            continue
        feature = _mapping(feature)
        more = [_mapping(item) for item in _list(feature.get("modifiers"))]
        more.append(_mapping(feature.get("severity")))
        if told := [brief(_text(item.get("label"))) for item in more if item.get("label")]:
            notes.append(f"{code} ({label}) is qualified there: {', '.join(told[:5])}.")
        excluded = feature.get("excluded", feature.get("negated", False)) is True
        yield Term(code[:40], label or code[:40], not excluded, _onset(feature))
    if len(_list(listed)) > MOST_TERMS:
        notes.append(f"Only the first {MOST_TERMS} of {len(listed)} features were read.")


def _diseases(packet: Mapping[str, Any], notes: list[str]) -> Iterator[str]:
    """The diagnosis, best first: what an interpretation solves, then the diseases that are not excluded."""
    for interpretation in _list(packet.get("interpretations")):
        diagnosis = _mapping(_mapping(interpretation).get("diagnosis"))
        if _mapping(interpretation).get("progressStatus") != "UNSOLVED":
            yield from _words(diagnosis.get("disease"))
        if genomic := diagnosis.get("genomicInterpretations"):
            notes.append(f"Left out: genomic interpretations ({len(_list(genomic))}); they belong to the diagnosis.")
    listed = [_mapping(disease) for disease in _list(packet.get("diseases"))]
    if len(present := [disease for disease in listed if disease.get("excluded") is not True]) > 1:
        names = ["; ".join(list(_words(disease.get("term")))[-1:]) for disease in present[:10]]
        notes.append(f"More than one disease there: {brief('; '.join(names), 300)}.")
    for disease in listed:
        words = list(_words(disease.get("term")))
        if disease.get("excluded") is True:
            notes.append(f"Excluded there: {brief(', '.join(words))}.")
            continue
        yield from words
        if onset := _onset(disease):
            notes.append(f"Onset of the disease there: {onset}.")


def _words_of(source: Mapping[str, Any]) -> Iterator[str]:
    return filter(None, (_text(source.get(key)) for key in ("id", "description")))


def _words(term: Any) -> Iterator[str]:
    for key in ("id", "label"):
        if word := _text(_mapping(term).get(key)).strip():
            yield word[:200]


def _age(subject: Mapping[str, Any]) -> int | None:
    """Whole years at the last encounter, if they are told."""
    at = subject.get("timeAtLastEncounter") or subject.get("time_at_last_encounter") or subject.get("ageAtCollection")
    for place in (_mapping(at), *(_mapping(_mapping(at).get(key)) for key in ("age", "ageRange"))):
        place = {**place, **_mapping(place.get("start"))}
        for key in ("iso8601duration", "age"):
            if (years := _years(place.get(key))) is not None and years <= 110:
                return years
    return None


def _years(duration: Any) -> int | None:
    match = DURATION.match(duration) if isinstance(duration, str) else None
    return int(match[1] or 0) + int(match[2] or 0) // 12 if match and any(match.groups()) else None


def _onset(began: Mapping[str, Any]) -> str:
    """When a feature or a disease began, in words: "at 3 years", "at 3 to 5 years", "Childhood onset"; else empty."""
    said = next((_mapping(began[key]) for key in ("onset", "ageOfOnset", "classOfOnset") if began.get(key)), {})
    age = _mapping(said.get("age")) or said
    if words := _duration(age.get("iso8601duration")) or _duration(age.get("age")):
        return f"at {words}"
    ranged = _mapping(said.get("ageRange"))
    ends = [_duration(_mapping(ranged.get(key)).get("iso8601duration")) for key in ("start", "end")]
    if any(ends):
        return f"at {' to '.join(filter(None, ends))}"
    return brief(_text((_mapping(said.get("ontologyClass")) or said).get("label")))


def _duration(text: Any) -> str:
    match = DURATION.match(text) if isinstance(text, str) else None
    units = zip(("year", "month", "week", "day"), match.groups(), strict=True) if match else ()
    return " ".join(f"{int(n)} {unit}{'' if int(n) == 1 else 's'}" for unit, n in units if n and int(n))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return cleaned(value).strip() if isinstance(value, str) else ""
