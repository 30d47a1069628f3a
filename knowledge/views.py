"""Show findings and diseases, and let learners explore the evidence model."""

import random
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from learners.http import LearnerRequest

from .body_map.findings import body_of
from .current_model import CurrentModel, current_model
from .forms import CompareForm, ContrastForm, PatientForm, StartForm
from .inference import differential, frequency
from .inference.explanation import Explanation, explain
from .models import Disease, Finding, Frequency
from .patient import Built, surprise
from .patterns import KEYS, OUTSIDE, STATED_ROLES, Key, Pattern, Stage
from .shipped import published_cases

TELLING = 0.3  # decibans to be expected from looking; less tells nothing worth a line
# a finding sets the patterns apart if their shares differ by this much; a choice for reading, not a
# test
APART = 0.25


@require_safe
def finding_list(request: LearnerRequest) -> HttpResponse:
    return render(
        request,
        "knowledge/finding_list.html",
        {"findings": Finding.objects.prefetch_related("references")},
    )


@require_safe
def finding(request: LearnerRequest, pk: str) -> HttpResponse:
    related = ("references", "manoeuvres", "investigations")
    finding = get_object_or_404(Finding.objects.prefetch_related(*related), pk=pk)
    rows = finding.frequencies.select_related("disease", "reference")
    return render(
        request, "knowledge/finding.html", {"finding": finding, "frequencies": _by_key(rows)}
    )


@require_safe
def contrast(request: LearnerRequest) -> HttpResponse:
    form = ContrastForm(request.GET)
    wishes = form.cleaned_data if form.is_valid() else {}
    regular = Disease.objects.within_three().filter(exception="")
    rule = Frequency.objects.filter(disease__in=regular, finding__role__in=STATED_ROLES)
    diseases = Counter(map(Pattern, regular.values_list("pattern", flat=True)))
    cells = frequency.contrast(rule.rows(), diseases)
    beside = wishes.get("beside")
    exceptions = (
        {row.finding_id: row for row in beside.frequencies.select_related("reference")}
        if beside
        else {}
    )
    rows = [
        {"finding": finding, "cells": cells[finding.pk], "exception": exceptions.get(finding.pk)}
        for finding in Finding.objects.searched(wishes.get("words", ""))
        if finding.pk in cells
        and wishes.get("stage", "") in ("", finding.stage)
        and not (wishes.get("apart") and frequency.spread(cells[finding.pk]) < APART)
    ]
    context = {"form": form, "rows": rows, "beside": beside, "diseases": dict(diseases)}
    template = "knowledge/_contrast.html" if request.htmx else "knowledge/contrast.html"
    return render(request, template, context, status=200 if form.is_valid() else 422)


def _by_key(rows: Any) -> list[tuple[Key, list[Frequency]]]:
    """Group frequencies by pattern and what is outside, the most frequent first."""
    order = list(frequency.CLASSES)
    ranked = sorted(rows, key=lambda row: (order.index(row.frequency), row.disease.position))
    return [(key, [row for row in ranked if row.disease.pattern == key]) for key in KEYS]


@require_safe
def explore(request: LearnerRequest) -> HttpResponse:
    current = current_model()
    if current is None:
        return render(request, "knowledge/explore.html", {"known": None})
    form = PatientForm(request.GET, current.findings)
    if form.is_valid() and (added := form.cleaned_data["add"]):
        is_present = form.cleaned_data["sign"] != "absent"
        return redirect(_address(form.built.plus(added, is_present)))
    region = request.GET.get("region", "")
    context = {
        "known": current,
        "form": form,
        "start": StartForm(),
        **_patient_context(form.built, current),
        **_explanation_context(form.built, current),
        "region": region,
        "region_rows": _region_rows(region, form.built),
    }
    return render(
        request, "knowledge/explore.html", context, status=200 if form.is_valid() else 422
    )


@require_safe
def start_patient(request: LearnerRequest) -> HttpResponse:
    """Redirect to a patient to begin from.

    It has the key findings of a disease, is a published case, or is drawn by chance.
    """
    form, current = StartForm(request.GET), current_model()
    if current is None or not form.is_valid():
        return redirect("knowledge:explore")
    wishes = form.cleaned_data
    if wishes["disease"]:
        return redirect(_address(Built(wishes["disease"].key_findings())))
    if wishes["published"]:
        (case,) = (case for case in published_cases() if case.id == wishes["published"])
        return redirect(
            _address(
                Built(
                    {
                        pk: is_present
                        for pk, is_present in case.findings.items()
                        if pk in current.findings
                    }
                )
            )
        )
    return redirect(
        _address(surprise(current.model, random.Random()) if wishes["surprise"] else Built({}))
    )


@require_safe
def compare(request: LearnerRequest) -> HttpResponse:
    current = current_model()
    if current is None:
        return redirect("knowledge:explore")
    form = CompareForm(request.GET if {"a", "b"} & set(request.GET) else None, current.diseases)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        a, b = form.cleaned_data["a"], form.cleaned_data["b"]
        comparison = differential.compare(a, b, model=current.model)
        context |= {
            "names": [current.diseases.get(pk) or Pattern(pk).full_label for pk in (a, b)],
            "apart": [
                (one, current.findings[one.finding])
                for one in comparison.apart
                if one.information >= TELLING
            ][:25],
            "common": [(pk, current.findings[pk]) for pk in comparison.common[:15]],
        }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "knowledge/compare.html", context, status=status)


