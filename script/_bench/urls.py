"""The project's addresses and the bare views that they are measured against."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from learners.models import Learner


def template(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html")


def insert(request: HttpRequest) -> HttpResponse:
    Learner.objects.create(browser=uuid.uuid4())
    return HttpResponse(status=302, headers={"Location": "/"})


urlpatterns = [
    path("bare/template/", template),
    path("bare/insert/", insert),
    path("", include("config.urls")),
]
