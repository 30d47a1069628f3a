"""Render the pages of the desk for cases that are not the admin's own."""

from typing import Any

from django.contrib import admin
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..models import CaseVersion

FORM_PAGE = "admin/cases/caseversion/form_page.html"


def page_context(request: HttpRequest, title: str) -> dict[str, Any]:
    """Return what the template of every such page needs."""
    return {**admin.site.each_context(request), "title": title, "opts": CaseVersion._meta}


def form_page(
    request: HttpRequest, form: BaseForm, title: str, button: str, **more: Any
) -> HttpResponse:
    """Render a page of one form; with status 422 if the form was sent."""
    context = {**page_context(request, title), "form": form, "button": button, **more}
    return render(request, FORM_PAGE, context, status=422 if form.is_bound else 200)
