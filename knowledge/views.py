"""What is known of findings: how to look for each, why it points where it points, and what each pattern shows."""

import random
from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .body_map.findings import body_of
from .current_model import Knowledge, knowledge
from .forms import CompareForm, ContrastForm, PatientForm, StartForm
from .inference import differential, frequency
from .inference.explanation import Explanation, explain
from .models import Disease, Finding, Frequency
from .patient import Built, surprise
from .patterns import Pattern, Stage
from .shipped import published_cases

OFTEN = ("obligate", "very_frequent", "frequent")
TELLING = 0.3  # decibans to be expected from looking; less tells nothing worth a line
APART = 0.25  # a finding sets the patterns apart if their shares differ by this much; a choice for reading, not a test


@require_safe
def finding_list(request: Any) -> HttpResponse:
    return render(request, "knowledge/finding_list.html", {"findings": Finding.objects.prefetch_related("references")})


@require_safe
def finding(request: Any, pk: str) -> HttpResponse:
    finding = get_object_or_404(Finding.objects.prefetch_related("references"), pk=pk)
    rows = finding.frequencies.select_related("disease", "reference")
    return render(request, "knowledge/finding.html", {"finding": finding, "frequencies": _by_pattern(rows)})


@require_safe
def contrast(request: Any) -> HttpResponse:
    form = ContrastForm(request.GET)
    wished = form.cleaned_data if form.is_valid() else {}
    rule = Frequency.objects.filter(disease__exception="").exclude(finding__role="confirmatory")
    diseases = Counter(map(Pattern, Disease.objects.filter(exception="").values_list("pattern", flat=True)))
    cells = frequency.contrast(rule.rows(), diseases)
    beside = wished.get("beside")
    exceptions = {row.finding_id: row for row in beside.frequencies.select_related("reference")} if beside else {}
    rows = [
        {"finding": finding, "cells": cells[finding.pk], "exception": exceptions.get(finding.pk)}
        for finding in Finding.objects.searched(wished.get("words", ""))
        if finding.pk in cells
        and wished.get("stage", "") in ("", finding.stage)
        and not (wished.get("apart") and frequency.spread(cells[finding.pk]) < APART)
    ]
    context = {"form": form, "rows": rows, "beside": beside, "diseases": dict(diseases)}
    template = "knowledge/_contrast.html" if request.htmx else "knowledge/contrast.html"
    return render(request, template, context, status=200 if form.is_valid() else 422)


def _by_pattern(rows: Any) -> list[tuple[Pattern, list[Frequency]]]:
    """Frequencies of each pattern, the most frequent first."""
    order = list(frequency.CLASSES)
    ranked = sorted(rows, key=lambda row: (order.index(row.frequency), row.disease.position))
    return [(pattern, [row for row in ranked if row.disease.pattern == pattern]) for pattern in Pattern]


@require_safe
def explore(request: Any) -> HttpResponse:
    """A patient that a learner builds, and what the model makes of them."""
    known = knowledge()
    if known is None:
        return render(request, "knowledge/explore.html", {"known": None})
    form = PatientForm(request.GET, known.findings)
    if form.is_valid() and form.cleaned_data["add"]:
        return redirect(_address(form.built.plus(form.cleaned_data["add"], form.cleaned_data["sign"] != "absent")))
    built, region = form.built, request.GET.get("region", "")
    told = explain(known.model, [{finding: said} for finding, said in built.findings.items()], age=built.age)
    context = {
        "known": known,
        "form": form,
        "start": StartForm(),
        "built": built,
        "here": _address(built),
        "rows": _rows(built, known),
        "told": told,
        "clashes": [(known.findings.get(a, "the age"), known.findings.get(b, "the age")) for a, b in told.clashes],
        "weights": _weights(told, known),
        "silent": [(known.findings.get(one.finding, "the age"), one) for one in told.silent],
        "diseases": [(pk, known.diseases[pk], chance) for pk, chance in told.diseases],
        "rivals": [known.diseases[pk] for pk in told.rivals],
        "prospects": [
            {"finding": one.finding, "name": known.findings[one.finding], **_adding(built, one.finding)}
            for one in told.prospects
        ],
        "region": region,
        "region_rows": _region_rows(region, built),
        "body": {Stage.EXAMINATION: body_of(pk for pk, present in built.findings.items() if present)},
    }
    return render(request, "knowledge/explore.html", context, status=200 if form.is_valid() else 422)


