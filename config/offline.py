"""Serve what makes the site installable, and readable without a network.

A service worker keeps copies of pages that are the same for everybody. It fetches each as a
stranger would, without cookies, so that no copy holds a name, a token or a mark of a reader.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cases.models import CaseVersion
from knowledge.models import Disease, Finding
from knowledge.patterns import NO_IDEA, Stage
from lessons.models import Lesson
from quiz.forms import BeliefForm
from quiz.practice.packs import PACK_SIZE
from quiz.preview import PreviewAnswer
from quiz.scoring.adaptive import PRACTISED_OUTSIDE

# Pages of which a copy may be kept: public, and the same for everybody but for who reads them.
READABLE = r"^/(?:lessons/(?:[-\w]+/)?|glossary/|explore/(?:diseases|findings)/(?:[-\w]+/)?)$"
READABLE_LISTS = (
    "lessons:lesson_list",
    "lessons:glossary",
    "knowledge:disease_list",
    "knowledge:finding_list",
)
KEPT_PAGE_KB = 29  # of a kept copy, the mean over all shipped pages
PAPER, DARK_PAPER = "#faf8f3", "#14171b"  # as --paper in base.css
SHORTCUTS = (
    ("Practise", "quiz:practice"),
    ("Lessons", "lessons:lesson_list"),
    ("Progress", "quiz:progress"),
    ("Without a network", "offline"),
)


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Send the worker from the root, so that it may answer for all pages.

    Its first line names what differs from one release to the next, so that browsers take a new one.
    """
    places = {
        "version": _release(),
        "readable": READABLE,
        "offline": reverse("offline"),
        "shell": [reverse("offline"), reverse("offline_practice")],
        "files": settings.STATIC_URL,
    }
    scripts = "".join(_script(name) for name in ("copies", "worker"))
    return HttpResponse(
        f"self.PLACES = {json.dumps(places)};\n{scripts}", "text/javascript; charset=utf-8"
    )


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """Say how the site is installed on a phone or a desktop."""
    icons = [("192", "any"), ("512", "any"), ("512", "maskable")]
    return JsonResponse(
        {
            "id": "/",
            "name": "Motor Unit",
            "short_name": "Motor Unit",
            "description": "Learn to tell three patterns of weakness apart.",
            "lang": "en-GB",
            "start_url": reverse("home"),
            "scope": "/",
            "display": "standalone",
            "background_color": PAPER,
            "theme_color": PAPER,
            "categories": ["education", "medical"],
            "icons": [
                {
                    "src": static(f"icons/{'icon' if use == 'any' else use}-{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": use,
                }
                for size, use in icons
            ],
            "shortcuts": [{"name": name, "url": reverse(view)} for name, view in SHORTCUTS],
        },
        content_type="application/manifest+json",
    )


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Say what can be read without a network, and keep it on request."""
    n = len(readable_pages())
    context = {"n_pages": n, "megabytes": max(1, round(n * KEPT_PAGE_KB / 1000))}
    return render(request, "offline/offline.html", {**context, "pack_size": PACK_SIZE})


@require_safe
@cache_control(no_cache=True)
def offline_pages(request: HttpRequest) -> JsonResponse:
    """Name the pages that are kept for the ward."""
    return JsonResponse({"pages": readable_pages()})


@require_safe
def offline_practice(request: HttpRequest) -> HttpResponse:
    """Show the page on which a pack is worked; its cases are in the browser, not in the page."""
    context = {
        "answer": PreviewAnswer(CaseVersion(), 0, ""),
        "forms": [
            BeliefForm(),
            BeliefForm(
                start=NO_IDEA.with_outside(round(100 * PRACTISED_OUTSIDE)), may_be_outside=True
            ),
        ],
        "outside_among": round(1 / PRACTISED_OUTSIDE),
        "kept": "pack",
        "stages": list(Stage),
        "pack_size": PACK_SIZE,
    }
    return render(request, "offline/practice.html", context)


def readable_pages() -> list[str]:
    """Return the addresses of all pages of which a copy may be kept."""
    addresses = [reverse(name) for name in READABLE_LISTS]
    addresses += [row.get_absolute_url() for row in Lesson.objects.only("slug").order_by("pk")]
    for model in (Disease, Finding):
        addresses += [row.get_absolute_url() for row in model.objects.only("pk").order_by("pk")]
    return addresses


def _release() -> str:
    """Return what changes with each release: a digest of the names of all static files."""
    path = Path(settings.STATIC_ROOT) / "staticfiles.json"
    names = path.read_bytes() if path.exists() else b""
    return hashlib.sha256(names + _script("worker").encode()).hexdigest()[:16]


@lru_cache(maxsize=4)
def _read(path: str, changed_at: float) -> str:
    return Path(path).read_text()


def _script(name: str) -> str:
    path = finders.find(f"js/{name}.js")
    return _read(str(path), Path(str(path)).stat().st_mtime)
