"""At the authors' desk: what to think about in a case while it is being typed; nothing is stored."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from content.spelling import words
from knowledge.current_model import knowledge
from knowledge.models import Disease
from knowledge.patterns import Pattern, Stage

from .generating import finding_words
from .giveaways import names_of
from .models import CaseVersion
from .writing_help import BankCase, Coded, Shelf, Written, writing_help

MOST_CODED = 200  # rows of findings that are read
FIELDS = {  # what is said of it: the title, and the part of the form that it is about
    **{stage.value: (stage.label, f"id_{stage}") for stage in Stage},
    "findings": ("Findings and evidence", "case_findings-group"),
    "missing": ("Still to do before review", ""),
    "disease": ("Similar cases", ""),
    "age": ("Age and sex over the bank", ""),
}
ASKED = {
    "headline": "the headline",
    **{f"against_{pattern}": f"what speaks against {pattern.label.lower()}" for pattern in Pattern},
    "diagnosis": "the final diagnosis",
    "look_alike": "the closest look-alike",
    "look_alike_text": "what tells the look-alike apart",
    "references": "a reference",
}


class WritingHelpMixin(admin.ModelAdmin):
    """For the page of a draft: a panel that follows what is typed; without JavaScript a button opens it in a tab."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(self.help_page))
        return [path("help/", view, name="cases_caseversion_help"), *super().get_urls()]

    def help_page(self, request: HttpRequest) -> HttpResponse:
        """What can be said about the case in the form."""
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        own = request.POST.get("case", "")
        on = shelf(leave_out=own)
        said = {**writing_help(read(request.POST), on), "missing": missing(request.POST, on)}
        told = [(*FIELDS[name], said[name]) for name in FIELDS if said.get(name)]
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "admin/cases/caseversion/_help.html", {"told": told})
        around = {**self.admin_site.each_context(request), "title": "Writing help", "opts": self.opts}
        return render(request, "admin/cases/caseversion/help.html", {**around, "told": told})


def read(data: QueryDict) -> Written:
    """The case that a form sends, as far as it makes sense yet."""
    age = data.get("age", "")
    total = data.get("case_findings-TOTAL_FORMS", "")
    rows = [f"case_findings-{n}-" for n in range(min(_whole(total) or 0, MOST_CODED))]
    return Written(
        texts={stage: data.get(stage.value, "") for stage in Stage},
        coded=[
            Coded(str(data[f"{row}finding"]), Stage(stage), f"{row}present" in data, f"{row}decides" in data)
            for row in rows
            if data.get(f"{row}finding")
            and f"{row}DELETE" not in data
            and (stage := data.get(f"{row}stage")) in list(Stage)
        ],
        disease=data.get("disease", ""),
        age=_whole(age),
        sex=data.get("sex", ""),
    )


def missing(data: QueryDict, on: Shelf) -> list[str]:
    """What a review will ask for beside the stages and the coding, and is empty yet."""
    _, key = on.diseases.get(data.get("disease", ""), ("", None))
    empty = [words for name, words in ASKED.items() if name != f"against_{key}" and not data.get(name, "").strip()]
    return [f"Give {'; '.join(empty)}."] if empty else []


def shelf(*, leave_out: str = "") -> Shelf:
    """Findings, diseases, the model, and the published cases but the one with this code."""
    findings = finding_words()
    diseases = list(Disease.objects.all())
    versions = (
        CaseVersion.objects.in_draw()
        .exclude(case__code=leave_out)
        .select_related("disease")
        .prefetch_related("case_findings")
    )
    known = knowledge()
    return Shelf(
        findings=findings,
        diseases={row.pk: (row.name, Pattern(row.pattern)) for row in diseases},
        disease_names={name for row in diseases for name in names_of(row.pk, row.name, row.synonyms)},
        bank=[_bank_case(version) for version in versions],
        model=known.model if known else None,
        terms={word for says in findings.values() for name in says.called for word in words(name)},
    )


def _bank_case(version: CaseVersion) -> BankCase:
    return BankCase(
        *(version.title, version.disease_id, version.pattern, version.age, version.sex),
        findings={item.finding_id: item.present for item in version.case_findings.all()},
        words={stage: len(words(getattr(version, stage))) for stage in Stage},
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 4 else None
