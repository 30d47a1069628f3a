"""Let authors propose changes of clinical knowledge at the desk."""

from typing import Any

from django.contrib import admin
from django.db.models import JSONField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from simple_history.admin import SimpleHistoryAdmin

from content.admin.proposed_model import ProposedModelAdmin
from content.admin.ranked_search import ranked_search

from .current_model import current_model
from .forms import DiseaseForm, FindingForm, FrequencyForm, LinesField
from .inference.families import ONSET_FROM
from .model_shift_admin import ModelShiftAdmin
from .models import (
    Confusion,
    Disease,
    Finding,
    Frequency,
    Investigation,
    Manoeuvre,
    OnsetAge,
    Reference,
)
from .search_names import disease_names, related_names
from .what_if import effect, shift_in_words, with_frequency

LISTS_AS_LINES: dict[Any, Any] = {JSONField: {"form_class": LinesField}}


@admin.register(Reference)
class ReferenceAdmin(ProposedModelAdmin):
    list_display = ["id", "first_author", "year", "title", "verified"]
    list_filter = ["verified", "type"]
    search_fields = ["id", "authors", "title", "year"]
    get_search_results = ranked_search()


@admin.register(Finding)
class FindingAdmin(ModelShiftAdmin):
    form = FindingForm
    formfield_overrides = LISTS_AS_LINES
    list_display = ["name", "id", "group", "role"]
    list_filter = ["group", "role"]
    search_fields = ["name", "id", "hpo_label", "elicit"]
    get_search_results = ranked_search()
    autocomplete_fields = ["implies", "excludes", "references"]


@admin.register(Manoeuvre)
class ManoeuvreAdmin(ProposedModelAdmin):
    list_display = ["name", "id", "group", "seconds", "danger"]
    list_filter = ["group", "danger"]
    search_fields = ["name", "id", "how"]
    get_search_results = ranked_search()
    autocomplete_fields = ["findings", "references"]


@admin.register(Investigation)
class InvestigationAdmin(ProposedModelAdmin):
    list_display = ["name", "id", "group", "cost"]
    list_filter = ["group", "cost"]
    search_fields = ["name", "id"]
    get_search_results = ranked_search()
    autocomplete_fields = ["findings", "references"]


@admin.register(Disease)
class DiseaseAdmin(ModelShiftAdmin):
    form = DiseaseForm
    formfield_overrides = LISTS_AS_LINES
    list_display = ["name", "id", "pattern", "must_not_miss"]
    list_filter = ["pattern", "must_not_miss"]
    search_fields = ["name", "id", "synonyms"]
    get_search_results = ranked_search(disease_names)
    autocomplete_fields = ["checks", "key_positives", "key_negatives", "references"]


@admin.register(Frequency)
class FrequencyAdmin(ModelShiftAdmin, SimpleHistoryAdmin):
    """The page of a frequency: how often a finding goes with a disease.

    Its effect on the model is shown before it is proposed and before it is published.
    """

    form = FrequencyForm
    list_display = ["disease", "finding", "frequency", "basis"]
    list_filter = ["frequency", "basis", "disease__pattern"]
    list_select_related = ["disease", "finding"]
    search_fields = ["disease__name", "finding__name"]
    get_search_results = ranked_search(related_names)
    autocomplete_fields = ["disease", "finding", "reference"]
    answers_on_publication = {"seen": True}  # whoever publishes it has its effect on the page

    def beside(self, request: HttpRequest, row: Frequency) -> SafeString:
        """Say how the model would read the cases here, and case reports, with it."""
        if not (current := current_model()):
            return SafeString()
        then = with_frequency(current.model, (row.disease_id, row.finding_id), row.frequency)
        words = f"{shift_in_words(current.model, then)} {effect(current.model, then)}"
        return format_html("<h2>What it does to the model</h2><p>{}</p>", words)


@admin.register(Confusion)
class ConfusionAdmin(ProposedModelAdmin):
    list_display = ["said", "was", "finding"]
    autocomplete_fields = ["finding", "references"]
    search_fields = ["text"]


@admin.register(OnsetAge)
class OnsetAgeAdmin(ModelShiftAdmin):
    list_display = ["disease", *(f"from_{years}" for years in ONSET_FROM), "basis"]
    list_select_related = ["disease"]
    search_fields = ["disease__name"]
    get_search_results = ranked_search(related_names)
    autocomplete_fields = ["disease", "reference"]