@require_safe
def start_patient(request: Any) -> HttpResponse:
    """A patient to begin from: the key findings of a disease, a published case, or one that chance draws."""
    form, known = StartForm(request.GET), knowledge()
    if known is None or not form.is_valid():
        return redirect("knowledge:explore")
    wished = form.cleaned_data
    if wished["disease"]:
        return redirect(_address(Built(wished["disease"].key_findings())))
    if wished["published"]:
        (case,) = (case for case in published_cases() if case.id == wished["published"])
        return redirect(_address(Built({pk: said for pk, said in case.findings.items() if pk in known.findings})))
    return redirect(_address(surprise(known.model, random.Random()) if wished["surprise"] else Built({})))


@require_safe
def compare(request: Any) -> HttpResponse:
    known = knowledge()
    if known is None:
        return redirect("knowledge:explore")
    form = CompareForm(request.GET if {"a", "b"} & set(request.GET) else None, known.diseases)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        a, b = form.cleaned_data["a"], form.cleaned_data["b"]
        found = differential.compare(a, b, model=known.model)
        context |= {
            "names": [known.diseases.get(pk) or Pattern(pk).label for pk in (a, b)],
            "apart": [(one, known.findings[one.finding]) for one in found.apart if one.information >= TELLING][:25],
            "common": [(pk, known.findings[pk]) for pk in found.common[:15]],
        }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "knowledge/compare.html", context, status=status)


@require_safe
def disease_list(request: Any) -> HttpResponse:
    listed = list(Disease.objects.all())
    patterns = [(pattern, [one for one in listed if one.pattern == pattern]) for pattern in Pattern]
    return render(request, "knowledge/disease_list.html", {"patterns": patterns})


@require_safe
def disease(request: Any, pk: str) -> HttpResponse:
    disease = get_object_or_404(Disease.objects.prefetch_related("references"), pk=pk)
    rows = list(disease.frequencies.select_related("finding", "reference"))
    context = {
        "disease": disease,
        "classes": [
            (name, shares.range, [row for row in rows if row.frequency == name])
            for name, shares in frequency.CLASSES.items()
        ],
        "body": {Stage.EXAMINATION: body_of(row.finding_id for row in rows if row.frequency in OFTEN)},
        "look_alikes": _look_alikes(disease),
    }
    return render(request, "knowledge/disease.html", context)


def _address(built: Built, **more: str) -> str:
    """The address of Explore with this patient."""
    query = "&".join(filter(None, [built.query, urlencode(more)]))
    return reverse("knowledge:explore") + (f"?{query}" if query else "")


def _adding(built: Built, finding: str) -> dict[str, str]:
    """Addresses with a finding added, present or absent."""
    return {"present": _address(built.plus(finding, True)), "absent": _address(built.plus(finding, False))}


def _rows(built: Built, known: Knowledge) -> list[dict[str, Any]]:
    """The patient's findings with the addresses of what can be done to each."""
    return [
        {
            "finding": finding,
            "name": known.findings[finding],
            "present": present,
            "without": _address(built.minus(finding)),
            "turned": _address(built.plus(finding, not present)),
            "earlier": _address(built.earlier(finding)),
        }
        for finding, present in built.findings.items()
    ]


def _region_rows(region: str, built: Built) -> list[dict[str, Any]]:
    """Findings of an area of the body that the patient does not have yet, with the addresses that add them."""
    if not region:
        return []
    found = [finding for finding in Finding.objects.exclude(pk__in=built.findings) if region in finding.regions]
    return [{"finding": finding, **_adding(built, finding.pk)} for finding in found]


def _weights(told: Explanation, known: Knowledge) -> list[dict[str, Any]]:
    """Findings that move belief, with their bars; on what each rests is told for the likeliest disease."""
    findings = Finding.objects.in_bulk([weight.finding for weight in told.telling])
    rests = Frequency.objects.filter(disease=told.diseases[0][0], finding__in=findings)
    bases = dict(rests.values_list("finding_id", "basis"))
    return [
        {
            "finding": findings[weight.finding],
            "weight": weight,
            "basis": frequency.BASES.get(bases.get(weight.finding, ""), "not listed"),
        }
        for weight in told.telling
        if weight.finding in findings
    ]


def _look_alikes(disease: Disease) -> list[dict[str, Any]]:
    """Diseases of other patterns that are most alike at the bedside."""
    known = knowledge()
    if known is None or disease.pk not in known.diseases:
        return []
    ranked = differential.look_alikes(disease.pk, model=known.model)[:5]
    patterns = known.model.tables.patterns
    return [{"pk": pk, "name": known.diseases[pk], "pattern": patterns[pk], "likeness": one} for pk, one in ranked]