@require_safe
def disease_list(request: LearnerRequest) -> HttpResponse:
    diseases = list(Disease.objects.all())
    context = {
        "patterns": [(key, [one for one in diseases if one.pattern == key]) for key in Pattern],
        "outside": OUTSIDE,
        "categories": _by_category(diseases),
    }
    return render(request, "knowledge/disease_list.html", context)


def _by_category(diseases: Iterable[Disease]) -> list[tuple[str, list[Disease]]]:
    """Group the diseases outside the three patterns by what they are of, in words."""
    groups: dict[str, list[Disease]] = {}
    for disease in diseases:
        if disease.is_outside:
            groups.setdefault(disease.get_category_display(), []).append(disease)
    return list(groups.items())


@require_safe
def disease(request: LearnerRequest, pk: str) -> HttpResponse:
    disease = get_object_or_404(Disease.objects.prefetch_related("references", "checks"), pk=pk)
    rows = list(disease.frequencies.select_related("finding", "reference"))
    context = {
        "disease": disease,
        "classes": [
            (name, shares.range, [row for row in rows if row.frequency == name])
            for name, shares in frequency.CLASSES.items()
        ],
        "body": {
            Stage.EXAMINATION: body_of(
                row.finding_id for row in rows if row.frequency in frequency.OFTEN
            )
        },
        "look_alikes": _look_alikes(disease),
    }
    return render(request, "knowledge/disease.html", context)


def _address(built: Built, **more: str) -> str:
    query = "&".join(filter(None, [built.query, urlencode(more)]))
    return reverse("knowledge:explore") + (f"?{query}" if query else "")


def _patient_context(built: Built, current: CurrentModel) -> dict[str, Any]:
    """Return what the page shows of the patient."""
    present = [finding for finding, is_present in built.findings.items() if is_present]
    return {
        "built": built,
        "here": _address(built),
        "rows": _rows(built, current),
        "body": {Stage.EXAMINATION: body_of(present)},
    }


def _explanation_context(built: Built, current: CurrentModel) -> dict[str, Any]:
    """Return what the page says of the model's belief: its reasons, and what to ask next."""
    signs = [{finding: is_present} for finding, is_present in built.findings.items()]
    explanation = explain(current.model, signs, age=built.age)
    return {
        "told": explanation,
        "clashes": [(_name(a, current), _name(b, current)) for a, b in explanation.clashes],
        "weights": _weights(explanation, current),
        "silent": [(_name(weight.finding, current), weight) for weight in explanation.silent],
        "diseases": [(pk, current.diseases[pk], chance) for pk, chance in explanation.diseases],
        "rivals": [current.diseases[pk] for pk in explanation.rivals],
        "prospects": [
            {
                "finding": prospect.finding,
                "name": current.findings[prospect.finding],
                **_adding(built, prospect.finding),
            }
            for prospect in explanation.prospects
        ],
    }


def _name(finding: str, current: CurrentModel) -> str:
    """Return the name of a finding; an id that has none stands for the age."""
    return current.findings.get(finding, "the age")


def _adding(built: Built, finding: str) -> dict[str, str]:
    return {
        "present": _address(built.plus(finding, True)),
        "absent": _address(built.plus(finding, False)),
    }


def _rows(built: Built, current: CurrentModel) -> list[dict[str, Any]]:
    return [
        {
            "finding": finding,
            "name": current.findings[finding],
            "present": present,
            "without": _address(built.minus(finding)),
            "turned": _address(built.plus(finding, not present)),
            "earlier": _address(built.earlier(finding)),
        }
        for finding, present in built.findings.items()
    ]


def _region_rows(region: str, built: Built) -> list[dict[str, Any]]:
    """List findings of an area that the patient does not have yet.

    Each comes with the addresses that add it. Empty without an area.
    """
    if not region:
        return []
    findings = [
        finding
        for finding in Finding.objects.exclude(pk__in=built.findings)
        if region in finding.regions
    ]
    return [{"finding": finding, **_adding(built, finding.pk)} for finding in findings]


def _weights(explanation: Explanation, current: CurrentModel) -> list[dict[str, Any]]:
    """List the findings that move belief, each with its weight and its basis.

    The basis is that of the frequency for the likeliest disease.
    """
    findings = Finding.objects.in_bulk([weight.finding for weight in explanation.telling])
    rests = Frequency.objects.filter(disease=explanation.diseases[0][0], finding__in=findings)
    bases = dict(rests.values_list("finding_id", "basis"))
    return [
        {
            "finding": findings[weight.finding],
            "weight": weight,
            "basis": frequency.BASES.get(bases.get(weight.finding, ""), "not listed"),
        }
        for weight in explanation.telling
        if weight.finding in findings
    ]


def _look_alikes(disease: Disease) -> list[dict[str, Any]]:
    current = current_model()
    if current is None or disease.pk not in current.diseases:
        return []
    ranked = differential.look_alikes(disease.pk, model=current.model)[:5]
    patterns = current.model.tables.patterns
    return [
        {"pk": pk, "name": current.diseases[pk], "pattern": patterns[pk], "likeness": one}
        for pk, one in ranked
    ]
