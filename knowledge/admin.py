"""The desk for clinical knowledge."""

from typing import Any

from django.contrib import admin
from django.db.models import JSONField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from simple_history.admin import SimpleHistoryAdmin

from content.admin.proposals import ProposalMixin
from content.admin.ranked_search import RankedSearchMixin

from .current_model import knowledge
from .forms import DiseaseForm, FindingForm, FrequencyForm, LinesField
from .inference.families import ONSET_FROM
from .model_shift_admin import ModelShiftMixin
from .models import Confusion, Disease, Finding, Frequency, OnsetAge, Reference
from .ranking_admin import RankedDiseasesMixin, RankedFrequenciesMixin
from .what_if import effect, shift_in_words, with_frequency

LISTS_AS_LINES: dict[Any, Any] = {JSONField: {"form_class": LinesField}}


@admin.register(Reference)
class ReferenceAdmin(RankedSearchMixin, ProposalMixin):
    list_display = ["id", "first_author", "year", "title", "verified"]
    list_filter = ["verified", "type"]
    search_fields = ["id", "authors", "title", "year"]


@admin.register(Finding)
class FindingAdmin(RankedSearchMixin, ModelShiftMixin):
    form = FindingForm
    formfield_overrides = LISTS_AS_LINES
    list_display = ["name", "id", "group", "role"]
    list_filter = ["group", "role"]
    search_fields = ["name", "id", "hpo_label", "elicit"]
    autocomplete_fields = ["implies", "excludes", "references"]


@admin.register(Disease)
class DiseaseAdmin(RankedDiseasesMixin, ModelShiftMixin):
    form = DiseaseForm
    formfield_overrides = LISTS_AS_LINES
    list_display = ["name", "id", "pattern", "must_not_miss"]
    list_filter = ["pattern", "must_not_miss"]
    search_fields = ["name", "id", "synonyms"]
    autocomplete_fields = ["key_positives", "key_negatives", "references"]


@admin.register(Frequency)
class FrequencyAdmin(RankedFrequenciesMixin, ModelShiftMixin, SimpleHistoryAdmin):
    """How often a finding goes with a disease. Its effect shows before it is proposed and published."""

    form = FrequencyForm
    list_display = ["disease", "finding", "frequency", "basis"]
    list_filter = ["frequency", "basis", "disease__pattern"]
    list_select_related = ["disease", "finding"]
    search_fields = ["disease__name", "finding__name"]
    autocomplete_fields = ["disease", "finding", "reference"]
    unsaid = {"seen": True}  # whoever publishes it has its effect on the page

    def beside(self, request: HttpRequest, row: Frequency) -> SafeString:
        """What the model would make of the cases here, and of case reports, with this frequency."""
        if not (known := knowledge()):
            return SafeString()
        then = with_frequency(known.model, (row.disease_id, row.finding_id), row.frequency)
        words = f"{shift_in_words(known.model, then)} {effect(known.model, then)}"
        return format_html("<h2>What it does to the model</h2><p>{}</p>", words)


@admin.register(Confusion)
class ConfusionAdmin(ProposalMixin):
    list_display = ["said", "was", "finding"]
    autocomplete_fields = ["finding", "references"]
    search_fields = ["text"]


@admin.register(OnsetAge)
class OnsetAgeAdmin(RankedFrequenciesMixin, ModelShiftMixin):
    list_display = ["disease", *(f"from_{years}" for years in ONSET_FROM), "basis"]
    list_select_related = ["disease"]
    search_fields = ["disease__name"]
    autocomplete_fields = ["disease", "reference"]
