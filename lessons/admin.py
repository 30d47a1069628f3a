"""The authors' desk for lessons, and for what the source says."""

from django.contrib import admin

from . import models


@admin.register(models.Lesson)
class LessonAdmin(admin.ModelAdmin):
    list_display = ["title", "position", "pattern", "minutes", "reviewed_by"]
    search_fields = ["title", "body"]
    prepopulated_fields = {"slug": ["title"]}


@admin.register(models.Claim)
class ClaimAdmin(admin.ModelAdmin):
    list_display = ["id", "paraphrase", "verdict", "pattern", "safety_critical"]
    list_filter = ["verdict", "pattern", "safety_critical", "passage"]
    search_fields = ["id", "paraphrase", "correction", "topic"]
    autocomplete_fields = ["references", "same_as", "conflicts_with"]


@admin.register(models.Passage)
class PassageAdmin(admin.ModelAdmin):
    list_display = ["id", "about", "first_line", "last_line"]


@admin.register(models.Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["file", "note"]
