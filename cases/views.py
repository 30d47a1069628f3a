"""What is known of findings: how to look for each, why it points where it points, and what each pattern shows."""

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from . import frequency
from .forms import ContrastForm
from .models import Disease, Finding, Frequency
from .patterns import Pattern

APART = 0.25  # a finding sets the patterns apart if their shares differ by this much; a choice for reading, not a test


@require_safe
def finding_list(request: Any) -> HttpResponse:
    return render(request, "cases/finding_list.html", {"findings": Finding.objects.prefetch_related("references")})


@require_safe
def finding(request: Any, pk: str) -> HttpResponse:
    finding = get_object_or_404(Finding.objects.prefetch_related("references"), pk=pk)
    rows = finding.frequencies.select_related("disease", "reference")
    return render(request, "cases/finding.html", {"finding": finding, "frequencies": _by_pattern(rows)})


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
    template = "cases/_contrast.html" if request.htmx else "cases/contrast.html"
    return render(request, template, context, status=200 if form.is_valid() else 422)


def _by_pattern(rows: Any) -> list[tuple[Pattern, list[Frequency]]]:
    """Frequencies of each pattern, the most frequent first."""
    order = list(frequency.CLASSES)
    ranked = sorted(rows, key=lambda row: (order.index(row.frequency), row.disease.position))
    return [(pattern, [row for row in ranked if row.disease.pattern == pattern]) for pattern in Pattern]
